// What can be inspected: compounds, communities and streets of the tree, property companies and enterprises of the
// register. One shape for all of them, so that nothing after this asks which it is.
import type { Target } from '@shared/inspections/contract'
import type { TargetKind } from '@shared/inspections/vocabulary'
import type { OrganisationKind } from '@shared/organisations/vocabulary'
import type { PlaceKind } from '@shared/places/vocabulary'
import { organisationsBelow, organisationsByIds } from '../organisations/names'
import { placesByIds, placesOfKinds, type Place } from '../places/places'

export type TargetRecord = {
  kind: TargetKind
  id: string
  name: string
  path: string[]
  households: number
  location: { lng: number; lat: number } | null
  /** The property company that manages it. */
  companyId: string | null
}

const placeKindOf: Readonly<Partial<Record<TargetKind, PlaceKind>>> = {
  compound: 'compound',
  community: 'community',
  street: 'road',
}
const organisationKindsOf: Readonly<Partial<Record<TargetKind, readonly OrganisationKind[]>>> = {
  company: ['propertyCompany'],
  enterprise: [
    'shop',
    'restaurant',
    'canteen',
    'hotel',
    'school',
    'hospital',
    'mall',
    'market',
    'scenicArea',
    'farm',
    'factory',
    'company',
  ],
}
const MOST = 6_000
/** City, district, subdistrict: the third of every path. */
const SUBDISTRICT = 2

export const subdistrictOf = (path: readonly string[]): string | null => path[SUBDISTRICT] ?? null

const ofPlace = (kind: TargetKind, place: Place, households = place.households): TargetRecord => ({
  kind,
  id: place._id,
  name: place.name,
  path: place.path,
  households,
  location: place.location ? { lng: place.location.coordinates[0], lat: place.location.coordinates[1] } : null,
  companyId: place.management === 'company' ? (place.companyId ?? null) : null,
})

/** All of a kind at or below a place. */
export async function targetsBelow(areaId: string, kind: TargetKind): Promise<TargetRecord[]> {
  const placeKind = placeKindOf[kind]
  if (placeKind) return withHouseholds(kind, areaId, await placesOfKinds(areaId, [placeKind], MOST))
  return (await organisationsBelow(areaId, organisationKindsOf[kind] ?? [], MOST)).map((found) =>
    ofCompany(kind, found),
  )
}

const ofCompany = (
  kind: TargetKind,
  { _id, name, placePath }: { _id: string; name: string; placePath: string[] },
): TargetRecord => ({ kind, id: _id, name, path: placePath, households: 0, location: null, companyId: null })

/** A community has the households of what lies below it. */
async function withHouseholds(kind: TargetKind, areaId: string, places: readonly Place[]): Promise<TargetRecord[]> {
  if (kind !== 'community') return places.map((place) => ofPlace(kind, place))
  const below = await placesOfKinds(areaId, ['compound', 'village'], MOST)
  const sums = new Map<string, number>()
  for (const { path, households } of below) {
    const above = path.at(-2) ?? ''
    sums.set(above, (sums.get(above) ?? 0) + households)
  }
  return places.map((place) => ofPlace(kind, place, sums.get(place._id) ?? 0))
}

/** One of a kind, in use or not; null where there is none of that kind. */
export async function targetById(kind: TargetKind, id: string): Promise<TargetRecord | null> {
  const placeKind = placeKindOf[kind]
  if (placeKind) {
    const [place] = await placesByIds([id])
    return place?.kind === placeKind ? ((await withHouseholds(kind, id, [place]))[0] ?? null) : null
  }
  const [found] = await organisationsByIds([id])
  return found?.kinds.some((each) => organisationKindsOf[kind]?.includes(each)) ? ofCompany(kind, found) : null
}

type Named = { targetKind: TargetKind; targetId: string; targetName: string; placePath: readonly string[] }

/** How records name their target: with the places above it, from the district down. */
export async function presentTargets(records: readonly Named[]): Promise<(record: Named) => Target> {
  const places = await placesByIds(records.flatMap(({ placePath }) => placePath.slice(1)))
  const names = new Map(places.map(({ _id, name }) => [_id, name]))
  return ({ targetKind: kind, targetId: id, targetName: name, placePath }) => ({
    kind,
    id,
    name,
    placeNames: placePath.slice(1).flatMap((each) => (each === id ? [] : (names.get(each) ?? []))),
  })
}

export const namedBy = ({ kind, id, name, path }: TargetRecord): Named => ({
  targetKind: kind,
  targetId: id,
  targetName: name,
  placePath: path,
})
