// One complaint or report: what was said and shown, what staff have noted and handed on, and the answer.
import { Button, Descriptions, Form, Input, Radio, Select, Space, Tag, Timeline } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { complaints, complaintStatusTexts, handlers, type Complaint } from '@shared/reports/complaints-contract'
import { anyOutcomeTexts, outcomeTexts, complaintOutcomes } from '@shared/reports/outcomes'
import { showDue } from '@shared/reviews/rules'
import { fullTime } from '@/lib/format'
import { newId } from '@/lib/ids'
import { useList, useWrite } from '@/lib/query'
import { roleNames } from '@/lib/roles'
import { Deadline } from '@/ui/Deadline'
import { Photos } from '@/ui/Photos'
import { Failed, Loading, Nothing } from '@/ui/states'
import { Alike, HandleForm } from './HandleReport'
import { subjectOf } from './words'

export function ComplaintDetail({ id }: { id: string }) {
  const list = useList(complaints.desk, { id })
  const [row] = list.items
  if (list.error) return <Failed error={list.error} retry={list.reload} />
  if (list.isLoading) return <Loading />
  if (!row) return <Nothing text="没有这条投诉，或者不在您负责的范围里" />
  const isOpen = row.status === 'waiting' || row.status === 'reopened'
  const isReport = row.kind === 'report'
  return (
    <>
      <Descriptions
        column={1}
        bordered
        size="small"
        styles={{ label: { width: 104 } }}
        items={[
          { key: 'number', label: '编号', children: row.number },
          {
            key: 'about',
            label: '关于',
            children: [subjectOf(row), row.placeName, row.spot].filter(Boolean).join(' · '),
          },
          { key: 'status', label: '状态', children: <Tag>{complaintStatusTexts[row.status]}</Tag> },
          {
            key: 'due',
            label: '最晚',
            children: isReport ? <DueTime row={row} /> : <Deadline day={row.dueOn} ended={!isOpen} />,
          },
          ...(isReport ? reportLines(row) : []),
          { key: 'text', label: '内容', children: <span className="as-typed">{row.text || '没有写文字'}</span> },
          ...(row.again ? [{ key: 'again', label: isReport ? '退回' : '重新办理', children: row.again }] : []),
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
      {row.photoIds.length > 0 && (
        <section className="section" style={{ marginTop: 16 }}>
          <h4>现场照片</h4>
          <Photos ids={row.photoIds} label="现场照片" />
        </section>
      )}
      <History row={row} />
      {row.allowed.includes('handle') && <HandleForm key={row.answers.length} row={row} />}
      {row.allowed.includes('merge') && <Alike id={row.id} />}
      {row.allowed.includes('answer') && <AnswerForm key={row.answers.length} row={row} />}
      {row.allowed.includes('note') && <NoteForm key={row.notes.length} row={row} />}
    </>
  )
}

/** What a report has beside. */
const reportLines = (row: Complaint) => [
  { key: 'seen', label: '看到的时间', children: row.seenAt ? fullTime(row.seenAt) : '' },
  ...(row.plate ? [{ key: 'plate', label: '车牌', children: row.plate }] : []),
  { key: 'reporter', label: '谁报的', children: row.isAnonymous ? '没有留名字' : (row.reporter ?? '—') },
  ...(row.others > 0 ? [{ key: 'others', label: '还有人报', children: `另有${row.others}人，处理完一起告诉` }] : []),
  ...(row.mergedInto
    ? [
        {
          key: 'merged',
          label: '并到',
          children: <Link to={`/complaints?all=true&open=${row.mergedInto.id}`}>{row.mergedInto.number}</Link>,
        },
      ]
    : []),
]

function DueTime({ row }: { row: Complaint }) {
  return (
    <>
      {showDue(new Date(row.dueAt))} {row.late && <Tag color="red">已超期</Tag>}
    </>
  )
}

/** Notes and answers in the order in which they were written. */
function History({ row }: { row: Complaint }) {
  const lines = [
    { key: 'made', at: row.at, content: row.kind === 'report' ? '收到随手拍' : '收到投诉', photoIds: [] },
    ...row.notes.map(({ id, at, by, text, to }) => ({
      key: id,
      at,
      content: `${by} ${to ? `转办给${roleNames[to]}` : '备注'}：${text}`,
      photoIds: [],
    })),
    ...row.answers.map(({ at, by, outcome, text, photoIds }) => ({
      key: at,
      at,
      content: `${by} ${row.kind === 'report' ? '处理' : '答复'}（${anyOutcomeTexts[outcome]}）：${text}`,
      photoIds,
    })),
  ].sort((a, b) => (a.at < b.at ? -1 : 1))
  return (
    <section className="section" style={{ marginTop: 20 }}>
      <h4>经过</h4>
      <Timeline
        items={lines.map(({ key, at, content, photoIds }) => ({
          key,
          content: (
            <>
              {content}
              <br />
              <span className="faint">{fullTime(at)}</span>
              <Photos ids={photoIds} label="处理后的照片" />
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
        label="内部备注（报的人看不到）"
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

type Fields = { outcome: (typeof complaintOutcomes)[number]; text: string }

function AnswerForm({ row }: { row: Complaint }) {
  const answer = useWrite(complaints.answer, '已答复')
  return (
    <Form<Fields>
      layout="vertical"
      style={{ marginTop: 24 }}
      onFinish={(fields) => answer.mutate({ id: row.id, ...fields })}
    >
      <Form.Item name="outcome" label="核实结果" rules={[{ required: true, message: '请选择' }]}>
        <Radio.Group options={complaintOutcomes.map((value) => ({ value, label: outcomeTexts[value] }))} />
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
