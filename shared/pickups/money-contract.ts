// Fees that are unpaid and refunds that are due, with what they come to, and asking for a fee once more.
import { countedPageOf, listInput, route } from '../contract'
import { Id } from '../ids'
import { Day } from '../time'
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
} as const
