// Collections of places: the tree, the history of area rules, sites, holiday years and imports.
// Invariants held by indexes: a code names one place; a name is unique below its parent and kind while in use;
// a site's name is unique at its place while in use. Positions are WGS-84 `[lng, lat]`.
import { Schema } from 'mongoose'
import type { ProfileKey } from '@shared/places/profiles'
import type { AreaOverrides } from '@shared/places/settings'
import type { Window } from '@shared/places/rules'
import type {
  Datum,
  DutyLevel,
  ManagementKind,
  PlaceKind,
  SiteKind,
  SiteRoute,
  SiteStatus,
  Stream,
} from '@shared/places/vocabulary'
import { defineModel, type Document } from '../db'

export type GeoPoint = { type: 'Point'; coordinates: [number, number] }

export type Place = Document & {
  kind: PlaceKind
  name: string
  /** One for every way to write the name. */
  nameKey: string
  /**
   * GB/T 2260 or statistical division code (6, 9 or 12 digits); compounds may carry a code of their own. Always text.
   */
  code?: string
  parentId: string | null
  /** Ancestors from the city down, itself last. */
  path: string[]
  /** Region profile from here down; inherited where absent. */
  profile?: ProfileKey
  /** Villages are always rural; below, it is taken over from the parent unless told otherwise. */
  rural: boolean
  settings?: AreaOverrides
  /** Counts the changes of `settings`; 0 when there never was one. */
  settingsVersion: number
  management?: ManagementKind
  /** An organisation: the property company. */
  companyId?: string
  substituteName?: string
  households: number
  location?: GeoPoint
  status: 'active' | 'archived'
  /** Counts changes; a writer names the one it has seen. */
  revision: number
  /** Moved by whoever relies on it being in use (a new child, a new site), so that this and archiving conflict. */
  touches?: number
  /** Endings of the name, of its pinyin initials and of its pinyin: a search is an index prefix scan. */
  searchKeys: string[]
  createdAt: Date
  updatedAt: Date
}

const point = {
  type: new Schema(
    { type: { type: String, required: true }, coordinates: { type: [Number], required: true } },
    { _id: false },
  ),
}

