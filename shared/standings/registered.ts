// What companies and enterprises come to in a month, in the shape that places have: no visits of their own stand behind
// it, so there is no range, and why is said in words.
import { enterpriseResults, showPercent } from './enterprises'
import { companyLeague, type CompanyRow, type ManagedPlace, type PromptCount } from './leagues'
import type { Computed, ListInputs, ListPlace } from './list'
import { showTenths, type ScoredPlace } from './score'
import { showSize } from './sizes'
import type { StandingRules } from './standing-rules'
import { unscoredNames } from './words'
import { isVisitedKind, type ListKind } from './vocabulary'

/** A score as it is printed: an enterprise's is a rate. */
export const showScore = (kind: ListKind, tenths: number): string =>
  kind === 'enterprise' ? showPercent(tenths) : showTenths(tenths)

/** "53.7（41.0～66.1）"; without a range where no visits stand behind it. */
export const showScored = ({ kind, score, low, high }: { kind: ListKind; score: number; low: number; high: number }) =>
  isVisitedKind(kind) ? `${showTenths(score)}（${showTenths(low)}～${showTenths(high)}）` : showScore(kind, score)

const NOTHING = {
  rankFrom: null,
  rankTo: null,
  size: showSize({ from: 0, below: null }),
  visits: 0,
  inspectors: 0,
  bags: 0,
  bagsCorrect: 0,
  onSite: null,
  lastVisit: null,
}

/** Findings that fell due at compounds which a company managed all through the quarter, and of these the prompt. */
function promptCounts(
  { visits, places }: Pick<ListInputs, 'visits' | 'places'>,
  { promptDays }: StandingRules,
): PromptCount[] {
  const companies = new Map(
    places.flatMap(({ id, companyId, companySince }) => (companyId && !companySince ? [[id, companyId] as const] : [])),
  )
  const counts = new Map<string, PromptCount>()
  for (const { place, due, mendedDays = [] } of visits) {
    const company = companies.get(place)
    if (!company) continue
    const before = counts.get(company) ?? { company, due: 0, prompt: 0 }
    const prompt = Math.min(due, mendedDays.filter((days) => days <= promptDays).length)
    counts.set(company, { company, due: before.due + due, prompt: before.prompt + prompt })
  }
  return [...counts.values()]
}

function companyWords(
  { compounds, households, mean, due, prompt }: CompanyRow,
  { promptDays }: StandingRules,
): string[] {
  return [
    mean === null
      ? '所管小区还没有得分'
      : `所管${compounds}个有得分的小区共${households}户，按户数平均${showTenths(mean)}分`,
    due > 0 ? `到期问题${due}项，${promptDays}天以内改好${prompt}项` : '无应整改项',
  ]
}

function companies(
  inputs: Pick<ListInputs, 'visits' | 'places' | 'from' | 'to'>,
  scored: readonly ScoredPlace[],
  rules: StandingRules,
): Computed[] {
  const own = inputs.places.filter(({ kind }) => kind === 'company')
  if (own.length === 0) return []
  const known = new Map(inputs.places.map((place) => [place.id, place]))
  const managed = scored.map((each): ScoredPlace<ManagedPlace> => {
    const place = known.get(each.place.id)
    const companySince = place?.companySince ?? null
    return { ...each, place: { ...each.place, company: place?.companyId ?? null, companySince } }
  })
  const rows = companyLeague(managed, promptCounts(inputs, rules), inputs, rules).map((row) =>
    row.compounds < rules.companyCompounds ? { ...row, score: null, rank: null } : row,
  )
  const rankOf = (mine: number): number => 1 + rows.filter(({ score }) => score !== null && score > mine).length
  return own.map(({ id }): Computed => {
    const row = rows.find(({ company }) => company === id)
    const score = row?.score ?? null
    const rank = score === null ? null : rankOf(score)
    const missing = !rules.company
      ? unscoredNames.unset
      : score === null
        ? `有得分的小区不到${rules.companyCompounds}个，不排名`
        : ''
    return {
      ...NOTHING,
      place: id,
      kind: 'company',
      outcome: score !== null ? 'ranked' : rules.company ? 'thin' : 'out',
      missing,
      score,
      low: score,
      high: score,
      rank,
      listRank: rank,
      due: row?.due ?? 0,
      closedInTime: row?.prompt ?? 0,
      because: row && score !== null ? companyWords(row, rules) : [],
    }
  })
}

function enterprises(
  { places, checks = [], ...span }: Pick<ListInputs, 'places' | 'checks' | 'from' | 'to'>,
  rules: StandingRules,
): Computed[] {
  const own: ListPlace[] = places.filter(({ kind }) => kind === 'enterprise')
  return enterpriseResults(own, checks, span, rules).map(({ place, outcome, rate, because }): Computed => ({
    ...NOTHING,
    place,
    kind: 'enterprise',
    outcome,
    missing: outcome === 'out' ? unscoredNames.unset : outcome === 'thin' ? '这三个月还没有核查过' : '',
    score: rate,
    low: rate,
    high: rate,
    rank: null,
    listRank: null,
    due: 0,
    closedInTime: 0,
    because,
  }))
}

/** Companies, and enterprises. */
export const registeredOf = (
  inputs: Pick<ListInputs, 'visits' | 'places' | 'checks' | 'from' | 'to'>,
  scored: readonly ScoredPlace[],
  rules: StandingRules,
): Computed[] => [...companies(inputs, scored, rules), ...enterprises(inputs, rules)]

/** Which kinds hang: those that every area ranks, and those for which this one has set how. */
export const rankedKinds = ({ weights, company, enterprise }: StandingRules): ListKind[] => [
  'compound',
  'community',
  ...(weights.street ? (['street'] as const) : []),
  ...(company ? (['company'] as const) : []),
  ...(enterprise ? (['enterprise'] as const) : []),
]
