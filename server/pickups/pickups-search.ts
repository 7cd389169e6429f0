// Bookings as staff look for them from any page: by number, or by the whole telephone number of the contact, which may
// be of somebody without an account.
import { scopeOf } from '@shared/actors'
import { asBookingNumber } from '@shared/pickups/numbers'
import { phoneSearchers, readers } from '@shared/pickups/roles'
import { statusTexts } from '@shared/pickups/machine'
import { kindNames } from '@shared/pickups/catalogue'
import { showDay } from '@shared/time'
import type { SearchRow } from '../search'
import { addressText, phoneIndexesOf } from './bookings'
import { Bookings, type BookingRecord } from './bookings.model'

export const pickupsSearch: readonly SearchRow[] = [
  {
    kind: 'pickups.bookings',
    title: '预约',
    may: readers,
    find: async ({ actor, places, typed, limit }) => {
      const number = asBookingNumber(typed)
      const within = number ? places : scopeOf(actor, phoneSearchers)
      const phones = within.length > 0 ? phoneIndexesOf(typed) : []
      if (!number && phones.length === 0) return []
      const found = await Bookings.find({
        ...(number ? { number } : { phoneIndex: { $in: phones } }),
        placePath: { $in: [...within] },
      })
        .sort({ _id: -1 })
        .limit(limit)
        .lean<BookingRecord[]>()
      return found.map((booking) => ({
        id: booking._id,
        text: `${booking.number} ${kindNames[booking.kind]} ${addressText(booking, false)}`,
        note: `${showDay(booking.day)} ${booking.from}–${booking.to} · ${statusTexts[booking.status]}`,
        link: `/bookings?open=${booking._id}`,
      }))
    },
  },
]
