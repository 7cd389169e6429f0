// Manifests for those who hand over and collect: the kitchen with its one key, the night of a truck with its rows of a
// phone without a network, what both sides see of one handover, and corrections. Trips and the weighbridge stand in
// trips-contract.ts, the register and staff in desk-contract.ts. Who acts says for whom (`organisationId`,
// one of GET /api/me/organisations); masses are grams.
import { line, pageInput, pageOf, route } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import { Grams } from '../units'
import * as z from '../z'
import { NUMBERS_A_PHONE } from './rules'
import {
  Buckets,
  Code,
  Correction,
  DeviceId,
  Handover,
  How,
  Kind,
  Kitchen,
  Litres,
  Producer,
  Quarters,
  Reason,
} from './shapes'
import { correctionStates, handoverStates, refusalReasons } from './vocabulary'

export * from './shapes'

/** The format of rows that this server reads. */
export const ROW_FORMAT = 1
export const MOST_ROWS = 200

const rowFields = {
  format: z.int().min(1).max(99),
  id: Id,
  /** What the phone's clock showed. */
  at: Instant,
}
/** Where it was taken; a planned pickup, or the id of a new handover made on the phone. */
const aboutHandover = { handoverId: Id, producerId: Id, kind: Kind, day: Day, tripId: Id.nullable() }

export const CollectRow = z.strictObject({
  ...rowFields,
  row: z.literal('collect'),
  ...aboutHandover,
  /** One of the numbers that this phone has with it; null: the server gives one. */
  number: Code.nullable(),
  buckets: Buckets.nullable(),
  litres: Litres.nullable(),
  quarters: Quarters.nullable(),
  /** From a scale; null where buckets are estimated. */
  grams: Grams.nullable(),
  /** The code that hangs at the kitchen, where nobody was there. */
  code: Code.nullable(),
  /** Part of it was left behind. */
  left: z
    .strictObject({
      buckets: Buckets,
      reason: z.enum(refusalReasons),
      text: line(100).nullable(),
      photoIds: z.array(Id).max(4),
    })
    .nullable(),
  photoIds: z.array(Id).max(4),
})
export const RefuseRow = z.strictObject({
  ...rowFields,
  row: z.literal('refuse'),
  ...aboutHandover,
  reason: z.enum(refusalReasons),
  text: line(100).nullable(),
  photoIds: z.array(Id).max(4),
})
export const TripRow = z.strictObject({
  ...rowFields,
  row: z.literal('trip'),
  tripId: Id,
  plate: line(10, 6),
  disposerId: Id,
  day: Day,
})
export const DeliverRow = z.strictObject({ ...rowFields, row: z.literal('deliver'), tripId: Id })
export const Row = z.discriminatedUnion('row', [CollectRow, RefuseRow, TripRow, DeliverRow])
export type Row = z.infer<typeof Row>

export const RowAnswer = z.object({
  id: Id,
  /** `had`: it went in before; `waits`: what it needs is not here yet, send it again. */
  outcome: z.enum(['accepted', 'had', 'waits', 'refused']),
  code: z.string().nullable(),
  text: z.string().nullable(),
  handoverId: Id.nullable(),
  state: z.string().nullable(),
})
export type RowAnswer = z.infer<typeof RowAnswer>

const asOrganisation = { organisationId: Id }
const acting = { ...asOrganisation, deviceId: DeviceId }
const refusals = [
  'ORGANISATION_NOT_YOURS',
  'NOT_FOUND',
  'WRONG_STATE',
  'MANIFEST_OWN_WASTE',
  'MANIFEST_SAME_SIDE',
  'MANIFEST_SAME_DEVICE',
] as const

/** SHA-256 of what is signed, base64url. */
const ContentHash = z.string().regex(/^[\w-]{43}$/)

