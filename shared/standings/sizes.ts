// Classes of size, within which places are ranked: a small compound and one of two thousand households are not
// compared. And the months that a list looks back over.
import { addMonths, lastDayOf, type Month } from '../time'
import type { Span } from './samples'

/** `below`: null for the largest. */
export type SizeClass = { from: number; below: number | null }

/** From the smallest to the largest. @param starts where classes begin, in any order */
export function sizeClasses(starts: readonly number[]): SizeClass[] {
  const all = [0, ...[...starts].sort((a, b) => a - b)]
  return all.map((from, at) => ({ from, below: all[at + 1] ?? null }))
}

export const isOfSize = (households: number, { from, below }: SizeClass): boolean =>
  households >= from && (below === null || households < below)

/** "300户以下", "300–999户", "1000户及以上" */
export function showSize({ from, below }: SizeClass): string {
  if (below === null) return from === 0 ? '不分规模' : `${from}户及以上`
  return from === 0 ? `${below}户以下` : `${from}–${below - 1}户`
}

/** What a month's list looks back over: that month and the two before. */
export const spanOf = (month: Month): Span => ({ from: `${addMonths(month, -2)}-01`, to: lastDayOf(month) })
/** The month whose list shares no day with this one's. */
export const monthApart = (month: Month): Month => addMonths(month, -3)
