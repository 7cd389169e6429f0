// Limits (I11): how much of what is asked a member's counters still allow, what that uses up, and what a reversal gives
// back. The counters live in the member's account, so that a cap holds under any concurrency. They are bounded: of each
// counter the latest 40 days or windows and the latest 3 months are kept; a period older than all that is kept counts
// as used up, so that nothing can be earned twice by coming late.
import type { Limit, Used } from './entries'

const MONTHS_KEPT = 3
const DAYS_KEPT = 40

const isMonth = (period: string): boolean => period.length === 7

/** A limit that means something: a name and period that may be field names, whole numbers. */
export const isLimit = ({ counter, period, amount, most }: Limit): boolean =>
  /^[a-z][\w:/@-]{0,119}$/.test(counter) &&
  /^\d{4}-\d{2}(-\d{2}(T[\w:-]{1,12})?)?$/.test(period) &&
  Number.isSafeInteger(amount) &&
  amount >= 0 &&
  Number.isSafeInteger(most) &&
  most >= 0

/** What is left of a limit. */
export function leftOf(
  { counter, period, most }: Pick<Limit, 'counter' | 'period' | 'most'>,
  used: Used | undefined,
): number {
  const periods = used && Object.hasOwn(used, counter) ? used[counter] : undefined
  if (!periods) return most
  const known = periods[period]
  if (known !== undefined) return Math.max(0, most - known)
  const kept = Object.keys(periods).filter((each) => isMonth(each) === isMonth(period))
  const isFull = kept.length >= (isMonth(period) ? MONTHS_KEPT : DAYS_KEPT)
  return isFull && kept.every((each) => period < each) ? 0 : most
}

export type Grant = { granted: number; by: string | null; used: Used }

/**
 * What limits grant of `asked` points: the least that any allows. In grams a share of the points as of the grams,
 * rounded down; times are all or nothing. `used` is what the grant uses of each counter.
 */
export function grantOf(
  asked: number,
  limits: readonly Limit[],
  used: Used | undefined,
  budget?: { left: number },
): Grant {
  let granted = asked
  let by: string | null = null
  const atMost = (points: number, name: string): void => {
    if (points >= granted) return
    granted = Math.max(0, points)
    by = name
  }
  for (const limit of limits) atMost(ceilingOf(limit, asked, leftOf(limit, used)), limit.counter)
  if (budget) atMost(Math.floor(budget.left), 'budget')
  const uses: Record<string, Record<string, number>> = {}
  for (const limit of limits) {
    const amount = usedBy(limit, asked, granted)
    if (amount > 0) uses[limit.counter] = { ...uses[limit.counter], [limit.period]: amount }
  }
  return { granted, by, used: uses }
}

function ceilingOf({ measure, amount }: Limit, asked: number, left: number): number {
  if (measure === 'points') return left
  if (left >= amount) return asked
  return measure === 'grams' ? Math.floor((asked * left) / amount) : 0
}

function usedBy({ measure, amount }: Limit, asked: number, granted: number): number {
  if (granted === 0) return 0
  if (measure === 'points') return granted
  return measure === 'times' || granted === asked ? amount : Math.ceil((amount * granted) / asked)
}

/** Counters after a change. What is given back to a period that is no longer kept is lost, as its use was. */
export function moveUsed(used: Used | undefined, change: Used): Used {
  const next: Record<string, Readonly<Record<string, number>>> = { ...used }
  for (const [counter, periods] of Object.entries(change)) {
    const counts: Record<string, number> = { ...(Object.hasOwn(next, counter) ? next[counter] : {}) }
    for (const [period, by] of Object.entries(periods)) {
      if (counts[period] !== undefined) counts[period] = Math.max(0, counts[period] + by)
      else if (by > 0) counts[period] = by
    }
    next[counter] = latest(counts)
  }
  return next
}

function latest(counts: Readonly<Record<string, number>>): Record<string, number> {
  const periods = Object.keys(counts).sort()
  const months = periods.filter(isMonth).slice(-MONTHS_KEPT)
  const days = periods.filter((period) => !isMonth(period)).slice(-DAYS_KEPT)
  return Object.fromEntries([...months, ...days].map((period) => [period, counts[period] ?? 0]))
}

/** The opposite of what was used. */
export const givenBack = (used: Used): Used =>
  Object.fromEntries(
    Object.entries(used).map(([counter, periods]) => [
      counter,
      Object.fromEntries(Object.entries(periods).map(([period, by]) => [period, -by])),
    ]),
  )
