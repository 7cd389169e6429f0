// Days far away, which need their year; lines of a statement in short and by month; how a contest stands.
import type { StatementLine } from '@shared/ledger/contract'
import { showDay, type Day } from '@shared/time'

/** "2027年11月23日 周二" */
export const fullDay = (day: Day): string => `${day.slice(0, 4)}年${showDay(day)}`

/** "2026年11月" */
export const fullMonth = (month: string): string => `${month.slice(0, 4)}年${Number(month.slice(5, 7))}月`

export const contestTones = {
  open: { tone: 'info', name: '处理中' },
  reversed: { tone: 'good', name: '已更正' },
  kept: { tone: 'neutral', name: '维持' },
  added: { tone: 'good', name: '已补' },
} as const

/**
 * The line's text in two parts, what it was and of what, without the date in front and the amounts behind, which
 * stand in columns of their own: "可回收物上门" and "纸板 12.5千克".
 */
export function lineParts({ text }: Pick<StatementLine, 'text'>): [string, string] {
  const bare = text.replace(/^\d+月\d+[日](?: \d\d:\d\d)? /, '').replace(/ [+−-]\d.*$/, '')
  const [, thing, then] = /^(兑换 [^，]+)，(.+)$/.exec(bare) ?? []
  if (thing && then) return [thing, then]
  const [first = '', ...rest] = bare.split(' ')
  // "兑换 堆肥一袋" is one thing, "可回收物上门 纸板 12.5千克" is two
  const title = first.length < 4 && rest.length > 0 ? [first, rest.shift()].join(' ') : first
  return [title || text, rest.join(' ')]
}

type Spent = Pick<StatementLine, 'kind' | 'subject' | 'points' | 'text'>

/**
 * A redemption is written down twice, when its points are held and when the thing is fetched; a reader has one line of
 * it, with what became of it. A fetching whose holding is not among the lines stays as it is.
 */
export function withoutFetching<L extends Spent>(lines: readonly L[]): (L & { became?: string })[] {
  const fetched = new Map(lines.filter(isFetching).map((line) => [line.subject, lineParts(line)[1]]))
  const held = new Set(lines.filter(({ kind }) => kind === 'hold').map(({ subject }) => subject))
  return lines
    .filter((line) => !isFetching(line) || !held.has(line.subject))
    .map((line) => {
      const became = line.kind === 'hold' ? fetched.get(line.subject) : undefined
      return became ? { ...line, became } : line
    })
}

const isFetching = ({ kind, points }: Spent): boolean => kind === 'capture' && points === 0

type Month<L> = { month: string; lines: L[]; earned: number; spent: number }

/** Newest first, by their days and not by when they were written down; with what came in and what went out. */
export function monthsOf<L extends Pick<StatementLine, 'day' | 'seq' | 'points'>>(lines: readonly L[]): Month<L>[] {
  const months: Month<L>[] = []
  const sorted = [...lines].sort((a, b) => (a.day === b.day ? b.seq - a.seq : a.day < b.day ? 1 : -1))
  for (const line of sorted) {
    const month = line.day.slice(0, 7)
    const last = months[months.length - 1]
    const into = last?.month === month ? last : { month, lines: [], earned: 0, spent: 0 }
    if (into !== last) months.push(into)
    into.lines.push(line)
    if (line.points > 0) into.earned += line.points
    else into.spent -= line.points
  }
  return months
}
