// Places for anyone: finding a compound, an area's scheme and rules, the nearest site that takes a thing.
// A position is used for this answer only; without one the place's own position or the tree serves.
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { places } from '@shared/places/contract'
import { profiles, schemeOf } from '@shared/places/profiles'
import { metresBetween } from '@shared/places/rules'
import type { SiteRoute } from '@shared/places/vocabulary'
import { now } from '../clock'
import { isRural, placeById, profileOf, requirePlace, settingsOf } from './places'
import { Places, Sites, type Place, type Site } from './places.model'
import { toWgs84 } from './positions'
import { namesOn, presentBriefs, presentDuties, presentSite } from './present'
import { matchesTyped, searchForm } from './search-keys'

const HOMES = { kind: { $in: ['compound' as const, 'village' as const] }, status: 'active' as const }
const AREAS = {
  kind: { $in: ['subdistrict' as const, 'road' as const, 'community' as const] },
  status: 'active' as const,
}
const MOST_FOUND = 60
const MOST_AREAS = 20
const NEAR_METRES = 3_000

/**
 * Compounds and villages whose own name or pinyin contains `q`, those that begin with it first; after them those of
 * streets and communities that are called so. Without `q` the nearest to a position, which is used for this answer
 * only.
 */
export async function findCompounds({
  q,
  lng,
  lat,
  datum,
  limit = 10,
}: ParsedOf<typeof places.findCompounds>): Promise<OutputOf<typeof places.findCompounds>> {
  const found =
    q !== undefined
      ? await calledSo(q)
      : lng !== undefined && lat !== undefined
        ? await homesNear(toWgs84({ lng, lat, datum }))
        : []
  return { items: await presentBriefs(found.slice(0, limit)), more: found.length > limit }
}

async function calledSo(q: string): Promise<Place[]> {
  const typed = searchForm(q)
  const searchKeys = matchesTyped(q)
  const rank = (place: Place): number => (searchForm(place.name).startsWith(typed) ? 0 : 1)
  const byName = (a: Place, b: Place): number => a.name.length - b.name.length || (a.name < b.name ? -1 : 1)
  const own = await Places.find({ searchKeys, ...HOMES })
    .limit(MOST_FOUND)
    .lean<Place[]>()
  own.sort((a, b) => rank(a) - rank(b) || byName(a, b))
  const areas = await Places.find({ searchKeys, ...AREAS }, { _id: 1 })
    .limit(MOST_AREAS)
    .lean<Pick<Place, '_id'>[]>()
  if (areas.length === 0) return own
  const within = await Places.find({ path: { $in: areas.map(({ _id }) => _id) }, ...HOMES })
    .limit(MOST_FOUND)
    .lean<Place[]>()
  const had = new Set(own.map(({ _id }) => _id))
  return [...own, ...within.filter(({ _id }) => !had.has(_id)).sort(byName)]
}

const homesNear = ([lng, lat]: [number, number]): Promise<Place[]> =>
  Places.find({
    ...HOMES,
    location: { $near: { $geometry: { type: 'Point', coordinates: [lng, lat] }, $maxDistance: NEAR_METRES } },
  })
    .limit(MOST_FOUND)
    .lean<Place[]>()

/** Children of a place by name, for choosing step by step. @throws DomainError NOT_FOUND */
export async function childrenOf({
  parentId,
}: ParsedOf<typeof places.childrenOf>): Promise<OutputOf<typeof places.childrenOf>> {
  const parent = parentId === undefined ? null : await requirePlace(parentId)
  const children = await Places.find({ parentId: parent?._id ?? null, status: 'active' })
    .sort({ name: 1, _id: 1 })
    .limit(500)
    .lean<Place[]>()
  const [shown] = parent ? await presentBriefs([parent]) : []
  return { parent: shown ?? null, items: await presentBriefs(children) }
}

/** Scheme, rules and switches that hold at a place. @throws DomainError NOT_FOUND */
export async function showArea(id: string): Promise<OutputOf<typeof places.area>> {
  const place = await requirePlace(id)
  const key = await profileOf(place)
  const { settings, version } = await settingsOf(place)
  const [brief] = await presentBriefs([place])
  if (!brief) throw new DomainError('NOT_FOUND')
  const { title, categories, source, note } = schemeOf(key, isRural(place))
  return {
    place: brief,
    profile: key,
    profileName: profiles[key].name,
    scheme: {
      title,
      source,
      note: note ?? null,
      categories: categories.map((category) => ({
        ...category,
        aka: [...category.aka],
        within: category.within ?? null,
      })),
    },
    settings,
    settingsVersion: version,
  }
}

const REACH_METRES = 30_000
const CANDIDATES = 40
const ENOUGH = 5

