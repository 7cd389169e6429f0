// Tables out: places, sites and holidays as CSV or Excel in the columns of the import. An export is audited with its
// filter; names of keepers are masked in it.
import { scopeOf, type Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { placesDesk } from '@shared/places/desk-contract'
import { profiles } from '@shared/places/profiles'
import { readerRoles, showWindows } from '@shared/places/rules'
import {
  importKindNames,
  managementNames,
  placeKindNames,
  siteKindNames,
  siteRouteNames,
  streamNames,
  type ImportKind,
} from '@shared/places/vocabulary'
import { dayOf } from '@shared/time'
import { auditRead } from '../audit'
import { now } from '../clock'
import { maskName, unseal } from '../field-cipher'
import type { FileAnswer } from '../http/implement'
import { headsOf } from '../imports/imports'
import { MAX_SHEET_ROWS, sheetContentType, writeSheet, type Cell, type SheetFormat } from '../sheets'
import { columns } from './columns'
import { managingCompanies } from './companies'
import { placesByIds } from './places'
import { HolidayYears, Places, Sites, type HolidayYear, type Place, type Site } from './places.model'
import { requireRight } from './tree'

async function file(
  what: ImportKind,
  format: SheetFormat,
  rows: readonly (readonly Cell[])[],
  title: string,
): Promise<FileAnswer> {
  return {
    contentType: sheetContentType[format],
    filename: `${title}.${format}`,
    body: await writeSheet(format, headsOf({ columns: columns[what] }), rows, importKindNames[what]),
  }
}

/** @throws DomainError NOT_FOUND, EXPORT_TOO_LONG */
export async function exportSheet(
  actor: Actor,
  { what, format, placeId }: ParsedOf<typeof placesDesk.exportSheet>,
): Promise<FileAnswer> {
  const root = placeId ? await requireRight(actor, 'read', placeId) : null
  const scope = root ? [root._id] : scopeOf(actor, readerRoles)
  const rows =
    what === 'places' ? await placeRows(scope) : what === 'sites' ? await siteRows(scope) : await holidayRows()
  await auditRead(actor, {
    action: 'places.export',
    subject: `exports/${what}`,
    placePath: root?.path ?? [],
    details: { format, placeId: placeId ?? null, rows: rows.length },
  })
  return file(what, format, rows, `${importKindNames[what]}-${dayOf(now())}`)
}

function requireShort<T>(found: T[]): T[] {
  if (found.length > MAX_SHEET_ROWS) throw new DomainError('EXPORT_TOO_LONG')
  return found
}

/** Paths in names by place id, and codes, for places and everything above them. */
async function directoryOf(
  paths: readonly (readonly string[])[],
): Promise<{ text: (path: readonly string[]) => string; code: (id: string | null | undefined) => string }> {
  const byId = new Map((await placesByIds(paths.flat())).map((place) => [place._id, place]))
  return {
    text: (path) => path.map((id) => byId.get(id)?.name ?? '').join('/'),
    code: (id) => (id ? (byId.get(id)?.code ?? '') : ''),
  }
}

async function placeRows(scope: readonly string[]): Promise<Cell[][]> {
  const places = requireShort(
    await Places.find({ path: { $in: scope }, status: 'active' })
      .limit(MAX_SHEET_ROWS + 1)
      .lean<Place[]>(),
  )
  const directory = await directoryOf(places.map((place) => place.path))
  const companyNames = await managingCompanies().names(places.flatMap((place) => place.companyId ?? []))
  const sorted = places
    .map((place) => ({ place, text: directory.text(place.path) }))
    .sort((a, b) => a.place.path.length - b.place.path.length || (a.text < b.text ? -1 : 1))
  return sorted.map(({ place }) => [
    placeKindNames[place.kind],
    place.name,
    place.code ?? '',
    directory.code(place.parentId),
    directory.text(place.path.slice(0, -1)),
    place.rural ? '农村' : '城镇',
    place.households,
    place.management ? managementNames[place.management] : '',
    place.companyId ? (companyNames.get(place.companyId) ?? '') : '',
    place.substituteName ?? '',
    place.location?.coordinates[0] ?? null,
    place.location?.coordinates[1] ?? null,
    place.profile ? profiles[place.profile].name : '',
  ])
}

async function siteRows(scope: readonly string[]): Promise<Cell[][]> {
  const sites = requireShort(
    await Sites.find({ placePath: { $in: scope }, status: { $ne: 'archived' } })
      .limit(MAX_SHEET_ROWS + 1)
      .lean<Site[]>(),
  )
  const directory = await directoryOf(sites.map((site) => site.placePath))
  return sites.map((site) => [
    siteKindNames[site.kind],
    site.name,
    directory.code(site.placeId),
    directory.text(site.placePath),
    site.takes.map((route) => siteRouteNames[route]).join('、'),
    site.streams.map((stream) => streamNames[stream]).join('、'),
    showWindows(site.windows),
    site.address,
    site.location?.coordinates[0] ?? null,
    site.location?.coordinates[1] ?? null,
    site.keeperSealed ? maskName(unseal(site.keeperSealed, site._id)) : '',
    site.note,
  ])
}

async function holidayRows(): Promise<Cell[][]> {
  const years = await HolidayYears.find({ status: 'published' }).sort({ year: 1 }).lean<HolidayYear[]>()
  return years.flatMap((year) =>
    Object.entries(year.days)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([day, kind]) => [
        day,
        kind === 'holiday' ? '放假' : '上班',
        year.festivals.find((festival) => festival.from <= day && day <= festival.to)?.name ?? '',
        year.source,
      ]),
  )
}
