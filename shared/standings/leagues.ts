// What stands beside the lists: property companies, where effort counts; places that rose; and what a place on the
// black list would need.
import type { Day } from '../time'
import type { StandingPlace } from './guards'
import { sumOf, type Span } from './samples'
import type { Score, ScoredPlace } from './score'
import type { StandingRules, Weights } from './standing-rules'

/** A place with who manages it; null: nobody, or a village. `companySince`: null when older than the records. */
export type ManagedPlace = StandingPlace & { company: string | null; companySince: Day | null }
/** Findings and cases given to a company that fell due in the quarter, and of these closed within `promptDays`. */
export type PromptCount = { company: string; due: number; prompt: number }

/** Figures in tenths of a point or of a percent. */
export type CompanyRow = {
  company: string
  /** Compounds with a score that it managed for the whole quarter, and their households. */
  compounds: number
  households: number
  /** Mean of their scores, each by its households. */
  mean: number | null
  due: number
  prompt: number
  /** Share closed promptly; nothing due counts full and says so by `due`. */
  promptShare: number
  /** Null where the area has set no formula, or no compound has a score. */
  score: number | null
  rank: number | null
}

const byId = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** A compound that changed hands in the quarter counts for neither company. In order of rank, then of ids. */
export function companyLeague(
  scored: readonly ScoredPlace<ManagedPlace>[],
  counts: readonly PromptCount[],
  { from }: Span,
  rules: Pick<StandingRules, 'company'>,
): CompanyRow[] {
  const whole = scored.filter(
    ({ place }) => place.kind === 'compound' && (place.companySince === null || place.companySince <= from),
  )
  const companies = [
    ...new Set([...whole.flatMap(({ place }) => place.company ?? []), ...counts.map((of) => of.company)]),
  ]
  const rows = companies.sort(byId).map((company): Omit<CompanyRow, 'rank'> => {
    const mine = whole.flatMap(({ place, result }) => (place.company === company && result ? [{ place, result }] : []))
    const households = sumOf(mine, ({ place }) => place.households)
    const mean =
      mine.length > 0
        ? Math.round(sumOf(mine, ({ place, result }) => place.households * result.score) / households)
        : null
    const of = counts.filter((count) => count.company === company)
    const due = sumOf(of, (count) => count.due)
    const prompt = sumOf(of, (count) => count.prompt)
    const promptShare = due > 0 ? Math.round((prompt * 1_000) / due) : 1_000
    const score =
      rules.company && mean !== null
        ? Math.round((rules.company.mean * mean + rules.company.prompt * promptShare) / 100)
        : null
    return { company, compounds: mine.length, households, mean, due, prompt, promptShare, score }
  })
  const rankOf = (mine: number): number => 1 + rows.filter(({ score }) => score !== null && score > mine).length
  return rows
    .map((row) => ({ ...row, rank: row.score === null ? null : rankOf(row.score) }))
    .sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || byId(a.company, b.company) || 0)
}

/** A place's printed figures, in tenths of a point. */
export type Standing = Pick<Score, 'score' | 'low' | 'high'> & { place: string }
/** Those of one quarter that have a score. */
export type Quarter = { span: Span; places: readonly Standing[] }
export type Risen = { place: string; before: number; after: number; rise: number; rank: number }

/**
 * 进步榜: the largest rises between two quarters that share no day, only where the intervals do not touch. A tie that
 * does not fit whole stays out. Empty where the quarters share a day.
 */
export function risenPlaces(before: Quarter, now: Quarter, { risen }: Pick<StandingRules, 'risen'>): Risen[] {
  if (before.span.to >= now.span.from) return []
  const earlier = new Map(before.places.map((each) => [each.place, each]))
  const all = now.places.flatMap(({ place, score, low }) => {
    const then = earlier.get(place)
    return then && low > then.high ? [{ place, before: then.score, after: score, rise: score - then.score }] : []
  })
  return all
    .map((each) => ({ ...each, rank: 1 + all.filter(({ rise }) => rise > each.rise).length }))
    .filter((each) => all.filter(({ rise }) => rise >= each.rise).length <= risen)
    .sort((a, b) => a.rank - b.rank || byId(a.place, b.place))
}

/** What a place lacks to the black line, and where it could come from; tenths of a point. */
export type WayOut = {
  /** How much the score would have to rise to reach the line; 0 when it stands above already. */
  lacks: number
  /** What closing everything in time would bring, and what all bags correct would. */
  closing: number
  bags: number
  onSite: number
  /** What visits would have to give on average, of 100, if all were closed in time; null: that alone is not enough. */
  onSiteNeeded: number | null
}

/** For a resident and the community: 要离开名单还差什么. Says nothing of how sure it would be; more visits make it surer. */
export function wayOut(result: Score, weights: Weights, { black }: Pick<StandingRules, 'black'>): WayOut {
  const closing = weights.closing * 10 - result.closing
  const lacks = Math.max(0, black.below * 10 - result.score)
  const wanted = result.onSite + Math.max(0, lacks - closing)
  return {
    lacks,
    closing,
    bags: weights.bags * 10 - result.bags,
    onSite: weights.onSite * 10 - result.onSite,
    onSiteNeeded:
      weights.onSite === 0 || wanted > weights.onSite * 10 ? null : Math.ceil((wanted * 10) / weights.onSite),
  }
}
