// Avoided emissions from weighed material. Factors are versioned data; a figure keeps its edition and never changes
// afterwards. Always an estimate, so method, baseline and uncertainty are said in one line beside every figure.
import type { Day } from '../time'

export type CarbonFactor = {
  edition: string
  material: string
  /** Grams of CO₂e avoided per kilogram recycled (or re-used where the name says so); 0 = no claim is made. */
  gramsPerKg: number
  /** Lowest and highest published value; null where no claim is made. */
  low: number | null
  high: number | null
  baseline: string
  source: string
  sourceEdition: string
  sourcePlace: string
  note: string
  validFrom: Day
  validTo: Day | null
}

/** What a receipt shows: integer grams of CO₂e, the edition it was computed with, and its line of caution. */
export type Carbon = { carbonGrams: number; factorVersion: string; note: string }

/**
 * Grams of CO₂e avoided, rounded **down** to whole grams per weigh-in, so that rounding never claims more than was
 * avoided.
 * @param grams mass in grams, a whole number not below zero
 */
export const carbonGramsOf = (factor: Pick<CarbonFactor, 'gramsPerKg'>, grams: number): number =>
  Math.floor((grams * factor.gramsPerKg) / 1000)

/** The factor of a material on a day: of those valid then, the one that came into force last. */
export function factorOn(factors: readonly CarbonFactor[], material: string, day: Day): CarbonFactor | null {
  const valid = factors.filter(
    (each) => each.material === material && each.validFrom <= day && (each.validTo === null || day <= each.validTo),
  )
  return valid.reduce<CarbonFactor | null>(
    (best, each) => (best === null || each.validFrom >= best.validFrom ? each : best),
    null,
  )
}

/** "估算 · 方法 · 基准 · 不确定度" in one line. */
export function carbonNote(factor: CarbonFactor): string {
  if (factor.gramsPerKg === 0) return `估算 · 不计减碳，只记重量 · 基准：${factor.baseline} · 系数 ${factor.edition}`
  const spread =
    factor.low !== null && factor.high !== null
      ? `已发表数值每千克${factor.low}–${factor.high}克`
      : '没有其他已发表数值可比'
  return `估算 · 方法：重量 × 每千克${factor.gramsPerKg}克（${factor.source} ${factor.sourceEdition}） · 基准：${factor.baseline} · 不确定度：${spread} · 系数 ${factor.edition}`
}
