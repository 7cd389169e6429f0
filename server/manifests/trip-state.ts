// I43. What a trip comes to: the sum of its handovers, how that stands against the weighbridge, whether a case opens or
// falls away, and whether it closes. Worked out anew with every handover and every act, in the same transaction.
import type { Actor } from '@shared/actors'
import { decideTrip } from '@shared/manifests/machine'
import { ESTIMATED_IN_A_ROW, judgeTrip, sumOf } from '@shared/manifests/weights'
import type { HandoverState, TripState } from '@shared/manifests/vocabulary'
import { audit } from '../audit'
import type { Tx } from '../db'
import { tripFactsOf } from './facts'
import { Handovers, Trips, type TripRecord } from './manifests.model'
import { dropCase, openCase } from './trip-cases'
import { closeTrip, storeTrip } from './trip-store'

const BY_RULE: Actor = { kind: 'system', name: 'manifests' }

/** Handovers that lie on a truck. What was refused did not leave the kitchen. */
export const countedStates: readonly HandoverState[] = ['collected', 'confirmed', 'unanswered', 'closed']
const taken: readonly TripState[] = ['received', 'partlyRefused']

/** Null where nobody has opened it yet: its first row comes later. */
export async function recount(tx: Tx, tripId: string): Promise<TripRecord | null> {
  const trip = await tx.on(Trips).findOne({ _id: tripId })
  if (!trip) return null
  const lying = await tx.on(Handovers).find({ tripId, haulerId: trip.haulerId, state: { $in: [...countedStates] } })
  const { grams, estimated, handovers, unweighed } = sumOf(lying)
  const gap = trip.weighing ? judgeTrip({ grams, estimated }, trip.weighing.netGrams) : null
  const counted = await storeTrip(tx, trip, {
    handovers,
    sumGrams: grams,
    estimatedGrams: estimated,
    unweighed,
    gap,
  })
  return settle(tx, await judged(tx, counted))
}

/** A case opens when the disposer has taken the load in: until then rows may still lie on the truck's phone. */
async function judged(tx: Tx, trip: TripRecord): Promise<TripRecord> {
  if (!taken.includes(trip.state)) return trip
  if (trip.gap === 'fits' && trip.hasCase && trip.case?.cause !== 'open') return dropCase(tx, trip)
  if (trip.gap === 'gap') return openCase(tx, trip, 'gap')
  return trip.gap === 'estimated' && (await isThird(tx, trip)) ? openCase(tx, trip, 'estimatedThrice') : trip
}

/** The hauler's trips before this one were the same, and none of them has opened a case for it. */
async function isThird(tx: Tx, { _id, haulerId, weighedAt }: TripRecord): Promise<boolean> {
  const before = ESTIMATED_IN_A_ROW - 1
  const earlier = await tx
    .on(Trips)
    .find({ haulerId, _id: { $ne: _id }, weighedAt: { $ne: null, $lte: weighedAt } } as object, {
      sort: { weighedAt: -1 },
      limit: before,
    })
  return (
    earlier.length === before &&
    earlier.every((trip) => trip.gap === 'estimated' && trip.case?.cause !== 'estimatedThrice')
  )
}

/** Closes it where the table allows: taken in, signed by the driver or silent for two days, and no case. */
export async function settle(tx: Tx, trip: TripRecord): Promise<TripRecord> {
  if (!decideTrip(trip.state, 'settle', ['system'], tripFactsOf(trip)).ok) return trip
  const closed = await closeTrip(tx, trip)
  await audit(tx, BY_RULE, {
    action: 'manifests.closeTrip',
    subject: `manifestTrips/${trip._id}`,
    placePath: trip.placePath,
    details: { handovers: trip.handovers, gap: trip.gap },
  })
  return closed
}
