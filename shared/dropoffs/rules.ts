// What is true of drop-offs: when a log was really made, which window it belongs to, which bags get a second look, and
// what stands where several people logged the same household. Pure and total; instants and seeds come in as arguments.
// The phone and the server ask the same functions.
import { isOpen, type Window } from '../places/rules'
import type { Stream } from '../places/vocabulary'
import { addDays, clockOf, dayOf, instantAt, weekdayOf, type Day } from '../time'
import { drawFrom } from './table'
import type { Result, ReviewReason } from './vocabulary'

/** The format of rows that this server reads; what a newer program sends is refused and stays there. */
export const ROW_FORMAT = 1
export const MOST_ROWS = 200
/** A tap can be taken back for so long. The server allows as much again, for a phone that was busy. */
export const UNDO_SECONDS = 10
/** Clocks that differ by more leave the judgement to a person; so does a log from the future. Our defaults. */
const MOST_OFFSET_MS = 2 * 3_600_000
const FUTURE_MS = 5 * 60_000
/** Before and after a window people still come: such a log counts as the window's. Our default. */
export const GRACE_MINUTES = 30
/** A day of a site that phones may still hold logs of closes after so long. */
export const CLOSE_AFTER_HOURS = 72
export const CONTEST_DAYS = 7

/** `at`: the phone's clock. `offsetMs`: the server's time minus the phone's, as last learnt; null: never learnt. */
export type PhoneClock = { at: Date; offsetMs: number | null }

/** When it was made, by the server's clock as well as the phone knew it. */
export const correctedAt = ({ at, offsetMs }: PhoneClock): Date => new Date(at.getTime() + (offsetMs ?? 0))

/** Whether the time of a log can be believed without a person looking at it. */
export const isClockSure = (clock: PhoneClock, receivedAt: Date): boolean =>
  clock.offsetMs !== null &&
  Math.abs(clock.offsetMs) <= MOST_OFFSET_MS &&
  correctedAt(clock).getTime() <= receivedAt.getTime() + FUTURE_MS

type Tap = { run: string; tick: number; at: Date }
/** Whether a tap was taken back in time; by the clock that nobody can set, where the app was not started anew. */
export const isUndoInTime = (log: Tap, undo: Tap): boolean =>
  (log.run === undo.run ? undo.tick - log.tick : undo.at.getTime() - log.at.getTime()) <= 2 * UNDO_SECONDS * 1000

const NOTE_MS = 24 * 3_600_000
/** Words and photos that one log takes; each photo comes as a note of its own. */
export const MOST_NOTES = 8
/** Whether something was added while it could still be seen: within a day of the log, and received within a week. */
export const isNoteInTime = (log: { at: Date; receivedAt: Date }, note: { at: Date; receivedAt: Date }): boolean =>
  Math.abs(note.at.getTime() - log.at.getTime()) <= NOTE_MS &&
  note.receivedAt.getTime() - log.receivedAt.getTime() <= 7 * NOTE_MS

/** `key`: "2026-11-22T19:00", the day on which it begins and its clock; also names the window for points. */
export type Evening = { key: string; day: Day; from: Date; to: Date }

const overnight = ({ from, to }: Window): boolean => to <= from

/** The windows that begin on a day, in order; a site without any is open all day. */
export function eveningsOn(windows: readonly Window[], day: Day): Evening[] {
  const all: Window[] =
    windows.length > 0 ? [...windows] : [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }]
  return all
    .filter(({ weekdays }) => weekdays.includes(weekdayOf(day)))
    .map((window) => ({
      key: `${day}T${window.from}`,
      day,
      from: instantAt(day, window.from),
      to: instantAt(overnight(window) ? addDays(day, 1) : day, window.to),
    }))
    .sort((a, b) => a.from.getTime() - b.from.getTime())
}

