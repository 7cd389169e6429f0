// What is true about a booking: until when it may be changed, when a miss or a contest is open, what a cancellation
// costs, when reminders go out. Pure and total: instants come in, named refusals or null come out. The figures are the
// area's.
import type { ErrorCode } from '../errors'
import type { BookingRules } from '../places/settings'
import { addDays, addMinutes, addWorkingDays, dayOf, instantAt, type Clock, type Day, type WorkCalendar } from '../time'
import { itemIn } from './area-items'
import { catalogue, type CatalogueItem } from './catalogue'
import { dateRefusal } from './dates'
import type { FailedVisitPercents } from './reasons'
import type { BookedItem, PickupKind, StopReason } from './schemas'

/** No area may allow more pieces than this in one booking. */
export const ITEMS_CEILING = 20

export type Slot = { kind: PickupKind; day: Day; from: Clock; to: Clock }

export type BookingFacts = Slot & {
  now: Date
  rules: BookingRules
  calendar: WorkCalendar
  outcomeAt: Date | null
  contest: 'none' | 'open' | 'decided'
  /** Fetched after a late cancellation, and not decided yet. */
  isFetchedOpen: boolean
  rated: boolean
  /** Of the crew's log under way. */
  reasonGiven: boolean
  photoGiven: boolean
}

const earliest = (...instants: Date[]): Date => new Date(Math.min(...instants.map((instant) => instant.getTime())))

/**
 * Until when changing and cancelling is free: 20:00 the evening before; recyclables, asked for the same day, until the
 * window.
 */
export function freeUntil({ kind, day, from }: Slot, rules: Pick<BookingRules, 'freeCancelUntilClock'>): Date {
  return kind === 'recyclable' ? instantAt(day, from) : instantAt(addDays(day, -1), rules.freeCancelUntilClock)
}

/** An amendment is possible as long as it is free. */
export const amendRefusal = (facts: BookingFacts): ErrorCode | null =>
  facts.now < freeUntil(facts, facts.rules) ? null : 'PICKUP_TOO_LATE'

/** Cancelling is possible until the window begins; whether it costs something is `cancellation`. */
export const cancelRefusal = (facts: BookingFacts): ErrorCode | null =>
  facts.now < instantAt(facts.day, facts.from) ? null : 'PICKUP_TOO_LATE'

/**
 * What a cancellation leaves owed (fen) and whether the free pieces go back to the household's year.
 * Published rule: all back until 20:00 the evening before; afterwards the area's share of the price stays due and free
 * pieces count as used. `byOperator`: everything back at any time.
 */
export function cancellation(
  slot: Slot,
  owedFen: number,
  now: Date,
  rules: Pick<BookingRules, 'freeCancelUntilClock' | 'lateCancelPercent'>,
  byOperator = false,
): { owedFen: number; piecesBack: boolean } {
  if (byOperator || now < freeUntil(slot, rules)) return { owedFen: 0, piecesBack: true }
  return { owedFen: lateCancelFen(owedFen, rules), piecesBack: false }
}

/**
 * What a visit in vain leaves owed (fen), by the published share of its reason, and whether the free pieces go back:
 * where nothing is owed they do.
 */
export function failedVisit(
  owedFen: number,
  reason: StopReason,
  percents: FailedVisitPercents,
): { owedFen: number; piecesBack: boolean } {
  const percent = percents[reason]
  return { owedFen: Math.ceil((owedFen * percent) / 100), piecesBack: percent === 0 }
}

/** What a late cancellation keeps of the price, in whole fen, rounded up. */
export const lateCancelFen = (
  owedFen: number,
  { lateCancelPercent }: Pick<BookingRules, 'lateCancelPercent'>,
): number => Math.ceil((owedFen * lateCancelPercent) / 100)

/** From when a miss can be reported: so long after the window's end, when nothing was logged. */
export const missedFrom = ({ day, to }: Slot, rules: Pick<BookingRules, 'missedOpensAfterMinutes'>): Date =>
  addMinutes(instantAt(day, to), rules.missedOpensAfterMinutes)

/**
 * Until when: the end of the 2nd working day, and never later than the end of the 5th calendar day, holidays included.
 */
export function missedUntil(
  { day }: Slot,
  rules: Pick<BookingRules, 'missedWithinWorkingDays' | 'missedWithinCalendarDays'>,
  calendar: WorkCalendar,
): Date {
  return earliest(
    instantAt(addWorkingDays(day, rules.missedWithinWorkingDays, calendar), '24:00'),
    instantAt(addDays(day, rules.missedWithinCalendarDays), '24:00'),
  )
}

export function missedRefusal(facts: BookingFacts): ErrorCode | null {
  if (facts.now < missedFrom(facts, facts.rules)) return 'PICKUP_MISSED_TOO_EARLY'
  return facts.now < missedUntil(facts, facts.rules, facts.calendar) ? null : 'PICKUP_MISSED_TOO_LATE'
}

