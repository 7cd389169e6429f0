// Trips 车次: a truck's load from its kitchens to the disposer, who weighs it once. For the hauler, the disposer and the
// weighbridge that reports by itself.
import { line, pageInput, pageOf, route } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import { Grams } from '../units'
import * as z from '../z'
import { Correction, DeviceId, Kind, Reason, Signature } from './shapes'
import { tripActions } from './machine'
import {
  caseCauses,
  caseOutcomes,
  handoverStates,
  refusalReasons,
  tripGaps,
  tripStates,
  weightHows,
} from './vocabulary'

export const Trip = z.object({
  id: Id,
  haulerId: Id,
  hauler: z.string(),
  disposerId: Id,
  disposer: z.string(),
  plate: z.string(),
  day: Day,
  state: z.enum(tripStates),
  openedAt: Instant,
  /** Of its handovers: how many, what they come to, how much of that is estimated, how many without any weight. */
  sum: z.object({ handovers: z.int(), grams: Grams, estimatedGrams: Grams, unweighed: z.int() }),
  weighing: z
    .object({
      grossGrams: Grams,
      tareGrams: Grams,
      netGrams: Grams,
      at: Instant,
      byDevice: z.boolean(),
      /** How often it was weighed; the last one counts. */
      times: z.int(),
    })
    .nullable(),
  /** `accepted` + `refused` = net. */
  acceptedGrams: Grams.nullable(),
  refusedGrams: Grams.nullable(),
  refusal: z
    .object({ reason: z.enum(refusalReasons), text: z.string().nullable(), photoIds: z.array(Id), at: Instant })
    .nullable(),
  /** Disposers that sent this load away before. */
  refusedBefore: z.array(
    z.object({ disposer: z.string(), at: Instant, reason: z.enum(refusalReasons), text: z.string().nullable() }),
  ),
  /** Sum against net weight; null until it is weighed. */
  gap: z.enum(tripGaps).nullable(),
  gapGrams: z.int().nullable(),
  limitGrams: z.int().nullable(),
  case: z
    .object({
      cause: z.enum(caseCauses),
      openedAt: Instant,
      outcome: z.enum(caseOutcomes).nullable(),
      reason: z.string().nullable(),
      decidedAt: Instant.nullable(),
    })
    .nullable(),
  receivedAt: Instant.nullable(),
  closedAt: Instant.nullable(),
  signatures: z.array(Signature),
  corrections: z.array(Correction),
  hash: z.string(),
  version: z.int(),
  side: z.enum(['hauler', 'disposer']).nullable(),
  allowed: z.array(z.enum([...tripActions, 'askCorrection'])),
})
export type Trip = z.infer<typeof Trip>

/** A trip with the handovers on it; a disposer sees weights, not who the kitchens are. */
export const TripDetail = Trip.extend({
  handovers: z.array(
    z.object({
      id: Id,
      number: z.string(),
      producer: z.string().nullable(),
      kind: Kind,
      state: z.enum(handoverStates),
      buckets: z.int().nullable(),
      grams: Grams.nullable(),
      how: z.enum(weightHows).nullable(),
    }),
  ),
})
export type TripDetail = z.infer<typeof TripDetail>

const asOrganisation = { organisationId: Id }
const acting = { ...asOrganisation, deviceId: DeviceId }
const clock = { at: Instant, sentAt: Instant }
const base = ['ORGANISATION_NOT_YOURS', 'NOT_FOUND', 'WRONG_STATE'] as const
const selfDealing = ['MANIFEST_OWN_TRIP', 'MANIFEST_SAME_SIDE', 'MANIFEST_SAME_DEVICE'] as const

