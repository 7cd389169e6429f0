// Documents of places and sites as answers. Lists are presented in one go, so that names are looked up once.
// Names of keepers and people in charge are masked unless the caller says that the reader may see them.
import type { Actor } from '@shared/actors'
import { isOpen, nextOpening, openText, rightsAt, showWindows } from '@shared/places/rules'
import type { PlaceBrief, SiteShown } from '@shared/places/schemas'
import type { PlaceRow } from '@shared/places/desk-rows'
import { dutyLevelNames, placeKindNames, siteKindNames } from '@shared/places/vocabulary'
import { now } from '../clock'
import type { Tx } from '../db'
import { maskName, unseal } from '../field-cipher'
import { managingCompanies } from './companies'
import { isRural, placesByIds } from './places'
import { Places, type Place, type Site } from './places.model'
import { fromPoint } from './positions'

/** Names by place id for everything on the given paths. */
export async function namesOn(paths: readonly (readonly string[])[], tx?: Tx): Promise<Map<string, string>> {
  return new Map((await placesByIds(paths.flat(), tx)).map((place) => [place._id, place.name]))
}

const named = (path: readonly string[], names: ReadonlyMap<string, string>): string[] =>
  path.map((id) => names.get(id) ?? '')

export async function presentBriefs(places: readonly Place[]): Promise<PlaceBrief[]> {
  const names = await namesOn(places.map((place) => place.path))
  return places.map((place) => ({
    id: place._id,
    kind: place.kind,
    name: place.name,
    path: place.path,
    pathNames: named(place.path, names),
    rural: isRural(place),
  }))
}

/** Rows of the console's tree, with what the actor may do to each. */
export async function presentPlaces(actor: Actor, places: readonly Place[], tx?: Tx): Promise<PlaceRow[]> {
  const names = await namesOn(
    places.map((place) => place.path),
    tx,
  )
  const companyIds = [...new Set(places.flatMap((place) => (place.companyId ? [place.companyId] : [])))]
  const companyNames =
    companyIds.length > 0 ? await managingCompanies().names(companyIds, tx) : new Map<string, string>()
  const children = await childCounts(
    places.map((place) => place._id),
    tx,
  )
  return places.map((place) => ({
    id: place._id,
    kind: place.kind,
    kindName: placeKindNames[place.kind],
    name: place.name,
    code: place.code ?? null,
    parentId: place.parentId,
    path: place.path,
    pathNames: named(place.path, names),
    profile: place.profile ?? null,
    rural: isRural(place),
    management: place.management ?? null,
    companyId: place.companyId ?? null,
    companyName: place.companyId ? (companyNames.get(place.companyId) ?? null) : null,
    substituteName: place.substituteName ?? null,
    households: place.households,
    position: fromPoint(place.location),
    status: place.status,
    settingsVersion: place.settingsVersion,
    childCount: children.get(place._id) ?? 0,
    revision: place.revision,
    rights: rightsAt(actor, place.path),
  }))
}

export async function presentPlace(actor: Actor, place: Place, tx?: Tx): Promise<PlaceRow> {
  const [row] = await presentPlaces(actor, [place], tx)
  if (!row) throw new Error('a place without its row')
  return row
}

async function childCounts(ids: readonly string[], tx?: Tx): Promise<Map<string, number>> {
  const pipeline = [
    { $match: { parentId: { $in: ids }, status: 'active' } },
    { $group: { _id: '$parentId', count: { $sum: 1 } } },
  ]
  const groups = tx
    ? await tx.on(Places).aggregate<{ _id: string; count: number }>(pipeline)
    : await Places.aggregate<{ _id: string; count: number }>(pipeline)
  return new Map(groups.map((group) => [group._id, group.count]))
}

/** A site as anyone may see it, at the present instant or at `at`. */
export function presentSite(site: Site, placeName: string, options: { readable?: boolean; at?: Date } = {}): SiteShown {
  const at = options.at ?? now()
  const usable = site.status === 'open'
  const { open, until } = isOpen(site.windows, at)
  const keeper = site.keeperSealed ? unseal(site.keeperSealed, site._id) : null
  const next = usable && !open ? nextOpening(site.windows, at) : null
  return {
    id: site._id,
    kind: site.kind,
    kindName: siteKindNames[site.kind],
    name: site.name,
    placeId: site.placeId,
    placeName,
    address: site.address,
    takes: site.takes,
    streams: site.streams,
    windows: site.windows.map(({ weekdays, from, to }) => ({ weekdays: [...weekdays], from, to })),
    hoursText: showWindows(site.windows),
    open: usable && open,
    openUntil: usable && open ? (until?.toISOString() ?? null) : null,
    opensAt: next?.toISOString() ?? null,
    openText: usable ? openText(site.windows, at) : site.status === 'suspended' ? '暂停使用' : '已撤销',
    position: fromPoint(site.location),
    keeper: keeper === null ? null : options.readable ? keeper : maskName(keeper),
    note: site.note,
    status: site.status,
    statusReason: site.statusReason ?? null,
  }
}

export function presentDuties(site: Site, readable: boolean) {
  return site.duties.map((duty) => {
    const name = unseal(duty.nameSealed, site._id)
    return {
      level: duty.level,
      levelName: dutyLevelNames[duty.level],
      title: duty.title,
      name: readable ? name : maskName(name),
      phone: readable && duty.phoneSealed ? unseal(duty.phoneSealed, site._id) : null,
    }
  })
}
