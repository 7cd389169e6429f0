// The first page after signing in: a few figures of today, what waits by when it is due, what somebody did lately, the
// newest messages, and charts. Every line of work opens the page where it is done.
import { Button } from 'antd'
import { people } from '@shared/people/contract'
import { clockOf } from '@shared/time'
import { work, type WorkRow } from '@shared/work/contract'
import { useRead } from '@/lib/query'
import { Page } from '@/ui/Page'
import { Loaded } from '@/ui/states'
import { FiguresPart } from './Figures'
import { Messages } from './Messages'
import { Tiles } from './Tiles'
import { Waiting } from './Waiting'
import './work.css'

export function WorkPage() {
  const query = useRead(work.mine, {})
  const me = useRead(people.me, {})
  return (
    <Page
      bare
      title={`${greeting(Number(clockOf(new Date()).slice(0, 2)))}${me.data ? `，${me.data.displayName}` : ''}`}
      hint={query.data ? sentence(query.data.rows) : undefined}
      actions={
        <Button onClick={() => void query.refetch()} loading={query.isFetching}>
          刷新
        </Button>
      }
    >
      <Tiles />
      <div className="work-columns">
        <Loaded query={query}>{({ rows }) => <Waiting rows={rows} />}</Loaded>
        <Messages />
      </div>
      <FiguresPart />
    </Page>
  )
}

const greeting = (hour: number): string =>
  hour < 5 ? '夜深了' : hour < 11 ? '早上好' : hour < 13 ? '中午好' : hour < 18 ? '下午好' : '晚上好'

/** What comes first, in one sentence. */
function sentence(rows: readonly WorkRow[]): string {
  const sum = (group: 'late' | 'today' | 'later'): number =>
    rows.reduce((total, { counts }) => total + counts[group], 0)
  const [late, today, later] = [sum('late'), sum('today'), sum('later')]
  if (late + today + later === 0) return '现在没有等您办的事。'
  if (late + today === 0) return '今天没有到期的。与您本人或家人有关的，由别人办。'
  const parts = [...(late > 0 ? [`${late}件逾期`] : []), ...(today > 0 ? [`${today}件今天到期`] : [])]
  return `${parts.join('，')}，先办${late + today === 1 ? '这件' : '这些'}。与您本人或家人有关的，由别人办。`
}
