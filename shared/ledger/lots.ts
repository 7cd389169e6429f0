// Lots: points by the month at whose end they expire (I7). Which lots a debit draws, which a credit makes, what can be
// spent on a day. Pure; a lot past its end can't be spent even before the expiry run has booked it out.
import { addMonths, dayOf, lastDayOf, monthOf, type Day, type Month } from '../time'
import type { AccountState, Lots } from './entries'

/** Lots live to the end of the month this many months on (I7). */
export const LOT_MONTHS = 24

const HOUR_MS = 3_600_000
const earnedMonthByHour = new Map<number, Month>()

/** The Shanghai month of an instant. */
export function monthAt(at: Date): Month {
  // Shanghai's months begin on a whole hour of UTC, so what is worked out once holds for the hour (this runs for every
  // post)
  const hour = Math.floor(at.getTime() / HOUR_MS)
  const known = earnedMonthByHour.get(hour)
  if (known !== undefined) return known
  const month = monthOf(dayOf(at))
  if (earnedMonthByHour.size >= 10_000) earnedMonthByHour.clear()
  earnedMonthByHour.set(hour, month)
  return month
}

const expiryByMonth = new Map<Month, Month>()

/** Month at whose end points earned at this instant expire. */
export function expiryMonthOf(at: Date): Month {
  const earned = monthAt(at)
  const known = expiryByMonth.get(earned)
  if (known !== undefined) return known
  const month = addMonths(earned, LOT_MONTHS)
  if (expiryByMonth.size >= 10_000) expiryByMonth.clear()
  expiryByMonth.set(earned, month)
  return month
}

/** The last day on which points of this lot can be spent. */
export const lotExpiresOn = (month: Month): Day => lastDayOf(month)

/** Points in lots. */
export function sumOf(lots: Lots): number {
  let total = 0
  for (const month in lots) total += lots[month] ?? 0
  return total
}

/** Points that can be spent on a day: lots past their end wait for the expiry run and no longer count. */
export const spendableOn = (state: Pick<AccountState, 'lots'>, day: Day): number =>
  sumOf(lotsWhere(state.lots, (month) => month >= monthOf(day)))

/** Lots past their end on a day. */
export const endedLots = (lots: Lots, day: Day): Lots => lotsWhere(lots, (month) => month < monthOf(day))

const lotsWhere = (lots: Lots, which: (month: Month) => boolean): Lots =>
  Object.fromEntries(Object.entries(lots).filter(([month]) => which(month)))

/** The live lot that ends first. */
export function expiringNext(state: Pick<AccountState, 'lots'>, day: Day): { points: number; on: Day } | null {
  const first = oldestOf(lotsWhere(state.lots, (month) => month >= monthOf(day)))
  return first === null ? null : { points: state.lots[first] ?? 0, on: lotExpiresOn(first) }
}

/** The lot that ends first, live or not. */
export function oldestOf(lots: Lots): Month | null {
  let oldest: Month | null = null
  for (const month in lots) if (oldest === null || month < oldest) oldest = month
  return oldest
}

/** I7: takes `amount` from lots: wanted lots first, then the oldest usable; what is not there stays in `short`. */
export function drawLots(
  lots: Lots,
  amount: number,
  wanted: Lots,
  usable: (month: Month) => boolean,
): { drawn: Record<Month, number>; short: number } {
  const drawn: Record<Month, number> = {}
  let short = amount
  const take = (month: Month, most: number): void => {
    const taken = Math.min(short, most, (lots[month] ?? 0) - (drawn[month] ?? 0))
    if (taken <= 0) return
    drawn[month] = (drawn[month] ?? 0) + taken
    short -= taken
  }
  for (const month of Object.keys(wanted).sort()) take(month, wanted[month] ?? 0)
  for (const month of Object.keys(lots).sort()) if (short > 0 && usable(month)) take(month, short)
  return { drawn, short }
}

export const negated = (lots: Lots): Lots =>
  Object.fromEntries(Object.entries(lots).map(([month, points]) => [month, -points]))

/** Lots after a change, without empty ones, in order of month. */
export function moved(lots: Lots, change: Lots): Lots {
  const next: Record<Month, number> = { ...lots }
  let ordered = true
  for (const month in change) {
    if (next[month] === undefined) ordered = false
    next[month] = (next[month] ?? 0) + (change[month] ?? 0)
    if (next[month] === 0) delete next[month]
  }
  return ordered ? next : withoutZeros(next)
}

export function withoutZeros(lots: Lots): Lots {
  const kept: Record<Month, number> = {}
  for (const month of Object.keys(lots).sort()) if (lots[month]) kept[month] = lots[month] ?? 0
  return kept
}