/** The window that an instant belongs to, half an hour before and after it too; the nearest of several. */
export function eveningAt(windows: readonly Window[], at: Date): Evening | null {
  const away = ({ from, to }: Evening): number =>
    Math.max(from.getTime() - at.getTime(), at.getTime() - to.getTime(), 0)
  const day = dayOf(at)
  const near = [addDays(day, -1), day, addDays(day, 1)]
    .flatMap((each) => eveningsOn(windows, each))
    .filter((evening) => away(evening) <= GRACE_MINUTES * 60_000 && (windows.length > 0 || evening.day === day))
  // the later of two that touch: at 21:00 sharp the next one has begun
  return near.reduce<Evening | null>((best, each) => (best && away(best) < away(each) ? best : each), null)
}

/** The window to file a log under: its own, else the nearest of its day, where a person has to look. */
export function filedUnder(windows: readonly Window[], at: Date): { day: Day; key: string; isInside: boolean } {
  const inside = eveningAt(windows, at)
  if (inside) return { day: inside.day, key: inside.key, isInside: true }
  const day = dayOf(at)
  const clock = clockOf(at)
  const of = eveningsOn(windows, day)
  const nearest = of.filter(({ key }) => key.slice(11) <= clock).pop() ?? of[0]
  return { day, key: nearest?.key ?? `${day}T00:00`, isInside: false }
}

/** What is known of a log when it arrives. */
export type Arrival = {
  isClockSure: boolean
  isInWindow: boolean
  isSiteOpen: boolean
  /** Held one of the roles at the site when it was made; `elsewhere`: only at other places. */
  role: 'here' | 'elsewhere' | 'ended'
  household: 'known' | 'anonymous' | 'unknown' | 'revoked' | 'elsewhere'
}

/** Why a person has to look at a log before it counts, or null. The gravest reason is told. */
export function reviewReasonOf(arrival: Arrival): ReviewReason | null {
  if (!arrival.isClockSure) return 'clock'
  if (arrival.role === 'ended') return 'role'
  if (arrival.role === 'elsewhere' || !arrival.isSiteOpen) return 'site'
  if (!arrival.isInWindow) return 'window'
  const { household } = arrival
  if (household === 'unknown') return 'code'
  return household === 'revoked' || household === 'elsewhere' ? household : null
}

export type Span = { siteId: string; from: Date; to: Date }
const GRACE_MS = GRACE_MINUTES * 60_000
const isWithin = ({ from, to }: Span, at: Date): boolean =>
  at.getTime() >= from.getTime() - GRACE_MS && at.getTime() <= to.getTime() + GRACE_MS

/**
 * Whether somebody had checked in at a site when they logged; null where no shift ran and nobody has to. Half an hour
 * around it counts: people come early, and the queue stays.
 */
export function wasPresent(at: Date, siteId: string, shifts: readonly Span[], there: readonly Span[]): boolean | null {
  const here = (spans: readonly Span[]): boolean => spans.some((span) => span.siteId === siteId && isWithin(span, at))
  return here(there) ? true : here(shifts) ? false : null
}
/** A log whose check-in has not arrived waits for it so long, then a person decides. */
export const WAIT_HOURS = 24

/** True while it is open or about to be: what the first page shows to who may log there. */
export const isOnNow = (windows: readonly Window[], at: Date): boolean =>
  isOpen(windows, at).open || eveningAt(windows, at) !== null

const SECOND_LOOKS_IN_TEN_THOUSAND = 500

/**
 * Whether the bags of this household are kept for the lead in this window: 5 %, drawn when it is scanned and before any
 * result. The same on every phone and on the server. @param seed of the site and day; it is no secret
 */
export const isSecondLook = (seed: string, ref: string, windowKey: string): boolean =>
  drawFrom(`${seed}|${windowKey}|${ref}`, 10_000) < SECOND_LOOKS_IN_TEN_THOUSAND

/** One log as far as it matters for what stands. `isSeparate`: a person decided that it was a bag of its own. */
export type Seen = {
  id: string
  by: string
  siteId: string
  at: Date
  stream: Stream
  window: string
  result: Result
  isLook: boolean
  isSeparate?: boolean
}

