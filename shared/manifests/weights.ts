// Weights of manifests: an estimate out of buckets, the sum of a trip against the weighbridge. Grams everywhere.
import type { Day } from '../time'
import type { TripGap, WasteKind, WeightHow } from './vocabulary'

/**
 * Grams of a litre as it lies in the bucket. No national standard gives them. Food waste: our assumption, 0.80 kg/l for
 * a drained bucket; oil: vegetable oils lie at 0.91 to 0.93 kg/l. A later version is added with the day it holds from
 * and never changes what was estimated before.
 */
export const densities: readonly {
  version: string
  from: Day
  gramsPerLitre: Readonly<Record<WasteKind, number>>
}[] = [{ version: '2026-1', from: '2020-01-01', gramsPerLitre: { foodWaste: 800, usedOil: 920 } }]

export const densityOn = (day: Day) => [...densities].reverse().find(({ from }) => from <= day) ?? densities[0]

/** Buckets of one size, each filled to so many quarters. */
export type Buckets = { buckets: number; litres: number; quarters: number }

/** Buckets × volume × quarter filled × density, rounded to 1 kg: more would pretend. */
export function estimateGrams({ buckets, litres, quarters }: Buckets, kind: WasteKind, day: Day): number {
  const gramsPerLitre = densityOn(day)?.gramsPerLitre[kind] ?? 0
  return Math.round((buckets * litres * quarters * gramsPerLitre) / 4 / 1000) * 1000
}

/** Handovers against the weighbridge: the larger of 5 % of the net weight and 5 kg is no gap. */
export const GAP_SHARE = 0.05
export const GAP_GRAMS = 5_000
/** Where more than this share of the sum is estimated, a gap is shown and opens no case by itself. */
export const MOST_ESTIMATED = 0.2
/** So many such trips of one hauler in a row open a case. */
export const ESTIMATED_IN_A_ROW = 3

export type Weighed = { grams: number | null; how: WeightHow | null }
export type TripSum = { grams: number; estimated: number; handovers: number; unweighed: number }

/** Zero is a weight; what nobody has weighed or estimated yet is counted apart. */
export function sumOf(handovers: readonly Weighed[]): TripSum {
  const sum = { grams: 0, estimated: 0, handovers: handovers.length, unweighed: 0 }
  for (const { grams, how } of handovers)
    if (grams === null) sum.unweighed += 1
    else {
      sum.grams += grams
      if (how === 'estimate') sum.estimated += grams
    }
  return sum
}

export const gapLimit = (netGrams: number): number => Math.max(GAP_GRAMS, Math.round(netGrams * GAP_SHARE))

/** What a trip's sum says of its net weight. No kitchen's weight is changed by it. */
export function judgeTrip({ grams, estimated }: Pick<TripSum, 'grams' | 'estimated'>, netGrams: number): TripGap {
  if (Math.abs(grams - netGrams) <= gapLimit(netGrams)) return 'fits'
  return estimated > grams * MOST_ESTIMATED ? 'estimated' : 'gap'
}

/**
 * Trucks are overloaded now and then, which is to be seen and not refused; beyond this share of the payload it is a
 * slip of the keys. Our choice.
 */
export const MOST_OVERLOAD = 1.5
export const isOverVehicle = (grams: number, payloadGrams: number): boolean => grams > payloadGrams * MOST_OVERLOAD

/** Two weights that are told apart: of what the kitchen and the truck weighed each for itself. */
export const isFarApart = (one: number, other: number): boolean =>
  Math.abs(one - other) > gapLimit(Math.max(one, other))
