// Who stands on which list. Places are compared within their kind and size; equal printed scores share a rank, and a
// tie that does not fit whole stays out, so that no list depends on the order of names. A list may be empty, which is
// a result like any other.
import type { StandingPlace } from './guards'
import type { Score, ScoredPlace } from './score'
import { isOfSize, showSize, sizeClasses } from './sizes'
import type { StandingRules } from './standing-rules'

/**
 * What a place with a score comes to. red, black: named on a list. check: 待加查, near the black line or below it without
 * certainty: gets visits by other inspectors, and only its own community is told. ranked: none of these.
 */
export type RankedAs = 'red' | 'black' | 'check' | 'ranked'

export type Ranked = {
  place: string
  outcome: RankedAs
  /** Its class of size, in words. */
  size: string
  /** How many places of the class have a score, and how many names each of its lists may have. */
  of: number
  most: number
  /** In the class by score; 1 is the best. */
  rank: number
  /** The ranks that the intervals leave open, both included. */
  rankFrom: number
  rankTo: number
  /** From how many places of the class it can be told apart. */
  apart: number
  /** On the list of its class; on a black one, 1 is what the rules say. Null where it is on none. */
  listRank: number | null
}

const byId = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** How many of the sorted values are less than this one. */
function countBelow(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
const countAbove = (sorted: readonly number[], value: number): number => sorted.length - countBelow(sorted, value + 1)

/** A share is rounded down; by quota both lists together never take more than the class has. */
const mostOf = (count: number, list: StandingRules['list']): number =>
  list.by === 'share' ? Math.floor((count * list.percent) / 100) : Math.min(list.names, Math.floor(count / 2))

/** @param better, worse how many of its class score at least, and at most, what it does; itself included */
function outcomeOf(
  { score, low, high }: Score,
  { better, worse, most }: { better: number; worse: number; most: number },
  rules: StandingRules,
): RankedAs {
  const isQuota = rules.list.by === 'quota'
  const isGood = isQuota || (score >= rules.red.score * 10 && low >= rules.red.low * 10)
  // the interval's upper end is never below the score
  const isPoor = isQuota || high < rules.black.below * 10
  if (isGood && better <= most) return 'red'
  if (isPoor && worse <= most) return 'black'
  return score < rules.extra.below * 10 && high >= rules.black.below * 10 ? 'check' : 'ranked'
}

type WithResult = { id: string; result: Score }

/** The rank that equals share; upwards, the smallest value is the first. */
const sharedRank = (values: readonly number[], mine: number, isUpwards: boolean): number =>
  1 + values.filter((value) => (isUpwards ? value < mine : value > mine)).length

function rankClass(size: string, places: readonly WithResult[], rules: StandingRules): Ranked[] {
  const ascending = (read: (result: Score) => number): number[] =>
    places.map(({ result }) => read(result)).sort((a, b) => a - b)
  const scores = ascending(({ score }) => score)
  const lows = ascending(({ low }) => low)
  const highs = ascending(({ high }) => high)
  const of = places.length
  const most = mostOf(of, rules.list)
  const judged = places.map(({ id, result }) => {
    const better = of - countBelow(scores, result.score)
    const worse = of - countAbove(scores, result.score)
    return { id, result, outcome: outcomeOf(result, { better, worse, most }, rules) }
  })
  const named = (outcome: RankedAs): number[] =>
    judged.filter((each) => each.outcome === outcome).map(({ result }) => result.score)
  const lists = { red: named('red'), black: named('black') }
  return judged
    .sort((a, b) => b.result.score - a.result.score || byId(a.id, b.id))
    .map(({ id, result: { score, low, high }, outcome }) => {
      const [surelyBetter, surelyWorse] = [countAbove(lows, high), countBelow(highs, low)]
      const isUpwards = outcome === 'black' && rules.firstOnBlack === 'worst'
      return {
        place: id,
        outcome,
        size,
        of,
        most,
        rank: 1 + countAbove(scores, score),
        rankFrom: 1 + surelyBetter,
        rankTo: of - surelyWorse,
        apart: surelyBetter + surelyWorse,
        listRank: outcome === 'red' || outcome === 'black' ? sharedRank(lists[outcome], score, isUpwards) : null,
      }
    })
}

const kinds = ['compound', 'community', 'street'] as const

/**
 * Every place with a score, by kind and class of size, the best of a class first; the ids decide the order of equals,
 * never their rank.
 */
export function rankPlaces(scored: readonly ScoredPlace<StandingPlace>[], rules: StandingRules): Ranked[] {
  return kinds.flatMap((kind) =>
    sizeClasses(kind === 'street' ? [] : rules.sizes).flatMap((size) =>
      rankClass(
        showSize(size),
        scored.flatMap(({ place, result }) =>
          result && place.kind === kind && isOfSize(place.households, size) ? [{ id: place.id, result }] : [],
        ),
        rules,
      ),
    ),
  )
}
