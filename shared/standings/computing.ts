// From what is kept of a month to its list: what every place comes to, the reasons in words, and the document whose
// bytes are frozen. Pure: the same inputs, rules and decisions give the same bytes on any machine, at any time.
import { canonical } from '../canonical'
import { longMonth, monthDay, type Day } from '../time'
import type {
  Amendment,
  Change,
  Computed,
  Correction,
  Counts,
  ListDocument,
  ListInputs,
  ListPlace,
  ListRow,
  ListTable,
  Risen,
} from './list'
import { isMonthRanked, type StandingPlace } from './guards'
import { rankPlaces, type Ranked } from './ranking'
import { risenPlaces } from './leagues'
import { scorePlaces, showTenths, type ScoredPlace } from './score'
import { spanOf } from './sizes'
import type { StandingRules } from './standing-rules'
import { printedFactors, type CityFactors } from './factors'
import { missingWords, unscoredNames } from './words'
import { rankedKinds, registeredOf, showScore } from './registered'
import {
  colourNames,
  colourWords,
  isVisitedKind,
  listColours,
  outcomeNames,
  type ListKind,
  type Outcome,
  type TableColour,
} from './vocabulary'

type Placed = StandingPlace

/** What decisions have changed is taken into the rows: a visit goes, or more of its findings were in time. */
function amended(inputs: ListInputs, amendments: readonly Amendment[]): ListInputs {
  const byVisit = new Map(amendments.map((each) => [each.visit, each.closedInTime]))
  const visits = inputs.visits.flatMap((visit) => {
    const closedInTime = byVisit.get(visit.id)
    if (closedInTime === undefined) return [visit]
    return closedInTime === null ? [] : [{ ...visit, closedInTime: Math.min(closedInTime, visit.due) }]
  })
  const checks = inputs.checks?.filter(({ id }) => !byVisit.has(id))
  return { ...inputs, visits, ...(checks ? { checks } : {}) }
}

/** "样本不足，还缺12袋抽查"; empty where there is a score. */
const whyUnscored = ({ unscored, missing }: ScoredPlace): string =>
  unscored === null ? '' : unscored === 'thin' ? `样本不足，还缺${missingWords(missing)}` : unscoredNames[unscored]

const unranked = { rank: null, listRank: null, rankFrom: null, rankTo: null, size: '' }

function computedOf(scored: ScoredPlace<Placed>, ranked: Ranked | undefined, isRanked: boolean): Computed {
  const { place, sample, result, unscored } = scored
  const outcome: Outcome =
    unscored === null ? (isRanked ? (ranked?.outcome ?? 'ranked') : 'ranked') : unscored === 'thin' ? 'thin' : 'out'
  return {
    place: place.id,
    kind: place.kind,
    outcome,
    missing: whyUnscored(scored),
    score: result?.score ?? null,
    low: result?.low ?? null,
    high: result?.high ?? null,
    ...(ranked && isRanked
      ? {
          rank: ranked.rank,
          listRank: ranked.listRank,
          rankFrom: ranked.rankFrom,
          rankTo: ranked.rankTo,
          size: ranked.size,
        }
      : unranked),
    visits: sample.visits,
    inspectors: sample.inspectors,
    bags: sample.bags,
    bagsCorrect: sample.bagsCorrect,
    onSite: result?.onSite ?? null,
    due: sample.due,
    closedInTime: sample.closedInTime,
    lastVisit: sample.lastVisit,
  }
}

/** What a place's result rests on and decisions may leave out: visits, and an enterprise's months that were checked. */
export const evidenceOf = ({
  visits,
  checks = [],
}: Pick<ListInputs, 'visits' | 'checks'>): { id: string; place: string; by: string[] }[] => [
  ...visits.map(({ id, place, inspector }) => ({ id, place, by: [inspector] })),
  ...checks.map(({ id, place, by }) => ({ id, place, by })),
]

export type ComputedList = {
  places: Computed[]
  factors: ListDocument['factors']
  notRanked: string | null
}

