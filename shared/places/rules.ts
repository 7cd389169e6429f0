// What is true about places: what may stand below what, which rules hold where, when a site is open, which days are
// worked. Pure and total; instants come in as arguments. Windows repeat weekly, in Shanghai time; a window that ends at
// or before its start runs past midnight and belongs to the weekday on which it begins.
import { holdsRole, type Actor, type Role } from '../actors'
import type { ErrorCode } from '../errors'
import { Clock, addDays, clockOf, dayOf, instantAt, weekdayOf, type Day, type WorkCalendar } from '../time'
import { profiles, type ProfileKey } from './profiles'
import { settingsSections, type AreaOverrides, type AreaSettings } from './settings'
import type { Transition } from '../machine'
import { parentKinds, type PlaceKind, type SiteStatus } from './vocabulary'

/** `weekdays` 1 = Monday … 7 = Sunday; `from` "07:00", `to` "09:00"; "24:00" ends at midnight. */
export type Window = { weekdays: readonly number[]; from: string; to: string }

/** True when a place of `kind` may stand directly below one of `parent` (null: no parent). */
export const canStandBelow = (kind: PlaceKind, parent: PlaceKind | null): boolean => parentKinds[kind] === parent

type Standing = { _id: string; kind: PlaceKind; path: readonly string[]; status: 'active' | 'archived' }

/**
 * Why a place can't get that parent, or null. Within the same city, directly one level below it; since every level has
 * its own kind, nothing can come to stand below itself.
 */
export function moveRefusal(place: Standing, parent: Standing): ErrorCode | null {
  if (place.status !== 'active' || parent.status !== 'active') return 'PLACE_ARCHIVED'
  const fits =
    canStandBelow(place.kind, parent.kind) && !parent.path.includes(place._id) && parent.path[0] === place.path[0]
  return fits && place.path.at(-2) !== parent._id ? null : 'PLACE_MOVE_WRONG'
}

const staysOvernight = (window: Window): boolean => window.to <= window.from

/** The concrete opening that a window makes on a day, when the weekday fits. */
function openingOn(day: Day, window: Window): { from: Date; to: Date } | null {
  if (!window.weekdays.includes(weekdayOf(day))) return null
  return { from: instantAt(day, window.from), to: instantAt(staysOvernight(window) ? addDays(day, 1) : day, window.to) }
}

/**
 * Is it open, and until when? A site without windows is always open (`until: null`).
 * Windows that touch or overlap count as one.
 */
export function isOpen(windows: readonly Window[], instant: Date): { open: boolean; until: Date | null } {
  if (windows.length === 0) return { open: true, until: null }
  const today = dayOf(instant)
  const openings = openingsFrom(windows, addDays(today, -1), 9)
  const current = openings.find((opening) => opening.from <= instant && instant < opening.to)
  if (!current) return { open: false, until: null }
  return { open: true, until: alwaysOpen(openings, instant) ? null : current.to }
}

/** The next instant at which it opens, looking eight days ahead; null when it never closes or never opens. */
export function nextOpening(windows: readonly Window[], instant: Date): Date | null {
  const next = openingsFrom(windows, addDays(dayOf(instant), -1), 10).find((opening) => opening.from > instant)
  return next?.from ?? null
}

/** Openings of `days` days in order, merged where they touch. */
function openingsFrom(windows: readonly Window[], first: Day, days: number): { from: Date; to: Date }[] {
  const found: { from: Date; to: Date }[] = []
  for (let offset = 0; offset < days; offset += 1) {
    for (const window of windows) {
      const opening = openingOn(addDays(first, offset), window)
      if (opening) found.push(opening)
    }
  }
  found.sort((a, b) => a.from.getTime() - b.from.getTime())
  const merged: { from: Date; to: Date }[] = []
  for (const opening of found) {
    const last = merged[merged.length - 1]
    if (last && opening.from <= last.to) last.to = opening.to > last.to ? opening.to : last.to
    else merged.push({ ...opening })
  }
  return merged
}

/** Merged openings that last a week or longer never close in practice. */
const alwaysOpen = (openings: readonly { from: Date; to: Date }[], instant: Date): boolean =>
  openings.some((opening) => opening.from <= instant && opening.to.getTime() - instant.getTime() >= 7 * 86_400_000)

/** "现在开放,到 09:00" · "明天 07:00 开放" · "全天开放" · "暂未开放" */
export function openText(windows: readonly Window[], instant: Date): string {
  const { open, until } = isOpen(windows, instant)
  if (open) return until === null ? '全天开放' : `现在开放，到${showWhen(until, instant)}`
  const next = nextOpening(windows, instant)
  return next === null ? '暂未开放' : `现在关闭，${showWhen(next, instant)}开放`
}

