// Statistics of 无废细胞: by kind, by district, and which clauses lose most; each as a chart, a table and a CSV.
import { Select, Table } from 'antd'
import type { OutputOf } from '@shared/contract'
import { showPoints } from '@shared/cells/scoring'
import { cellKindNames, type CellKind } from '@shared/cells/table-words'
import { cellFigures } from '@shared/cells/tables-contract'
import { addDays, dayOf } from '@shared/time'
import { download } from '@/lib/api'
import { useMay } from '@/lib/me'
import { useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ChartBlock } from '@/ui/ChartBlock'
import { DateRange } from '@/ui/DateRange'
import { ExportButtons } from '@/ui/ExportButtons'
import { Page } from '@/ui/Page'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { Loaded, Nothing } from '@/ui/states'
import { Strictness } from '@/ui/Strictness'
import { kindOptions } from './words'

const FILTERS = ['from', 'to', 'kind', 'placeId'] as const
const BACK = 730

type Shown = OutputOf<typeof cellFigures.show>
type Failed = Shown['failedMost'][number]
type Counted = { titled: number; underway: number; ended: number }

export function StatisticsPage() {
  const [{ from: asked, to: until, kind, placeId }, setFilters] = useFilters(FILTERS)
  const to = until ?? dayOf(new Date())
  const from = asked ?? addDays(to, -BACK)
  const query = useRead(cellFigures.show, {
    from,
    to,
    ...(kind ? { kind: kind as CellKind } : {}),
    ...(placeId ? { placeId } : {}),
  })
  const mayExport = useMay(cellFigures.recommend)
  const mayCompare = useMay(cellFigures.drift)
  return (
    <Page
      title="无废细胞统计"
      hint="按开始申报的日子计。失分最多的条款，用来定下一年的培训和扶持。"
      actions={
        mayExport && (
          <>
            向上推荐名单
            <ExportButtons
              save={(format) => download(cellFigures.recommend, { format, ...(placeId ? { placeId } : {}) })}
            />
          </>
        )
      }
    >
      <div className="filters">
        <DateRange from={asked} to={until} onChange={(days) => setFilters(days)} />
        <Select
          allowClear
          placeholder="全部类型"
          aria-label="类型"
          style={{ width: 200 }}
          value={kind}
          options={kindOptions}
          onChange={(value?: string) => setFilters({ kind: value })}
        />
        <PlaceSelect
          label="区县、街道"
          {...(placeId ? { value: placeId } : {})}
          onChange={(value) => setFilters({ placeId: value })}
        />
      </div>
      <Loaded query={query}>{(shown) => <Statistics shown={shown} dates={`${from} 至 ${to}`} />}</Loaded>
      {mayCompare && <AssessorDrift from={from} to={to} />}
    </Page>
  )
}

/** For their lead: who gives less or more on site than the papers had, against the visits of the others. */
function AssessorDrift({ from, to }: { from: string; to: string }) {
  const query = useRead(cellFigures.drift, { from, to })
  return (
    <>
      <h4>评估员的尺度</h4>
      <p className="faint">
        每次现场得分减材料审得分，与别人去的那些次比。负数是偏严。两人签同一张表，一次算两个人的。用来一起对照标准，不用来评价个人。
      </p>
      <Loaded query={query}>
        {({ visits, assessors }) =>
          assessors.length === 0 ? (
            <Nothing text="这段时间还没有可比的现场评估：要有几组不同的评估员去过。" />
          ) : (
            <>
              <p>共{visits}次签过字的现场评估。</p>
              <Strictness who="评估员" what="现场评估" rows={assessors} />
            </>
          )
        }
      </Loaded>
    </>
  )
}

const series = (rows: readonly Counted[]) =>
  (
    [
      ['已命名', ({ titled }) => titled],
      ['正在办', ({ underway }) => underway],
    ] as [string, (row: Counted) => number][]
  ).map(([name, of]) => ({ name, total: rows.reduce((sum, row) => sum + of(row), 0) }))

function Statistics({ shown: { byKind, byDistrict, failedMost }, dates }: { shown: Shown; dates: string }) {
  if (byKind.length === 0) return <Nothing text="这段时间还没有申报，换个时间或范围看看。" />
  const all = byKind.reduce((sum, { applications }) => sum + applications, 0)
  const titled = byKind.reduce((sum, row) => sum + row.titled, 0)
  const model = byKind.reduce((sum, row) => sum + row.model, 0)
  return (
    <>
      <ChartBlock
        dates={dates}
        said={`共${all}份申报，命名过${titled}个，其中示范${model}个。`}
        method="每份申报算一份；“已命名”是命名过的，后来到期、撤销的也在内。"
        figures={{
          title: '各类型',
          unit: '份',
          stacked: true,
          series: series(byKind),
          rows: byKind.map((row) => ({ label: cellKindNames[row.kind], values: [row.titled, row.underway] })),
        }}
      />
      <ChartBlock
        dates={dates}
        said={byDistrict[0] ? `${byDistrict[0].name}最多，${byDistrict[0].applications}份。` : '没有落在区县的申报。'}
        method="按申报单位所在的区县计。"
        figures={{
          title: '各区县',
          unit: '份',
          stacked: true,
          series: series(byDistrict),
          rows: byDistrict.map((row) => ({ label: row.name, values: [row.titled, row.underway] })),
        }}
      />
      <h4>失分最多的条款</h4>
      {failedMost.length === 0 ? (
        <Nothing text="这段时间还没有现场打过分的申报。" />
      ) : (
        <>
          <ChartBlock
            dates={dates}
            said={`最多的是${cellKindNames[failedMost[0]?.kind ?? 'restaurant']}的“${failedMost[0]?.text ?? ''}”。`}
            method="现场打过分的申报里，每条平均丢掉的分占满分的百分之几；最多列20条。"
            figures={{
              title: '失分率',
              unit: '%',
              stacked: false,
              series: [{ name: '失分率', total: failedMost.reduce((sum, row) => sum + lostPercent(row), 0) }],
              rows: failedMost.map((row) => ({
                label: `${cellKindNames[row.kind]} ${row.clause}`,
                values: [lostPercent(row)],
              })),
            }}
          />
          <FailedTable rows={failedMost} />
        </>
      )}
    </>
  )
}

const lostPercent = ({ lost, max }: Failed): number => Math.round((100 * lost) / max)

function FailedTable({ rows }: { rows: Failed[] }) {
  return (
    <Table<Failed>
      size="small"
      pagination={false}
      rowKey={({ kind, text }) => `${kind} ${text}`}
      scroll={{ x: 'max-content' }}
      dataSource={rows}
      columns={[
        { title: '类型', render: (_value, { kind }) => cellKindNames[kind] },
        { title: '条款', className: 'cell-clause', render: (_value, { clause, text }) => `${clause} ${text}` },
        { title: '没得满分', render: (_value, { failed, scored }) => `${failed}/${scored}` },
        { title: '平均丢', render: (_value, { lost, max }) => `${showPoints(lost)}分，满分${showPoints(max)}` },
      ]}
    />
  )
}
