// When the money of a booking is not even: a fee that is due and unpaid, or more taken than is owed. Pure.
import { addDays, dayOf, type Day } from '../time'
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
