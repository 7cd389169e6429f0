// The demo city 清川市: tree, sites, area rules and the working calendar. Everything is invented.
import type { AreaOverrides } from '@shared/places/settings'
import { now } from '../clock'
import type { SeedContext } from '../feature'
import { ensureHolidayYears } from './calendar'
import { Places, SettingsVersions, Sites, type Place } from './places.model'
import { namedBy } from './search-keys'
import { seedCompanyIds, seedPlace, seedPlaces, type SeedPlace } from './seed-ids'
import { seedSites } from './seed-sites'

const RULES: Readonly<Record<string, AreaOverrides>> = {
  qingchuan: { contact: { hotline: '0399-5550100' } },
  liuwan: { booking: { lookAheadDays: 21 }, contact: { hotline: '0399-5550121' } },
  huaiyin: { booking: { freeBulkyPiecesPerYear: 4, promiseHours: 48 }, contact: { hotline: '0399-5550141' } },
}

/** Writes the demo city. Called once on an empty database. */
export async function seedCity({ today, progress }: SeedContext): Promise<void> {
  const at = now()
  let compounds = 0
  const places = seedPlaces().map((place) => documentOf(place, place.kind === 'compound' ? compounds++ : -1, at))
  const sites = seedSites(at)
  await Places.insertMany(places)
  await Sites.insertMany(sites)
  await SettingsVersions.insertMany(
    Object.entries(RULES).map(([label, settings]) => ({
      _id: `${seedPlace(label).id}:1`,
      placeId: seedPlace(label).id,
      version: 1,
      settings,
      reason: '开通时设定',
      changedBy: 'system:seed',
      changedAt: at,
    })),
  )
  const year = Number(today.slice(0, 4))
  await ensureHolidayYears([year - 1, year, year + 1])
  const households = places.reduce((sum, place) => sum + place.households, 0)
  progress(`地点 ${places.length}个、点位 ${sites.length}个、计划户数 ${households}`)
}

function documentOf(place: SeedPlace, compound: number, at: Date): Place {
  const settings = RULES[place.label]
  return {
    _id: place.id,
    kind: place.kind,
    ...namedBy(place.name, place.code),
    ...(place.code ? { code: place.code } : {}),
    parentId: place.parentId,
    path: place.path,
    ...(place.kind === 'city' ? { profile: 'xuchang' as const } : {}),
    rural: place.rural,
    ...(settings ? { settings } : {}),
    settingsVersion: settings ? 1 : 0,
    ...(compound < 0 ? {} : managementOf(compound)),
    households: place.households,
    location: { type: 'Point', coordinates: place.at },
    status: 'active',
    revision: 0,
    createdAt: at,
    updatedAt: at,
  }
}

/** Of nine compounds seven have a company, one nobody, one a community standing in. */
function managementOf(compound: number): Pick<Place, 'management' | 'companyId' | 'substituteName'> {
  if (compound % 9 === 4) return { management: 'none' }
  if (compound % 9 === 7) return { management: 'substitute', substituteName: '社区居民委员会' }
  const companyId = seedCompanyIds[compound % seedCompanyIds.length]
  return companyId ? { management: 'company', companyId } : { management: 'none' }
}
