// To whom a booking belongs, as people/belonging.ts asks.
import type { Belonging } from '../people/belonging'
import type { BookingRecord } from './bookings.model'

/** Whose a booking is: staff who made it in their office, or for a site, have no part in it by that. */
export const belongingOf = (
  booking: Pick<BookingRecord, 'bookedBy' | 'householdId' | 'siteId' | 'onBehalf' | 'createdAt'>,
): Belonging => ({
  authorId: booking.siteId || (booking.onBehalf && booking.onBehalf.how !== 'proxy') ? undefined : booking.bookedBy,
  householdId: booking.householdId,
  createdAt: booking.createdAt,
})