export const Places = defineModel<Place>(
  'Place',
  'places',
  {
    kind: { type: String, required: true },
    name: { type: String, required: true },
    nameKey: { type: String, required: true },
    code: String,
    parentId: { type: String, default: null },
    path: { type: [String], required: true },
    profile: String,
    rural: { type: Boolean, required: true },
    settings: { type: Object },
    settingsVersion: { type: Number, required: true },
    management: String,
    companyId: String,
    substituteName: String,
    households: { type: Number, required: true },
    location: point,
    status: { type: String, required: true },
    revision: { type: Number, required: true },
    touches: Number,
    searchKeys: { type: [String], required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  [
    { fields: { code: 1 }, unique: true, where: { code: { $exists: true } } },
    { fields: { parentId: 1, kind: 1, nameKey: 1 }, unique: true, where: { status: 'active' } },
    { fields: { parentId: 1, name: 1, _id: 1 } },
    { fields: { path: 1, kind: 1, _id: 1 } },
    { fields: { searchKeys: 1, kind: 1 } },
    { fields: { companyId: 1 } },
    { fields: { location: '2dsphere' } },
  ],
)

/** Every set of rules an area ever had; never changed. `_id` = place:version. */
export type SettingsVersion = Document & {
  placeId: string
  version: number
  settings: AreaOverrides
  reason: string
  changedBy: string
  changedAt: Date
}

/** A place that got another parent, and how many documents that live there have followed. */
export type PlaceMove = Document & {
  placeId: string
  from: string[]
  to: string[]
  reason: string
  movedBy: string
  movedAt: Date
  status: 'running' | 'finished'
  done: number
  /** Places below that moved along, in the same transaction. */
  below: number
  finishedAt?: Date
}

export const PlaceMoves = defineModel<PlaceMove>(
  'PlaceMove',
  'placeMoves',
  {
    placeId: { type: String, required: true },
    from: { type: [String], required: true },
    to: { type: [String], required: true },
    reason: { type: String, required: true },
    movedBy: { type: String, required: true },
    movedAt: { type: Date, required: true },
    status: { type: String, required: true },
    done: { type: Number, required: true },
    below: { type: Number, required: true },
    finishedAt: Date,
  },
  [{ fields: { placeId: 1, movedAt: -1 } }],
)

export const SettingsVersions = defineModel<SettingsVersion>(
  'PlaceSettingsVersion',
  'placeSettingsVersions',
  {
    placeId: { type: String, required: true },
    version: { type: Number, required: true },
    settings: { type: Object, required: true },
    reason: { type: String, required: true },
    changedBy: { type: String, required: true },
    changedAt: { type: Date, required: true },
  },
  [{ fields: { placeId: 1, version: -1 }, unique: true }],
)

/** A person in charge; `nameSealed` is bound to the site's id. */
export type Duty = { level: DutyLevel; title: string; nameSealed: string; phoneSealed?: string }

export type Site = Document & {
  kind: SiteKind
  name: string
  /** As with places. */
  nameKey: string
  placeId: string
  placePath: string[]
  takes: SiteRoute[]
  streams: Stream[]
  windows: Window[]
  address: string
  location?: GeoPoint
  /** Datum the position arrived in, for tracing. */
  datum?: Datum
  keeperSealed?: string
  duties: Duty[]
  status: SiteStatus
  statusReason?: string
  note: string
  revision: number
  createdAt: Date
  updatedAt: Date
}

const windowFields = new Schema(
  {
    weekdays: { type: [Number], required: true },
    from: { type: String, required: true },
    to: { type: String, required: true },
  },
  { _id: false },
)
const dutyFields = new Schema(
  {
    level: { type: String, required: true },
    title: String,
    nameSealed: { type: String, required: true },
    phoneSealed: String,
  },
  { _id: false },
)

export const Sites = defineModel<Site>(
  'Site',
  'sites',
  {
    kind: { type: String, required: true },
    name: { type: String, required: true },
    nameKey: { type: String, required: true },
    placeId: { type: String, required: true },
    placePath: { type: [String], required: true },
    takes: { type: [String], required: true },
    streams: { type: [String], required: true },
    windows: { type: [windowFields], required: true },
    address: { type: String, default: '' },
    location: point,
    datum: String,
    keeperSealed: String,
    duties: { type: [dutyFields], required: true },
    status: { type: String, required: true },
    statusReason: String,
    note: { type: String, default: '' },
    revision: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  [
    { fields: { placeId: 1, nameKey: 1 }, unique: true, where: { status: { $in: ['open', 'suspended'] } } },
    { fields: { placePath: 1, kind: 1, _id: 1 } },
    { fields: { placePath: 1, status: 1, _id: 1 } },
    { fields: { placePath: 1, name: 1, _id: 1 } },
    { fields: { kind: 1, status: 1 } },
    { fields: { takes: 1, status: 1 } },
    { fields: { location: '2dsphere', takes: 1, status: 1 } },
  ],
)

/** A named stretch with its own collection calendar; `text` stands on the date screen. */
export type Festival = { name: string; from: string; to: string; text: string }

/** One calendar year as the State Council announced it; `unknown` until it has. `_id` is the year. */
export type HolidayYear = Document & {
  year: number
  status: 'published' | 'unknown'
  source: string
  days: Record<string, 'holiday' | 'workday'>
  festivals: Festival[]
  revision: number
  updatedAt: Date
  updatedBy: string
}

export const HolidayYears = defineModel<HolidayYear>(
  'HolidayYear',
  'holidayYears',
  {
    year: { type: Number, required: true },
    status: { type: String, required: true },
    source: { type: String, required: true },
    days: { type: Object, required: true },
    festivals: { type: [Object], required: true },
    revision: { type: Number, required: true },
    updatedAt: { type: Date, required: true },
    updatedBy: { type: String, required: true },
  },
  [{ fields: { year: 1 }, unique: true }],
)
