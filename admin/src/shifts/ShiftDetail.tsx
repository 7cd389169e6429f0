// One shift: its numbers and lead to be changed, who is there with confirming and correcting, the code that hangs at
// the site.
import { App, Button, Descriptions, Drawer, Form, InputNumber, Select, Space, Tag } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { shifts } from '@shared/shifts/contract'
import { shiftsDesk, type DeskShift } from '@shared/shifts/desk-contract'
import { showMinutes } from '@shared/shifts/hours'
import { markWayNames, standingNames, supervisorNames } from '@shared/shifts/vocabulary'
import { clockOf, showDay } from '@shared/time'
import { useMay } from '@/lib/me'
import { useRead, useWrite } from '@/lib/query'
import { EditForm } from '@/ui/EditForm'
import { ListTable } from '@/ui/ListTable'
import { PaperButton } from '@/ui/PaperButton'
import { ClassHere } from './ClassHere'
import { askReason } from '@/ui/reason'
import { CorrectForm } from './CorrectForm'

type People = OutputOf<typeof shifts.people>
export type ShiftPerson = People['items'][number]

export function ShiftDetail({ shift }: { shift: DeskShift }) {
  const [isChanging, setChanging] = useState(false)
  const cancel = useWrite(shiftsDesk.cancel, '已取消，报名和候补的人都会收到消息')
  const mayPrint = useMay(shiftsDesk.siteCode)
  const stop = async (): Promise<void> => {
    const reason = await askReason('取消这一班，告诉每一个人？', '取消这一班', true)
    if (reason) cancel.mutate({ ids: [shift.id], reason })
  }
  if (isChanging) return <ChangeForm shift={shift} onDone={() => setChanging(false)} />
  return (
    <>
      <Descriptions
        size="small"
        column={2}
        items={[
          { key: 'when', label: '时间', children: `${showDay(shift.day)} ${shift.from}～${shift.to}` },
          { key: 'where', label: '点位', children: shift.name },
          {
            key: 'people',
            label: '人数',
            children: `至少${shift.minimum}人，最多${shift.maximum}人${shift.trainees > 0 ? `，另有见习${shift.trainees}人` : ''}`,
          },
          { key: 'hours', label: '一班最多计', children: showMinutes(shift.maxMinutes) },
          { key: 'lead', label: '组长', children: shift.lead ?? '待定' },
          {
            key: 'state',
            label: '状态',
            children:
              shift.status === 'cancelled' ? `已取消：${shift.reason ?? ''}` : shift.isOver ? '已结束' : '已安排',
          },
        ]}
      />
      <Space wrap style={{ margin: '16px 0' }}>
        {shift.allowed.includes('change') && <Button onClick={() => setChanging(true)}>修改</Button>}
        {shift.allowed.includes('call') && <CallButton shift={shift} />}
        {shift.allowed.includes('cancel') && (
          <Button danger loading={cancel.isPending} onClick={() => void stop()}>
            取消这一班
          </Button>
        )}
        {mayPrint && (
          <PaperButton route={shiftsDesk.siteCode} input={{ siteId: shift.siteId }}>
            打印点位签到码
          </PaperButton>
        )}
      </Space>
      <ClassHere shift={shift} />
      <PeopleTable shift={shift} />
    </>
  )
}

/** Calls volunteers near by who are free; says how many it has reached. */
function CallButton({ shift }: { shift: DeskShift }) {
  const { message } = App.useApp()
  const call = useWrite(shiftsDesk.call)
  const ask = (): void =>
    call.mutate(
      { id: shift.id },
      {
        onSuccess: ({ reached }) =>
          void message.success(reached > 0 ? `已通知${reached}位附近有空的志愿者` : '附近没有还空着的志愿者了'),
      },
    )
  return (
    <>
      <Button loading={call.isPending} onClick={ask}>{`叫人（还缺${shift.missing}人）`}</Button>
      {shift.called && (
        <span className="faint">{`${clockOf(new Date(shift.called.at))}叫过，通知了${shift.called.reached}人`}</span>
      )}
    </>
  )
}

