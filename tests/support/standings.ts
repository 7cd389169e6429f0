// A city with enough inspected compounds for lists: two clear cases at either end, the rest in the middle.
import { newId, seedId } from '@server/ids'
import { Findings, Visits, type FindingDocument, type VisitDocument } from '@server/inspections/inspections.model'
import { Organisations } from '@server/organisations/organisations.model'
import { namedBy } from '@server/places/search-keys'
import { Places, type Place } from '@server/places/places.model'
import { now } from '@server/clock'
import type { OrganisationKind } from '@shared/organisations/vocabulary'
import { instantAt } from '@shared/time'
import { aPlace, aStaff, type Signed } from './app'

/** Days of visits: enough of them and few enough months before the one that is closed. */
export const VISIT_DAYS = ['09-10', '09-24', '10-08', '10-22', '11-05', '11-12', '11-19', '11-26'].map(
  (day) => `2026-${day}`,
)

export type StandingWorld = {
  city: Place
  street: Place
  community: Place
  /** Clearly bad, clearly good, in the middle, and hardly looked at. */
  bad: Place
  good: Place
  middle: Place
  thin: Place
  companyId: string
  worker: Signed
  manager: Signed
  officer: Signed
  cityOfficer: Signed
}

/** Whoever is called so; lists of visits name people by ids. */
const inspectorId = (name: string): string => seedId(`standing:${name}`)

type Seen = { day: string; inspector: string; onSite: number; bags?: number; correct: number }

/** A drawn visit that is finished. */
export async function aVisit(place: Place, { day, inspector, onSite, bags = 40, correct }: Seen): Promise<string> {
  const at = instantAt(day, '10:00')
  const id = newId()
  const visit: VisitDocument = {
    _id: id,
    kind: 'drawn',
    isDouble: false,
    targetKind: place.kind === 'community' ? 'community' : place.kind === 'road' ? 'street' : 'compound',
    targetId: place._id,
    targetName: place.name,
    placePath: place.path,
    formId: seedId('standing:form'),
    planned: bags,
    day,
    inspectorId: inspectorId(inspector),
    state: 'finished',
    version: 1,
    parts: [],
    findingIds: [],
    way: 'phone',
    finishedAt: at,
    receivedAt: at,
    signed: [{ parts: [], bags: { looked: bags, correct }, score: onSite, at, by: inspectorId(inspector) }],
    history: [],
    findings: 0,
  }
  await Visits.create([visit])
  return id
}

/** What an inspector found and photographed, and what is closed by now. */
export async function aFinding(place: Place, { day, photoIds }: { day: string; photoIds: string[] }): Promise<string> {
  const _id = newId()
  const at = instantAt(day, '10:00')
  const finding: FindingDocument = {
    _id,
    visitId: newId(),
    visitKind: 'drawn',
    inspectorId: inspectorId('inspector-0'),
    targetKind: 'compound',
    targetId: place._id,
    targetName: place.name,
    placePath: place.path,
    formId: seedId('standing:form'),
    item: 'clean',
    phrase: 'overflow',
    text: '桶满溢出',
    severity: 'sorting',
    spot: '1号投放点',
    spotKey: '1号投放点',
    photoIds,
    day,
    foundAt: at,
    dueAt: at,
    state: 'closed',
    steps: [],
    version: 1,
  }
  await Findings.create([finding])
  return _id
}

/** Registered at a place. @returns its id */
export async function anOrganisation(name: string, kind: OrganisationKind, place: Place): Promise<string> {
  const _id = newId()
  await Organisations.create([
    {
      _id,
      ...namedBy(name, _id),
      kinds: [kind],
      placeId: place._id,
      placePath: place.path,
      standing: 'active',
      revision: 0,
      createdAt: now(),
    },
  ])
  return _id
}

/** @param days of visits @param within a city that is there already */
export async function aStandingWorld(days: readonly string[], compounds = 22, within?: Place): Promise<StandingWorld> {
  const city = within ?? (await aPlace({ kind: 'city', name: '测试市' }))
  const district = await aPlace({ kind: 'district', parent: city })
  const street = await aPlace({ kind: 'subdistrict', parent: district, name: '测试街道' })
  const community = await aPlace({ kind: 'community', parent: street, name: '测试社区' })
  const companyId = await anOrganisation('测试物业', 'propertyCompany', city)
  const places: Place[] = []
  for (let at = 0; at < compounds; at += 1)
    places.push(
      await aPlace({
        kind: 'compound',
        parent: community,
        name: `测试小区${at + 1}`,
        households: 400,
        ...(at === 0 ? { management: 'company' as const, companyId } : {}),
      }),
    )
  // of the same company, in another community
  await aPlace({
    kind: 'compound',
    parent: await aPlace({ kind: 'community', parent: street }),
    name: '别处小区',
    households: 400,
    management: 'company',
    companyId,
  })
  const [bad, good, thin, ...rest] = places
  if (!bad || !good || !thin || !rest[0]) throw new Error('too few compounds')
  for (const [at, day] of days.entries()) {
    const inspector = `inspector-${at % 3}`
    await aVisit(bad, { day, inspector, onSite: 20, correct: 8 })
    await aVisit(good, { day, inspector, onSite: 99, correct: 40 })
    for (const place of rest) await aVisit(place, { day, inspector, onSite: 80, correct: 32 })
  }
  await aVisit(thin, { day: days[0] ?? '', inspector: 'inspector-0', onSite: 10, correct: 2 })
  return {
    city,
    street,
    community,
    bad,
    good,
    middle: rest[0],
    thin,
    companyId,
    worker: await aStaff('communityWorker', community._id, { name: '周社区' }),
    manager: await aStaff('propertyManager', bad._id, { name: '钱物业' }),
    officer: await aStaff('subdistrictOfficer', street._id, { name: '冯街道' }),
    cityOfficer: await aStaff('cityOfficer', city._id, { name: '何市级' }),
  }
}

export const renamed = (place: Place, name: string) => Places.updateOne({ _id: place._id }, { $set: { name } })

export const located = (place: Place, lng: number, lat: number) =>
  Places.updateOne({ _id: place._id }, { $set: { location: { type: 'Point', coordinates: [lng, lat] } } })
