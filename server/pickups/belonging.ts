// To whom a booking belongs, as people/belonging.ts asks.
import type { Belonging } from '../people/belonging'
import type { BookingRecord } from './bookings.model'

/** Whose a booking is: staff who made it in their office, or for a site, have no part in it by that. */
export const belongingOf = (
  booking: Pick<BookingRecord, 'bookedBy' | 'householdId' | 'holderKey' | 'siteId' | 'onBehalf' | 'createdAt'>,
): Belonging => ({
  authorId: booking.siteId || (booking.onBehalf && booking.onBehalf.how !== 'proxy') ? undefined : booking.bookedBy,
  // those of earlier days name their household only where their seat is counted
  householdId: booking.householdId ?? /^household:(.+)$/.exec(booking.holderKey)?.[1],
  createdAt: booking.createdAt,
})