/** Whether no more findings of a visit are said to have been in time than fell due. Unknown visits are not judged. */
export function areWithinDue(
  { visits, checks = [] }: Pick<ListInputs, 'visits' | 'checks'>,
  amendments: readonly Amendment[],
): boolean {
  const dues = new Map([...visits, ...checks.map(({ id }) => ({ id, due: 0 }))].map(({ id, due }) => [id, due]))
  return amendments.every(({ visit, closedInTime }) => (closedInTime ?? 0) <= (dues.get(visit) ?? Infinity))
}

/** Scores of all that is visited; how scattered visits are is measured at homes alone, whatever else is ranked. */
function scoreAll(inputs: ListInputs, rules: StandingRules, given?: CityFactors) {
  const placed = (wanted: (kind: ListKind) => boolean): Placed[] =>
    inputs.places.flatMap(({ id, kind, households, since }) =>
      isVisitedKind(kind) && wanted(kind) ? [{ id, kind, households, since, mergedInto: null }] : [],
    )
  const input = { span: inputs, visits: inputs.visits, cases: inputs.cases }
  const homes = scorePlaces(
    { ...input, places: placed((kind) => kind !== 'street'), ...(given ? { factors: given } : {}) },
    rules,
  )
  const { factors } = homes
  const streets = scorePlaces({ ...input, places: placed((kind) => kind === 'street'), factors }, rules)
  return { places: [...homes.places, ...streets.places], factors }
}

/** What every place comes to, in the order of their ids. */
export function computeList(
  inputs: ListInputs,
  rules: StandingRules,
  amendments: readonly Amendment[] = [],
): ComputedList {
  const first = scoreAll(inputs, rules)
  const { factors } = first
  // with the constants as they were: what was decided of one place moves nobody else's interval
  const held = amended(inputs, amendments)
  const { places: scored } = amendments.length === 0 ? first : scoreAll(held, rules, factors)
  const isRanked = isMonthRanked(inputs.ordinaryDays, rules.sample)
  const ranked = new Map(rankPlaces(scored, rules).map((each) => [each.place, each]))
  const visited = scored.map((each) => computedOf(each, ranked.get(each.place.id), isRanked))
  const places = [...visited, ...registeredOf(held, scored, rules).map((each) => settled(each, isRanked))]
  return {
    places: withListRanks(places, rules).sort((a, b) => (a.place < b.place ? -1 : 1)),
    factors: printedFactors(factors),
    notRanked: isRanked
      ? null
      : `这个月不在长假里的日子只有${inputs.ordinaryDays}天，少于${rules.sample.ordinaryDays}天，不排名。`,
  }
}

/** In a month that is not ranked, nobody of the register is listed either. */
const settled = (each: Computed, isRanked: boolean): Computed =>
  isRanked || each.score === null ? each : { ...each, outcome: 'ranked', rank: null, listRank: null }

/** Those of the register have theirs by what they came to; places have it from their class already. */
const withListRanks = (places: readonly Computed[], { firstOnBlack }: StandingRules): Computed[] =>
  places.map((each) =>
    each.kind === 'enterprise' ? { ...each, listRank: listRankOf(each, places, firstOnBlack) } : each,
  )

/**
 * After objections: nobody comes onto the black list, or falls off the red one, because somebody else was heard.
 * Whoever was not told of it in the preview could not have objected to it.
 */
export function withoutSurprises(
  previewed: readonly Pick<Computed, 'place' | 'outcome'>[],
  computed: ComputedList,
  { firstOnBlack }: Pick<StandingRules, 'firstOnBlack'>,
): ComputedList {
  const before = new Map(previewed.map(({ place, outcome }) => [place, outcome]))
  const places = computed.places.map((each): Computed => {
    const was = before.get(each.place)
    if (each.outcome === 'black' && was !== 'black') return { ...each, outcome: was === 'check' ? 'check' : 'ranked' }
    return was === 'red' && each.outcome === 'ranked' ? { ...each, outcome: 'red' } : each
  })
  return { ...computed, places: places.map((each) => ({ ...each, listRank: listRankOf(each, places, firstOnBlack) })) }
}

