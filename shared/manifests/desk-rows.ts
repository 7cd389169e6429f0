// Rows of the register as staff see them. Masses are grams.
import { Id } from '../ids'
import { Day, Instant } from '../time'
import { Grams } from '../units'
import * as z from '../z'
import { Buckets, Kind, Litres } from './shapes'
import { producerKinds, warningKinds } from './vocabulary'

export const Revision = z.int().min(0)
export const Kinds = z.array(Kind).min(1, '至少选一种').max(2)
export const standings = ['active', 'ended'] as const

export const ProducerRow = z.object({
  id: Id,
  organisationId: Id,
  organisation: z.string(),
  /** The site: "东门店后厨". */
  name: z.string(),
  kind: z.enum(producerKinds),
  placeId: Id,
  placeName: z.string(),
  address: z.string(),
  seats: z.int().nullable(),
  mealsADay: z.int().nullable(),
  kinds: z.array(Kind),
  bucketLitres: Litres,
  usualBuckets: Buckets,
  /** The mall whose contract covers it. */
  umbrella: z.object({ id: Id, name: z.string() }).nullable(),
  onSite: z.object({ machine: z.string(), gramsADay: Grams, since: Day }).nullable(),
  /** Recurring pickups: ISO weekdays and a window; null without. */
  pickup: z.object({ weekdays: z.array(z.int()), from: z.string(), to: z.string() }).nullable(),
  contract: z.object({ id: Id, haulerId: Id, hauler: z.string(), to: Day }).nullable(),
  warnings: z.array(z.enum(warningKinds)),
  standing: z.enum(standings),
  lastHandedOn: Day.nullable(),
  /** What hangs at the back door; null for those who only read. */
  code: z.string().nullable(),
  revision: Revision,
  mayKeep: z.boolean(),
})
export type ProducerRow = z.infer<typeof ProducerRow>

export const ContractRow = z.object({
  id: Id,
  number: z.string(),
  producerId: Id,
  producer: z.string(),
  /** Covers the tenants of this producer too. */
  isUmbrella: z.boolean(),
  haulerId: Id,
  hauler: z.string(),
  kinds: z.array(Kind),
  from: Day,
  to: Day,
  /** The rate card that bills follow; null without fees. */
  rateCardId: Id.nullable(),
  standing: z.enum(['coming', 'current', 'over']),
  endedBecause: z.string().nullable(),
  mayKeep: z.boolean(),
})
export type ContractRow = z.infer<typeof ContractRow>

export const LicenceRow = z.object({
  id: Id,
  organisationId: Id,
  organisation: z.string(),
  number: z.string(),
  kinds: z.array(Kind),
  from: Day,
  to: Day,
  enteredBy: z.string(),
  enteredAt: Instant,
  /** The last day, where it was taken away before its end. */
  revokedOn: Day.nullable(),
  reason: z.string().nullable(),
  mayKeep: z.boolean(),
})
export type LicenceRow = z.infer<typeof LicenceRow>

export const VehicleRow = z.object({
  id: Id,
  haulerId: Id,
  hauler: z.string(),
  plate: z.string(),
  payloadGrams: Grams,
  standing: z.enum(standings),
  mayKeep: z.boolean(),
})
export type VehicleRow = z.infer<typeof VehicleRow>

export const ScaleRow = z.object({
  /** Of the device. */
  id: Id,
  name: z.string(),
  disposerId: Id,
  disposer: z.string(),
  mayKeep: z.boolean(),
})
export type ScaleRow = z.infer<typeof ScaleRow>

/** By area: producers that are active, under contract today, or treat on site; the rest have neither. */
export const Share = z.object({
  placeId: Id,
  placeName: z.string(),
  producers: z.int(),
  underContract: z.int(),
  onSite: z.int(),
})