/** The day by which a miss reported on `reportedOn` is put right. */
export const revisitDueOn = (
  reportedOn: Day,
  calendar: WorkCalendar,
  rules: Pick<BookingRules, 'revisitWithinWorkingDays'>,
): Day => addWorkingDays(reportedOn, rules.revisitWithinWorkingDays, calendar)

/** The end of the 7th day after the crew's outcome. */
export const contestUntil = (outcomeAt: Date, rules: Pick<BookingRules, 'contestDays'>): Date =>
  instantAt(addDays(dayOf(outcomeAt), rules.contestDays), '24:00')

export const contestDueOn = (
  contestedOn: Day,
  calendar: WorkCalendar,
  rules: Pick<BookingRules, 'contestAnswerWorkingDays'>,
): Day => addWorkingDays(contestedOn, rules.contestAnswerWorkingDays, calendar)

/** Grams that a correction may add beyond twice what was weighed: a bag or two that was left out. Our choice. */
export const CORRECTION_GRAMS = 50_000

/** A corrected weight far above what was weighed is a slip of the keys rather than a correction. */
export function isLikelyCorrection(
  weighed: readonly { grams: number }[],
  corrected: readonly { grams: number }[],
): boolean {
  const total = (rows: readonly { grams: number }[]): number => rows.reduce((sum, { grams }) => sum + grams, 0)
  return total(corrected) <= 2 * total(weighed) + CORRECTION_GRAMS
}

/** Grams that can be at one door, and at a compound's site: a truck of that size carries no more. Our choice. */
const DOOR_GRAMS = 2_000_000
const SITE_GRAMS = 20_000_000

/** A weight that no household puts out is a slip of the keys: grams for kilograms, a comma left out. */
export function isLikelyWeight(weighed: readonly { grams: number }[], atSite: boolean): boolean {
  return weighed.reduce((sum, { grams }) => sum + grams, 0) <= (atSite ? SITE_GRAMS : DOOR_GRAMS)
}

/** The instant at which a day that was promised is over. */
export const promiseEnd = (dueOn: Day): Date => instantAt(dueOn, '24:00')

export function contestRefusal(facts: BookingFacts): ErrorCode | null {
  if (facts.contest !== 'none') return 'PICKUP_ALREADY_CONTESTED'
  if (facts.outcomeAt === null) return 'WRONG_STATE'
  return facts.now < contestUntil(facts.outcomeAt, facts.rules) ? null : 'PICKUP_CONTEST_CLOSED'
}

export const decideRefusal = (facts: BookingFacts): ErrorCode | null =>
  facts.contest === 'open' ? null : 'WRONG_STATE'
export const fetchedRefusal = (facts: BookingFacts): ErrorCode | null => (facts.isFetchedOpen ? null : 'WRONG_STATE')
export const rateRefusal = (facts: BookingFacts): ErrorCode | null => (facts.rated ? 'WRONG_STATE' : null)

/** A decision against the resident rests on a reason and a photo. */
export function failureRefusal(facts: Pick<BookingFacts, 'reasonGiven' | 'photoGiven'>): ErrorCode | null {
  if (!facts.reasonGiven) return 'RUN_REASON_NEEDED'
  return facts.photoGiven ? null : 'RUN_PHOTO_NEEDED'
}

/** Kinds of things that go along with a booking of a kind: an old fridge may stand beside a sofa. */
const goesWith: Readonly<Record<PickupKind, readonly PickupKind[]>> = {
  bulky: ['bulky', 'appliance'],
  appliance: ['appliance'],
  recyclable: ['recyclable'],
  hazardous: ['hazardous'],
}

/** Whether a thing of one kind may stand in a booking of another. */
export const mayGoWith = (kind: PickupKind, thing: PickupKind): boolean => goesWith[kind].includes(thing)

/**
 * Pieces that count towards the limit of a booking: each thing of bulky waste and appliances, each line of recyclables
 * and hazardous waste (a bag is a bag).
 */
export function countedPieces(kind: PickupKind, items: readonly BookedItem[]): number {
  return kind === 'bulky' || kind === 'appliance' ? items.reduce((sum, item) => sum + item.count, 0) : items.length
}

/** `list`: the area's things. `had`: those of the booking that is changed, which may stay though they were hidden. */
type Things = { forSite?: boolean; list?: readonly CatalogueItem[]; had?: readonly BookedItem[] }

