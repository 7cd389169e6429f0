// Manifests at the desk: the register of producers, contracts and licences, what was handed over and driven in the
// area, cases of trips, corrections that nobody answered, the share under contract. Masses are grams.
import { countedPageOf, line, listInput, route } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import { Grams } from '../units'
import * as z from '../z'
import { Buckets, Correction, Handover, Kind, Litres, Reason } from './contract'
import { licenceKeepers, manifestDeciders, manifestKeepers, manifestReaders } from './rules'
import { Trip, TripDetail } from './trips-contract'
import {
  caseOutcomes,
  correctionStates,
  handoverStates,
  producerKinds,
  tripGaps,
  tripStates,
  warningKinds,
} from './vocabulary'

const Revision = z.int().min(0)
const Kinds = z.array(Kind).min(1, '至少选一种').max(2)
const standings = ['active', 'ended'] as const

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

const producerFields = {
  name: line(30, 2),
  kind: z.enum(producerKinds),
  placeId: Id,
  address: line(60, 2),
  seats: z.int().min(0).max(100_000).nullable(),
  mealsADay: z.int().min(0).max(1_000_000).nullable(),
  kinds: Kinds,
  bucketLitres: Litres,
  usualBuckets: Buckets,
  umbrellaId: Id.nullable(),
  onSite: z.strictObject({ machine: line(40, 2), gramsADay: Grams, since: Day }).nullable(),
  pickup: z
    .strictObject({
      weekdays: z.array(z.int().min(1).max(7)).min(1).max(7),
      from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, '时间应形如 21:00'),
      to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, '时间应形如 23:00'),
    })
    .nullable(),
}

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

/** By area: producers that are active, under contract today, or treat on site; the rest have neither. */
export const Share = z.object({
  placeId: Id,
  placeName: z.string(),
  producers: z.int(),
  underContract: z.int(),
  onSite: z.int(),
})

const mayRead = manifestReaders

