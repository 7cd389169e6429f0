// Complaints of the area: what is open first, each with its day; the answer goes to the person at once.
import { Checkbox, Form, Input, Modal, Radio, Tag } from 'antd'
import { useState } from 'react'
import {
  aboutNames,
  complaints,
  complaintStatusTexts,
  outcomeTexts,
  type Complaint,
} from '@shared/reports/complaints-contract'
import { showDay } from '@shared/time'
import { fullTime } from '@/lib/format'
import { useList, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'

const FILTERS = ['all'] as const
type Fields = { outcome: keyof typeof outcomeTexts; text: string }

export function ComplaintsPage() {
  const [{ all }, setFilters] = useFilters(FILTERS)
  const list = useList(complaints.desk, all ? {} : { open: 'true' })
  return (
    <Page title="投诉办理" hint="按地区规则里的期限答复,每条写着哪一天;不显示是谁投诉的。不满意可以要求重新办理一次。">
      <div className="filters">
        <Checkbox
          checked={all !== undefined}
          onChange={(event) => setFilters({ all: event.target.checked ? 'true' : undefined })}
        >
          也看已答复的
        </Checkbox>
      </div>
      <ComplaintTable list={list} empty={all ? '还没有投诉' : '没有待答复的投诉'} />
    </Page>
  )
}

type Listed = Parameters<typeof ListTable<Complaint>>[0]['list']

function ComplaintTable({ list, empty }: { list: Listed; empty: string }) {
  const [open, setOpen] = useState<Complaint | null>(null)
  return (
    <>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty={empty}
        onRow={(row) => (row.allowed.includes('answer') ? setOpen(row) : undefined)}
        columns={[
          { title: '编号', dataIndex: 'number' },
          { title: '关于', render: (_value, row) => aboutNames[row.about] },
          { title: '地点', dataIndex: 'placeName' },
          {
            title: '内容',
            render: (_value, row) => (
              <span className="wrap">
                {row.text}
                {row.again && (
                  <>
                    <br />
                    <span className="faint">重新办理:{row.again}</span>
                  </>
                )}
              </span>
            ),
          },
          {
            title: '状态',
            render: (_value, row) => (
              <Tag color={row.late ? 'red' : undefined}>
                {complaintStatusTexts[row.status]}
                {row.late && ',已超期'}
              </Tag>
            ),
          },
          { title: '答复期限', render: (_value, row) => showDay(row.dueOn) },
          { title: '收到', render: (_value, row) => fullTime(row.at) },
          {
            title: '答复',
            render: (_value, row) => (
              <span className="wrap">
                {row.answers.map((answer) => `${outcomeTexts[answer.outcome]}:${answer.text}`).join(';') || '—'}
              </span>
            ),
          },
        ]}
      />
      {open && <AnswerForm key={open.id} row={open} onClose={() => setOpen(null)} />}
    </>
  )
}

function AnswerForm({ row, onClose }: { row: Complaint; onClose: () => void }) {
  const [form] = Form.useForm<Fields>()
  const answer = useWrite(complaints.answer, '已答复')
  const submit = async (): Promise<void> => {
    const fields = await form.validateFields()
    await answer.mutateAsync({ id: row.id, ...fields }).then(onClose, () => undefined)
  }
  return (
    <Modal
      open
      title={`答复 ${row.number}`}
      okText="答复"
      cancelText="先不答"
      onOk={() => void submit()}
      onCancel={onClose}
      confirmLoading={answer.isPending}
    >
      <p>{row.text}</p>
      {row.again && <p className="faint">重新办理:{row.again}</p>}
      <Form form={form} layout="vertical">
        <Form.Item name="outcome" label="核实结果" rules={[{ required: true, message: '请选择' }]}>
          <Radio.Group options={Object.entries(outcomeTexts).map(([value, label]) => ({ value, label }))} />
        </Form.Item>
        <Form.Item
          name="text"
          label="答复(居民会看到)"
          rules={[{ required: true, min: 2, whitespace: true, message: '请写答复' }]}
        >
          <Input.TextArea maxLength={500} showCount rows={4} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

/** What the members of a household have complained about. */
export function HouseholdComplaints({ householdId }: { householdId: string }) {
  const list = useList(complaints.desk, { householdId })
  return <ComplaintTable list={list} empty="这一户没有投诉" />
}