function showWhen(at: Date, instant: Date): string {
  const [day, today] = [dayOf(at), dayOf(instant)]
  if (day === today) return clockOf(at)
  if (clockOf(at) === '00:00' && day === addDays(today, 1)) return '24:00'
  return day === addDays(today, 1)
    ? `明天${clockOf(at)}`
    : `周${'一二三四五六日'.charAt(weekdayOf(day) - 1)}${clockOf(at)}`
}

/** "每天 07:00–09:00、19:00–21:00" · "周一至周五 08:30–17:30" */
export function showWindows(windows: readonly Window[]): string {
  if (windows.length === 0) return '全天'
  const groups = new Map<string, string[]>()
  for (const window of windows) {
    const days = showWeekdays(window.weekdays)
    groups.set(days, [
      ...(groups.get(days) ?? []),
      `${window.from}–${staysOvernight(window) ? '次日' : ''}${window.to}`,
    ])
  }
  return [...groups].map(([days, hours]) => `${days} ${hours.join('、')}`).join('；')
}

function showWeekdays(weekdays: readonly number[]): string {
  const sorted = [...new Set(weekdays)].sort()
  if (sorted.length === 7) return '每天'
  const name = (day: number | undefined): string => `周${'一二三四五六日'.charAt((day ?? 1) - 1)}`
  const isRun = sorted.length > 2 && sorted.every((day, index) => index === 0 || day === (sorted[index - 1] ?? 0) + 1)
  return isRun ? `${name(sorted[0])}至${name(sorted.at(-1))}` : sorted.map(name).join('、')
}

const dayNumber = (name: string): number => '一二三四五六日'.indexOf(name === '天' ? '日' : name) + 1

/** "周一至周五" · "周六、周日" · "每天" or nothing; null when it is neither. */
function parseWeekdays(typed: string): number[] | null {
  if (typed === '' || typed === '每天' || typed === '每日') return [1, 2, 3, 4, 5, 6, 7]
  const run = /^周([一二三四五六日天])[至到]周([一二三四五六日天])$/.exec(typed)
  if (run?.[1] && run[2]) {
    const [first, last] = [dayNumber(run[1]), dayNumber(run[2])]
    return first <= last ? Array.from({ length: last - first + 1 }, (_unused, index) => first + index) : null
  }
  const names = typed.split(/[、,,]/).map((each) => /^周([一二三四五六日天])$/.exec(each)?.[1])
  return names.every((name) => name !== undefined) ? names.map((name) => dayNumber(name ?? '')) : null
}

/**
 * Reads what `showWindows` writes, as people type it in a table; null when it can't be understood. "全天" has no windows.
 */
export function parseWindows(typed: string): Window[] | null {
  const plain = typed.normalize('NFKC').replace(/\s/g, '')
  if (plain === '' || plain === '全天') return []
  const windows: Window[] = []
  for (const group of plain.split(';').filter((each) => each !== '')) {
    const [, days = '', hours = ''] = /^([^\d]*?)[::、]?(\d.*)$/.exec(group) ?? []
    const weekdays = parseWeekdays(days)
    if (!weekdays || hours === '') return null
    for (const each of hours.split(/[、,]/)) {
      const [, from, to] = /^(\d{1,2}:\d{2})[-–—~至](?:次日)?(\d{1,2}:\d{2})$/.exec(each) ?? []
      if (!from || !to) return null
      const window = { weekdays, from: from.padStart(5, '0'), to: to.padStart(5, '0') }
      if (!Clock.safeParse(window.from).success || window.from === '24:00' || !Clock.safeParse(window.to).success)
        return null
      windows.push(window)
    }
  }
  return windows
}

/** One link of the chain from the city down to the place. */
export type SettingsLink = {
  placeId: string
  profile?: ProfileKey | undefined
  settings?: AreaOverrides | undefined
  settingsVersion: number
}

/** The nearest profile upwards; 许昌 where nobody has chosen one. */
export const profileAlong = (chain: readonly Pick<SettingsLink, 'profile'>[]): ProfileKey =>
  [...chain].reverse().find((link) => link.profile !== undefined)?.profile ?? 'xuchang'

/**
 * The rules that hold at the end of the chain: the profile's, overridden value by value, the nearest place winning.
 * `version` names everything that went in ("xuchang@1 01J…@3"), to be stored with what is decided by them.
 */
export function resolveSettings(chain: readonly SettingsLink[]): {
  settings: AreaSettings
  version: string
  sources: Record<string, string>
} {
  const key = profileAlong(chain)
  const base = profiles[key].settings
  const settings: AreaSettings = {
    booking: { ...base.booking },
    switches: { ...base.switches },
    contact: { ...base.contact },
    points: { ...base.points },
    office: { ...base.office },
  }
  const sources: Record<string, string> = {}
  for (const link of chain) {
    for (const section of settingsSections) {
      for (const [name, value] of Object.entries(link.settings?.[section] ?? {})) {
        if (value === undefined) continue
        Object.assign(settings[section], { [name]: value })
        sources[`${section}.${name}`] = link.placeId
      }
    }
  }
  const versions = chain
    .filter((link) => link.settingsVersion > 0)
    .map((link) => `${link.placeId}@${link.settingsVersion}`)
  return { settings, version: [`${key}@${profiles[key].edition}`, ...versions].join(' '), sources }
}

