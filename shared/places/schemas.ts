// The shapes of places and sites that both contracts share. Positions are `{ lng, lat }`; what is stored and answered
// is WGS-84, what is sent may name another datum and is converted at the edge.
import { line } from '../contract'
import { Id } from '../ids'
import { Clock, Day, Instant } from '../time'
import { plainPhone } from '../phones'
import * as z from '../z'
import { profileKeys } from './profiles'
import {
  datums,
  dutyLevels,
  importKinds,
  managementKinds,
  placeKinds,
  siteKinds,
  siteRoutes,
  siteStatuses,
  streams,
} from './vocabulary'

export const PlaceKindName = z.enum(placeKinds)
export const ProfileKeyName = z.enum(profileKeys)
export const SiteKindName = z.enum(siteKinds)
export const SiteRouteName = z.enum(siteRoutes)
export const StreamName = z.enum(streams)
export const SiteStatusName = z.enum(siteStatuses)
export const ManagementName = z.enum(managementKinds)
export const DatumName = z.enum(datums)
export const ImportKindName = z.enum(importKinds)

/**
 * Division codes are 6, 9 or 12 digits (GB/T 2260, 统计用区划代码); a compound's own code may carry letters. Text, never a
 * number.
 */
export const PlaceCode = z
  .string()
  .trim()
  .min(1)
  .max(24)
  .regex(/^[0-9A-Za-z-]+$/, '代码只能有数字、字母和横线')

export const Position = z.strictObject({ lng: z.number().min(-180).max(180), lat: z.number().min(-90).max(90) })
export type Position = z.infer<typeof Position>
/** A position as someone sends it; WGS-84 unless said otherwise. */
export const SentPosition = z.strictObject({
  lng: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
  datum: DatumName.optional(),
})

export const SiteWindow = z.strictObject({
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7),
  from: Clock,
  to: Clock,
})
export const SentDuty = z.strictObject({
  level: z.enum(dutyLevels),
  title: line(30),
  name: line(20, 1),
  phone: z
    .string()
    .max(40)
    .overwrite(plainPhone)
    .regex(/^[0-9-]{0,20}$/, '电话只能有数字和横线')
    .optional(),
})
/** Outside the staff of the place the name is masked (王**) and the phone absent. */
export const ShownDuty = z.object({
  level: z.enum(dutyLevels),
  levelName: z.string(),
  title: z.string(),
  name: z.string(),
  phone: z.string().nullable(),
})

/** What picking an address needs to know of a place. */
export const PlaceBrief = z.object({
  id: Id,
  kind: PlaceKindName,
  name: z.string(),
  path: z.array(Id),
  /** Names from the city down, its own last. */
  pathNames: z.array(z.string()),
  rural: z.boolean(),
})
export type PlaceBrief = z.infer<typeof PlaceBrief>

export const CategoryShown = z.object({
  key: z.string(),
  name: z.string(),
  aka: z.array(z.string()),
  colourName: z.string(),
  colour: z.string(),
  stream: StreamName,
  splitBy: z.enum(['household', 'collector']),
  within: z.string().nullable(),
})
export const SchemeShown = z.object({
  title: z.string(),
  categories: z.array(CategoryShown),
  source: z.string(),
  note: z.string().nullable(),
})

export const FestivalShown = z.object({ name: z.string(), from: Day, to: Day, text: z.string() })
export const SentFestival = z.strictObject({ name: line(12, 1), from: Day, to: Day, text: line(120, 1) })

/** A site as anyone may see it. */
export const SiteShown = z.object({
  id: Id,
  kind: SiteKindName,
  kindName: z.string(),
  name: z.string(),
  placeId: Id,
  placeName: z.string(),
  address: z.string(),
  takes: z.array(SiteRouteName),
  streams: z.array(StreamName),
  windows: z.array(SiteWindow),
  /** "每天 07:00–09:00、19:00–21:00" */
  hoursText: z.string(),
  open: z.boolean(),
  openUntil: Instant.nullable(),
  opensAt: Instant.nullable(),
  /** "现在开放,到09:00" · "现在关闭,明天07:00开放" */
  openText: z.string(),
  position: Position.nullable(),
  keeper: z.string().nullable(),
  note: z.string(),
  status: SiteStatusName,
  statusReason: z.string().nullable(),
})
export type SiteShown = z.infer<typeof SiteShown>