/** Sites that take a route, open ones first, then by distance. @throws DomainError NOT_FOUND for an unknown place */
export async function nearestSites(
  input: ParsedOf<typeof places.nearestSites>,
): Promise<OutputOf<typeof places.nearestSites>> {
  const at = input.at ? new Date(input.at) : now()
  const wanted = { takes: input.route, status: 'open' as const, ...(input.stream ? { streams: input.stream } : {}) }
  const { sites, origin, by } = await candidates(input, wanted)
  const names = await namesOn(sites.map((site) => site.placePath))
  const items = sites.map((site) => {
    const metres = origin && site.location ? metresBetween(origin, site.location.coordinates) : null
    return {
      site: presentSite(site, names.get(site.placeId) ?? '', { at }),
      metres,
      distanceText: distanceText(metres),
    }
  })
  const openOnly = input.openOnly === true || input.openOnly === 'true'
  const far = Number.POSITIVE_INFINITY
  items.sort((a, b) => Number(b.site.open) - Number(a.site.open) || (a.metres ?? far) - (b.metres ?? far) || 0)
  return { items: items.filter((item) => !openOnly || item.site.open).slice(0, input.limit ?? 10), by }
}

type Wanted = { takes: SiteRoute; status: 'open'; streams?: string }
type Candidates = { sites: Site[]; origin: [number, number] | null; by: 'position' | 'place' | 'city' }

async function candidates(input: ParsedOf<typeof places.nearestSites>, wanted: Wanted): Promise<Candidates> {
  if (input.lng !== undefined && input.lat !== undefined) {
    const origin = toWgs84({ lng: input.lng, lat: input.lat, datum: input.datum })
    return { sites: await around(origin, wanted), origin, by: 'position' }
  }
  if (input.placeId === undefined)
    return {
      sites: await Sites.find(wanted as object)
        .limit(CANDIDATES)
        .lean<Site[]>(),
      origin: null,
      by: 'city',
    }
  const place = await placeById(input.placeId)
  if (!place) throw new DomainError('NOT_FOUND')
  const origin = place.location?.coordinates ?? null
  const near = origin ? await around(origin, wanted) : []
  return { sites: near.length > 0 ? near : await upwards(place.path, wanted), origin, by: 'place' }
}

const around = ([lng, lat]: [number, number], wanted: Wanted): Promise<Site[]> =>
  Sites.find({
    ...(wanted as object),
    location: { $near: { $geometry: { type: 'Point', coordinates: [lng, lat] }, $maxDistance: REACH_METRES } },
  })
    .limit(CANDIDATES)
    .lean<Site[]>()

/** The place's own sites, then those of the place above, and so on until there are enough. */
async function upwards(path: readonly string[], wanted: Wanted): Promise<Site[]> {
  const found = new Map<string, Site>()
  for (const id of [...path].reverse()) {
    const sites = await Sites.find({ ...(wanted as object), placePath: id })
      .sort({ _id: 1 })
      .limit(CANDIDATES)
      .lean<Site[]>()
    for (const site of sites) found.set(site._id, site)
    if (found.size >= ENOUGH) break
  }
  return [...found.values()]
}

/** "约300米" · "约1.2公里" · "" where no distance is known. */
export function distanceText(metres: number | null): string {
  if (metres === null) return ''
  return metres < 1000 ? `约${Math.max(10, Math.round(metres / 10) * 10)}米` : `约${(metres / 1000).toFixed(1)}公里`
}

/** A site with who answers for it; names are masked. @throws DomainError NOT_FOUND */
export async function showSite(id: string): Promise<OutputOf<typeof places.site>> {
  const site = await Sites.findById(id).lean<Site>()
  if (!site) throw new DomainError('NOT_FOUND')
  const names = await namesOn([site.placePath])
  return {
    site: presentSite(site, names.get(site.placeId) ?? ''),
    duties: presentDuties(site, false),
    pathNames: site.placePath.map((each) => names.get(each) ?? ''),
  }
}

/** Sites at or below a place, at most 100. @throws DomainError NOT_FOUND */
export async function sitesOf({
  placeId,
  route,
}: ParsedOf<typeof places.sitesOf>): Promise<OutputOf<typeof places.sitesOf>> {
  await requirePlace(placeId)
  const found = await Sites.find({
    placePath: placeId,
    status: { $ne: 'archived' },
    ...(route ? { takes: route } : {}),
  })
    .sort({ _id: 1 })
    .limit(100)
    .lean<Site[]>()
  const names = await namesOn(found.map((site) => site.placePath))
  return { items: found.map((site) => presentSite(site, names.get(site.placeId) ?? '')) }
}