function PeopleTable({ shift }: { shift: DeskShift }) {
  const query = useRead(shifts.people, { id: shift.id }, { refetchMs: 30_000 })
  const confirm = useWrite(shifts.confirm, '已核实')
  const [correcting, setCorrecting] = useState<ShiftPerson | null>(null)
  return (
    <>
      <ListTable<ShiftPerson>
        list={{
          items: query.data?.items ?? [],
          isLoading: query.isLoading,
          isFetching: query.isFetching,
          error: query.error,
          hasMore: false,
          more: () => undefined,
          reload: () => void query.refetch(),
        }}
        rowKey={(row) => row.bookingId}
        empty="还没有人报名"
        columns={[
          {
            title: '姓名',
            render: (_value, row) => (
              <>
                {row.name}
                <div className="faint">{supervisorNames[row.as]}</div>
              </>
            ),
          },
          { title: '到岗', render: (_value, row) => <Came row={row} /> },
          {
            title: '计时',
            render: (_value, row) => (
              <span className="wrap">
                {shift.isOver || row.checkedOutAt ? showMinutes(row.minutes) : row.checkedInAt ? '在岗' : '—'}
                {row.uncounted.map(({ why, text }) => (
                  <div key={why} className="faint">
                    {text}
                  </div>
                ))}
              </span>
            ),
          },
          {
            title: '更正',
            render: (_value, row) => (
              <span className="wrap">
                {row.corrections.map(({ at, by, reason, text }) => (
                  <div key={at}>{`${by}：${text}，${reason}`}</div>
                ))}
                {row.corrections.length === 0 && '—'}
              </span>
            ),
          },
          {
            title: '办理',
            render: (_value, row) => (
              <Space wrap>
                {row.allowed.includes('confirm') && (
                  <Button
                    size="small"
                    loading={confirm.isPending}
                    onClick={() => confirm.mutate({ id: row.bookingId })}
                  >
                    核实
                  </Button>
                )}
                {row.allowed.includes('correct') && (
                  <Button size="small" onClick={() => setCorrecting(row)}>
                    更正
                  </Button>
                )}
              </Space>
            ),
          },
        ]}
      />
      <Drawer
        open={correcting !== null}
        onClose={() => setCorrecting(null)}
        title={`更正到离：${correcting?.name ?? ''}`}
        destroyOnHidden
      >
        {correcting && <CorrectForm shift={shift} person={correcting} onDone={() => setCorrecting(null)} />}
      </Drawer>
    </>
  )
}

const colours = { none: undefined, self: 'orange', verified: 'green' } as const

function Came({ row }: { row: ShiftPerson }) {
  const clock = (iso: string): string => clockOf(new Date(iso))
  return (
    <span className="wrap">
      <Tag color={colours[row.standing]}>{standingNames[row.standing]}</Tag>
      {row.checkedInAt && `${clock(row.checkedInAt)}到${row.checkedOutAt ? `，${clock(row.checkedOutAt)}走` : ''}`}
      {row.saidComing && row.standing === 'none' && <div className="faint">说了会来</div>}
      {row.how && <div className="faint">{markWayNames[row.how]}</div>}
      {row.noShows > 0 && <div className="faint">近90天缺席{row.noShows}次</div>}
    </span>
  )
}

type Fields = { minimum: number; maximum: number; maxMinutes: number; leadId?: string }

function ChangeForm({ shift, onDone }: { shift: DeskShift; onDone: () => void }) {
  const [form] = Form.useForm<Fields>()
  const leads = useRead(shiftsDesk.leads, { id: shift.id })
  const change = useWrite(shiftsDesk.change, '已修改')
  const options = (leads.data?.items ?? []).map(({ personId, name, isBooked }) => ({
    value: personId,
    label: isBooked ? `${name}（已报这一班）` : name,
  }))
  const known = options.some(({ value }) => value === shift.leadId)
  return (
    <EditForm<Fields>
      version={shift.version}
      show={{ leadId: Object.fromEntries(options.map(({ value, label }) => [value, label])) }}
      form={form}
      layout="vertical"
      scrollToFirstError
      initialValues={{ ...shift, leadId: shift.leadId ?? undefined }}
      onFinish={({ leadId, ...fields }) =>
        change.mutate(
          { id: shift.id, version: shift.version, ...fields, leadId: leadId ?? null },
          { onSuccess: onDone },
        )
      }
    >
      <Form.Item label="至少几人" name="minimum" rules={[{ required: true, message: '请填写人数' }]}>
        <InputNumber min={1} max={50} precision={0} />
      </Form.Item>
      <Form.Item
        label="最多几人"
        name="maximum"
        rules={[{ required: true, message: '请填写人数' }]}
        extra={`已报名${shift.booked}人`}
      >
        <InputNumber min={1} max={50} precision={0} />
      </Form.Item>
      <Form.Item label="一班最多计几分钟" name="maxMinutes" rules={[{ required: true, message: '请填写分钟' }]}>
        <InputNumber min={30} max={240} precision={0} />
      </Form.Item>
      <Form.Item label="组长（可不填，先报名的组长自动带班）" name="leadId">
        <Select
          allowClear
          loading={leads.isLoading}
          options={
            known || !shift.leadId ? options : [...options, { value: shift.leadId, label: shift.lead ?? '现任' }]
          }
          style={{ width: 240 }}
        />
      </Form.Item>
      <Space>
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          保存
        </Button>
        <Button onClick={onDone}>返回</Button>
      </Space>
    </EditForm>
  )
}
