// What of pickups lives at places: rounds, price lists, and bookings with their stops as long as they are not over. A
// booking belongs to the service days of its district, so that it keeps its place there.
import { openStatuses } from '@shared/pickups/machine'
import { stopOutcomes } from '@shared/pickups/stop-machine'
import type { Tx } from '../db'
import { living } from '../living'
import { Bookings } from './bookings.model'
import { PriceLists } from './price-lists.model'
import { Rounds } from './rounds.model'
import { Stops } from './stops.model'

export const pickupsAtPlaces = [
  living(Rounds),
  living(PriceLists),
  living(Bookings, { status: { $in: [...openStatuses] } }),
  living(Stops, { status: { $nin: [...stopOutcomes, 'withdrawn'] } }),
]

/** Bookings that are not over, at or below a place. */
export const openBookingsAt = (tx: Tx, placeId: string): Promise<number> =>
  tx.on(Bookings).count({ placePath: placeId, status: { $in: [...openStatuses] } })