export const manifestsDesk = {
  producers: route({
    method: 'GET',
    path: '/api/manifests/desk/producers',
    may: mayRead,
    input: z.strictObject({
      ...listInput('-createdAt', 'createdAt'),
      q: line(40).optional(),
      kind: z.enum(producerKinds).optional(),
      standing: z.enum(standings).optional(),
      placeId: Id.optional(),
      /** Only those without a contract today that do not treat on site. */
      uncovered: z.enum(['true', 'false']).optional(),
    }),
    output: countedPageOf(ProducerRow),
    summary: '餐厨产生单位登记册（本片区）',
  }),
  producer: route({
    method: 'GET',
    path: '/api/manifests/desk/producers/:id',
    may: mayRead,
    input: z.strictObject({ id: Id }),
    output: ProducerRow,
    errors: ['NOT_FOUND'],
    summary: '一个产生点',
  }),
  createProducer: route({
    method: 'POST',
    path: '/api/manifests/desk/producers',
    may: manifestKeepers,
    input: z.strictObject({ id: Id, organisationId: Id, ...producerFields }),
    output: ProducerRow,
    errors: ['NOT_FOUND', 'ORGANISATION_ENDED', 'MANIFEST_NAME_TAKEN', 'IDEMPOTENCY_KEY_REUSED'],
    summary: '登记产生点',
  }),
  updateProducer: route({
    method: 'PUT',
    path: '/api/manifests/desk/producers/:id',
    may: manifestKeepers,
    input: z.strictObject({ id: Id, revision: Revision, ...producerFields }),
    output: ProducerRow,
    errors: ['NOT_FOUND', 'MANIFEST_NAME_TAKEN', 'CHANGED_MEANWHILE', 'WRONG_STATE'],
    summary: '修改产生点',
  }),
  endProducer: route({
    method: 'POST',
    path: '/api/manifests/desk/producers/:id/end',
    may: manifestKeepers,
    input: z.strictObject({ id: Id, reason: Reason }),
    output: ProducerRow,
    errors: ['NOT_FOUND', 'MANIFEST_IN_USE', 'WRONG_STATE'],
    summary: '停用产生点（先办完协议和联单）',
  }),
  renewCode: route({
    method: 'POST',
    path: '/api/manifests/desk/producers/:id/code',
    may: manifestKeepers,
    input: z.strictObject({ id: Id, revision: Revision, reason: Reason }),
    output: ProducerRow,
    errors: ['NOT_FOUND', 'CHANGED_MEANWHILE', 'WRONG_STATE'],
    summary: '换发交接码（旧的立即作废）',
  }),
  contracts: route({
    method: 'GET',
    path: '/api/manifests/desk/contracts',
    may: mayRead,
    input: z.strictObject({
      ...listInput('to', '-to'),
      producerId: Id.optional(),
      haulerId: Id.optional(),
      placeId: Id.optional(),
      standing: z.enum(['coming', 'current', 'over']).optional(),
    }),
    output: countedPageOf(ContractRow),
    summary: '收运协议（本片区）',
  }),
  createContract: route({
    method: 'POST',
    path: '/api/manifests/desk/contracts',
    may: manifestKeepers,
    input: z.strictObject({
      id: Id,
      number: line(40, 2),
      producerId: Id,
      isUmbrella: z.boolean(),
      haulerId: Id,
      kinds: Kinds,
      from: Day,
      to: Day,
      rateCardId: Id.nullable(),
    }),
    output: ContractRow,
    errors: [
      'NOT_FOUND',
      'MANIFEST_DAYS_WRONG',
      'MANIFEST_CONTRACT_OVERLAPS',
      'MANIFEST_NO_LICENCE',
      'MANIFEST_NOT_A_HAULER',
      'MANIFEST_OWN_WASTE',
      'WRONG_STATE',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    summary: '登记收运协议',
  }),
  endContract: route({
    method: 'POST',
    path: '/api/manifests/desk/contracts/:id/end',
    may: manifestKeepers,
    input: z.strictObject({ id: Id, lastDay: Day, reason: Reason }),
    output: ContractRow,
    errors: ['NOT_FOUND', 'MANIFEST_DAYS_WRONG', 'WRONG_STATE'],
    summary: '提前结束收运协议',
  }),
  licences: route({
    method: 'GET',
    path: '/api/manifests/desk/licences',
    may: mayRead,
    input: z.strictObject({ ...listInput('to', '-to'), organisationId: Id.optional() }),
    output: countedPageOf(LicenceRow),
    summary: '收运单位的经营许可',
  }),
  enterLicence: route({
    method: 'POST',
    path: '/api/manifests/desk/licences',
    may: licenceKeepers,
    input: z.strictObject({ id: Id, organisationId: Id, number: line(40, 4), kinds: Kinds, from: Day, to: Day }),
    output: LicenceRow,
    errors: ['MANIFEST_NOT_A_HAULER', 'MANIFEST_LICENCE_TAKEN', 'MANIFEST_DAYS_WRONG', 'IDEMPOTENCY_KEY_REUSED'],
    summary: '登记经营许可',
  }),
  revokeLicence: route({
    method: 'POST',
    path: '/api/manifests/desk/licences/:id/revoke',
    may: licenceKeepers,
    input: z.strictObject({ id: Id, lastDay: Day, reason: Reason }),
    output: LicenceRow,
    errors: ['NOT_FOUND', 'MANIFEST_DAYS_WRONG', 'WRONG_STATE'],
    summary: '吊销或注销经营许可（已收的照常办结）',
  }),
  vehicles: route({
    method: 'GET',
    path: '/api/manifests/desk/vehicles',
    may: mayRead,
    input: z.strictObject({ ...listInput('plate'), haulerId: Id.optional() }),
    output: countedPageOf(VehicleRow),
    summary: '收运车辆',
  }),
  enterVehicle: route({
    method: 'POST',
    path: '/api/manifests/desk/vehicles',
    may: licenceKeepers,
    input: z.strictObject({ id: Id, haulerId: Id, plate: line(10, 6), payloadGrams: Grams }),
    output: VehicleRow,
    errors: ['MANIFEST_NOT_A_HAULER', 'MANIFEST_PLATE_TAKEN', 'IDEMPOTENCY_KEY_REUSED'],
    summary: '登记收运车辆（核定载重）',
  }),
  endVehicle: route({
    method: 'POST',
    path: '/api/manifests/desk/vehicles/:id/end',
    may: licenceKeepers,
    input: z.strictObject({ id: Id, reason: Reason }),
    output: VehicleRow,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '停用收运车辆',
  }),
  scales: route({
    method: 'GET',
    path: '/api/manifests/desk/scales',
    may: mayRead,
    input: z.strictObject({}),
    output: z.object({ items: z.array(ScaleRow) }),
    summary: '自动上报的地磅',
  }),
  bindScale: route({
    method: 'POST',
    path: '/api/manifests/desk/scales',
    may: licenceKeepers,
    stepUp: true,
    input: z.strictObject({ deviceId: Id, name: line(40, 2), disposerId: Id }),
    output: ScaleRow,
    errors: ['NOT_FOUND', 'MANIFEST_NOT_A_DISPOSER'],
    summary: '把一台设备登记为处置单位的地磅',
  }),
  share: route({
    method: 'GET',
    path: '/api/manifests/desk/share',
    may: mayRead,
    input: z.strictObject({ placeId: Id.optional() }),
    output: z.object({ day: Day, total: Share, areas: z.array(Share) }),
    errors: ['NOT_FOUND'],
    summary: '签约率：登记的产生点里有协议或就地处理的',
  }),
  handovers: route({
    method: 'GET',
    path: '/api/manifests/desk/handovers',
    may: mayRead,
    input: z.strictObject({
      ...listInput('-day', 'day'),
      state: z.enum(handoverStates).optional(),
      kind: Kind.optional(),
      producerId: Id.optional(),
      haulerId: Id.optional(),
      placeId: Id.optional(),
      from: Day.optional(),
      to: Day.optional(),
    }),
    output: countedPageOf(Handover),
    errors: ['NOT_FOUND'],
    summary: '交接记录（本片区）',
  }),
  handover: route({
    method: 'GET',
    path: '/api/manifests/desk/handovers/:id',
    may: mayRead,
    input: z.strictObject({ id: Id }),
    output: Handover,
    errors: ['NOT_FOUND'],
    summary: '一次交接的全部内容',
  }),
  trips: route({
    method: 'GET',
    path: '/api/manifests/desk/trips',
    may: mayRead,
    input: z.strictObject({
      ...listInput('-day', 'day'),
      state: z.enum(tripStates).optional(),
      gap: z.enum(tripGaps).optional(),
      haulerId: Id.optional(),
      disposerId: Id.optional(),
      from: Day.optional(),
      to: Day.optional(),
    }),
    output: countedPageOf(Trip),
    summary: '车次（本片区）',
  }),
  trip: route({
    method: 'GET',
    path: '/api/manifests/desk/trips/:id',
    may: mayRead,
    input: z.strictObject({ id: Id }),
    output: TripDetail,
    errors: ['NOT_FOUND'],
    summary: '一个车次的全部内容',
  }),
  decideCase: route({
    method: 'POST',
    path: '/api/manifests/desk/trips/:id/case',
    may: manifestDeciders,
    stepUp: true,
    input: z.strictObject({ id: Id, outcome: z.enum(caseOutcomes), reason: line(200, 2) }),
    output: TripDetail,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'DECIDES_OWN_CASE'],
    summary: '车次核查的结论（写明原因，随之办结）',
  }),
  corrections: route({
    method: 'GET',
    path: '/api/manifests/desk/corrections',
    may: mayRead,
    input: z.strictObject({ ...listInput('-askedAt', 'askedAt'), state: z.enum(correctionStates).optional() }),
    output: countedPageOf(Correction),
    summary: '更正（本片区）',
  }),
  decideCorrection: route({
    method: 'POST',
    path: '/api/manifests/desk/corrections/:id/decide',
    may: manifestDeciders,
    stepUp: true,
    input: z.strictObject({ id: Id, accept: z.boolean(), reason: line(200, 2) }),
    output: Correction,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'DECIDES_OWN_CASE', 'MANIFEST_OVER_VEHICLE'],
    summary: '对方五个工作日没有答复的更正，由工作人员决定',
  }),
  counts: route({
    method: 'GET',
    path: '/api/manifests/counts',
    may: 'anyone',
    input: z.strictObject({
      month: z
        .string()
        .regex(/^(19|20|21)\d{2}-(0[1-9]|1[0-2])$/)
        .optional(),
    }),
    output: z.object({
      month: z.string(),
      /** Handovers that took place, and those of them that are closed. */
      opened: z.int(),
      closed: z.int(),
      trips: z.int(),
      tripsClosed: z.int(),
    }),
    summary: '联单开出和办结的数量（公开）',
  }),
} as const
