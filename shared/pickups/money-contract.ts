// Fees that are unpaid and refunds that are due, with what they come to, and asking for a fee once more.
import { countedPageOf, line, listInput, route } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import { Fen } from '../units'
import * as z from '../z'
import { moneyDues } from './money'
import { cashiers, readers } from './roles'
import { BookingStatus, PickupKind } from './schemas'

const MoneyFilter = {
  due: z.enum(moneyDues),
  placeId: Id.optional(),
  /** Of the pickup. */
  from: Day.optional(),
  to: Day.optional(),
}

export const MoneyRow = z.object({
  /** The booking. */
  id: Id,
  number: z.string(),
  kind: PickupKind,
  day: Day,
  placeName: z.string(),
  /** Masked. */
  addressText: z.string(),
  status: BookingStatus,
  statusText: z.string(),
  owedFen: Fen,
  paidFen: Fen,
  /** What is still to be paid, or to be given back: above zero. */
  dueFen: Fen,
  askedTimes: z.int(),
  askedOn: Day.nullable(),
  /** From when a fee may be asked for again. */
  nextAskOn: Day.nullable(),
  allowed: z.array(z.enum(['ask', 'recordPayment'])),
})
export type MoneyRow = z.infer<typeof MoneyRow>

/** What was written down for a booking, by names of staff, and a correction that waits for a second person. */
export const Payments = z.object({
  items: z.array(
    z.object({
      id: Id,
      fen: Fen,
      note: z.string(),
      at: Instant,
      by: z.string(),
      /** The payment that this entry puts right. */
      corrects: Id.nullable(),
      /** With all its corrections. */
      nowFen: Fen,
      mayCorrect: z.boolean(),
    }),
  ),
  correction: z
    .object({
      id: Id,
      paymentId: Id,
      fen: Fen,
      reason: z.string(),
      at: Instant,
      by: z.string(),
      mayApprove: z.boolean(),
      mayRefuse: z.boolean(),
    })
    .nullable(),
})
export type Payments = z.infer<typeof Payments>

export const pickupsMoney = {
  money: route({
    method: 'GET',
    path: '/api/desk/money',
    may: readers,
    input: z.strictObject({ ...listInput('day', '-day'), ...MoneyFilter }),
    output: countedPageOf(MoneyRow).extend({
      /** Of all that the filters find, in fen, however many they are; null on the pages after the first. */
      dueFen: z.int().min(0).nullable(),
      /** A fee is asked for once in so many days. */
      everyDays: z.int(),
    }),
    errors: ['NOT_FOUND'],
    summary: '未收的费用、应退的款',
  }),
  exportMoney: route({
    method: 'GET',
    path: '/api/desk/money-export',
    may: readers,
    stepUp: true,
    input: z.strictObject({ ...MoneyFilter, format: z.enum(['csv', 'xlsx']) }),
    output: z.string(),
    answer: 'file',
    errors: ['NOT_FOUND', 'EXPORT_TOO_LONG'],
    summary: '导出未收的费用或应退的款（已脱敏）',
  }),
  askForFees: route({
    method: 'POST',
    path: '/api/desk/money/ask',
    may: cashiers,
    input: z.strictObject({ ids: z.array(Id).min(1).max(100) }),
    /** `byHand`: no message reaches them, so it stands on the list of what is told by hand; `tooSoon`: asked lately. */
    output: z.object({ told: z.int(), byHand: z.int(), tooSoon: z.int(), notDue: z.int() }),
    summary: '再次提醒住户缴费（每隔几天最多一次）',
  }),
  payments: route({
    method: 'GET',
    path: '/api/desk/bookings/:id/payments',
    may: readers,
    input: z.strictObject({ id: Id }),
    output: Payments,
    errors: ['NOT_FOUND'],
    summary: '一次预约登记过的收款、退款和更正',
  }),
  proposeCorrection: route({
    method: 'POST',
    path: '/api/desk/bookings/:id/payments/:paymentId/correction',
    may: cashiers,
    /** `fen`: what it really came to; 0 where nothing was paid. */
    input: z.strictObject({ id: Id, paymentId: Id, correctionId: Id, fen: Fen, reason: line(100, 2) }),
    output: Payments,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'INPUT_INVALID', 'DECIDES_OWN_CASE', 'IDEMPOTENCY_KEY_REUSED'],
    summary: '提出更正一笔登记错的收款或退款（由另一位同事复核）',
  }),
  decideCorrection: route({
    method: 'POST',
    path: '/api/desk/bookings/:id/correction',
    may: cashiers,
    stepUp: true,
    /** The correction that was looked at. */
    input: z.strictObject({ id: Id, correctionId: Id, approve: z.boolean(), reason: line(100, 2) }),
    output: Payments,
    errors: [
      'NOT_FOUND',
      'WRONG_STATE',
      'INPUT_INVALID',
      'DECIDES_OWN_CASE',
      'PICKUP_CORRECTION_SECOND_PERSON',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    summary: '复核收款更正：同意则补记一笔冲正，原来的登记不动',
  }),
} as const
