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

/** Whether a log came so long after it was made that its day is over and a person has to look. */
export const isLate = (at: Date, receivedAt: Date): boolean =>
  receivedAt.getTime() - at.getTime() > CLOSE_AFTER_HOURS * 3_600_000

type Tap = { run: string; tick: number; at: Date }
/**
 * Whether a tap was taken back in time: by its time, and where the app was not started anew also by the clock that
 * nobody can set. Never before the tap itself, and the two clocks have to agree.
 */
export function isUndoInTime(log: Tap, undo: Tap): boolean {
  const most = 2 * UNDO_SECONDS * 1000
  const away = undo.at.getTime() - log.at.getTime()
  if (log.run !== undo.run) return away >= 0 && away <= most
  const ticks = undo.tick - log.tick
  return ticks >= 0 && ticks <= most && Math.abs(away - ticks) <= most
}

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
export function filedUnder(
  windows: readonly Window[],
  at: Date,
): { day: Day; key: string; until: Date | null; isInside: boolean } {
  const inside = eveningAt(windows, at)
  if (inside) return { day: inside.day, key: inside.key, until: inside.to, isInside: true }
  const day = dayOf(at)
  const clock = clockOf(at)
  const of = eveningsOn(windows, day)
  const nearest = of.filter(({ key }) => key.slice(11) <= clock).pop() ?? of[0]
  return { day, key: nearest?.key ?? `${day}T00:00`, until: nearest?.to ?? null, isInside: false }
}

/** What is known of a log when it arrives. */
export type Arrival = {
  isClockSure: boolean
  /** Received long after it was made. */
  isLate: boolean
  isInWindow: boolean
  isSiteOpen: boolean
  /** One of the streams that the site has bins for. */
  isStreamTaken: boolean
  /** Held one of the roles at the site when it was made and when it came; `elsewhere`: only at other places. */
  role: 'here' | 'elsewhere' | 'ended'
  /** `unknown`: also a reference of another day than the log's evening. */
  household: 'known' | 'anonymous' | 'unknown' | 'revoked' | 'elsewhere'
}

/** Why a person has to look at a log before it counts, or null. The gravest reason is told. */
export function reviewReasonOf(arrival: Arrival): ReviewReason | null {
  if (!arrival.isClockSure) return 'clock'
  if (arrival.role === 'ended') return 'role'
  if (arrival.role === 'elsewhere' || !arrival.isSiteOpen) return 'site'
  if (arrival.isLate) return 'late'
  if (!arrival.isInWindow) return 'window'
  if (!arrival.isStreamTaken) return 'stream'
  const { household } = arrival
  if (household === 'unknown') return 'code'
  return household === 'revoked' || household === 'elsewhere' ? household : null
}

export type Span = { siteId: string; from: Date; to: Date }
const GRACE_MS = GRACE_MINUTES * 60_000
const isWithin = ({ from, to }: Span, at: Date): boolean =>
  at.getTime() >= from.getTime() - GRACE_MS && at.getTime() <= to.getTime() + GRACE_MS

/**
 * Whether somebody had checked in at a site when they logged; null where no shift ran to check in for. Half an hour
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
  /** When that window ends; absent: not known, and it overlaps with none but itself. */
  until?: Date
  result: Result
  isLook: boolean
  isSeparate?: boolean
}

/**
 * What stands for one household, stream and window, with windows of other sites that overlap with it. `result` null:
 * two people saw it differently, and a person has to decide (疑似重复). `doubles`: logs that count as the same bag as
 * the first. `ids`: of all logs in it.
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
  ids: readonly string[]
}

/** Nobody stands at two sites within so few minutes with two bags: it is one bag, logged twice. Our default. */
const SITES_APART_MS = 10 * 60_000

const inTime = (a: Seen, b: Seen): number => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1)

const isElsewhereAtOnce = (a: Seen, b: Seen): boolean =>
  a.siteId !== b.siteId && Math.abs(a.at.getTime() - b.at.getTime()) <= SITES_APART_MS

/** Whether the windows of two logs have time in common. */
export function windowsOverlap(a: Pick<Seen, 'window' | 'until'>, b: Pick<Seen, 'window' | 'until'>): boolean {
  if (a.window === b.window) return true
  const [from, to] = [beginOf(a.window), beginOf(b.window)]
  return from < (b.until ?? to) && to < (a.until ?? from)
}
const beginOf = (key: string): Date => instantAt(key.slice(0, 10), key.slice(11))

/** @param logs in time, those that are no looks first */
function standingOf(logs: readonly Seen[]): Standing | null {
  const firsts = logs.filter(({ isLook }) => !isLook)
  const first = logs[0]
  if (!first) return null
  // nobody's look changes what they logged themselves, and it is about the bag of its own site
  const looks = logs.filter(({ isLook, by, siteId }) => isLook && by !== first.by && siteId === first.siteId)
  const look = looks[looks.length - 1] ?? null
  const own = firsts.reduce<Seen[]>((bags, each) => {
    const isOwn = each.by === first.by && !bags.some((bag) => isElsewhereAtOnce(bag, each))
    return isOwn || each.isSeparate ? [...bags, each] : bags
  }, [])
  const doubles = firsts.filter((each) => !own.includes(each))
  const stands = first.isLook ? null : look
  const result = stands ? stands.result : doubles.some((each) => each.result !== first.result) ? null : first.result
  return {
    stream: first.stream,
    window: first.window,
    first,
    look: stands,
    result,
    bags: (own.length > 0 ? own : [first]).map((each) => ({
      siteId: each.siteId,
      result: each === first ? result : each.result,
    })),
    doubles,
    ids: logs.map(({ id }) => id),
  }
}

/**
 * What stands of all logs of one household's day that count, in whatever order they came. A household earns once a
 * stream and time: a log joins the earliest bag whose window has time in common with its own, or that was logged at
 * another site within minutes.
 */
export function standingsOf(logs: readonly Seen[]): Standing[] {
  const cells: Seen[][] = []
  const inOrder = [...logs].sort((a, b) => Number(a.isLook) - Number(b.isLook) || inTime(a, b))
  for (const log of inOrder) {
    const cell = cells.find(
      ([first, ...more]) =>
        first?.stream === log.stream &&
        (windowsOverlap(first, log) || [first, ...more].some((each) => isElsewhereAtOnce(each, log))),
    )
    if (cell) cell.push(log)
    else cells.push([log])
  }
  const keyOf = ([first]: Seen[]): string => `${first?.window} ${first?.stream}`
  return cells.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).flatMap((cell) => standingOf(cell) ?? [])
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

/**
 * 每日一袋: of a household's right food bags of a day, those beyond the first `most`, which earn nothing more. By the
 * time of the bags and not by that of their arrival.
 */
export function foodBeyond(standings: readonly Standing[], most: number | null): ReadonlySet<Standing> {
  if (most === null) return new Set()
  const right = standings.filter(({ stream, result }) => stream === 'food' && result === 'correct')
  return new Set([...right].sort((a, b) => inTime(a.first, b.first)).slice(most))
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
