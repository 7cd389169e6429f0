// Scores of places from drawn visits and from closing alone; docs/standings.md has the method. Inputs are integers,
// sums run in the order of ids and days, and what is decided is decided on the printed figures: same rows, same bytes.
// What volunteers log, how many take part, and how many complain never comes in here.
import type { CountedCase, CountedVisit } from '../inspections/visits'
import type { Day } from '../time'
import { cityFactors, factorAt, type CityFactors } from './factors'
import { missingOf, unscoredReasonOf, type Missing, type StandingPlace, type UnscoredReason } from './guards'
import { combined, wilson, type Part } from './interval'
import { hundredthsOf, inspectorsOf, samplesOf, sumOf, type Sample, type Span } from './samples'
import type { StandingRules, Weights } from './standing-rules'

export type ScoreInput<P extends StandingPlace> = {
  /** The quarter that is looked at, both days included; rows of other days are left out. */
  span: Span
  places: readonly P[]
  visits: readonly CountedVisit[]
  cases: readonly CountedCase[]
  /** Those of the city where only a part of it is scored; else measured from these rows. */
  factors?: CityFactors
}

/** What a score stands on. */
export type SampleSize = {
  visits: number
  inspectors: number
  bags: number
  bagsCorrect: number
  /** Findings and cases that fell due, and of these closed in time. */
  due: number
  closedInTime: number
  lastVisit: Day | null
}

/** All in tenths of a point, as printed: 537 is 53.7. */
export type Score = {
  score: number
  /** Ends of the 95 % interval. */
  low: number
  high: number
  onSite: number
  bags: number
  closing: number
  /** Effective sizes, in tenths: what the visits are worth as independent ones. Null: nothing fell due, 无应整改项. */
  size: { onSite: number; bags: number; closing: number | null }
}

export type ScoredPlace<P extends StandingPlace = StandingPlace> = {
  place: P
  sample: SampleSize
  missing: Missing
  /** Why there is no score. Exactly one of this and `result` is null. */
  unscored: UnscoredReason | null
  result: Score | null
}

/** In tenths; a half goes up, also one that binary fractions miss by a hair. */
const tenths = (value: number): number => Math.floor(value * 10 + 0.5 + 1e-9)

/** 537 → "53.7" */
export const showTenths = (value: number): string => (value / 10).toFixed(1)

/** Visits as independent ones: those of one inspector hang together. A day that two shared is half of each. */
function onSitePart({ days }: Sample, factors: CityFactors): { share: number; size: number } {
  const share = sumOf(days, hundredthsOf) / days.length / 100
  const mine = new Map<string, number>()
  for (const { inspectors } of days)
    for (const who of inspectors) mine.set(who, (mine.get(who) ?? 0) + 1 / inspectors.length)
  const squares = sumOf([...mine.values()], (count) => count * count)
  const spread = factorAt(factors.phi, share) + (factors.psi * squares) / days.length
  return { share, size: days.length / spread }
}

/** Things counted in clusters as independent ones; a share of 1 and no size where there are none. */
function clustered(clusters: readonly { size: number; hits: number }[], rhoAt: (share: number) => number) {
  const all = sumOf(clusters, ({ size }) => size)
  if (all === 0) return { share: 1, size: null }
  const share = sumOf(clusters, ({ hits }) => hits) / all
  const squares = sumOf(clusters, ({ size }) => size * size)
  return { share, size: all / (1 + (squares / all - 1) * rhoAt(share)) }
}

function scoreOf(sample: Sample, factors: CityFactors, weights: Weights): Score {
  const onSite = onSitePart(sample, factors)
  const bags = clustered(
    sample.days.map((day) => ({ size: day.bags, hits: day.bagsCorrect })),
    (share) => factorAt(factors.rho, share),
  )
  const closing = clustered(
    [
      ...sample.days.map((day) => ({ size: day.due, hits: day.closedInTime })),
      ...Array.from({ length: sample.cases }, (_unused, at) => ({ size: 1, hits: at < sample.casesClosed ? 1 : 0 })),
    ],
    () => factors.rhoC,
  )
  const part = (weight: number, { share, size }: { share: number; size: number | null }): Part => ({
    weight,
    share,
    limits: size === null ? { low: 1, high: 1 } : wilson(share, size),
  })
  const { sum, low, high } = combined(
    [part(weights.onSite, onSite), part(weights.bags, bags), part(weights.closing, closing)],
    factors.r,
  )
  return {
    score: tenths(sum),
    low: tenths(low),
    high: tenths(high),
    onSite: tenths(weights.onSite * onSite.share),
    bags: tenths(weights.bags * bags.share),
    closing: tenths(weights.closing * closing.share),
    size: {
      onSite: tenths(onSite.size),
      bags: tenths(bags.size ?? 0),
      closing: closing.size === null ? null : tenths(closing.size),
    },
  }
}

function sizeOf(sample: Sample): SampleSize {
  const { days, cases, casesClosed } = sample
  return {
    visits: days.length,
    inspectors: inspectorsOf(sample).length,
    bags: sumOf(days, ({ bags }) => bags),
    bagsCorrect: sumOf(days, ({ bagsCorrect }) => bagsCorrect),
    due: sumOf(days, ({ due }) => due) + cases,
    closedInTime: sumOf(days, ({ closedInTime }) => closedInTime) + casesClosed,
    lastVisit: days.at(-1)?.day ?? null,
  }
}

const NOTHING: Weights = { onSite: 0, bags: 0, closing: 0 }

/**
 * Every place with its score, or with the reason why there is none; in the order of their ids, whatever the order of
 * the rows. Two places of one id are an error of the caller's.
 */
export function scorePlaces<P extends StandingPlace>(
  { span, places, visits, cases, factors: given }: ScoreInput<P>,
  rules: StandingRules,
): { places: ScoredPlace<P>[]; factors: CityFactors } {
  const byId = new Map(places.map((place) => [place.id, place]))
  const samples = samplesOf([...byId.keys()], visits, cases, span)
  const factors = given ?? cityFactors(samples, rules.factors)
  const scored = samples.flatMap((sample): ScoredPlace<P>[] => {
    const place = byId.get(sample.place)
    if (!place) return []
    const weights = rules.weights[place.kind]
    const unscored = unscoredReasonOf(place, sample, span, rules.sample, weights)
    return [
      {
        place,
        sample: sizeOf(sample),
        missing: missingOf(sample, rules.sample, weights ?? NOTHING),
        unscored,
        result: unscored === null && weights ? scoreOf(sample, factors, weights) : null,
      },
    ]
  })
  return { places: scored, factors }
}
