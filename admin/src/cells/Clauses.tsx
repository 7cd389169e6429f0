// Clause by clause: what the applicant said, what the platform knows with its records, the evidence, and what the
// reviewer finds. While the papers are under review each clause can be marked otherwise or given back with its reason.
import { App, Button, Checkbox, Input, Segmented, Space, Table, Tag } from 'antd'
import { useState } from 'react'
import type { CellDetail as Detail, CellItem } from '@shared/cells/application'
import { cellsDesk } from '@shared/cells/desk-contract'
import { figureText } from '@shared/cells/figures'
import { checkModeNames } from '@shared/cells/table-words'
import { itemsOf, type ItemAnswer, type TableItem } from '@shared/cells/tables'
import { useWrite } from '@/lib/query'
import { Photos } from '@/ui/Photos'
import { askReason } from '@/ui/reason'
import { AnswerField } from './AnswerField'
import { FigureCard } from './FigureCard'
import { answerText, pointsText } from './words'

type Mark = { answer: ItemAnswer; note: string }
type Row = { item: CellItem; rule: TableItem; section: string }

const MOST_REASON = 120

export function Clauses({ cell }: { cell: Detail }) {
  const { table, list, allowed } = cell
  const [which, setWhich] = useState<'all' | 'own' | 'weak'>('all')
  const [marks, setMarks] = useState<Readonly<Record<string, Mark>>>({})
  const [returns, setReturns] = useState<Readonly<Record<string, string>>>({})
  const isReviewing = allowed.includes('pass') || allowed.includes('return')
  const rows: Row[] = itemsOf(table).flatMap((rule) => {
    const item = list.find(({ code }) => code === rule.code)
    const section = table.sections.find(({ items }) => items.some(({ code }) => code === rule.code))
    return item ? [{ item, rule, section: section?.name ?? '加分项' }] : []
  })
  const isWeak = ({ item, rule }: Row): boolean => (item.site ?? item.review ?? item).points !== rule.max * 10
  const shown = rows.filter((row) => (which === 'own' ? !row.item.isFilled : which === 'weak' ? isWeak(row) : true))
  return (
    <>
      <div className="filters">
        <Segmented
          aria-label="看哪些条目"
          value={which}
          onChange={setWhich}
          options={[
            { value: 'all', label: `全部${rows.length}条` },
            { value: 'own', label: `自己填的${rows.filter(({ item }) => !item.isFilled).length}条` },
            { value: 'weak', label: `没满分的${rows.filter(isWeak).length}条` },
          ]}
        />
      </div>
      <Table<Row>
        size="small"
        pagination={false}
        rowKey={({ item }) => item.code}
        dataSource={shown}
        scroll={{ x: 'max-content' }}
        expandable={{ expandedRowRender: (row) => <More row={row} /> }}
        columns={[
          {
            title: '条款',
            render: (_value, { rule, section }) => (
              <div className="cell-clause">
                <b>{rule.clause}</b> {rule.text}
                {rule.required && <Tag color="gold">必备</Tag>}
                <div className="faint">
                  {section}，{checkModeNames[rule.check]}，满{rule.max}分
                </div>
              </div>
            ),
          },
          { title: '申报单位', render: (_value, row) => <Said row={row} /> },
          {
            title: '证据',
            render: (_value, { item }) => (item.evidence.length > 0 ? `${item.evidence.length}张` : '—'),
          },
          { title: '材料审', render: (_value, { item, rule }) => <Judged judged={item.review} rule={rule} /> },
          { title: '现场', render: (_value, { item, rule }) => <Judged judged={item.site} rule={rule} /> },
          ...(isReviewing
            ? [
                {
                  title: '审核',
                  render: (_value: unknown, row: Row) => (
                    <Review
                      row={row}
                      mark={marks[row.item.code]}
                      reason={returns[row.item.code]}
                      onMark={(mark) => setMarks(withOrWithout(marks, row.item.code, mark))}
                      onReturn={(reason) => setReturns(withOrWithout(returns, row.item.code, reason))}
                    />
                  ),
                },
              ]
            : []),
        ]}
      />
      {isReviewing && <Decide cell={cell} marks={marks} returns={returns} />}
    </>
  )
}

function withOrWithout<T>(all: Readonly<Record<string, T>>, code: string, value: T | undefined): Record<string, T> {
  const { [code]: _before, ...others } = all
  return value === undefined ? others : { ...others, [code]: value }
}

function Said({ row: { item, rule } }: { row: Row }) {
  const { answer, points, figure, isFilled, isCorrected, returned } = item
  return (
    <>
      {answer ? (
        <>
          {answerText(rule, answer)} <b>{pointsText(points)}</b>
        </>
      ) : (
        <span className="faint">没有填</span>
      )}
      {isFilled && figure && <div className="faint">平台：{figureText(figure)}</div>}
      {isCorrected && <Tag color="orange">来源后来更正过</Tag>}
      {returned && (
        <div>
          <Tag color="gold">第{returned.round}次退回</Tag>
          <span className="faint">{returned.reason}</span>
        </div>
      )}
    </>
  )
}

