// What happened in the area of whoever is signed in: a chart for each thing that they may be told of, over the days
// that they choose.
import { Segmented } from 'antd'
import { figures } from '@shared/work/figures'
import { addDays, addMonths, dayOf, lastDayOf, monthOf, type Day } from '@shared/time'
import { useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ChartBlock } from '@/ui/ChartBlock'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { Loaded } from '@/ui/states'

const FILTERS = ['days', 'placeId'] as const

const periods = { weeks: '近四周', month: '本月', last: '上月', quarter: '近三个月' } as const
type Period = keyof typeof periods

function spanOf(period: Period, today: Day): { from: Day; to: Day } {
  const month = monthOf(today)
  if (period === 'month') return { from: `${month}-01`, to: today }
  if (period === 'last') return { from: `${addMonths(month, -1)}-01`, to: lastDayOf(addMonths(month, -1)) }
  return { from: addDays(today, period === 'weeks' ? -27 : -90), to: today }
}

export function FiguresPart() {
  const [{ days, placeId }, setFilters] = useFilters(FILTERS)
  const period: Period = days && days in periods ? (days as Period) : 'weeks'
  const span = spanOf(period, dayOf(new Date()))
  const query = useRead(figures.mine, { ...span, ...(placeId ? { placeId } : {}) })
  return (
    <section className="work-group" aria-label="数字">
      <h4>数字</h4>
      <div className="filters">
        <Segmented<Period>
          aria-label="哪些天"
          value={period}
          options={(Object.keys(periods) as Period[]).map((value) => ({ value, label: periods[value] }))}
          onChange={(value) => setFilters({ days: value === 'weeks' ? undefined : value })}
        />
        <PlaceSelect label="只看一个地方" value={placeId} onChange={(id) => setFilters({ placeId: id })} width={240} />
      </div>
      <Loaded query={query}>
        {({ charts }) => (
          <div className="charts">
            {charts.map((chart) => (
              <ChartBlock
                key={chart.kind}
                figures={chart}
                dates={`${span.from} 至 ${span.to}`}
                said={chart.said}
                method={chart.method}
              />
            ))}
          </div>
        )}
      </Loaded>
    </section>
  )
}
