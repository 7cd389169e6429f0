// Places for everyone else: find one, its names, its profile and rules, and the working calendar.
// Read-only; the tree, sites, rules and calendar are changed in the sibling files. Rules are read fresh on every call
// that decides; rules that are only shown and the calendar are kept for at most 60 s and forgotten at once where they
// are written.
import { DomainError } from '@shared/errors'
import { profileAlong, resolveSettings, workCalendarFrom, type SettingsLink } from '@shared/places/rules'
import type { ProfileKey } from '@shared/places/profiles'
import type { AreaSettings } from '@shared/places/settings'
import type { WorkCalendar } from '@shared/time'
import { now } from '../clock'
import type { Tx } from '../db'
import { HolidayYears, Places, type Place } from './places.model'

export type { Place } from './places.model'

/** A place by id, archived ones too; null when there is none. Pass `tx` inside a transaction. */
export async function placeById(id: string, tx?: Tx): Promise<Place | null> {
  return tx ? tx.on(Places).findOne({ _id: id }) : Places.findById(id).lean<Place>()
}

/** @throws DomainError NOT_FOUND */
export async function requirePlace(id: string, tx?: Tx): Promise<Place> {
  const place = await placeById(id, tx)
  if (!place) throw new DomainError('NOT_FOUND', { placeId: id })
  return place
}

/** Places by id, in no particular order; missing ones are left out. */
export async function placesByIds(ids: readonly string[], tx?: Tx): Promise<Place[]> {
  if (ids.length === 0) return []
  const filter = { _id: { $in: [...new Set(ids)] } }
  return tx ? tx.on(Places).find(filter) : Places.find(filter).lean<Place[]>()
}

/** Active places of some kinds at or below one, at most `limit`. */
export const placesOfKinds = (areaId: string, kinds: readonly Place['kind'][], limit: number): Promise<Place[]> =>
  Places.find({ path: areaId, kind: { $in: [...kinds] }, status: 'active' })
    .sort({ _id: 1 })
    .limit(limit)
    .lean<Place[]>()
    .exec()

/** The city this installation belongs to; null before its tree is there. */
export const installedCity = (): Promise<Place | null> =>
  Places.findOne({ parentId: null, kind: 'city', status: 'active' }).lean<Place>().exec()

const chainOf = async (path: readonly string[], tx?: Tx): Promise<SettingsLink[]> =>
  linksOf(path, await placesByIds(path, tx))

function linksOf(path: readonly string[], places: readonly Place[]): SettingsLink[] {
  const byId = new Map(places.map((place) => [place._id, place]))
  return path.flatMap((id) => {
    const place = byId.get(id)
    return place
      ? [{ placeId: id, profile: place.profile, settings: place.settings, settingsVersion: place.settingsVersion }]
      : []
  })
}

const pathOf = async (at: string | readonly string[] | Pick<Place, 'path'>, tx?: Tx): Promise<readonly string[]> => {
  if (typeof at === 'string') return (await requirePlace(at, tx)).path
  return 'path' in at ? at.path : at
}

/**
 * The area rules that hold at a place, given as id, path or place; the nearest ancestor's value wins.
 * `version` names everything that went in and is stored with what is decided by it.
 * @throws DomainError NOT_FOUND for an unknown id
 */
export async function settingsOf(
  at: string | readonly string[] | Pick<Place, 'path'>,
  tx?: Tx,
): Promise<{ settings: AreaSettings; version: string; sources: Record<string, string> }> {
  return resolveSettings(await chainOf(await pathOf(at, tx), tx))
}

/** The rules of several paths, read at once, in their order. */
export async function settingsOfAll(paths: readonly (readonly string[])[]): Promise<AreaSettings[]> {
  const places = await placesByIds(paths.flat())
  return paths.map((path) => resolveSettings(linksOf(path, places)).settings)
}

const KEEP_MS = 60_000
const MOST_KEPT = 5_000
const shown = new Map<string, { settings: AreaSettings; at: number }>()

/**
 * The rules of a path for what is only shown, never for what is decided: at most 60 s old, forgotten at once where this
 * process writes rules.
 */
export async function settingsShown(path: readonly string[]): Promise<AreaSettings> {
  const key = path.join(' ')
  const at = now().getTime()
  const before = shown.get(key)
  if (before && Math.abs(at - before.at) < KEEP_MS) return before.settings
  const { settings } = await settingsOf(path)
  if (shown.size >= MOST_KEPT) shown.clear()
  shown.set(key, { settings, at })
  return settings
}

/** After a write of rules. */
export const forgetSettings = (): void => shown.clear()

/** The region profile that holds at a path. */
export async function profileOf(at: string | readonly string[] | Pick<Place, 'path'>, tx?: Tx): Promise<ProfileKey> {
  return profileAlong(await chainOf(await pathOf(at, tx), tx))
}

/** True where rural answers and rural sorting hold. */
export const isRural = (place: Pick<Place, 'kind' | 'rural'>): boolean => place.kind === 'village' || place.rural

let kept: { calendar: WorkCalendar; at: number } | null = null

/** Working days as uploaded; at most 60 s old. */
export async function workCalendar(): Promise<WorkCalendar> {
  const at = now().getTime()
  if (kept && Math.abs(at - kept.at) < KEEP_MS) return kept.calendar
  const years = await HolidayYears.find({})
    .sort({ year: 1 })
    .lean<{ year: number; status: 'published' | 'unknown'; days: Record<string, 'holiday' | 'workday'> }[]>()
  kept = { calendar: workCalendarFrom(years), at }
  return kept.calendar
}

/** After a write of holiday years. */
export const forgetCalendar = (): void => void (kept = null)
