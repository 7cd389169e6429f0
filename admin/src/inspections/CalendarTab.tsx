// What is planned on each day: who goes where, in which order.
import { Button } from 'antd'
import { inspectionsDraws, type DrawnVisit } from '@shared/inspections/draws-contract'
import { targetKindNames } from '@shared/inspections/vocabulary'
import { addDays, dayOf, showDay } from '@shared/time'
import { useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { DateRange } from '@/ui/DateRange'
import { ListTable } from '@/ui/ListTable'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { KindTag, VisitTag } from './words'

const FILTERS = ['from', 'to', 'placeId'] as const
const AHEAD = 13

export function CalendarTab() {
  const [{ from: asked, to: until, placeId }, setFilters] = useFilters(FILTERS)
  const from = asked ?? dayOf(new Date())
  const to = until ?? addDays(from, AHEAD)
  const query = useRead(inspectionsDraws.calendar, { from, to, ...(placeId ? { placeId } : {}) })
  const days = query.data?.byDay ?? []
  return (
    <>
      <div className="filters">
        <DateRange from={asked} to={until} onChange={(span) => setFilters(span)} />
        <PlaceSelect label="地点" value={placeId} onChange={(id) => setFilters({ placeId: id })} />
      </div>
      <div className="filters">
        {days.map(({ day, visits, finished }) => (
          <Button
            key={day}
            type={from === to && day === from ? 'primary' : 'default'}
            aria-pressed={from === to && day === from}
            onClick={() =>
              setFilters(from === to && day === from ? { from: undefined, to: undefined } : { from: day, to: day })
            }
          >
            {showDay(day)} {finished > 0 ? `${finished}/` : ''}
            {visits}次
          </Button>
        ))}
      </div>
      <ListTable<DrawnVisit>
        list={{
          items: query.data?.items ?? [],
          isLoading: query.isLoading,
          isFetching: query.isFetching,
          error: query.error,
          hasMore: false,
          more: () => undefined,
          reload: () => void query.refetch(),
        }}
        rowKey={(row) => row.id}
        empty="这几天没有安排检查"
        columns={[
          { title: '日期', render: (_value, row) => showDay(row.day) },
          { title: '检查员', render: (_value, row) => row.inspector },
          { title: '顺序', render: (_value, row) => (row.position ? `第${row.position}个` : '—') },
          {
            title: '对象',
            render: (_value, row) => (
              <>
                {row.targetName}
                <div className="faint">
                  {targetKindNames[row.targetKind]}
                  {row.stratum && ` · ${row.stratum}`}
                </div>
              </>
            ),
          },
          { title: '方式', render: (_value, row) => <KindTag kind={row.kind} /> },
          { title: '状态', render: (_value, row) => <VisitTag state={row.state} /> },
        ]}
      />
      {query.data?.more && <p className="faint">检查太多，没有全部列出；请选地点或少选几天。</p>}
    </>
  )
}