export const manifestTrips = {
  list: route({
    method: 'GET',
    path: '/api/manifests/trips',
    may: 'signedIn',
    /** For a disposer: also what is on its way. */
    input: z.strictObject({
      ...asOrganisation,
      ...pageInput,
      state: z.enum(tripStates).optional(),
      /** What a weighbridge waits for, or what it has done with. */
      waiting: z.enum(['true', 'false']).optional(),
      day: Day.optional(),
    }),
    output: pageOf(Trip),
    errors: ['ORGANISATION_NOT_YOURS'],
    summary: '我单位的车次（收运或处置）',
  }),
  get: route({
    method: 'GET',
    path: '/api/manifests/trips/:id',
    may: 'signedIn',
    input: z.strictObject({ id: Id, ...asOrganisation }),
    output: TripDetail,
    errors: ['ORGANISATION_NOT_YOURS', 'NOT_FOUND'],
    summary: '一个车次',
  }),
  open: route({
    method: 'POST',
    path: '/api/manifests/trips',
    may: 'signedIn',
    input: z.strictObject({ id: Id, ...acting, plate: line(10, 6), disposerId: Id, day: Day }),
    output: TripDetail,
    errors: [
      ...base,
      'MANIFEST_NOT_A_HAULER',
      'MANIFEST_NOT_A_DISPOSER',
      'MANIFEST_OWN_TRIP',
      'MANIFEST_TRIP_OPEN',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    summary: '出车（选车牌和处置单位）',
  }),
  cancel: route({
    method: 'POST',
    path: '/api/manifests/trips/:id/cancel',
    may: 'signedIn',
    input: z.strictObject({ id: Id, ...asOrganisation, reason: Reason }),
    output: TripDetail,
    errors: [...base, 'MANIFEST_TRIP_LOADED'],
    summary: '取消空车次',
  }),
  /** Handovers that lie on no trip yet. */
  load: route({
    method: 'POST',
    path: '/api/manifests/trips/:id/load',
    may: 'signedIn',
    input: z.strictObject({ id: Id, ...asOrganisation, handoverIds: z.array(Id).min(1).max(200) }),
    output: TripDetail,
    errors: [...base],
    summary: '把交接并入这一车',
  }),
  sign: route({
    method: 'POST',
    path: '/api/manifests/trips/:id/sign',
    may: 'signedIn',
    input: z.strictObject({ id: Id, ...acting, ...clock }),
    output: TripDetail,
    errors: [...base, ...selfDealing, 'MANIFEST_INCOMPLETE', 'MANIFEST_TIME_WRONG'],
    summary: '司机签字：送到了',
  }),
  redirect: route({
    method: 'POST',
    path: '/api/manifests/trips/:id/redirect',
    may: 'signedIn',
    input: z.strictObject({ id: Id, ...asOrganisation, disposerId: Id, reason: Reason }),
    output: TripDetail,
    errors: [...base, 'MANIFEST_NOT_A_DISPOSER', 'MANIFEST_OWN_TRIP', 'MANIFEST_TRIP_OPEN'],
    summary: '被拒收后改送另一家',
  }),
  weigh: route({
    method: 'POST',
    path: '/api/manifests/trips/:id/weigh',
    may: 'signedIn',
    input: z.strictObject({
      id: Id,
      weighingId: Id,
      ...acting,
      grossGrams: Grams,
      tareGrams: Grams,
      ...clock,
      /** Why it is weighed again; asked for from the second time on. */
      reason: line(100).optional(),
    }),
    output: TripDetail,
    errors: [
      ...base,
      ...selfDealing,
      'MANIFEST_TARE_WRONG',
      'MANIFEST_OVER_VEHICLE',
      'MANIFEST_WEIGHED_ALREADY',
      'MANIFEST_TIME_WRONG',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    summary: '过磅：满车、空车',
  }),
  receive: route({
    method: 'POST',
    path: '/api/manifests/trips/:id/receive',
    may: 'signedIn',
    input: z.strictObject({
      id: Id,
      ...acting,
      /** Together the net weight; 0 is a number. */
      acceptedGrams: Grams,
      refusedGrams: Grams,
      reason: z.enum(refusalReasons).optional(),
      text: line(100).optional(),
      photoIds: z.array(Id).max(4).optional(),
      ...clock,
    }),
    output: TripDetail,
    errors: [...base, ...selfDealing, 'MANIFEST_INCOMPLETE', 'MANIFEST_AMOUNTS_WRONG', 'MANIFEST_TIME_WRONG'],
    summary: '接收，或接收一部分',
  }),
  refuse: route({
    method: 'POST',
    path: '/api/manifests/trips/:id/refuse',
    may: 'signedIn',
    input: z.strictObject({
      id: Id,
      ...acting,
      reason: z.enum(refusalReasons),
      text: line(100, 2),
      photoIds: z.array(Id).min(1, '请拍照').max(4),
      ...clock,
    }),
    output: TripDetail,
    errors: [...base, ...selfDealing, 'MANIFEST_TIME_WRONG'],
    summary: '整车拒收（写明原因并拍照）',
  }),
  /** A weighbridge reports by itself: the same id, or the same `serial` of one device, counts once. */
  deviceWeigh: route({
    method: 'POST',
    path: '/api/manifests/device/weighings',
    may: ['device'],
    keyed: false,
    input: z.strictObject({
      id: Id,
      /** Counts the weighings of this device; always higher than the last one. */
      serial: z.int().min(1).max(1_000_000_000),
      plate: line(10, 6),
      grossGrams: Grams,
      tareGrams: Grams,
      ...clock,
    }),
    output: z.object({
      outcome: z.enum(['accepted', 'had']),
      tripId: Id,
      netGrams: Grams,
    }),
    errors: [
      'MANIFEST_NO_TRIP',
      'MANIFEST_NOT_A_DISPOSER',
      'MANIFEST_TARE_WRONG',
      'MANIFEST_OVER_VEHICLE',
      'MANIFEST_WEIGHED_ALREADY',
      'MANIFEST_TIME_WRONG',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    limit: { count: 60, seconds: 60 },
    summary: '地磅自动上报一次过磅',
  }),
} as const
