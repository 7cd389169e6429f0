// Writing a trip: guarded by the version that was seen; what is confirmed on it is closed with it.
import { DomainError } from '@shared/errors'
import type { UpdateQuery } from 'mongoose'
import { now } from '../clock'
import type { Tx } from '../db'
import { Handovers, Trips, type HandoverRecord, type TripRecord } from './manifests.model'

/** @throws DomainError CHANGED_MEANWHILE */
export async function storeTrip(tx: Tx, before: TripRecord, set: Partial<TripRecord>): Promise<TripRecord> {
  const change = { $set: { ...set, version: before.version + 1 } } as UpdateQuery<TripRecord>
  const stored = await tx.on(Trips).findOneAndUpdate({ _id: before._id, version: before.version }, change)
  if (!stored) throw new DomainError('CHANGED_MEANWHILE')
  return stored
}

/** A handover closes with its trip; one that a side has not confirmed stays visibly so. */
export async function closeTrip(tx: Tx, before: TripRecord, set: Partial<TripRecord> = {}): Promise<TripRecord> {
  const closed = await storeTrip(tx, before, { ...set, state: 'closed', closedAt: now() })
  await tx.on(Handovers).updateMany({ tripId: before._id, haulerId: before.haulerId, state: 'confirmed' }, {
    $set: { state: 'closed' },
    $inc: { version: 1 },
  } as UpdateQuery<HandoverRecord>)
  return closed
}
