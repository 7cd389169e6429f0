// What waits, as one list by when it is due, or one kind of it; and beside it what was done lately. J and K, or the
// arrows, go up and down; Enter opens.
import { Segmented, Select, Tag } from 'antd'
import { useState, type KeyboardEvent } from 'react'
import { Link } from 'react-router'
import { dayOf, showDay } from '@shared/time'
import { showCount, workGroups, type WorkGroup, type WorkItem, type WorkRow } from '@shared/work/contract'
import { Nothing } from '@/ui/states'
import { Done } from './Done'

type Tab = 'all' | 'done' | WorkGroup
const groupNames: Readonly<Record<WorkGroup, string>> = { late: '逾期', today: '今天到期', later: '以后' }
const colours: Readonly<Record<WorkGroup, string | undefined>> = { late: 'red', today: 'orange', later: undefined }
/** Of all kinds together so many are shown; a kind by itself shows what the server sent of it. */
const MOST_SHOWN = 12

const total = ({ counts }: WorkRow): number => counts.late + counts.today + counts.later
type Line = { row: WorkRow; item: WorkItem }

/** Late before today before later; what has no day comes last. */
const byDue = (a: Line, b: Line): number =>
  workGroups.indexOf(a.item.group) - workGroups.indexOf(b.item.group) ||
  (a.item.dueOn ?? '9999').localeCompare(b.item.dueOn ?? '9999')

export function Waiting({ rows }: { rows: WorkRow[] }) {
  const [tab, setTab] = useState<Tab>('all')
  const [kind, setKind] = useState<string>()
  const sum = (group: WorkGroup): number => rows.reduce((count, { counts }) => count + counts[group], 0)
  const chosen = rows.filter((row) => kind === undefined || row.kind === kind)
  const lines = chosen
    .flatMap((row) => row.items.map((item) => ({ row, item })))
    .filter(({ item }) => tab === 'all' || item.group === tab)
    .sort(byDue)
  const shown = kind === undefined ? lines.slice(0, MOST_SHOWN) : lines
  const all = rows.reduce((count, row) => count + total(row), 0)
  return (
    <section className="card work-waiting" aria-label="待办">
      <header>
        <h4>待办 {showCount(all)}</h4>
        <span className="faint no-print">先到期的在前。键盘 J、K 上下，回车打开</span>
      </header>
      <div className="work-tabs no-print">
        <Segmented<Tab>
          aria-label="哪些"
          value={tab}
          onChange={setTab}
          options={[
            { value: 'all', label: `全部 ${showCount(all)}` },
            ...workGroups
              .filter((group) => group !== 'later' && sum(group) > 0)
              .map((group) => ({ value: group, label: `${groupNames[group]} ${showCount(sum(group))}` })),
            { value: 'done' as const, label: '我办过的' },
          ]}
        />
        {tab !== 'done' && rows.length > 1 && (
          <Select
            allowClear
            placeholder="全部类别"
            aria-label="类别"
            value={kind}
            onChange={setKind}
            popupMatchSelectWidth={false}
            options={rows.map((row) => ({ value: row.kind, label: `${row.title} ${showCount(total(row))}` }))}
          />
        )}
      </div>
      {tab === 'done' ? (
        <Done />
      ) : shown.length === 0 ? (
        <Nothing text="现在没有等您办的事" />
      ) : (
        <ul className="work-list" onKeyDown={walk}>
          {shown.map((line) => (
            <WaitingLine key={`${line.row.kind} ${line.item.id}`} {...line} />
          ))}
        </ul>
      )}
      {tab === 'all' && <More rows={chosen} shown={shown} />}
    </section>
  )
}

function WaitingLine({ row, item }: Line) {
  return (
    <li className={`work-line ${item.group}`} data-kind={row.kind}>
      <Tag color={colours[item.group]}>{row.title}</Tag>
      <span className="work-text">{item.text}</span>
      <Due item={item} />
      <Link to={item.link} className="work-do" aria-label={`办理：${row.title}，${item.text}`}>
        办理
      </Link>
    </li>
  )
}

function Due({ item: { dueOn, group } }: { item: WorkItem }) {
  if (dueOn === null) return <span className="work-due faint">没有期限</span>
  const isToday = dueOn === dayOf(new Date())
  return (
    <span className={`work-due ${group}`}>
      {isToday ? '今天' : showDay(dueOn)}
      {group === 'late' ? '到期，已逾期' : isToday ? '到期' : '前'}
    </span>
  )
}

/** The whole lists of the kinds of which more waits than is shown. */
function More({ rows, shown }: { rows: readonly WorkRow[]; shown: readonly Line[] }) {
  const left = rows.filter((row) => total(row) > shown.filter((line) => line.row === row).length)
  if (left.length === 0) return null
  return (
    <p className="work-more">
      {left.map((row) => (
        <Link key={row.kind} to={row.link}>
          看全部 {showCount(total(row))}件{row.title}
        </Link>
      ))}
    </p>
  )
}

function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = { j: 1, J: 1, ArrowDown: 1, k: -1, K: -1, ArrowUp: -1 }[event.key]
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('.work-do')]
  const at = links.indexOf(document.activeElement as HTMLElement)
  links[at + step]?.focus()
  event.preventDefault()
}
