// What waits for whoever is signed in, by when it is due: late, today, later. Every line opens the page where it is
// done; the heading of a kind opens the list with all of it.
import { Button, Tag } from 'antd'
import { Link } from 'react-router'
import { dayOf, showDay } from '@shared/time'
import { showCount, work, workGroups, type WorkGroup, type WorkItem, type WorkRow } from '@shared/work/contract'
import { useRead } from '@/lib/query'
import { Page } from '@/ui/Page'
import { Loaded, Nothing } from '@/ui/states'
import { FiguresPart } from './Figures'
import './work.css'

const groupNames: Readonly<Record<WorkGroup, string>> = { late: '逾期', today: '今天', later: '以后，或没有期限' }
const colours: Readonly<Record<WorkGroup, string | undefined>> = { late: 'red', today: 'orange', later: undefined }

export function WorkPage() {
  const query = useRead(work.mine, {})
  return (
    <Page
      title="待办"
      hint="只列等您办的事，与您本人或家人有关的由别人办。"
      actions={
        <Button onClick={() => void query.refetch()} loading={query.isFetching}>
          刷新
        </Button>
      }
    >
      <Loaded query={query}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing text="现在没有等您办的事" />
          ) : (
            workGroups.map((group) => (
              <Group key={group} group={group} rows={rows.filter(({ counts }) => counts[group] > 0)} />
            ))
          )
        }
      </Loaded>
      <FiguresPart />
    </Page>
  )
}

function Group({ group, rows }: { group: WorkGroup; rows: WorkRow[] }) {
  if (rows.length === 0) return null
  return (
    <section className="work-group" aria-label={groupNames[group]}>
      <h4>{groupNames[group]}</h4>
      <div className="work-kinds">
        {rows.map(({ kind, title, link, counts, items }) => (
          <article key={kind} className="work-kind">
            <Link to={link} className="work-title">
              {title} <Tag color={colours[group]}>{showCount(counts[group])}</Tag>
            </Link>
            <ul>
              {items
                .filter((item) => item.group === group)
                .map((item) => (
                  <li key={item.id}>
                    <Link to={item.link}>{item.text}</Link>
                    <Due item={item} />
                  </li>
                ))}
            </ul>
          </article>
        ))}
      </div>
    </section>
  )
}

function Due({ item: { dueOn, group } }: { item: WorkItem }) {
  if (dueOn === null || dueOn === dayOf(new Date())) return null
  return (
    <span className="faint">
      {showDay(dueOn)}
      {group === 'late' ? '到期' : '前'}
    </span>
  )
}
