// Counted minutes: ONE function for the screen, the certificate, the export and points. Minutes are whole minutes of
// the clock; what somebody was there and what the shift lasted fall apart into counted minutes and minutes with a
// reason each, so that nothing disappears unexplained. Never negative.
import { clockOf } from '../time'
import { MAX_MINUTES, type Times } from './rules'
import type { Standing, SupervisorKind, UncountedWhy } from './vocabulary'

/**
 * A phone's word that somebody came or went; `at` by the corrected clock. `verified`: a code stands behind it. `late`:
 * it was taken in so long after the shift that it proves nothing any more.
 */
export type MarkFact = { kind: 'in' | 'out'; at: Date; receivedAt: Date; verified: boolean; late: boolean }
/** What the lead or the office has settled: it stands over every mark, the latest over those before. */
export type Settled = { in: Date | null; out: Date | null; at: Date }
export type Presence = { in: Date | null; out: Date | null; standing: Standing }

/**
 * Who was there from when to when, in whatever order the marks arrive. Where nobody stands behind a check-in: the first
 * one and the last check-out after it, 自助. Once somebody does, a mark of one's own only takes minutes away: the first
 * check-in that is stood behind counts, and after the last of these the first check-out, unless a late one.
 *
 * @param confirmedAt a second person has looked, and stands behind the marks that were there by then
 */
export function presenceOf(
  marks: readonly MarkFact[],
  settled: readonly Settled[] = [],
  confirmedAt: Date | null = null,
): Presence {
  const last = [...settled].sort((a, b) => a.at.getTime() - b.at.getTime()).at(-1)
  if (last) return { in: last.in, out: last.in && last.out, standing: last.in ? 'verified' : 'none' }
  const ordered = [...marks].sort((a, b) => a.at.getTime() - b.at.getTime())
  const ins = ordered.filter(({ kind }) => kind === 'in')
  const isProven = (mark: MarkFact): boolean =>
    (mark.verified && !mark.late) || (confirmedAt !== null && mark.receivedAt <= confirmedAt)
  const proven = ins.filter(isProven)
  const [first, lastProven] = [proven[0] ?? ins[0], proven.at(-1)]
  if (!first) return { in: null, out: null, standing: 'none' }
  const outs = ordered.filter(({ kind, at }) => kind === 'out' && at > (lastProven ?? first).at)
  if (!lastProven) return { in: first.at, out: outs.at(-1)?.at ?? null, standing: 'self' }
  const out = outs.filter(isProven).at(-1) ?? outs.find(({ late }) => !late)
  return { in: first.at, out: out?.at ?? null, standing: 'verified' }
}

export type Uncounted = { minutes: number; why: UncountedWhy; text: string }
export type Counted = {
  minutes: number
  /** The counted stretch, or null; totals are the union of these. */
  from: Date | null
  to: Date | null
  uncounted: Uncounted[]
  /** Nobody checked out: the shift's end was taken. */
  closedAtEnd: boolean
}

const MINUTE = 60_000
const minuteOf = (at: Date): number => Math.floor(at.getTime() / MINUTE)
const dateOf = (minute: number): Date => new Date(minute * MINUTE)

/**
 * @param maxMinutes the most that this shift counts
 * @returns whole minutes; `minutes` + all of `uncounted` = the time from the first to the last minute that the shift
 * or the person was there
 */
export function countedMinutes(
  { startsAt, endsAt, maxMinutes = MAX_MINUTES }: Times & { maxMinutes?: number },
  presence: Pick<Presence, 'in' | 'out'>,
): Counted {
  const [start, end] = [minuteOf(startsAt), minuteOf(endsAt)]
  if (!presence.in) return { minutes: 0, from: null, to: null, uncounted: absent(end - start), closedAtEnd: false }
  const came = minuteOf(presence.in)
  const left = Math.max(came, presence.out ? minuteOf(presence.out) : Math.max(end, came))
  const from = Math.min(Math.max(came, start), end)
  const to = Math.max(from, Math.min(left, end))
  const minutes = Math.min(to - from, maxMinutes)
  const parts: [UncountedWhy, number][] = [
    ['early', Math.max(0, Math.min(left, start) - came)],
    ['late', Math.max(0, Math.min(came, end) - start)],
    ['cap', to - from - minutes],
    ['leftEarly', left >= start ? Math.max(0, end - Math.max(left, from)) : end - start],
    ['after', Math.max(0, left - Math.max(came, end))],
  ]
  return {
    minutes,
    from: minutes > 0 ? dateOf(from) : null,
    to: minutes > 0 ? dateOf(from + minutes) : null,
    uncounted: parts.filter(([, count]) => count > 0).map(([why, count]) => sentence(why, count, maxMinutes)),
    closedAtEnd: presence.out === null,
  }
}

