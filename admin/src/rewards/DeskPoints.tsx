// A household's points of a month: balance, lines in plain words, what ends next. A line in doubt is contested here on
// the spot; the same is printed as a paper.
import { Button, DatePicker, Form, Input, Modal, Radio, Space } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { InputOf } from '@shared/contract'
import type { StatementLine } from '@shared/ledger/contract'
import { ledgerDesk, type HouseholdPoints } from '@shared/ledger/desk-contract'
import { dayOf, monthOf } from '@shared/time'
import { longDay, longMonth, withCommas } from '@/lib/format'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { useFocusBack } from '@/ui/focus-back'
import { PaperButton } from '@/ui/PaperButton'
import { Loaded } from '@/ui/states'
import { ForWhom, FromWhen } from './ForWhom'

export function MonthPoints({ householdId }: { householdId: string }) {
  const thisMonth = monthOf(dayOf(new Date()))
  const [month, setMonth] = useState(thisMonth)
  const [contesting, setContesting] = useState<StatementLine | null>(null)
  const [personId, setPersonId] = useState('')
  const asked = { householdId, month, ...(personId ? { personId } : {}) }
  const query = useRead(ledgerDesk.householdPoints, asked)
  return (
    <>
      <Space style={{ marginBottom: 16 }}>
        <DatePicker
          picker="month"
          aria-label="月份"
          allowClear={false}
          maxDate={dayjs()}
          value={dayjs(`${month}-01`)}
          onChange={(day) => setMonth(day?.format('YYYY-MM') ?? thisMonth)}
        />
        <ForWhom members={query.data?.members ?? []} value={personId} onChange={setPersonId} />
        <PaperButton type="primary" disabled={!query.data} route={ledgerDesk.pointsPaper} input={asked}>
          打印积分明细
        </PaperButton>
      </Space>
      <Loaded query={query}>{(paper) => <PointsSheet paper={paper} onContest={setContesting} />}</Loaded>
      {contesting && (
        <ContestForm
          householdId={householdId}
          row={contesting}
          onClose={() => setContesting(null)}
          onDone={() => {
            setContesting(null)
            void query.refetch()
          }}
        />
      )}
    </>
  )
}

const showEnd = ({ points, on }: HouseholdPoints['expiring'][number]): string =>
  `${longDay(on)}：${withCommas(points)}分`

/** A line of the same page in words, else that it is an earlier one. */
const lineOf = (paper: HouseholdPoints, entryId: string): string => {
  const line = paper.lines.find((row) => row.entryId === entryId)
  return line ? `“${line.text}”` : '以前有异议的一笔'
}

function PointsSheet({ paper, onContest }: { paper: HouseholdPoints; onContest: (row: StatementLine) => void }) {
  return (
    <article className="sheet" aria-label="住户积分明细">
      <h2>{paper.title}</h2>
      <table>
        <tbody>
          <tr>
            <th scope="row">住户</th>
            <td>{paper.householdLabel}</td>
            <th scope="row">月份</th>
            <td>{longMonth(paper.month)}</td>
          </tr>
          <tr>
            <th scope="row">现在可用</th>
            <td>{withCommas(paper.available)}分</td>
            <th scope="row">待领取占用</th>
            <td>
              {withCommas(paper.held)}分{paper.debt > 0 && `；欠${withCommas(paper.debt)}分`}
            </td>
          </tr>
          <tr>
            <th scope="row">月初 / 月末</th>
            <td>
              {withCommas(paper.opening)}分 / {withCommas(paper.closing)}分
            </td>
            <th scope="row">累计减碳</th>
            <td>{paper.carbonText}</td>
          </tr>
          <tr>
            <th scope="row">快到期的</th>
            <td colSpan={3}>{paper.expiring.map(showEnd).join('；') || '没有'}</td>
          </tr>
        </tbody>
      </table>
      <table>
        <thead>
          <tr>
            <th>明细</th>
            <th className="number">可用结余</th>
            <th aria-label="办理" />
          </tr>
        </thead>
        <tbody>
          {paper.lines.map((row) => (
            <tr key={row.entryId}>
              <td>
                {row.text}
                {row.reversed && '（已冲正）'}
                {row.adds && `（补的是${lineOf(paper, row.adds)}）`}
                {row.contest && (
                  <>
                    <br />
                    {row.contest.text}
                  </>
                )}
              </td>
              <td className="number">{withCommas(row.pointsAfter)}</td>
              <td>
                {row.allowed.includes('contest') && (
                  <Button size="small" onClick={() => onContest(row)}>
                    代提异议
                  </Button>
                )}
              </td>
            </tr>
          ))}
          {paper.lines.length === 0 && (
            <tr>
              <td colSpan={3}>这个月没有积分变动</td>
            </tr>
          )}
        </tbody>
      </table>
      <FromWhen since={paper.since} what="明细" />
      {paper.leftOut > 0 && <p>这个月更早的{paper.leftOut}笔没有列出。</p>}
      <p>{paper.howToContest}</p>
    </article>
  )
}

type Fields = Pick<InputOf<typeof ledgerDesk.contestAtDesk>, 'how' | 'reason'>

function ContestForm({
  householdId,
  row,
  onClose,
  onDone,
}: {
  householdId: string
  row: StatementLine
  onClose: () => void
  onDone: () => void
}) {
  const [id] = useState(newId)
  const [form] = Form.useForm<Fields>()
  const send = useWrite(ledgerDesk.contestAtDesk, '异议已登记，由另一位工作人员裁定')
  useFocusBack()
  const submit = ({ how, reason }: Fields): void =>
    send.mutate({ id, householdId, entryId: row.entryId, how, reason: reason?.trim() ?? '' }, { onSuccess: onDone })
  return (
    <Modal
      open
      title="代提积分异议"
      okText="登记"
      cancelText="返回"
      okButtonProps={{ loading: send.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>{row.text}</p>
      <Form<Fields> form={form} layout="vertical" onFinish={submit}>
        <Form.Item label="居民怎么提的" name="how" rules={[{ required: true, message: '请选择' }]}>
          <Radio.Group
            options={[
              { value: 'spoken', label: '当面说的' },
              { value: 'paper', label: '写在纸上' },
            ]}
          />
        </Form.Item>
        <Form.Item label="居民的原话（可不写）" name="reason" extra="您的名字会写在异议和答复里；登记的人不能裁定">
          <Input.TextArea rows={3} maxLength={300} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}
