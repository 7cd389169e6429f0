// 还能改变结果: what the month that runs comes to so far for the places of whoever asks, what its sample still needs, and
// which findings are not mended; the places at which most can still be done come first.
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import type { OutputOf } from '@shared/contract'
import { missingWords } from '@shared/standings/words'
import type { standingsDesk } from '@shared/standings/desk-contract'
import { factorsOf } from '@shared/standings/factors'
import { scorePlaces, showTenths, type Score, type ScoredPlace } from '@shared/standings/score'
import type { StandingRules } from '@shared/standings/standing-rules'
import type { ListPlace } from '@shared/standings/list'
import { spanOf } from '@shared/standings/sizes'
import { forwarders, isVisitedKind, readers } from '@shared/standings/vocabulary'
import { dayOf, type Day } from '@shared/time'
import { now } from '../clock'
import { countedVisits } from '../inspections/counted-visits'
import { waitingFindings, type WaitingFinding } from '../inspections/for-lists'
import { countedCases } from '../reports/counted-cases'
import { listPlaces } from './inputs'
import { requireArea, rulesFor } from './rules'
import { runningMonth } from './run'
import { Runs, type RunRecord } from './standings.model'

const MOST = 200

export type SoFar = { place: ListPlace; scored: ScoredPlace; findings: WaitingFinding[] }

/** The quarter that ends with the running month, as far as it is known today; scored by the rules in force. */
export async function soFar(
  places: readonly ListPlace[],
  today: Day,
): Promise<{ rules: StandingRules; rows: SoFar[] }> {
  const { period } = runningMonth(today)
  const area = await requireArea()
  const span = spanOf(period)
  const placeIds = places.map(({ id }) => id)
  const [rules, visits, cases, findings] = [
    await rulesFor(area._id, period),
    await countedVisits({ placeIds, ...span, asOf: now() }),
    await countedCases({ placeIds, ...span }),
    await waitingFindings(placeIds),
  ]
  // those of the newest list, so that a place has one range, whoever asks and of however few places
  const newest = await Runs.findOne({ area: area._id }, { factors: 1 })
    .sort({ period: -1 })
    .lean<Pick<RunRecord, 'factors'>>()
  const { places: scored } = scorePlaces(
    {
      factors: factorsOf(newest?.factors ?? rules.factors),
      // the last visit is judged by its age today, and not at the end of a month that is not over
      span: { from: span.from, to: today < span.to ? today : span.to },
      places: places.flatMap(({ id, kind, households, since }) =>
        isVisitedKind(kind) ? [{ id, kind, households, since, mergedInto: null }] : [],
      ),
      visits,
      cases,
    },
    rules,
  )
  const known = new Map(places.map((place) => [place.id, place]))
  const byPlace = new Map<string, WaitingFinding[]>()
  for (const finding of findings) byPlace.set(finding.place, [...(byPlace.get(finding.place) ?? []), finding])
  return {
    rules,
    rows: scored.flatMap((each) => {
      const place = known.get(each.place.id)
      return place ? [{ place, scored: each, findings: byPlace.get(place.id) ?? [] }] : []
    }),
  }
}

/** Where it stands, in words that promise nothing. */
export function standsWords(result: Score | null, { red, black }: StandingRules): string {
  if (!result) return '还不够排名'
  const { score, low, high } = result
  if (high < black.below * 10) return `整段低于${black.below}分，现在会上黑榜`
  if (score >= red.score * 10 && low >= red.low * 10) return '现在够得上表扬线'
  if (low < black.below * 10) return `离待整改线很近，可能的范围从${showTenths(low)}分起`
  if (score < red.score * 10) return `离表扬线还差${showTenths(red.score * 10 - score)}分`
  return `得分够了，可能的范围下端还差${showTenths(red.low * 10 - low)}分`
}

/** First what nears or is under the lower line, then what lacks a sample, then by what waits. */
function urgency({ scored, findings }: SoFar, { black }: StandingRules): number {
  const { result, missing } = scored
  const late = findings.filter(({ isLate }) => isLate).length
  if (result && result.high < black.below * 10) return 4000 + late
  if (result && result.low < black.below * 10) return 3000 + late
  if (findings.length > 0) return 2000 + late * 10 + findings.length
  return missing.visits + missing.inspectors + missing.bags > 0 ? 1000 : 0
}

export async function listChangeable(actor: Actor): Promise<OutputOf<typeof standingsDesk.changeable>> {
  const today = dayOf(now())
  const { period, closesOn } = runningMonth(today)
  const scope = scopeOf(actor, readers)
  const places = (await listPlaces(await requireArea())).filter(({ placePath }) =>
    placePath.some((id) => scope.includes(id)),
  )
  const { rules, rows } = await soFar(places, today)
  const ordered = rows
    .map((row) => ({ row, weight: urgency(row, rules) }))
    // what the area does not rank cannot come onto a list
    .filter(({ row, weight }) => weight > 0 && row.scored.unscored !== 'unset')
    .sort((a, b) => b.weight - a.weight || (a.row.place.id < b.row.place.id ? -1 : 1))
    .slice(0, MOST)
  return {
    period,
    closesOn,
    items: ordered.map(({ row: { place, scored, findings } }) => ({
      placeId: place.id,
      name: place.name,
      subdistrict: place.subdistrict,
      company: place.company,
      companyId: place.companyId,
      visits: scored.sample.visits,
      inspectors: scored.sample.inspectors,
      bags: scored.sample.bags,
      score: scored.result?.score ?? null,
      low: scored.result?.low ?? null,
      high: scored.result?.high ?? null,
      missing: missingWords(scored.missing),
      stands: standsWords(scored.result, rules),
      findings: findings.map(({ id, text, dueAt, isLate }) => ({
        id,
        text,
        dueAt: dueAt.toISOString(),
        late: isLate,
      })),
      mayForward: place.companyId !== null && holdsRole(actor, forwarders, place.placePath),
    })),
  }
}
