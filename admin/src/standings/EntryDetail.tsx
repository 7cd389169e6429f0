// One place in one month: what it came to and why, its sample, objections, what was said beside it, and its last lists;
// here one objects, answers, and after publication corrects.
import { Alert, Button, Checkbox, Descriptions, Form, Input, Space, Table } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { awards } from '@shared/standings/awards-contract'
import { standingsDesk } from '@shared/standings/desk-contract'
import { isVisitedKind, outcomeNames, replySideNames } from '@shared/standings/vocabulary'
import { longMonth, showDay } from '@shared/time'
import { shortTime } from '@/lib/format'
import { newId } from '@/lib/ids'
import { useMay } from '@/lib/me'
import { useRead, useWrite } from '@/lib/query'
import { PaperButton } from '@/ui/PaperButton'
import { PhotosField } from '@/ui/PhotosField'
import { askReason } from '@/ui/reason'
import { Loaded } from '@/ui/states'
import { EntryPhotos } from './EntryPhotos'
import { ObjectionBlock } from './ObjectionBlock'
import { evidenceChoices, MendingTag, OutcomeTag, scoreText } from './parts'

type Entry = OutputOf<typeof standingsDesk.entry>

export function EntryDetail({ period, placeId }: { period: string; placeId: string }) {
  const query = useRead(standingsDesk.entry, { period, placeId })
  const maySheet = useMay(awards.companySheet)
  return (
    <Loaded query={query}>
      {(entry) => (
        <>
          <Descriptions
            size="small"
            column={2}
            items={[
              { key: 'name', label: '地方', children: `${entry.subdistrict} ${entry.name}` },
              { key: 'company', label: '物业公司', children: entry.company ?? '—' },
              {
                key: 'outcome',
                label: '结果',
                children: (
                  <Space size={4} wrap>
                    <OutcomeTag outcome={entry.outcome} />
                    {entry.rank !== null && `第${entry.rank}名`}
                    <MendingTag state={entry.mending} />
                  </Space>
                ),
              },
              { key: 'score', label: '得分', children: scoreText(entry, entry.kind) },
              {
                key: 'range',
                label: '名次可能',
                children: entry.rankFrom === null ? '—' : `第${entry.rankFrom}名到第${entry.rankTo ?? ''}名`,
              },
              { key: 'missing', label: '样本', children: entry.missing || '够' },
            ]}
          />
          <p>{entry.reasons.join('；')}</p>
          {isVisitedKind(entry.kind) && <Sample entry={entry} />}
          {entry.kind === 'enterprise' && <Checks entry={entry} />}
          {entry.kind === 'company' && maySheet && (
            <PaperButton route={awards.companySheet} input={{ id: placeId, year: period.slice(0, 4) }}>
              {period.slice(0, 4)}年情况表（给住建部门）
            </PaperButton>
          )}
          <Correct period={period} entry={entry} />
          {entry.allowed.includes('photos') && <EntryPhotos period={period} placeId={placeId} />}
          {entry.objections.map((objection) => (
            <ObjectionBlock key={objection.id} objection={objection} entry={entry} />
          ))}
          {entry.allowed.includes('object') && entry.objection === null && <ObjectForm period={period} entry={entry} />}
          <RepliesBlock period={period} entry={entry} />
          <History entry={entry} />
        </>
      )}
    </Loaded>
  )
}

function Sample({ entry }: { entry: Entry }) {
  return (
    <section className="section">
      <h4>算进去的抽查</h4>
      <Table<Entry['sample'][number]>
        size="small"
        pagination={false}
        dataSource={entry.sample}
        rowKey={(row) => row.visit}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: '这三个月没有随机抽查' }}
        columns={[
          { title: '日期', render: (_value, row) => showDay(row.day) },
          { title: '现场得分', render: (_value, row) => `${row.onSite}／100` },
          { title: '抽查袋子', render: (_value, row) => `${row.bags}袋，分对${row.bagsCorrect}袋` },
          { title: '到期问题', render: (_value, row) => `${row.due}项，按时整改${row.closedInTime}项` },
          { title: '裁定', render: (_value, row) => (row.isLeftOut ? '不计入' : '—') },
        ]}
      />
    </section>
  )
}

/** An enterprise's months, as they were checked when the month was closed. */
function Checks({ entry }: { entry: Entry }) {
  const tonnes = (kilograms: number): string => `${(kilograms / 1000).toLocaleString('zh-CN')}吨`
  return (
    <section className="section">
      <h4>算进去的核查</h4>
      <Table<Entry['checks'][number]>
        size="small"
        pagination={false}
        dataSource={entry.checks}
        rowKey={(row) => row.visit}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: '这三个月没有核查' }}
        columns={[
          { title: '月份', render: (_value, row) => longMonth(row.month) },
          { title: '处理', render: (_value, row) => tonnes(row.handled) },
          { title: '申报', render: (_value, row) => tonnes(row.declared) },
          { title: '核实', render: (_value, row) => (row.verified === null ? '拒绝核查' : tonnes(row.verified)) },
          { title: '处罚', render: (_value, row) => `${row.penalties}次` },
          { title: '裁定', render: (_value, row) => (row.isLeftOut ? '不计入' : '—') },
        ]}
      />
    </section>
  )
}

