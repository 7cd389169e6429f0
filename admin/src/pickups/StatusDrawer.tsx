// One question about a household's status: what was said, and deciding it or ending it.
import { Button, DatePicker, Descriptions, Drawer, Form, Input, Tag } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { MAX_STATUS_DAYS, statusesDesk, type StatusRow } from '@shared/pickups/statuses-contract'
import { showDay } from '@shared/time'
import { fullTime } from '@/lib/format'
import { useWrite } from '@/lib/query'

const fullDay = (day: string): string => `${day.slice(0, 4)}年${showDay(day)}`
const colours: Partial<Record<StatusRow['state'], string>> = { waiting: 'orange', approved: 'green', refused: 'red' }
const stateTag = (row: StatusRow) => <Tag color={colours[row.state] ?? 'default'}>{row.stateText}</Tag>

export const statusColumns = [
  { title: '住户', render: (_value: unknown, row: StatusRow) => row.addressText || row.placeName },
  { title: '申请核实', dataIndex: 'kindText' },
  { title: '为谁', dataIndex: 'personName' },
  { title: '状态', render: (_value: unknown, row: StatusRow) => stateTag(row) },
  { title: '有效到', render: (_value: unknown, row: StatusRow) => (row.until ? fullDay(row.until) : '—') },
  { title: '提出', render: (_value: unknown, row: StatusRow) => `${fullTime(row.askedAt)} ${row.askedBy}` },
  { title: '核实人', render: (_value: unknown, row: StatusRow) => row.decidedBy ?? '—' },
]

export function StatusDrawer({ row, onClose }: { row: StatusRow; onClose: () => void }) {
  return (
    <Drawer open onClose={onClose} size={520} title={row.kindText} destroyOnHidden>
      <Descriptions
        size="small"
        column={1}
        bordered
        style={{ marginBottom: 20 }}
        styles={{ label: { width: 96 } }}
        items={[
          { key: 'where', label: '住户', children: row.addressText || row.placeName },
          { key: 'who', label: '为谁', children: row.personName },
          { key: 'note', label: '说明', children: row.note || '—' },
          { key: 'asked', label: '提出', children: `${row.askedBy}，${fullTime(row.askedAt)}` },
          { key: 'state', label: '状态', children: stateTag(row) },
          { key: 'until', label: '有效到', children: row.until ? fullDay(row.until) : '—' },
          ...(row.reason
            ? [{ key: 'reason', label: '核实意见', children: `${row.reason}（${row.decidedBy ?? ''}）` }]
            : []),
        ]}
      />
      {row.allowed.includes('decide') && <Decide row={row} onDone={onClose} />}
      {row.allowed.includes('end') && <End row={row} onDone={onClose} />}
    </Drawer>
  )
}

const reasonRules = [{ required: true, whitespace: true, min: 2, message: '请写明，至少两个字' }]

function Decide({ row, onDone }: { row: StatusRow; onDone: () => void }) {
  const [form] = Form.useForm<{ until: Dayjs; reason: string }>()
  const write = useWrite(statusesDesk.decide, '已核实，申请人会收到通知')
  const [way, setWay] = useState<boolean | null>(null)
  const send = async (approved: boolean): Promise<void> => {
    setWay(approved)
    const { reason, until } = await form.validateFields(approved ? undefined : ['reason'])
    const day = approved ? { until: until.format('YYYY-MM-DD') } : {}
    write.mutate({ id: row.id, approved, reason, ...day }, { onSuccess: onDone })
  }
  const today = dayjs()
  return (
    <Form form={form} layout="vertical" initialValues={{ until: today.add(1, 'year') }}>
      <Form.Item label="有效到（含当天，最长三年）" name="until" rules={[{ required: true, message: '请选择到期日' }]}>
        <DatePicker minDate={today} maxDate={today.add(MAX_STATUS_DAYS, 'day')} style={{ width: 200 }} />
      </Form.Item>
      <Form.Item label="怎样核实的（申请人会看到）" name="reason" rules={reasonRules}>
        <Input.TextArea rows={3} maxLength={100} showCount placeholder="例如：已查民政系统" />
      </Form.Item>
      <div className="filters">
        <Button
          type="primary"
          loading={write.isPending && way === true}
          onClick={() => void send(true).catch(() => null)}
        >
          核实通过
        </Button>
        <Button danger loading={write.isPending && way === false} onClick={() => void send(false).catch(() => null)}>
          不通过
        </Button>
      </div>
    </Form>
  )
}

function End({ row, onDone }: { row: StatusRow; onDone: () => void }) {
  const write = useWrite(statusesDesk.end, '已终止，申请人会收到通知')
  return (
    <Form<{ reason: string }>
      layout="vertical"
      onFinish={({ reason }) => write.mutate({ id: row.id, reason }, { onSuccess: onDone })}
    >
      <Form.Item label="为什么提前终止（申请人会看到）" name="reason" rules={reasonRules}>
        <Input.TextArea rows={2} maxLength={100} />
      </Form.Item>
      <Button danger htmlType="submit" loading={write.isPending}>
        提前终止
      </Button>
    </Form>
  )
}
