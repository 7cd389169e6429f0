// What is shown of handovers, kitchens and corrections, and the parts that inputs share. Masses are grams.
import { line } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import { Grams } from '../units'
import * as z from '../z'
import { isCode, plainCode } from './codes'
import { handoverActions } from './machine'
import {
  correctionStates,
  handoverStates,
  producerKinds,
  refusalReasons,
  sides,
  signatureWays,
  warningKinds,
  wasteKinds,
  weightHows,
} from './vocabulary'

export const Kind = z.enum(wasteKinds)
export const How = z.enum(weightHows)
export const Reason = line(100, 2)
/** Of the phone itself, made once and kept: both sides of a handover are never confirmed from one. */
export const DeviceId = line(64, 8)
/** Eight characters; spaces, dashes and small letters are put right. */
export const Code = z.string().max(20).overwrite(plainCode).refine(isCode, '编号不对，请照原样再核对一遍')
export const Buckets = z.int().min(0).max(200)
export const Litres = z.int().min(1).max(1_200)
/** Of each bucket: 4 is full. */
export const Quarters = z.int().min(0).max(4)
const Hash = z.string()

export const Signature = z.object({
  side: z.enum(sides),
  way: z.enum(signatureWays),
  at: Instant,
  receivedAt: Instant,
  /** The phone's clock was off by more than ten minutes and was put right. */
  isClockOff: z.boolean(),
  organisation: z.string(),
  /** "陈*"; null for a code or a weighbridge. */
  by: z.string().nullable(),
  hash: Hash,
  /** False once what it covers was changed. */
  holds: z.boolean(),
})
export type Signature = z.infer<typeof Signature>

/** What one side says. */
export const Said = z.object({
  buckets: Buckets.nullable(),
  litres: Litres.nullable(),
  quarters: Quarters.nullable(),
  grams: Grams.nullable(),
  how: How.nullable(),
  at: Instant,
})
export type Said = z.infer<typeof Said>

export const Correction = z.object({
  id: Id,
  of: z.enum(['handover', 'trip']),
  ofId: Id,
  /** Number of the handover, or plate of the trip. */
  ofName: z.string(),
  side: z.enum(sides),
  organisation: z.string(),
  reason: z.string(),
  /** What it is to be; absent fields stay. */
  change: z.object({
    buckets: Buckets.optional(),
    grams: Grams.optional(),
    how: How.optional(),
    acceptedGrams: Grams.optional(),
    refusedGrams: Grams.optional(),
  }),
  before: z.object({
    buckets: Buckets.nullable(),
    grams: Grams.nullable(),
    how: How.nullable(),
    acceptedGrams: Grams.nullable(),
    refusedGrams: Grams.nullable(),
  }),
  state: z.enum(correctionStates),
  askedAt: Instant,
  /** By when the other side answers; then staff decide. */
  dueOn: Day,
  answeredAt: Instant.nullable(),
  answer: z.string().nullable(),
  /** `answer`: accept or refuse. */
  allowed: z.array(z.enum(['answer', 'withdraw'])),
})
export type Correction = z.infer<typeof Correction>

export const Handover = z.object({
  id: Id,
  /** Eight characters; `showCode` writes them for people. */
  number: z.string(),
  producerId: Id,
  producer: z.string(),
  producerKind: z.enum(producerKinds),
  address: z.string(),
  haulerId: Id,
  hauler: z.string(),
  kind: Kind,
  day: Day,
  state: z.enum(handoverStates),
  /** Pickup window "21:00" to "23:00" where it was planned. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** When it happened, by the first side that said so. */
  at: Instant.nullable(),
  /** What stands: the driver's word where there is one, else the kitchen's. */
  buckets: Buckets.nullable(),
  litres: Litres.nullable(),
  quarters: Quarters.nullable(),
  /** 0 is a weight; null: nobody has said yet. */
  grams: Grams.nullable(),
  how: How.nullable(),
  density: z.string().nullable(),
  said: z.object({ producer: Said.nullable(), hauler: Said.nullable() }),
  /** Both have said something, and not the same. */
  differs: z.boolean(),
  refusal: z
    .object({
      reason: z.enum(refusalReasons),
      text: z.string().nullable(),
      /** Buckets left behind; all of them where the state is `refused`. */
      buckets: Buckets.nullable(),
      photoIds: z.array(Id),
      at: Instant,
    })
    .nullable(),
  tripId: Id.nullable(),
  plate: z.string().nullable(),
  isPaper: z.boolean(),
  isUnattended: z.boolean(),
  /** Arrived more than two days after it happened. */
  isLate: z.boolean(),
  photoIds: z.array(Id),
  warnings: z.array(z.enum(warningKinds)),
  signatures: z.array(Signature),
  corrections: z.array(Correction),
  /** What `confirm` sends back: the hash of what would be signed now. */
  hash: Hash,
  version: z.int(),
  /** As what the caller may act: null for staff who only read. */
  side: z.enum(['producer', 'hauler']).nullable(),
  allowed: z.array(z.enum([...handoverActions, 'askCorrection'])),
})
export type Handover = z.infer<typeof Handover>

/** A kitchen as its people and its hauler see it. */
export const Producer = z.object({
  id: Id,
  organisationId: Id,
  organisation: z.string(),
  name: z.string(),
  kind: z.enum(producerKinds),
  address: z.string(),
  kinds: z.array(Kind),
  bucketLitres: Litres,
  usualBuckets: Buckets,
  /** Treats on site: a machine, with what it can take in a day. */
  onSite: z.object({ machine: z.string(), gramsADay: Grams, since: Day }).nullable(),
  contract: z
    .object({ haulerId: Id, hauler: z.string(), kinds: z.array(Kind), from: Day, to: Day, isUmbrella: z.boolean() })
    .nullable(),
  warnings: z.array(z.enum(warningKinds)),
})
export type Producer = z.infer<typeof Producer>

/** What the kitchen's screen shows at once. */
export const Kitchen = z.object({
  today: Day,
  producer: Producer,
  /** The pickup of today; null where none is planned and nothing was handed over. */
  next: Handover.nullable(),
  /** 今日无产生 was said. */
  isNothing: z.boolean(),
  /** Where the other side, or this one, has not confirmed yet. */
  waiting: z.array(Handover),
  latest: z.array(Handover),
  /** Days of this month without a handover and without a word, up to yesterday. */
  missingDays: z.array(Day),
  lastOil: Handover.nullable(),
  /** Open corrections of either side. */
  corrections: z.array(Correction),
  /** What hangs at the back door; for the head and contact of the organisation alone. */
  code: z.string().nullable(),
})
export type Kitchen = z.infer<typeof Kitchen>
