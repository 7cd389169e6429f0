// The weight chain of a run: what was weighed at the doors, on the truck and at the station, and how far apart they
// are. Pure.
import type { WeightChain } from './checks-contract'

/** Difference in per thousand of what was before, rounded; null where one of both is missing or nothing was before. */
export const gapPermille = (before: number | null, after: number | null): number | null =>
  before === null || after === null || before === 0 ? null : Math.round(((after - before) * 1000) / before)

/** @param station compared with the truck where there is one, else with the doors */
export const chainOf = (doorGrams: number, truckGrams: number | null, stationGrams: number | null): WeightChain => ({
  doorGrams,
  truckGrams,
  stationGrams,
  truckGapPermille: gapPermille(doorGrams, truckGrams),
  stationGapPermille: gapPermille(truckGrams ?? doorGrams, stationGrams),
})

/**
 * A figure that arrives after a later weighing of the same kind does not replace it; of the same instant the one that
 * arrives last counts.
 */
export const isOutrun = (known: { at: Date } | undefined, weighedAt: Date): boolean =>
  known !== undefined && known.at > weighedAt

/** "多 1.2%", "少 3.0%", "一致"; "—" where nothing can be compared. */
export function gapText(permille: number | null): string {
  if (permille === null) return '—'
  return permille === 0 ? '一致' : `${permille > 0 ? '多' : '少'} ${(Math.abs(permille) / 10).toFixed(1)}%`
}
