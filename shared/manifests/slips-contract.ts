// Slips of paper at the office: blank ones with numbers of their own are printed, and what was written on one is
// entered. Masses are grams.
import { route } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import { Grams } from '../units'
import * as z from '../z'
import { manifestKeepers } from './rules'
import { Buckets, Code, Handover, Kind, Litres, Quarters } from './shapes'

export const manifestSlips = {
  /** A slip of paper that came to the office: what the driver wrote, and whether the kitchen signed it too. */
  enter: route({
    method: 'POST',
    path: '/api/manifests/desk/slips',
    may: manifestKeepers,
    input: z.strictObject({
      handoverId: Id,
      producerId: Id,
      haulerId: Id,
      kind: Kind,
      day: Day,
      /** What is printed on it; null for a slip without a number. */
      number: Code.nullable(),
      buckets: Buckets.nullable(),
      litres: Litres.nullable(),
      quarters: Quarters.nullable(),
      /** From a scale; null where buckets are estimated. */
      grams: Grams.nullable(),
      at: Instant,
      tripId: Id.nullable(),
      isSignedByProducer: z.boolean(),
      photoIds: z.array(Id).min(1, '请拍下或扫描纸质单').max(4),
    }),
    output: Handover,
    errors: [
      'NOT_FOUND',
      'WRONG_STATE',
      'DECIDES_OWN_CASE',
      'MANIFEST_NOT_A_HAULER',
      'MANIFEST_OWN_WASTE',
      'MANIFEST_INCOMPLETE',
      'MANIFEST_TIME_WRONG',
      'MANIFEST_NUMBER_WRONG',
      'MANIFEST_OVER_VEHICLE',
      'CHANGED_MEANWHILE',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    summary: '窗口补录纸质单（两边都会收到通知）',
  }),
  /** Blank slips with numbers of their own, for a driver without a phone; the same id again is the same slips. */
  issue: route({
    method: 'POST',
    path: '/api/manifests/desk/blank-slips',
    may: manifestKeepers,
    input: z.strictObject({ id: Id, haulerId: Id, count: z.int().min(4).max(100) }),
    output: z.object({ id: Id, haulerId: Id, hauler: z.string(), numbers: z.array(z.string()) }),
    errors: ['MANIFEST_NOT_A_HAULER', 'IDEMPOTENCY_KEY_REUSED'],
    limit: { count: 30, seconds: 3600 },
    summary: '领一叠带编号的空白纸质单',
  }),
  paper: route({
    method: 'GET',
    path: '/api/manifests/desk/blank-slips/:id/paper',
    may: manifestKeepers,
    input: z.strictObject({ id: Id, haulerId: Id }),
    output: z.any(),
    answer: 'file',
    media: ['application/pdf'],
    errors: ['NOT_FOUND', 'PAPER_GLYPH_MISSING'],
    summary: '空白纸质单（PDF，一页四张）',
  }),
} as const