/**
 * What stands for one household, stream and window. `result` null: two people saw it differently, and a person has to
 * decide (疑似重复). `doubles`: logs that count as the same bag as the first.
 */
export type Standing = {
  stream: Stream
  window: string
  first: Seen
  look: Seen | null
  result: Result | null
  /** Each bag that counts, with what it counts as. */
  bags: readonly { siteId: string; result: Result | null }[]
  doubles: readonly Seen[]
}

const inTime = (a: Seen, b: Seen): number => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1)

function standingOf(logs: readonly Seen[]): Standing | null {
  const firsts = logs.filter(({ isLook }) => !isLook).sort(inTime)
  const looks = logs.filter(({ isLook }) => isLook).sort(inTime)
  const first = firsts[0] ?? looks[0]
  if (!first) return null
  const look = firsts.length > 0 ? (looks[looks.length - 1] ?? null) : null
  const own = firsts.filter(({ by, isSeparate }) => by === first.by || isSeparate)
  const doubles = firsts.filter((each) => !own.includes(each))
  const result = look ? look.result : doubles.some((each) => each.result !== first.result) ? null : first.result
  return {
    stream: first.stream,
    window: first.window,
    first,
    look,
    result,
    bags: (own.length > 0 ? own : [first]).map((each) => ({
      siteId: each.siteId,
      result: each === first ? result : each.result,
    })),
    doubles,
  }
}

/** What stands of all logs of one household's day that count, in whatever order they came. */
export function standingsOf(logs: readonly Seen[]): Standing[] {
  const cells = new Map<string, Seen[]>()
  for (const log of logs) {
    const key = `${log.window} ${log.stream}`
    cells.set(key, [...(cells.get(key) ?? []), log])
  }
  return [...cells.keys()].sort().flatMap((key) => standingOf(cells.get(key) ?? []) ?? [])
}

/** What is counted, sparse: "households", "disputed", "doubles", "anonymous", and "food/correct" for each bag. */
export type Counts = Readonly<Record<string, number>>

/** What a household's day adds to the counts of each site, and to those of its compound. */
export function countsOf(standings: readonly Standing[]): {
  sites: Readonly<Record<string, Counts>>
  compound: Counts
} {
  const sites: Record<string, Record<string, number>> = {}
  const compound: Record<string, number> = {}
  const add = (siteId: string, name: string): void => {
    const site = (sites[siteId] ??= {})
    site[name] = (site[name] ?? 0) + 1
    compound[name] = (compound[name] ?? 0) + 1
  }
  for (const { stream, bags, doubles } of standings) {
    for (const { siteId, result } of bags) add(siteId, result === null ? 'disputed' : `${stream}/${result}`)
    for (const { siteId } of doubles) add(siteId, 'doubles')
  }
  for (const site of Object.values(sites))
    if (Object.keys(site).some((name) => name !== 'doubles')) site['households'] = 1
  if (standings.length > 0) compound['households'] = 1
  return { sites, compound }
}

/** `after` minus `before`, without zeros. */
export function countsMoved(before: Counts, after: Counts): Counts {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return Object.fromEntries(
    names.flatMap((name) => {
      const by = (after[name] ?? 0) - (before[name] ?? 0)
      return by === 0 ? [] : [[name, by]]
    }),
  )
}

/** What a standing earns, as facts of the source "dropoff": only what was right, once a stream and window. */
export function earnedBy({ stream, result }: Pick<Standing, 'stream' | 'result'>): { code: string; amount: number }[] {
  if (result !== 'correct') return []
  if (stream === 'food')
    return [
      { code: 'food_correct', amount: 1 },
      { code: 'bag_opened', amount: 1 },
    ]
  return stream === 'hazardous' ? [] : [{ code: `${stream}_correct`, amount: 1 }]
}