function Judged({ judged, rule }: { judged: CellItem['review']; rule: TableItem }) {
  if (!judged) return <>—</>
  return (
    <>
      {answerText(rule, judged.answer)} <b>{pointsText(judged.points)}</b>
      {judged.note && <div className="faint">{judged.note}</div>}
    </>
  )
}

/** Note, photos and the platform's records of one clause. */
function More({ row: { item, rule } }: { row: Row }) {
  return (
    <>
      {item.note !== '' && <p>{item.note}</p>}
      {rule.evidence.ask !== '' && <p className="faint">要求：{rule.evidence.ask}</p>}
      {item.evidence.length > 0 ? (
        <Photos ids={item.evidence} label={rule.clause} />
      ) : (
        <p className="faint">没有照片或文件。</p>
      )}
      {item.figure && <FigureCard figure={item.figure} />}
      {item.by && <p className="faint">{item.by}填写</p>}
    </>
  )
}

type ReviewProps = {
  row: Row
  mark: Mark | undefined
  reason: string | undefined
  onMark: (mark: Mark | undefined) => void
  onReturn: (reason: string | undefined) => void
}

/** Stands as answered unless it is marked otherwise or given back. */
function Review({ row: { item, rule }, mark, reason, onMark, onReturn }: ReviewProps) {
  const mode = mark ? 'mark' : reason !== undefined ? 'return' : 'same'
  const choose = (next: string): void => {
    const best = item.answer ?? { kind: 'yesNo' as const, yes: false }
    onMark(next === 'mark' ? { answer: best, note: '' } : undefined)
    onReturn(next === 'return' ? '' : undefined)
  }
  return (
    <div className="cell-review">
      <Segmented
        size="small"
        aria-label={`${rule.clause}的审核`}
        value={mode}
        onChange={choose}
        options={[
          { value: 'same', label: '照此' },
          { value: 'mark', label: '另打分' },
          { value: 'return', label: '退回' },
        ]}
      />
      {mark && (
        <>
          <AnswerField rule={rule} value={mark.answer} onChange={(answer) => onMark({ ...mark, answer })} />
          <Input
            aria-label={`${rule.clause}另打分的依据`}
            placeholder="依据"
            maxLength={MOST_REASON}
            value={mark.note}
            onChange={({ target }) => onMark({ ...mark, note: target.value })}
          />
        </>
      )}
      {reason !== undefined && (
        <Input.TextArea
          aria-label={`${rule.clause}退回的原因`}
          placeholder="缺什么、怎么补，申报单位会看到"
          maxLength={MOST_REASON}
          autoSize
          value={reason}
          onChange={({ target }) => onReturn(target.value)}
        />
      )}
    </div>
  )
}

type DecideProps = {
  cell: Detail
  marks: Readonly<Record<string, Mark>>
  returns: Readonly<Record<string, string>>
}

function Decide({ cell: { id, version, allowed }, marks, returns }: DecideProps) {
  const { message } = App.useApp()
  const pass = useWrite(cellsDesk.pass, '资料审核通过，可以约现场了')
  const giveBack = useWrite(cellsDesk.giveBack, '已退回，只有这几条能再改')
  const [isSure, setSure] = useState(false)
  const codes = Object.keys(returns)
  const back = async (): Promise<void> => {
    const items = Object.entries(returns).map(([code, reason]) => ({ code, reason: reason.trim() }))
    if (items.some(({ reason }) => reason.length < 2)) {
      void message.warning('请给每条退回写明原因')
      return
    }
    const reason = await askReason(`退回${items.length}条补充？写一句总的说明。`, '退回补充')
    if (reason) giveBack.mutate({ id, version, items, reason })
  }
  const ok = async (): Promise<void> => {
    const list = Object.entries(marks).map(([code, { answer, note }]) => ({ code, answer, note: note.trim() }))
    const reason = await askReason('资料审核通过？写一句总的意见。', '通过')
    if (reason) pass.mutate({ id, version, marks: list, reason })
  }
  return (
    <div className="cell-decide">
      <Checkbox checked={isSure} onChange={({ target }) => setSure(target.checked)}>
        每一条都看过了，没改的照申报单位所填
      </Checkbox>
      <Space wrap>
        {allowed.includes('return') && (
          <Button disabled={codes.length === 0} loading={giveBack.isPending} onClick={() => void back()}>
            {codes.length > 0 ? `退回${codes.length}条补充` : '退回补充（先在上面选条目）'}
          </Button>
        )}
        {allowed.includes('pass') && (
          <Button
            type="primary"
            disabled={!isSure || codes.length > 0}
            loading={pass.isPending}
            onClick={() => void ok()}
          >
            资料审核通过
          </Button>
        )}
      </Space>
    </div>
  )
}
