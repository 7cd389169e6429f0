// One complaint: what was said, the booking it is about, what staff have noted and handed on, and the answer.
import { Button, Descriptions, Form, Input, Radio, Select, Space, Tag, Timeline } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import {
  aboutNames,
  complaints,
  complaintStatusTexts,
  handlers,
  outcomeTexts,
  type Complaint,
} from '@shared/reports/complaints-contract'
import { fullTime } from '@/lib/format'
import { newId } from '@/lib/ids'
import { useList, useWrite } from '@/lib/query'
import { roleNames } from '@/lib/roles'
import { Deadline } from '@/ui/Deadline'
import { Failed, Loading, Nothing } from '@/ui/states'

export function ComplaintDetail({ id }: { id: string }) {
  const list = useList(complaints.desk, { id })
  const [row] = list.items
  if (list.error) return <Failed error={list.error} retry={list.reload} />
  if (list.isLoading) return <Loading />
  if (!row) return <Nothing text="没有这条投诉，或者不在您负责的范围里" />
  const isOpen = row.status === 'waiting' || row.status === 'reopened'
  return (
    <>
      <Descriptions
        column={1}
        bordered
        size="small"
        styles={{ label: { width: 104 } }}
        items={[
          { key: 'number', label: '编号', children: row.number },
          { key: 'about', label: '关于', children: `${aboutNames[row.about]} · ${row.placeName}` },
          { key: 'status', label: '状态', children: <Tag>{complaintStatusTexts[row.status]}</Tag> },
          { key: 'due', label: '答复期限', children: <Deadline day={row.dueOn} ended={!isOpen} /> },
          { key: 'text', label: '内容', children: <span className="as-typed">{row.text}</span> },
          ...(row.again ? [{ key: 'again', label: '重新办理', children: row.again }] : []),
          ...(row.bookingId
            ? [
                {
                  key: 'booking',
                  label: '预约',
                  children: <Link to={`/bookings?open=${row.bookingId}`}>{row.bookingNumber ?? '打开这次预约'}</Link>,
                },
              ]
            : []),
        ]}
      />
      <History row={row} />
      {row.allowed.includes('answer') && <AnswerForm key={row.answers.length} row={row} />}
      {row.allowed.includes('note') && <NoteForm key={row.notes.length} row={row} />}
    </>
  )
}

/** Notes and answers in the order in which they were written. */
function History({ row }: { row: Complaint }) {
  const lines = [
    { key: 'made', at: row.at, content: '收到投诉' },
    ...row.notes.map(({ id, at, by, text, to }) => ({
      key: id,
      at,
      content: `${by} ${to ? `转办给${roleNames[to]}` : '备注'}：${text}`,
    })),
    ...row.answers.map(({ at, by, outcome, text }) => ({
      key: at,
      at,
      content: `${by} 答复（${outcomeTexts[outcome]}）：${text}`,
    })),
  ].sort((a, b) => (a.at < b.at ? -1 : 1))
  return (
    <section className="section" style={{ marginTop: 20 }}>
      <h4>经过</h4>
      <Timeline
        items={lines.map(({ key, at, content }) => ({
          key,
          content: (
            <>
              {content}
              <br />
              <span className="faint">{fullTime(at)}</span>
            </>
          ),
        }))}
      />
    </section>
  )
}

type NoteFields = { text: string; to?: (typeof handlers)[number] }

function NoteForm({ row }: { row: Complaint }) {
  const [noteId] = useState(newId)
  const write = useWrite(complaints.note, '已记下')
  const [to, setTo] = useState<NoteFields['to']>()
  return (
    <Form<NoteFields>
      layout="vertical"
      className="form-part"
      onFinish={({ text }) => write.mutate({ id: row.id, noteId, text, ...(to ? { to } : {}) })}
    >
      <Form.Item
        label="内部备注（投诉人看不到）"
        name="text"
        rules={[{ required: true, min: 2, whitespace: true, message: '请写明' }]}
      >
        <Input.TextArea maxLength={300} rows={2} showCount />
      </Form.Item>
      <Space wrap>
        <Select
          allowClear
          placeholder="只备注，不转办"
          aria-label="转办给"
          style={{ width: 200 }}
          value={to}
          options={handlers.map((role) => ({ value: role, label: `转办给${roleNames[role]}` }))}
          onChange={setTo}
        />
        <Button htmlType="submit" loading={write.isPending}>
          {to ? '转办并通知' : '记下备注'}
        </Button>
      </Space>
    </Form>
  )
}

type Fields = { outcome: keyof typeof outcomeTexts; text: string }

function AnswerForm({ row }: { row: Complaint }) {
  const answer = useWrite(complaints.answer, '已答复')
  return (
    <Form<Fields>
      layout="vertical"
      style={{ marginTop: 24 }}
      onFinish={(fields) => answer.mutate({ id: row.id, ...fields })}
    >
      <Form.Item name="outcome" label="核实结果" rules={[{ required: true, message: '请选择' }]}>
        <Radio.Group options={Object.entries(outcomeTexts).map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      <Form.Item
        name="text"
        label="答复（居民会看到）"
        rules={[{ required: true, min: 2, whitespace: true, message: '请写答复' }]}
      >
        <Input.TextArea maxLength={500} showCount rows={4} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={answer.isPending}>
        答复
      </Button>
    </Form>
  )
}