/** Why these things cannot be booked together, or null. A compound's site is limited by the ceiling alone. */
export function itemsRefusal(
  kind: PickupKind,
  items: readonly BookedItem[],
  itemsPerBooking: number,
  { forSite = false, list = catalogue, had = [] }: Things = {},
): ErrorCode | null {
  if (countedPieces(kind, items) > (forSite ? ITEMS_CEILING : Math.min(itemsPerBooking, ITEMS_CEILING)))
    return 'PICKUP_TOO_MANY_ITEMS'
  const counts = new Map<string, number>()
  for (const item of items) {
    if (item.code === 'other') continue
    const known = itemIn(list, item.code)
    if (!known && had.some(({ code }) => code === item.code)) continue
    if (!known || !mayGoWith(kind, known.kind)) return 'PICKUP_ITEM_NOT_TAKEN'
    const count = (counts.get(item.code) ?? 0) + item.count
    counts.set(item.code, count)
    if (!forSite && count > known.maxCount) return 'PICKUP_ITEM_LIMIT'
  }
  return null
}

/** Which thing is too many, and how many may be booked: said with the refusal, so that nobody has to guess. */
export function itemsDetails(
  code: ErrorCode,
  items: readonly BookedItem[],
  list: readonly CatalogueItem[] = catalogue,
): { item: string; maxCount: number } | undefined {
  if (code !== 'PICKUP_ITEM_LIMIT') return undefined
  for (const known of items.flatMap((item) => itemIn(list, item.code) ?? [])) {
    const count = items.filter((item) => item.code === known.code).reduce((sum, item) => sum + item.count, 0)
    if (count > known.maxCount) return { item: known.name, maxCount: known.maxCount }
  }
  return undefined
}

export type BookAsk = Slot & {
  now: Date
  rules: BookingRules
  items: readonly BookedItem[]
  list?: readonly CatalogueItem[]
  had?: readonly BookedItem[]
  forSite: boolean
  staff: boolean
  switchedOn: boolean
  staffOnly: boolean
  /** A hold on this very window runs: it was taken in time. */
  isHeld?: boolean
}

/**
 * Why nothing can be booked here in this way, or null; capacity and the holder's limit are decided where they are
 * counted.
 */
export function bookRefusal(ask: BookAsk): ErrorCode | null {
  if (!ask.switchedOn || (!ask.staff && (ask.staffOnly || ask.rules.openTo === 'staff'))) return 'PICKUP_NOT_SERVED'
  return (
    (ask.isHeld ? null : dateRefusal(ask.day, ask.to, ask.now, ask.kind, ask.rules)) ??
    itemsRefusal(ask.kind, ask.items, ask.rules.itemsPerBooking, ask)
  )
}

export type Amendable = {
  day: Day
  slot: string
  items: readonly BookedItem[]
  note: string
  photoIds: readonly string[]
  address: string
  cubicDecimetres?: number | undefined
}

/** How many of each thing, however they stand in lines. */
function piecesOf(items: readonly BookedItem[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const { code, name, count, dismantled, photoId } of items) {
    const thing = JSON.stringify([code, name, dismantled ?? false, photoId ?? null])
    counts.set(thing, (counts.get(thing) ?? 0) + count)
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** True when an amendment would change nothing at all. */
export function isUnchanged(before: Amendable, after: Amendable): boolean {
  const plain = ({ items, ...rest }: Amendable) =>
    JSON.stringify([
      ...[rest.day, rest.slot, rest.note, rest.address, rest.cubicDecimetres ?? null],
      ...[[...rest.photoIds], piecesOf(items)],
    ])
  return plain(before) === plain(after)
}

/** What an amendment still costs: only the difference; negative is money back. */
export const amendmentDifference = (beforeFen: number, afterFen: number): number => afterFen - beforeFen

export type ReminderKey = 'd3' | 'd1' | 'd0'

/**
 * Reminders still to come: 3 days before at 09:00, the evening before at 18:00 (cancelling is still free), and that
 * morning at 07:00, or an hour before an earlier window.
 */
export function remindersFor({ day, from }: Pick<Slot, 'day' | 'from'>, now: Date): { key: ReminderKey; at: Date }[] {
  const morning = earliest(instantAt(day, '07:00'), addMinutes(instantAt(day, from), -60))
  const all: { key: ReminderKey; at: Date }[] = [
    { key: 'd3', at: instantAt(addDays(day, -3), '09:00') },
    { key: 'd1', at: instantAt(addDays(day, -1), '18:00') },
    { key: 'd0', at: morning },
  ]
  return all.filter((reminder) => reminder.at > now)
}

/** May the person book again, or have they been booking and cancelling in a loop? Null, or when the brake lets go. */
export function brakeUntil(
  cancelledAt: readonly Date[],
  now: Date,
  { cancellationsPerDay }: Pick<BookingRules, 'cancellationsPerDay'>,
): Date | null {
  const dayAgo = now.getTime() - 86_400_000
  const recent = cancelledAt
    .map((at) => at.getTime())
    .filter((at) => at > dayAgo)
    .sort((a, b) => a - b)
  const first = recent[recent.length - cancellationsPerDay]
  return first === undefined ? null : new Date(first + 86_400_000)
}