/** Among those on the same list of the same class; equal printed scores share a rank. */
function listRankOf(
  { kind, outcome, size, score, listRank }: Computed,
  places: readonly Computed[],
  firstOnBlack: StandingRules['firstOnBlack'],
): number | null {
  if (kind === 'company') return listRank
  if ((outcome !== 'red' && outcome !== 'black') || score === null) return null
  const isUpwards = outcome === 'black' && firstOnBlack === 'worst'
  const beside = places.filter((each) => each.kind === kind && each.outcome === outcome && each.size === size)
  return 1 + beside.filter((each) => (isUpwards ? (each.score ?? 0) < score : (each.score ?? 0) > score)).length
}

/** Why, in figures that were counted; no judgement in it. */
export function reasonsOf(computed: Computed): string[] {
  const { visits, inspectors, bags, bagsCorrect, due, closedInTime, lastVisit, because } = computed
  if (because) return because
  return [
    `${inspectors}名检查员抽查${visits}次${lastVisit ? `，最近一次${monthDay(lastVisit)}` : ''}`,
    bags > 0 ? `抽查${bags}袋，分对${bagsCorrect}袋` : '',
    due > 0 ? `到期问题${due}项，按时整改${closedInTime}项` : '无应整改项',
  ].filter(Boolean)
}

/** By class of size, and in it by rank. */
function rankedRows(kind: ListKind, found: readonly Listed[]): ListRow[] {
  const classes = new Map(found.map(({ place, computed }) => [computed.size, place.households]))
  const sorted = [...found].sort(
    (a, b) =>
      (classes.get(a.computed.size) ?? 0) - (classes.get(b.computed.size) ?? 0) ||
      (a.computed.listRank ?? 0) - (b.computed.listRank ?? 0) ||
      (a.place.id < b.place.id ? -1 : 1),
  )
  return sorted.map(({ place, computed, score }) => ({
    place: place.id,
    name: place.name,
    subdistrict: place.subdistrict,
    company: kind === 'compound' ? place.company : null,
    rank: computed.listRank ?? 0,
    rankFrom: computed.rankFrom ?? 0,
    rankTo: computed.rankTo ?? 0,
    size: computed.size,
    score,
    low: computed.low ?? 0,
    high: computed.high ?? 0,
    visits: computed.visits,
    inspectors: computed.inspectors,
    bags: computed.bags,
    lastVisit: computed.lastVisit ?? '',
    reasons: reasonsOf(computed),
  }))
}

type Listed = { place: ListPlace; computed: Computed; score: number }

const coloursOf = (kind: ListKind): readonly TableColour[] => (kind === 'company' ? ['league'] : listColours)
const isOn = ({ outcome, listRank }: Computed, colour: TableColour): boolean =>
  colour === 'league' ? listRank !== null : outcome === colour

function tablesOf(inputs: ListInputs, { places }: ComputedList, kinds: readonly ListKind[]): ListTable[] {
  const known = new Map(inputs.places.map((place) => [place.id, place]))
  const listed = places.flatMap((computed): Listed[] => {
    const place = known.get(computed.place)
    return place && computed.score !== null ? [{ place, computed, score: computed.score }] : []
  })
  return kinds.flatMap((kind) =>
    coloursOf(kind).map((colour) => ({
      kind,
      colour,
      rows: rankedRows(
        kind,
        listed.filter(({ computed }) => computed.kind === kind && isOn(computed, colour)),
      ),
    })),
  )
}

/** Fewer than so many are not told apart. */
const FEW = 10

const countsOf = ({ places }: ComputedList, kinds: readonly ListKind[]): Counts[] =>
  kinds.map((kind) => {
    const of = places.filter((each) => each.kind === kind)
    const count = (test: (each: Computed) => boolean): number => of.filter(test).length
    const scored = count(({ score }) => score !== null)
    const others = scored - count(({ listRank }) => listRank !== null)
    return {
      kind,
      places: of.length,
      scored,
      thin: count(({ outcome }) => outcome === 'thin'),
      // what is left when the listed ones are taken away must be a crowd
      check: others > 0 && others < FEW ? null : count(({ outcome }) => outcome === 'check'),
    }
  })

