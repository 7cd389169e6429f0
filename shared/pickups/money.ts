// When the money of a booking is not even: a fee that is due and unpaid, or more taken than is owed. Pure.
import { addDays, dayOf, type Day } from '../time'
import { showFen } from '../units'
import type { BookingStatus } from './schemas'

export const moneyDues = ['fee', 'refund'] as const
export type MoneyDue = (typeof moneyDues)[number]

/** Until it is over a booking's fee may still be paid at the door: nobody is in arrears. */
const notOver: readonly BookingStatus[] = [
  'held',
  'confirmed',
  'assigned',
  'en_route',
  'arrived',
  'missed',
  'revisit_due',
  'lapsed',
]

/**
 * Why an amount (fen; below zero: given back) can't be recorded for a booking: more than is still due, or more back
 * than was paid beyond what is owed. Null where it can.
 */
export function paymentProblem(fen: number, { owedFen, paidFen }: { owedFen: number; paidFen: number }): string | null {
  const due = owedFen - paidFen
  if (fen === 0) return '请填写金额'
  if (fen > 0 && fen > due) return due > 0 ? `最多还应收 ${showFen(due)}` : '这笔预约没有还应收的费用'
  if (fen < 0 && fen < due) return due < 0 ? `最多应退 ${showFen(-due)}` : '这笔预约没有应退的款'
  return null
}

/**
 * Why a payment or refund of `was` fen can't be corrected to `fen`. It may always come nearer to nothing, since less
 * may have been paid than what was written; beyond that it is held to the bounds of one that is recorded now in its
 * place. What is paid in all never falls below nothing. Null where it can.
 */
export function correctionProblem(
  was: number,
  fen: number,
  { owedFen, paidFen }: { owedFen: number; paidFen: number },
): string | null {
  if (fen === was) return '和现在登记的一样，不用更正'
  const without = paidFen - was
  if (without + fen < 0) return '这样更正，已收的会小于零'
  const isNearer = fen === 0 || (Math.sign(fen) === Math.sign(was) && Math.abs(fen) < Math.abs(was))
  return isNearer ? null : paymentProblem(fen, { owedFen, paidFen: without })
}

/** What is due: a fee once the booking is over, money back at any time. Fen. */
export function moneyDueOf({
  status,
  owedFen,
  paidFen,
}: {
  status: BookingStatus
  owedFen: number
  paidFen: number
}): MoneyDue | null {
  if (paidFen > owedFen) return 'refund'
  return owedFen > paidFen && !notOver.includes(status) ? 'fee' : null
}

/** The first day on which a fee may be asked for again: once in so many days. Null: it has never been asked for. */
export const nextAskOn = (askedAt: readonly Date[], everyDays: number): Day | null => {
  const last = askedAt.at(-1)
  return last ? addDays(dayOf(last), everyDays) : null
}
