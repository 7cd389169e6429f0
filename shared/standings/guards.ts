// What comes before any figure: whether a place may have a score at all. Below a guard no score and no interval is
// printed, only what is missing; nobody stands on a list because little was looked at.
import { daysBetween, type Day } from '../time'
import { inspectorsOf, sumOf, type Sample, type Span } from './samples'
import type { SampleRules, Weights } from './standing-rules'

/** A place as it was on the last day of the span. A change of name or company changes nothing here. */
export type StandingPlace = {
  id: string
  kind: 'compound' | 'community' | 'street'
  /** How many live or trade there. */
  households: number
  /** Its first day; null when it is older than the records. */
  since: Day | null
  /** It is part of another one by now. */
  mergedInto: string | null
}

/**
 * Why a place has no score. merged: it is part of another; small: too few households to say anything; young: it was not
 * there for the whole quarter; unset: the area has set no formula; thin: 样本不足; stale: 样本过旧.
 */
export const unscoredReasons = ['merged', 'small', 'young', 'unset', 'thin', 'stale'] as const
export type UnscoredReason = (typeof unscoredReasons)[number]

/** How much more it takes until there is a score; all 0 when there is enough. */
export type Missing = { visits: number; inspectors: number; bags: number }

export function missingOf(sample: Sample, rules: SampleRules, weights: Weights): Missing {
  const more = (wanted: number, there: number): number => Math.max(0, wanted - there)
  return {
    visits: more(rules.visits, sample.days.length),
    inspectors: more(rules.inspectors, inspectorsOf(sample).length),
    bags:
      weights.bags === 0
        ? 0
        : more(
            rules.bags,
            sumOf(sample.days, ({ bags }) => bags),
          ),
  }
}

/** Why this place gets no score, or null; the reason that no further visit could mend comes first. */
export function unscoredReasonOf(
  place: StandingPlace,
  sample: Sample,
  span: Span,
  rules: SampleRules,
  weights: Weights | null,
): UnscoredReason | null {
  if (place.mergedInto !== null) return 'merged'
  // what trades on a street is no household
  if (place.kind !== 'street' && place.households < rules.households) return 'small'
  if (place.since !== null && place.since > span.from) return 'young'
  if (weights === null) return 'unset'
  const missing = missingOf(sample, rules, weights)
  if (missing.visits + missing.inspectors + missing.bags > 0) return 'thin'
  return isStale(sample.days.at(-1)?.day ?? null, span.to, rules) ? 'stale' : null
}

/** Whether the last visit is too long ago on a day; a list that hangs long says so too. */
export const isStale = (lastVisit: Day | null, on: Day, { staleDays }: SampleRules): boolean =>
  lastVisit === null || daysBetween(lastVisit, on) > staleDays

/** Whether a month has enough ordinary days to be ranked: not the one of the Spring Festival. */
export const isMonthRanked = (ordinaryDays: number, rules: SampleRules): boolean => ordinaryDays >= rules.ordinaryDays