/** Against the list of three months before, whose quarter shares no day with this one. */
function risenOf(inputs: ListInputs, rules: StandingRules, { places }: ComputedList): ListDocument['risen'] {
  if (!inputs.earlier) return null
  const known = new Map(inputs.places.map((place) => [place.id, place]))
  // without a range nobody can say that two results differ
  const now = places.flatMap(({ place, kind, score, low, high }) =>
    !isVisitedKind(kind) || score === null || low === null || high === null ? [] : [{ place, score, low, high }],
  )
  const before = { span: spanOf(inputs.earlier.period), places: inputs.earlier.scores }
  const rows = risenPlaces(before, { span: inputs, places: now }, rules).flatMap((each): Risen[] => {
    const place = known.get(each.place)
    if (!place) return []
    const { id, name, subdistrict } = place
    return [{ place: id, name, subdistrict, before: each.before, after: each.after }]
  })
  return { since: inputs.earlier.period, rows }
}

export type Publication = {
  version: number
  publishedOn: Day
  objections: ListDocument['objections']
  corrections: Correction[]
}

/** The document that is published. */
export function documentOf(
  inputs: ListInputs,
  rules: StandingRules,
  computed: ComputedList,
  { version, publishedOn, objections, corrections }: Publication,
): ListDocument {
  const kinds = rankedKinds(rules)
  return {
    format: 1,
    area: inputs.area,
    areaName: inputs.areaName,
    period: inputs.period,
    version,
    publishedOn,
    from: inputs.from,
    to: inputs.to,
    rulesVersion: rules.version,
    factors: computed.factors,
    notRanked: computed.notRanked,
    objections,
    tables: tablesOf(inputs, computed.notRanked ? { ...computed, places: [] } : computed, kinds),
    risen: computed.notRanked ? null : risenOf(inputs, rules, computed),
    counts: countsOf(computed, kinds),
    corrections,
  }
}

/** The bytes that are hashed and offered as list.json. */
export const documentText = (document: ListDocument): string => canonical(document)

const scoreWords = (kind: ListKind, score: number): string =>
  kind === 'enterprise' ? `回收利用率${showScore(kind, score)}` : `${showTenths(score)}分`

/** Where a place stood, in words: "黑榜第1名（待整改），52.4分". */
export function standsAs(tables: readonly ListTable[], place: string): string {
  for (const { kind, colour, rows } of tables) {
    const row = rows.find((each) => each.place === place)
    if (row) return `${colourNames[colour]}第${row.rank}名（${colourWords[colour]}），${scoreWords(kind, row.score)}`
  }
  return '不在榜上'
}

/** What differs between two versions, by place. */
export function changesBetween(before: ListDocument, after: ListDocument): Change[] {
  const rows = [...before.tables, ...after.tables].flatMap(({ rows: each }) => each)
  const names = new Map(rows.map(({ place, name }) => [place, name]))
  return [...names]
    .map(([place, name]) => ({
      place,
      name,
      before: standsAs(before.tables, place),
      after: standsAs(after.tables, place),
    }))
    .filter((each) => each.before !== each.after)
    .sort((a, b) => (a.place < b.place ? -1 : 1))
}

/** Red, then nothing, then black: which standing is better for a place. */
export const standingOf = (outcome: Outcome): number => (outcome === 'red' ? 2 : outcome === 'black' ? 0 : 1)

/** "红榜（表扬），95.8分" */
export const resultWords = ({ kind, outcome, score }: Pick<Computed, 'kind' | 'outcome' | 'score'>): string =>
  `${outcomeNames[outcome]}${score === null ? '' : `，${scoreWords(kind, score)}`}`

/** "2026年11月垃圾分类红黑榜" */
export const listTitle = (period: string): string => `${longMonth(period)}生活垃圾分类红黑榜`