/** Rules that contradict each other, each as a field and a sentence; empty when they fit together. */
export function contradictions({ booking }: AreaSettings): { path: string; text: string }[] {
  const found: { path: string; text: string }[] = []
  if (booking.holdMinutes > booking.holdMinutesMax)
    found.push({ path: 'booking.holdMinutes', text: '占位时长不能超过最长占位时长' })
  if (booking.holdMinutesElder < booking.holdMinutes)
    found.push({ path: 'booking.holdMinutesElder', text: '长辈版的占位时长不能比普通的短' })
  if (booking.holdMinutesElder > booking.holdMinutesMax)
    found.push({ path: 'booking.holdMinutesElder', text: '长辈版的占位时长不能超过最长占位时长' })
  if (booking.missedWithinCalendarDays < booking.missedWithinWorkingDays)
    found.push({ path: 'booking.missedWithinCalendarDays', text: '漏收申报的自然日上限不能少于工作日期限' })
  return found
}

export type HolidayYearFacts = {
  year: number
  status: 'published' | 'unknown'
  days: Readonly<Record<Day, 'holiday' | 'workday'>>
}

/** One calendar out of the years: known up to the end of the last year of the unbroken run of published ones. */
export function workCalendarFrom(years: readonly HolidayYearFacts[]): WorkCalendar {
  const published = years.filter((year) => year.status === 'published').sort((a, b) => a.year - b.year)
  const days = Object.assign({}, ...published.map((year) => year.days)) as WorkCalendar['days']
  let last = published[0]?.year ?? 0
  for (const { year } of published) if (year === last + 1) last = year
  return { knownUntil: published.length === 0 ? '0000-00-00' : `${last}-12-31`, days }
}

/** The festival a day falls in, or null. */
export const festivalOn = <T extends { from: Day; to: Day }>(day: Day, festivals: readonly T[]): T | null =>
  festivals.find((festival) => festival.from <= day && day <= festival.to) ?? null

/** Said where a date lies beyond what has been announced. */
export const UNKNOWN_YEAR_TEXT = '节假日安排未公布，可能调整'

const EARTH_METRES = 6_371_000
/** Great-circle distance in metres between two WGS-84 positions `[lng, lat]`. */
export function metresBetween(a: readonly [number, number], b: readonly [number, number]): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180
  const [lat1, lat2] = [radians(a[1]), radians(b[1])]
  const half =
    Math.sin((lat2 - lat1) / 2) ** 2 + Math.cos(lat1) * Math.cos(lat2) * Math.sin(radians(b[0] - a[0]) / 2) ** 2
  return Math.round(2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(half))))
}

/** Who may look at the tree, each within the places granted. */
export const readerRoles = [
  'dispatcher',
  'hauler',
  'propertyManager',
  'communityWorker',
  'inspector',
  'subdistrictOfficer',
  'enforcementOfficer',
  'cityOfficer',
  'auditor',
  'administrator',
] as const satisfies readonly Role[]

/**
 * What someone may do to a place, by the place's path. Community workers keep the facts, the subdistrict the tree and
 * the rules.
 */
export type PlaceRight = 'read' | 'keepFacts' | 'keepSites' | 'shape' | 'setRules'
const rightRoles: Readonly<Record<PlaceRight, readonly Role[]>> = {
  read: readerRoles,
  keepFacts: ['communityWorker', 'subdistrictOfficer', 'cityOfficer', 'administrator'],
  keepSites: ['communityWorker', 'subdistrictOfficer', 'cityOfficer', 'administrator'],
  shape: ['subdistrictOfficer', 'cityOfficer', 'administrator'],
  setRules: ['subdistrictOfficer', 'cityOfficer', 'administrator'],
}

export const mayWithPlace = (actor: Actor, right: PlaceRight, path: readonly string[]): boolean =>
  actor.kind === 'system' || holdsRole(actor, rightRoles[right], path)

export const rightsAt = (actor: Actor, path: readonly string[]): PlaceRight[] =>
  (['read', 'keepFacts', 'keepSites', 'shape', 'setRules'] as const).filter((right) => mayWithPlace(actor, right, path))

/** A site's states: who keeps the sites of its place may pause, reopen and withdraw it; what is withdrawn stays so. */
export const siteMachine: readonly Transition<SiteStatus, SiteStatus, 'siteStaff', object>[] = [
  { from: ['open'], action: 'suspended', by: ['siteStaff'], to: 'suspended' },
  { from: ['suspended'], action: 'open', by: ['siteStaff'], to: 'open' },
  { from: ['open', 'suspended'], action: 'archived', by: ['siteStaff'], to: 'archived' },
]
