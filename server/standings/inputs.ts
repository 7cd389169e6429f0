// What goes into a month's list: places as they are on the day of closing, drawn visits and cases of the rolling
// quarter, and the scores of the list of three months before. Kept with the run in one transaction, and never read
// anew: what comes out later rests on what was kept.
import { createHash } from 'node:crypto'
import { canonical } from '@shared/canonical'
import type { OrganisationKind } from '@shared/organisations/vocabulary'
import type { ListInputs, ListPlace } from '@shared/standings/list'
import { monthApart, spanOf } from '@shared/standings/sizes'
import { addDays, addMonths, dayOf, type Day, type Month } from '@shared/time'
import { now } from '../clock'
import type { Tx } from '../db'
import { countedVisits } from '../inspections/counted-visits'
import { organisationNames, organisationsBelow, organisationsByIds } from '../organisations/names'
import { placesOfKinds, workCalendar, type Place } from '../places/places'
import { countedCases } from '../reports/counted-cases'
import { enterpriseChecks } from './enterprise-checks'
import { Entries, Inputs, Runs, runIdOf, type EntryRecord, type InputsRecord, type RunRecord } from './standings.model'

/** Rows a document; one of them is some hundred bytes. */
const PART = 10_000
const MOST_PLACES = 50_000

/** 公司名, 无物业, or 无物业（××临时代管）. */
function companyText(place: Place, names: ReadonlyMap<string, string>): string {
  if (place.management === 'company') return names.get(place.companyId ?? '') ?? '无物业'
  return place.management === 'substitute' ? `无物业（${place.substituteName ?? ''}临时代管）` : '无物业'
}

/** Compounds, communities and village committees, and streets, of an area as they are now. */
export async function listPlaces(area: Place): Promise<ListPlace[]> {
  const found = (await placesOfKinds(area._id, ['subdistrict', 'road', 'community', 'compound'], MOST_PLACES)).sort(
    (a, b) => (a._id < b._id ? -1 : 1),
  )
  const names = await organisationNames(found.flatMap(({ companyId }) => companyId ?? []))
  const subdistricts = new Map(found.filter(({ kind }) => kind === 'subdistrict').map(({ _id, name }) => [_id, name]))
  const below = await placesOfKinds(area._id, ['village'], MOST_PLACES)
  const households = new Map<string, number>()
  for (const place of [...found.filter(({ kind }) => kind === 'compound'), ...below])
    households.set(place.parentId ?? '', (households.get(place.parentId ?? '') ?? 0) + place.households)
  const began = dayOf(area.createdAt)
  return found.flatMap((place): ListPlace[] => {
    const kind = kindOf[place.kind]
    if (!kind) return []
    const isCompound = place.kind === 'compound'
    const since = dayOf(place.createdAt)
    return [
      {
        id: place._id,
        kind,
        name: place.name,
        subdistrict: subdistricts.get(place.path.find((id) => subdistricts.has(id)) ?? '') ?? '',
        placePath: place.path,
        company: isCompound ? companyText(place, names) : null,
        companyId: isCompound && place.management === 'company' ? (place.companyId ?? null) : null,
        households: kind === 'community' ? (households.get(place._id) ?? 0) : place.households,
        since: since > began ? since : null,
      },
    ]
  })
}

const kindOf: Readonly<Partial<Record<Place['kind'], ListPlace['kind']>>> = {
  compound: 'compound',
  community: 'community',
  road: 'street',
}

const enterpriseKinds: readonly OrganisationKind[] = ['sortingCompany']

/** Of the register: companies that manage a compound of the area, and enterprises that sort for a living. */
async function listOrganisations(area: Place, places: readonly ListPlace[]): Promise<ListPlace[]> {
  const managing = await organisationsByIds(places.flatMap(({ companyId }) => companyId ?? []))
  const sorting = await organisationsBelow(area._id, enterpriseKinds, MOST_PLACES)
  const ofKind = (kind: ListPlace['kind'], found: typeof managing): ListPlace[] =>
    found.map(({ _id, name, placePath }) => ({
      id: _id,
      kind,
      name,
      subdistrict: '',
      placePath,
      company: null,
      companyId: _id,
      households: 0,
      since: null,
    }))
  const companies = ofKind('company', managing)
  const known = new Set(companies.map(({ id }) => id))
  // an organisation that is both is on one list; what it manages weighs more
  return [...companies, ...ofKind('enterprise', sorting).filter(({ id }) => !known.has(id))]
}

/**
 * Since when a compound has the company that it has, where the lists of the quarter name another; the records of places
 * do not say it.
 */
