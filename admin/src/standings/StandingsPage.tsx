// The calendar of the lists: each month with the step it stands at and who is late; one month opens with what it came
// to for the places of whoever looks, before it is published as a preview.
import { Alert, Drawer, Select, Space, Steps, Table, Tag } from 'antd'
import { standingsDesk, type EntryRow, type RunRow } from '@shared/standings/desk-contract'
import {
  isVisitedKind,
  listKindNames,
  objectionStatusNames,
  outcomeNames,
  outcomes,
  runStatuses,
  runStatusNames,
  type ListKind,
  type Outcome,
} from '@shared/standings/vocabulary'
import { addMonths, longMonth, monthDay, showDay } from '@shared/time'
import { useList, useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { Loaded, Nothing } from '@/ui/states'
import { Corrections } from './Corrections'
import { EntryDetail } from './EntryDetail'
import { ImportedLists } from './ImportedLists'
import { MendingTag, OutcomeTag, scoreText } from './parts'

const FILTERS = ['period', 'outcome', 'kind', 'open'] as const

export function StandingsPage() {
  const query = useRead(standingsDesk.runs, {})
  const [{ period: asked, outcome, kind, open }, setFilters] = useFilters(FILTERS)
  return (
    <Page
      title="红黑榜"
      hint="每月3日关账并发出预览，异议期满、裁定完后自动公布；公布后只能更正，不能改。"
      actions={
        <>
          <ImportedLists />
          <a href="/lists" target="_blank" rel="noreferrer">
            打开公布页
          </a>
        </>
      }
    >
      <Loaded query={query}>
        {({ items, running }) => {
          const period = asked ?? items[0]?.period
          const run = items.find((each) => each.period === period)
          return (
            <>
              <p className="faint">
                {longMonth(running.period)}正在检查，{showDay(running.closesOn)}关账。
              </p>
              <Corrections />
              {running.isLate && (
                <Alert
                  type="warning"
                  showIcon
                  title={`${longMonth(addMonths(running.period, -1))}应当已经关账，还没有关。请看任务记录。`}
                  style={{ marginBottom: 12 }}
                />
              )}
              {items.length === 0 ? (
                <Nothing text="还没有关过账；有检查记录的月份，下月3日会自动关账" />
              ) : (
                <Months
                  items={items}
                  chosen={period}
                  onChoose={(month) => setFilters({ period: month, open: undefined })}
                />
              )}
              {run && (
                <Month
                  key={run.period}
                  run={run}
                  outcome={outcome as Outcome | undefined}
                  kind={kind as ListKind | undefined}
                  onFilter={setFilters}
                />
              )}
              <Drawer
                open={open !== undefined && period !== undefined}
                onClose={() => setFilters({ open: undefined })}
                size="large"
                title={period ? `${longMonth(period)}的结果` : '结果'}
                destroyOnHidden
              >
                {open && period && <EntryDetail key={open} period={period} placeId={open} />}
              </Drawer>
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}

type MonthsProps = {
  items: readonly RunRow[]
  chosen: string | undefined
  onChoose: (period: string) => void
}

function Months({ items, chosen, onChoose }: MonthsProps) {
  return (
    <Table<RunRow>
      size="small"
      pagination={false}
      dataSource={[...items]}
      rowKey={(row) => row.period}
      scroll={{ x: 'max-content' }}
      onRow={(row) => ({
        onClick: () => onChoose(row.period),
        onKeyDown: (event) => event.key === 'Enter' && onChoose(row.period),
        tabIndex: 0,
        style: { cursor: 'pointer' },
      })}
      columns={[
        {
          title: '月份',
          render: (_value, row) => (row.period === chosen ? <b>{longMonth(row.period)}</b> : longMonth(row.period)),
        },
        { title: '走到', render: (_value, row) => <Tag>{runStatusNames[row.status]}</Tag> },
        {
          title: '谁迟了',
          render: (_value, row) => (row.late ? <Tag color="red">{row.late}</Tag> : <span className="faint">没有</span>),
        },
        { title: '异议截止', render: (_value, row) => (row.objectUntil ? monthDay(row.objectUntil) : '—') },
        { title: '公布', render: (_value, row) => <Publication row={row} /> },
        { title: '红／黑', render: (_value, row) => `${row.red}／${row.black}` },
        { title: '待加查／样本不足', render: (_value, row) => `${row.check}／${row.thin}` },
        { title: '异议', render: (_value, row) => <Objections row={row} /> },
        {
          title: '整改',
          render: (_value, row) => `${row.mending.due}未改，${row.mending.fixed + row.mending.left}已改`,
        },
      ]}
    />
  )
}

function Publication({ row }: { row: RunRow }) {
  if (row.publishedOn)
    return (
      <a href={`/lists/${row.period}`} target="_blank" rel="noreferrer" onClick={(event) => event.stopPropagation()}>
        {monthDay(row.publishedOn)}
        {row.version > 1 ? `（第${row.version}版）` : ''}
      </a>
    )
  return row.earliest && row.latest ? `${monthDay(row.earliest)}起，最迟${monthDay(row.latest)}` : '—'
}

function Objections({ row: { objections } }: { row: RunRow }) {
  const { open, late, upheld, kept } = objections
  if (open + upheld + kept === 0) return '没有'
  return (
    <>
      {open > 0 && <Tag color={late > 0 ? 'red' : 'blue'}>{open}件待裁定</Tag>}{' '}
      {upheld + kept > 0 && `${upheld + kept}件已裁定`}
    </>
  )
}

type MonthProps = {
  run: RunRow
  outcome: Outcome | undefined
  kind: ListKind | undefined
  onFilter: (change: Partial<Record<(typeof FILTERS)[number], string | undefined>>) => void
}

function Month({ run, outcome, kind, onFilter }: MonthProps) {
  const list = useList(standingsDesk.entries, {
    period: run.period,
    ...(outcome ? { outcome } : {}),
    ...(kind ? { kind } : {}),
  })
  return (
    <section className="section" style={{ marginTop: 24 }}>
      <h4>
        {longMonth(run.period)}
        {run.status === 'published' ? '的结果' : '的预览（不对外）'}
      </h4>
      <Steps
        size="small"
        current={runStatuses.indexOf(run.status) - (run.status === 'published' ? 0 : 1) + 1}
        items={[
          { title: '关账', content: showDay(run.closedOn) },
          { title: '算出', content: `规则第${run.rulesVersion}版` },
          { title: '预览与异议', content: run.objectUntil ? `到${showDay(run.objectUntil)}` : '' },
          { title: '公布', content: run.publishedOn ? showDay(run.publishedOn) : '' },
        ]}
        style={{ margin: '12px 0 16px' }}
      />
      {run.notRanked && <Alert type="info" showIcon title={run.notRanked} style={{ marginBottom: 12 }} />}
      <div className="filters">
        <Select
          aria-label="结果"
          allowClear
          placeholder="全部结果"
          style={{ width: 160 }}
          value={outcome}
          options={outcomes.map((value) => ({ value, label: outcomeNames[value] }))}
          onChange={(value: Outcome | undefined) => onFilter({ outcome: value })}
        />
        <Select
          aria-label="类别"
          allowClear
          placeholder="全部类别"
          style={{ width: 160 }}
          value={kind}
          options={Object.entries(listKindNames).map(([value, label]) => ({ value, label }))}
          onChange={(value: string | undefined) => onFilter({ kind: value })}
        />
      </div>
      <ListTable<EntryRow>
        list={list}
        rowKey={(row) => row.placeId}
        empty="您的辖区里没有这样的地方"
        onRow={(row) => onFilter({ open: row.placeId })}
        columns={[
          {
            title: '地方',
            render: (_value, row) => (
              <>
                {row.name}
                <div className="faint">{row.subdistrict}</div>
              </>
            ),
          },
          {
            title: '结果',
            sort: 'order',
            render: (_value, row) => (
              <Space size={4} wrap>
                <OutcomeTag outcome={row.outcome} />
                {row.rank !== null && `第${row.rank}名`}
                <MendingTag state={row.mending} />
              </Space>
            ),
          },
          { title: '得分（可能的范围）', render: (_value, row) => scoreText(row, row.kind) },
          {
            title: '抽查',
            render: (_value, row) => (
              <>
                {isVisitedKind(row.kind) && `${row.visits}次、${row.inspectors}人、${row.bags}袋`}
                {row.missing && <div className="faint">{row.missing}</div>}
              </>
            ),
          },
          { title: '最近一次', render: (_value, row) => (row.lastVisit ? showDay(row.lastVisit) : '—') },
          { title: '物业公司', render: (_value, row) => <span className="wrap">{row.company ?? '—'}</span> },
          { title: '异议', render: (_value, row) => (row.objection ? objectionStatusNames[row.objection] : '—') },
        ]}
      />
    </section>
  )
}
