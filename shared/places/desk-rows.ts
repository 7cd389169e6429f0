// What the console's place tables show, what their forms send, and which roles may change what.
import { line } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import {
  FestivalShown,
  ManagementName,
  PlaceKindName,
  Position,
  ProfileKeyName,
  SentDuty,
  SentPosition,
  ShownDuty,
  SiteKindName,
  SiteRouteName,
  SiteShown,
  SiteWindow,
  StreamName,
} from './schemas'

export const keepers = ['communityWorker', 'subdistrictOfficer', 'cityOfficer', 'administrator'] as const
export const shapers = ['subdistrictOfficer', 'cityOfficer', 'administrator'] as const
export const city = ['cityOfficer', 'administrator'] as const

export const Right = z.enum(['read', 'keepFacts', 'keepSites', 'shape', 'setRules'])
export const Reason = line(100, 2)
export const Revision = z.int().min(0)

export const PlaceRow = z.object({
  id: Id,
  kind: PlaceKindName,
  kindName: z.string(),
  name: z.string(),
  code: z.string().nullable(),
  parentId: Id.nullable(),
  path: z.array(Id),
  pathNames: z.array(z.string()),
  profile: ProfileKeyName.nullable(),
  rural: z.boolean(),
  management: ManagementName.nullable(),
  companyId: Id.nullable(),
  companyName: z.string().nullable(),
  substituteName: z.string().nullable(),
  households: z.int(),
  position: Position.nullable(),
  status: z.enum(['active', 'archived']),
  settingsVersion: z.int(),
  childCount: z.int(),
  revision: Revision,
  rights: z.array(Right),
})
export type PlaceRow = z.infer<typeof PlaceRow>

export const placeFacts = {
  households: z.int().min(0).max(100_000),
  position: SentPosition.nullable(),
  management: ManagementName.nullable(),
  companyId: Id.nullable(),
  substituteName: line(40).nullable(),
}

/** A site as its staff see it: names readable. */
export const SiteRow = z.object({
  site: SiteShown,
  duties: z.array(ShownDuty),
  pathNames: z.array(z.string()),
  revision: Revision,
  rights: z.array(Right),
  /** Path of the public page, for its QR. */
  publicPath: z.string(),
})
export const siteFields = {
  kind: SiteKindName,
  name: line(40, 2),
  takes: z.array(SiteRouteName).min(1, '至少选一种收的东西').max(10),
  streams: z.array(StreamName).max(4),
  windows: z.array(SiteWindow).max(20),
  address: line(80),
  position: SentPosition.nullable(),
  keeper: line(20).nullable(),
  duties: z.array(SentDuty).max(12),
  note: line(120),
}

export const HolidayYearShown = z.object({
  year: z.int(),
  status: z.enum(['published', 'unknown']),
  source: z.string(),
  days: z.array(z.object({ day: Day, kind: z.enum(['holiday', 'workday']) })),
  festivals: z.array(FestivalShown),
  revision: Revision,
  updatedAt: Instant,
  updatedBy: z.string(),
  mayEdit: z.boolean(),
})