async function companiesSince(area: string, period: Month, places: readonly ListPlace[]): Promise<Map<string, Day>> {
  const months = [1, 2, 3].map((ago) => addMonths(period, -ago))
  const now = new Map(places.map(({ id, companyId }) => [id, companyId]))
  const before = await Entries.find(
    { runId: { $in: months.map((month) => runIdOf(area, month)) }, kind: 'compound' },
    { placeId: 1, period: 1, companyId: 1 },
  )
    .sort({ period: 1 })
    .lean<Pick<EntryRecord, 'placeId' | 'period' | 'companyId'>[]>()
  return new Map(
    before.flatMap(({ placeId, period: month, companyId }) =>
      companyId === now.get(placeId) ? [] : [[placeId, `${addMonths(month, 1)}-01`] as const],
    ),
  )
}

/** Days of a month that are neither holidays nor worked in their place. */
async function ordinaryDaysOf(period: Month): Promise<number> {
  const { days } = await workCalendar()
  let count = 0
  for (let day = `${period}-01`; day.startsWith(period); day = addDays(day, 1)) if (!days[day]) count += 1
  return count
}

/** Reads everything; nothing is written. Null: nobody has visited any of its places in the quarter. */
export async function gatherInputs(area: Place, period: Month): Promise<ListInputs | null> {
  const span = spanOf(period)
  const [places, visits] = [await listPlaces(area), await countedVisits({ areaPath: area.path, ...span, asOf: now() })]
  if (visits.length === 0) return null
  const known = new Set(places.map(({ id }) => id))
  const since = await companiesSince(area._id, period, places)
  const managed = places.map((place): ListPlace => {
    const companySince = since.get(place.id)
    return companySince === undefined ? place : { ...place, companySince }
  })
  const byId = <T extends { id: string }>(rows: readonly T[]): T[] => [...rows].sort((a, b) => (a.id < b.id ? -1 : 1))
  const cases = await countedCases({ placeIds: [...known], ...span })
  const checks = await enterpriseChecks(area._id, span)
  return {
    area: area._id,
    areaName: area.name,
    period,
    ...span,
    ordinaryDays: await ordinaryDaysOf(period),
    places: [...managed, ...(await listOrganisations(area, places))],
    visits: byId(visits.filter(({ place }) => known.has(place))),
    cases: byId(cases.filter(({ place }) => known.has(place))),
    ...(checks.length > 0 ? { checks } : {}),
    earlier: await earlierScores(area._id, monthApart(period)),
  }
}

async function earlierScores(area: string, period: Month): Promise<ListInputs['earlier']> {
  const runId = runIdOf(area, period)
  const run = await Runs.findById(runId).lean<RunRecord>()
  if (run?.status !== 'published') return null
  const entries = await Entries.find({ runId }, { placeId: 1, score: 1, low: 1, high: 1 })
    .sort({ placeId: 1 })
    .lean<Pick<EntryRecord, 'placeId' | 'score' | 'low' | 'high'>[]>()
  return {
    period,
    scores: entries.flatMap(({ placeId, score, low, high }) =>
      score === null || low === null || high === null ? [] : [{ place: placeId, score, low, high }],
    ),
  }
}

export const hashOfInputs = (inputs: ListInputs): string => createHash('sha256').update(canonical(inputs)).digest('hex')

/** Writes the inputs of a run beside it. @returns how many parts */
export async function keepInputs(tx: Tx, runId: string, inputs: ListInputs): Promise<number> {
  const { places, visits, cases, ...head } = inputs
  const parts = Math.max(1, ...[places, visits, cases].map((rows) => Math.ceil(rows.length / PART)))
  for (let part = 0; part < parts; part += 1) {
    const own = <T>(rows: readonly T[]): T[] => rows.slice(part * PART, (part + 1) * PART)
    await tx.on(Inputs).insert({
      _id: `${runId}#${part}`,
      runId,
      part,
      ...(part === 0 ? { head } : {}),
      places: own(places),
      visits: own(visits),
      cases: own(cases),
    })
  }
  return parts
}

/** The kept inputs of a run, checked against their hash. @throws Error when they are not what was kept */
export async function keptInputs(run: Pick<RunRecord, '_id' | 'inputsHash' | 'parts'>, tx?: Tx): Promise<ListInputs> {
  const filter = { runId: run._id }
  const parts = tx
    ? await tx.on(Inputs).find(filter, { sort: { part: 1 } })
    : await Inputs.find(filter).sort({ part: 1 }).lean<InputsRecord[]>()
  const head = parts[0]?.head
  if (!head || parts.length !== run.parts) throw new Error(`the inputs of ${run._id} are not whole`)
  const inputs: ListInputs = {
    ...head,
    places: parts.flatMap(({ places }) => places),
    visits: parts.flatMap(({ visits }) => visits),
    cases: parts.flatMap(({ cases }) => cases),
  }
  if (hashOfInputs(inputs) !== run.inputsHash) throw new Error(`the inputs of ${run._id} have changed`)
  return inputs
}