function ObjectForm({ period, entry }: { period: string; entry: Entry }) {
  const object = useWrite(standingsDesk.object, '已提出，三个工作日内裁定，结果会告诉您')
  const [id] = useState(newId)
  return (
    <section className="section">
      <h4>觉得不公？提异议</h4>
      <p className="faint">裁定的人没有参加检查，结果只会不变或变好。照片可以不传。</p>
      <Form<{ text: string; photoIds?: string[] }>
        layout="vertical"
        onFinish={(fields) => object.mutate({ id, period, placeId: entry.placeId, ...fields })}
      >
        <Form.Item
          name="text"
          label="哪里不对"
          rules={[{ required: true, min: 4, whitespace: true, message: '请写明哪里不对，至少4个字' }]}
        >
          <Input.TextArea maxLength={500} showCount rows={3} />
        </Form.Item>
        <Form.Item name="photoIds" label="照片（可不传）">
          <PhotosField purpose="standingObjection" most={3} label="异议的照片" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={object.isPending}>
          提出异议
        </Button>
      </Form>
    </section>
  )
}

function RepliesBlock({ period, entry }: { period: string; entry: Entry }) {
  const reply = useWrite(standingsDesk.reply, '已写上，公布页马上能看到')
  const hide = useWrite(standingsDesk.hideReply, '已撤下')
  const [form] = Form.useForm<{ text: string }>()
  if (entry.replies.length === 0 && !entry.allowed.includes('reply')) return null
  return (
    <section className="section">
      <h4>回应</h4>
      {entry.replies.map((one) => (
        <p key={one.id}>
          <b>{replySideNames[one.side]}</b> {one.text}
          <span className="faint">
            {' '}
            {one.by}，{shortTime(one.at)}
            {one.isHidden && '，已撤下'}
          </span>
          {one.mayHide && (
            <Button
              size="small"
              loading={hide.isPending}
              onClick={() =>
                void askReason('撤下这条回应（只因侮辱或个人信息）', '撤下', true).then(
                  (reason) => reason && hide.mutate({ id: one.id, reason }),
                )
              }
            >
              撤下
            </Button>
          )}
        </p>
      ))}
      {entry.allowed.includes('reply') && (
        <Form<{ text: string }>
          form={form}
          layout="vertical"
          onFinish={({ text }) =>
            reply.mutate({ id: newId(), period, placeId: entry.placeId, text }, { onSuccess: () => form.resetFields() })
          }
        >
          <Form.Item
            name="text"
            label="写一条回应（公布在条目旁，不改结果）"
            rules={[{ required: true, min: 2, whitespace: true, message: '请写回应' }]}
          >
            <Input.TextArea maxLength={300} showCount rows={2} />
          </Form.Item>
          <Button htmlType="submit" loading={reply.isPending}>
            写上回应
          </Button>
        </Form>
      )}
    </section>
  )
}

/** After publication: which visits should not have counted, and why; it makes a new version with a notice. */
function Correct({ period, entry }: { period: string; entry: Entry }) {
  const runs = useRead(standingsDesk.runs, {}, { enabled: entry.allowed.includes('correct') })
  const correct = useWrite(standingsDesk.correct, '已提出，等另一个人批准；批准后发更正公告')
  const [chosen, setChosen] = useState<string[]>([])
  const version = runs.data?.items.find((each) => each.period === period)?.version
  if (!entry.allowed.includes('correct') || !version) return null
  const ask = async (): Promise<void> => {
    const reason = await askReason('为什么更正（会写进更正公告，公开）', '提出更正')
    if (!reason) return
    const amendments = chosen.map((visit) => ({ visit, closedInTime: null }))
    correct.mutate({ id: newId(), period, version, amendments, reason }, { onSuccess: () => setChosen([]) })
  }
  return (
    <section className="section">
      <h4>更正（公布后）</h4>
      <p className="faint">
        选出查明不该计入的抽查，另一个人批准后出新的一版。原来的一版保留在原地址，新的一版写明改了什么、为什么。
      </p>
      <Checkbox.Group value={chosen} onChange={setChosen} options={evidenceChoices(entry)} />
      <div style={{ marginTop: 12 }}>
        <Button danger disabled={chosen.length === 0} loading={correct.isPending} onClick={() => void ask()}>
          提出更正
        </Button>
      </div>
    </section>
  )
}

function History({ entry }: { entry: Entry }) {
  if (entry.history.length === 0) return null
  return (
    <section className="section">
      <h4>往期</h4>
      <Alert type="info" title="相邻两期有三分之二的抽查是同一批，不能当走势看。" style={{ marginBottom: 8 }} />
      <Table<Entry['history'][number]>
        size="small"
        pagination={false}
        dataSource={[...entry.history].reverse()}
        rowKey={(row) => row.period}
        columns={[
          { title: '月份', render: (_value, row) => longMonth(row.period) },
          { title: '结果', render: (_value, row) => outcomeNames[row.outcome] },
          { title: '得分（可能的范围）', render: (_value, row) => scoreText(row, entry.kind) },
        ]}
      />
    </section>
  )
}
