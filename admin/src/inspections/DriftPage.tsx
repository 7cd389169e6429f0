// How strict inspectors are, for their lead: mean difference from what others gave the same places with its interval,
// the order of the day, scores that crowd at a line. A hint to talk about, no verdict.
import { Alert, Select } from 'antd'
import type { OutputOf } from '@shared/contract'
import { inspectionsForms } from '@shared/inspections/forms-contract'
import type { TargetKind } from '@shared/inspections/vocabulary'
import { addDays, dayOf } from '@shared/time'
import { download } from '@/lib/api'
import { useMay } from '@/lib/me'
import { useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ChartBlock } from '@/ui/ChartBlock'
import { DateRange } from '@/ui/DateRange'
import { ExportButtons } from '@/ui/ExportButtons'
import { Page } from '@/ui/Page'
import { Loaded, Nothing } from '@/ui/states'
import { Strictness } from '@/ui/Strictness'
import { targetKindOptions } from './words'
import './inspections.css'

const FILTERS = ['from', 'to', 'targetKind'] as const
const BACK = 180

type Shown = OutputOf<typeof inspectionsForms.drift>

export function DriftPage() {
  const [{ from: asked, to: until, targetKind }, setFilters] = useFilters(FILTERS)
  const to = until ?? dayOf(new Date())
  const from = asked ?? addDays(to, -BACK)
  const given = { from, to, targetKind: (targetKind ?? 'compound') as TargetKind }
  const query = useRead(inspectionsForms.drift, given)
  const mayExport = useMay(inspectionsForms.exportDrift)
  return (
    <Page
      title="尺度比对"
      hint="每次抽查的得分与其他检查员给同一对象的平均分之差。负数是偏严。用来一起对照标准，不用来评价个人。"
      actions={
        mayExport && <ExportButtons save={(format) => download(inspectionsForms.exportDrift, { ...given, format })} />
      }
    >
      <div className="filters">
        <DateRange from={asked} to={until} onChange={(days) => setFilters(days)} />
        <Select
          aria-label="对象类型"
          style={{ width: 160 }}
          value={given.targetKind}
          options={targetKindOptions}
          onChange={(value: string) => setFilters({ targetKind: value })}
        />
      </div>
      <Loaded query={query}>{(drift) => <Drift drift={drift} dates={`${from} 至 ${to}`} />}</Loaded>
    </Page>
  )
}

function Drift({ drift, dates }: { drift: Shown; dates: string }) {
  const odd = drift.bunching.filter(({ isOdd }) => isOdd)
  if (drift.inspectors.length === 0) return <Nothing text="这段时间没有可比的抽查：同一对象要有两位检查员去过。" />
  return (
    <>
      {odd.map(({ line, below, above }) => (
        <Alert
          key={line}
          type="warning"
          title={`${line}分线附近有聚集：刚到线的${above}次，刚不到的${below}次，多于偶然。`}
          style={{ marginBottom: 12 }}
        />
      ))}
      <Strictness
        who="检查员"
        what="可比的检查"
        rows={drift.inspectors.map(({ inspector, ...row }) => ({ ...row, name: inspector }))}
      />
      <p>
        {drift.doubles.pairs > 0
          ? `双人复看${drift.doubles.pairs}对，平均相差${((drift.doubles.mean ?? 0) / 100).toFixed(1)}分。`
          : '这段时间还没有完成的双人复看。'}
      </p>
      <Charts drift={drift} dates={dates} />
    </>
  )
}

function Charts({ drift, dates }: { drift: Shown; dates: string }) {
  const visits = drift.histogram.reduce((sum, row) => sum + row.visits, 0)
  const last = drift.byPosition.at(-1)
  return (
    <>
      <ChartBlock
        dates={dates}
        said={`共${visits}次抽查。看60、80、90分两侧有没有突然的台阶。`}
        method="每5分一组，按签字的得分计数。"
        figures={{
          title: '得分分布',
          unit: '次',
          stacked: false,
          series: [{ name: '检查次数', total: visits }],
          rows: drift.histogram.map((row) => ({
            label: row.from === 100 ? '100' : `${row.from}–${row.from + 4}`,
            values: [row.visits],
          })),
        }}
      />
      <ChartBlock
        dates={dates}
        said={
          last && last.position > 1
            ? `当天第1个到第${last.position}个对象的平均偏差；越往后越高，说明越看越松。`
            : '这段时间每人每天只看一个，看不出先后的影响。'
        }
        method="与其他检查员给同一对象的平均分之差，按当天的顺序平均。"
        figures={{
          title: '当天先后的影响',
          unit: '分',
          stacked: false,
          series: [{ name: '平均偏差', total: drift.byPosition.reduce((sum, row) => sum + row.mean / 100, 0) }],
          rows: drift.byPosition.map(({ position, visits: count, mean }) => ({
            label: `第${position}个（${count}次）`,
            values: [mean / 100],
          })),
        }}
      />
    </>
  )
}