export const manifests = {
  /** The kitchens of an organisation, tenants of its umbrella too. */
  producers: route({
    method: 'GET',
    path: '/api/manifests/producers',
    may: 'signedIn',
    input: z.strictObject(asOrganisation),
    output: z.object({ items: z.array(Producer) }),
    errors: ['ORGANISATION_NOT_YOURS'],
    summary: '我单位的餐厨产生点',
  }),
  kitchen: route({
    method: 'GET',
    path: '/api/manifests/producers/:id/kitchen',
    may: 'signedIn',
    input: z.strictObject({ id: Id, ...asOrganisation }),
    output: Kitchen,
    errors: ['ORGANISATION_NOT_YOURS', 'NOT_FOUND'],
    summary: '餐厨交接一页：今天、待确认、最近几次',
  }),
  /** The one key: "今天 3桶". The same id again is answered the same. */
  hand: route({
    method: 'POST',
    path: '/api/manifests/producers/:producerId/hand',
    may: 'signedIn',
    input: z.strictObject({
      producerId: Id,
      ...acting,
      /** A planned pickup, or the id of a new handover. */
      handoverId: Id,
      kind: Kind,
      buckets: Buckets,
      litres: Litres.optional(),
      /** Of each bucket; full without. */
      quarters: Quarters.optional(),
      /** From the kitchen's own scale. */
      grams: Grams.nullable().optional(),
      at: Instant,
      sentAt: Instant,
    }),
    output: Handover,
    errors: [
      ...refusals,
      'MANIFEST_NO_CONTRACT',
      'MANIFEST_INCOMPLETE',
      'MANIFEST_TIME_WRONG',
      'CHANGED_MEANWHILE',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    summary: '今天几桶，交了',
  }),
  sayNothing: route({
    method: 'POST',
    path: '/api/manifests/producers/:producerId/nothing',
    may: 'signedIn',
    input: z.strictObject({ producerId: Id, ...asOrganisation, day: Day }),
    output: z.object({ day: Day }),
    errors: ['ORGANISATION_NOT_YOURS', 'NOT_FOUND', 'WRONG_STATE', 'MANIFEST_TOO_LATE'],
    summary: '今日无产生',
  }),
  /** Of one's organisation, whichever side it is on; newest first. */
  handovers: route({
    method: 'GET',
    path: '/api/manifests/handovers',
    may: 'signedIn',
    input: z.strictObject({
      ...asOrganisation,
      ...pageInput,
      producerId: Id.optional(),
      kind: Kind.optional(),
      state: z.enum(handoverStates).optional(),
      from: Day.optional(),
      to: Day.optional(),
    }),
    output: pageOf(Handover),
    errors: ['ORGANISATION_NOT_YOURS'],
    summary: '我单位的交接记录',
  }),
  handover: route({
    method: 'GET',
    path: '/api/manifests/handovers/:id',
    may: 'signedIn',
    input: z.strictObject({ id: Id, ...asOrganisation }),
    output: Handover,
    errors: ['ORGANISATION_NOT_YOURS', 'NOT_FOUND'],
    summary: '一次交接',
  }),
  confirm: route({
    method: 'POST',
    path: '/api/manifests/handovers/:id/confirm',
    may: 'signedIn',
    input: z.strictObject({ id: Id, ...acting, hash: ContentHash, at: Instant, sentAt: Instant }),
    output: Handover,
    errors: [...refusals, 'MANIFEST_CHANGED', 'MANIFEST_DIFFERS', 'MANIFEST_TIME_WRONG'],
    summary: '核对无误，确认这一次',
  }),
  withdraw: route({
    method: 'POST',
    path: '/api/manifests/handovers/:id/withdraw',
    may: 'signedIn',
    input: z.strictObject({ id: Id, ...asOrganisation, reason: Reason }),
    output: Handover,
    errors: ['ORGANISATION_NOT_YOURS', 'NOT_FOUND', 'WRONG_STATE'],
    summary: '点错了，撤回（对方确认之前）',
  }),
  callOff: route({
    method: 'POST',
    path: '/api/manifests/handovers/:id/call-off',
    may: 'signedIn',
    input: z.strictObject({ id: Id, ...asOrganisation, reason: Reason }),
    output: Handover,
    errors: ['ORGANISATION_NOT_YOURS', 'NOT_FOUND', 'WRONG_STATE'],
    summary: '取消一次还没去收的计划（写明原因）',
  }),
  /** What a truck takes along for its night; works without a network from then on. */
  night: route({
    method: 'GET',
    path: '/api/manifests/night',
    may: 'signedIn',
    input: z.strictObject({ ...asOrganisation, day: Day.optional() }),
    output: z.object({
      at: Instant,
      day: Day,
      hauler: z.string(),
      /** Planned and handed ones of this night, and those that wait for us from nights before. */
      handovers: z.array(Handover),
      /** All kitchens under contract, for a pickup that was not planned. */
      producers: z.array(Producer),
      vehicles: z.array(z.object({ plate: z.string(), payloadGrams: Grams })),
      disposers: z.array(z.object({ id: Id, name: z.string() })),
      /** Open trips of this hauler. */
      trips: z.array(z.object({ id: Id, plate: z.string(), disposerId: Id, day: Day, handovers: z.int() })),
    }),
    errors: ['ORGANISATION_NOT_YOURS', 'MANIFEST_NOT_A_HAULER'],
    summary: '今晚的收运单（可离线）',
  }),
  numbers: route({
    method: 'POST',
    path: '/api/manifests/numbers',
    may: 'signedIn',
    input: z.strictObject({ ...acting }),
    /** All that this phone has and has not used. */
    output: z.object({ numbers: z.array(z.string()).max(NUMBERS_A_PHONE) }),
    errors: ['ORGANISATION_NOT_YOURS', 'MANIFEST_NOT_A_HAULER'],
    limit: { count: 20, seconds: 3600 },
    summary: '领取备用联单编号（每台手机 50个）',
  }),
  /** Rows of the truck's phone, in any order, any number of times; each is answered by itself. */
  sync: route({
    method: 'POST',
    path: '/api/manifests/sync',
    may: 'signedIn',
    keyed: false,
    input: z.strictObject({ ...acting, sentAt: Instant, rows: z.array(Row).max(MOST_ROWS) }),
    output: z.object({ results: z.array(RowAnswer) }),
    errors: ['ORGANISATION_NOT_YOURS', 'MANIFEST_NOT_A_HAULER'],
    limit: { count: 120, seconds: 60 },
    summary: '上传司机手机里的记录',
  }),
  /** A slip that was written by hand; entered within two working days, with its picture, and marked for good. */
  enterPaper: route({
    method: 'POST',
    path: '/api/manifests/paper',
    may: 'signedIn',
    input: z.strictObject({
      ...acting,
      handoverId: Id,
      producerId: Id,
      kind: Kind,
      day: Day,
      number: Code.nullable(),
      buckets: Buckets.nullable(),
      litres: Litres.nullable(),
      quarters: Quarters.nullable(),
      grams: Grams.nullable(),
      at: Instant,
      tripId: Id.nullable(),
      photoIds: z.array(Id).min(1, '请拍下纸质单').max(4),
    }),
    output: Handover,
    errors: [
      ...refusals,
      'MANIFEST_NOT_A_HAULER',
      'MANIFEST_INCOMPLETE',
      'MANIFEST_TIME_WRONG',
      'MANIFEST_TOO_LATE',
      'MANIFEST_NUMBER_WRONG',
      'MANIFEST_LOAD_WEIGHED',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    summary: '纸质单补录（两个工作日内，拍照留底）',
  }),
  /** What was agreed and is wrong: a new version, which the other side accepts. */
  askCorrection: route({
    method: 'POST',
    path: '/api/manifests/corrections',
    may: 'signedIn',
    input: z.strictObject({
      id: Id,
      ...asOrganisation,
      of: z.enum(['handover', 'trip']),
      ofId: Id,
      version: z.int(),
      change: z.strictObject({
        buckets: Buckets.optional(),
        grams: Grams.optional(),
        how: How.optional(),
        acceptedGrams: Grams.optional(),
        refusedGrams: Grams.optional(),
      }),
      reason: line(200, 2),
    }),
    output: Correction,
    errors: [
      'ORGANISATION_NOT_YOURS',
      'NOT_FOUND',
      'WRONG_STATE',
      'CHANGED_MEANWHILE',
      'MANIFEST_CORRECTION_OPEN',
      'MANIFEST_OVER_VEHICLE',
      'MANIFEST_AMOUNTS_WRONG',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    summary: '更正：提出新的一版，等对方同意',
  }),
  answerCorrection: route({
    method: 'POST',
    path: '/api/manifests/corrections/:id/answer',
    may: 'signedIn',
    input: z.strictObject({ id: Id, ...asOrganisation, accept: z.boolean(), answer: line(200) }),
    output: Correction,
    errors: ['ORGANISATION_NOT_YOURS', 'NOT_FOUND', 'WRONG_STATE', 'MANIFEST_SAME_SIDE', 'MANIFEST_OVER_VEHICLE'],
    summary: '同意或不同意对方的更正',
  }),
  withdrawCorrection: route({
    method: 'POST',
    path: '/api/manifests/corrections/:id/withdraw',
    may: 'signedIn',
    input: z.strictObject({ id: Id, ...asOrganisation }),
    output: Correction,
    errors: ['ORGANISATION_NOT_YOURS', 'NOT_FOUND', 'WRONG_STATE'],
    summary: '撤回自己提出的更正',
  }),
  corrections: route({
    method: 'GET',
    path: '/api/manifests/corrections',
    may: 'signedIn',
    input: z.strictObject({ ...asOrganisation, ...pageInput, state: z.enum(correctionStates).optional() }),
    output: pageOf(Correction),
    errors: ['ORGANISATION_NOT_YOURS'],
    summary: '与我单位有关的更正',
  }),
} as const
