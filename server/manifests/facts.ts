// What the tables of states ask of a handover and of a trip.
import type { HandoverFacts, HandoverRelation, TripFacts } from '@shared/manifests/machine'
import { SILENT_HOURS } from '@shared/manifests/rules'
import { now } from '../clock'
import type { Tx } from '../db'
import { agreesWith, holds, lastOf, tripContent } from './content'
import { Trips, type HandoverRecord, type TripRecord } from './manifests.model'
import { hasSigned } from './parties'

const isWeighedTrip = (trip: TripRecord | null): boolean => trip !== null && trip.state !== 'open'

/** What the table asks of a handover as it will be. */
export const factsOf = (
  record: HandoverRecord,
  relation: HandoverRelation,
  trip: TripRecord | null,
): HandoverFacts => ({
  // a slip that staff enter says what the driver wrote on it
  agrees: relation !== 'system' && agreesWith(record, relation === 'officer' ? 'hauler' : relation),
  isAlone: !hasSigned(record, relation === 'producer' ? 'hauler' : 'producer'),
  isWeighed: isWeighedTrip(trip),
})

/** The trip that a handover lies on; one of another hauler is none. */
export async function tripOf(tx: Tx, { tripId, haulerId }: HandoverRecord): Promise<TripRecord | null> {
  return tripId === null ? null : tx.on(Trips).findOne({ _id: tripId, haulerId })
}

export function tripFactsOf(trip: TripRecord): TripFacts {
  const signed = lastOf(trip.signatures, 'hauler')
  const silentAt = now().getTime() - SILENT_HOURS * 3_600_000
  return {
    isEmpty: trip.handovers === 0,
    isSigned: signed !== null && holds(signed, tripContent(trip)),
    hasCase: trip.hasCase,
    isSilent: trip.receivedAt !== null && trip.receivedAt.getTime() <= silentAt,
  }
}
