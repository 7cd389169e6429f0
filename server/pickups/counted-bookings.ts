// What cells read of pickups: bookings of a place or household that were due in a span, how they ended and what was
// weighed. What its people cancelled themselves, and what a hold never became, is not among them.
import type { Day } from '@shared/time'
import { Bookings, type BookingRecord } from './bookings.model'

export type CountedBooking = { id: string; day: Day; isDone: boolean; grams: number }

const DONE = ['collected', 'partly_collected', 'settled'] as const
const FAILED = ['not_presented', 'no_access', 'refused', 'cancelled_by_operator', 'missed', 'revisit_due'] as const

const kept = { day: 1, status: 1, weights: 1 } as const

/** By day, then id. */
export async function countedBookings(
  of: { placeId: string } | { householdId: string },
  from: Day,
  to: Day,
): Promise<CountedBooking[]> {
  const found = await Bookings.find(
    {
      ...('placeId' in of ? { placePath: of.placeId } : { householdId: of.householdId }),
      day: { $gte: from, $lte: to },
      status: { $in: [...DONE, ...FAILED] },
    },
    kept,
  )
    .sort({ day: 1, _id: 1 })
    .lean<Pick<BookingRecord, '_id' | keyof typeof kept>[]>()
  return found.map(({ _id, day, status, weights }) => ({
    id: _id,
    day,
    isDone: (DONE as readonly string[]).includes(status),
    grams: weights.reduce((sum, { grams }) => sum + grams, 0),
  }))
}