const absent = (minutes: number): Uncounted[] => [sentence('absent', minutes, 0)]

/** "1小时5分" · "40分" · "2小时" */
export function showMinutes(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return hours === 0 ? `${rest}分` : rest === 0 ? `${hours}小时` : `${hours}小时${rest}分`
}

function sentence(why: UncountedWhy, minutes: number, maxMinutes: number): Uncounted {
  const long = showMinutes(minutes)
  const texts: Record<UncountedWhy, string> = {
    early: `开始前到的${long}不计，从班次开始算起`,
    late: `晚到${long}，从签到算起`,
    leftEarly: `早走${long}，算到签退为止`,
    after: `结束后的${long}不计，算到班次结束`,
    cap: `一班最多计${showMinutes(maxMinutes)}，多出的${long}不计`,
    overlap: `有${long}已计在别的记录里，不重复计`,
    absent: '没有签到，不计时长；来过的请组长更正',
  }
  return { minutes, why, text: texts[why] }
}

/** What is said where nobody checked out. */
export const closedAtEndText = ({ endsAt }: Pick<Times, 'endsAt'>): string => `没有签退，按班次结束${clockOf(endsAt)}计`

/** One thing that hours come from: a shift, or hours that were made up for with proof. */
export type HourRecord = {
  id: string
  as: SupervisorKind
  standing: Standing
  /** Hours that were asked for afterwards and approved by a second person. */
  madeUp: boolean
  counted: Counted
}
export type HourRow = HourRecord & { uncounted: Uncounted[]; minutes: number }
export type Hours = {
  rows: HourRow[]
  /** 已核, with a second person behind them. */
  verified: number
  /** 自记: nobody else has confirmed them yet. */
  self: number
  /** 补记: asked for afterwards, with proof and approval. */
  madeUp: number
  /** 见习, confirmed: on no certificate of volunteers and in none of the sums beside it. */
  trainee: number
  /** What a volunteer's certificate says: confirmed hours as a volunteer, made-up ones apart. */
  certified: number
}

/**
 * All hours of a person. No minute counts twice: where records meet, the one that a second person stands behind keeps
 * it, then the earlier one.
 */
export function hoursOf(records: readonly HourRecord[]): Hours {
  const rank = ({ standing, madeUp }: HourRecord): number => (standing === 'verified' ? (madeUp ? 1 : 0) : 2)
  const startOf = ({ counted }: HourRecord): number => counted.from?.getTime() ?? 0
  const ordered = [...records].sort((a, b) => rank(a) - rank(b) || startOf(a) - startOf(b) || (a.id < b.id ? -1 : 1))
  const taken: [number, number][] = []
  const sums = { verified: 0, self: 0, madeUp: 0, trainee: 0, certified: 0 }
  const rows = ordered.map((record): HourRow => {
    const { from, to } = record.counted
    if (!from || !to) return { ...record, minutes: 0, uncounted: record.counted.uncounted }
    const free = freeWithin([minuteOf(from), minuteOf(to)], taken)
    const minutes = free.reduce((sum, [a, b]) => sum + b - a, 0)
    taken.push(...free)
    sums[bucketOf(record)] += minutes
    if (!record.madeUp && record.standing === 'verified' && record.as === 'volunteer') sums.certified += minutes
    const lost = record.counted.minutes - minutes
    const uncounted = [...record.counted.uncounted, ...(lost > 0 ? [sentence('overlap', lost, 0)] : [])]
    return { ...record, minutes, uncounted }
  })
  return { rows, ...sums }
}

function bucketOf({ as, standing, madeUp }: HourRecord): 'verified' | 'self' | 'madeUp' | 'trainee' {
  if (madeUp) return 'madeUp'
  if (standing !== 'verified') return 'self'
  return as === 'trainee' ? 'trainee' : 'verified'
}

/** The parts of a stretch that none of the others covers. */
function freeWithin(stretch: [number, number], taken: readonly [number, number][]): [number, number][] {
  let free: [number, number][] = [stretch]
  for (const [from, to] of taken)
    free = free.flatMap(([a, b]): [number, number][] =>
      to <= a || b <= from
        ? [[a, b]]
        : [...(a < from ? [[a, from] as [number, number]] : []), ...(to < b ? [[to, b] as [number, number]] : [])],
    )
  return free
}
