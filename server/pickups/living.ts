// What of pickups lives at places: rounds, price lists, and bookings and statuses as long as they are not over. A
// booking belongs to the service days of its district, so that it keeps its seat there.
import { openStatuses } from '@shared/pickups/machine'
import type { Tx } from '../db'
import { living } from '../living'
import { Bookings } from './bookings.model'
import { PriceLists } from './price-lists.model'
import { Rounds } from './rounds.model'
import { HouseholdStatuses } from './statuses.model'
import { Tellings } from './tellings.model'

export const pickupsAtPlaces = [
  living(Rounds),
  living(PriceLists),
  living(Tellings, { doneAt: null }),
  living(HouseholdStatuses, { state: { $in: ['waiting', 'approved'] } }),
  living(Bookings, { status: { $in: [...openStatuses] } }),
]

/** Bookings that are not over, at or below a place. */
export const openBookingsAt = (tx: Tx, placeId: string): Promise<number> =>
  tx.on(Bookings).count({ placePath: placeId, status: { $in: [...openStatuses] } })
