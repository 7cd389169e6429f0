// How trips are shown to hauler, disposer and staff. A disposer sees what lies on a trip and not who the kitchens are.
import { allowedOnTrip } from '@shared/manifests/machine'
import type { Correction } from '@shared/manifests/contract'
import type { Trip, TripDetail } from '@shared/manifests/trips-contract'
import { gapLimit } from '@shared/manifests/weights'
import type { Tx } from '../db'
import { hashOf, holds, tripContent } from './content'
import { presentCorrections } from './corrections-shown'
import { tripFactsOf } from './facts'
import { Corrections, Handovers, type CorrectionRecord, type HandoverRecord, type TripRecord } from './manifests.model'
import { fullName, iso, namesOf, presentSignatures, type Names } from './names-shown'
import { producersById } from './present'

export const tripSide = (trip: TripRecord, organisationId: string): 'hauler' | 'disposer' | null =>
  trip.haulerId === organisationId ? 'hauler' : trip.disposerId === organisationId ? 'disposer' : null

/** @param organisationId for whom they are shown; null for staff */
export async function presentTrips(
  trips: readonly TripRecord[],
  organisationId: string | null,
  tx?: Tx,
): Promise<Trip[]> {
  const open = { ofId: { $in: trips.map(({ _id }) => _id) }, state: 'open' as const }
  const corrections = tx ? await tx.on(Corrections).find(open) : await Corrections.find(open).lean<CorrectionRecord[]>()
  const presented = await presentCorrections(corrections, organisationId, tx)
  const names = await namesOf(
    trips.flatMap(({ haulerId, disposerId, refusedBefore }) => [
      haulerId,
      disposerId,
      ...refusedBefore.map((each) => each.disposerId),
    ]),
    trips.flatMap(({ signatures }) => signatures),
    tx,
  )
  return trips.map((trip) =>
    one(
      trip,
      organisationId,
      names,
      presented.filter(({ ofId }) => ofId === trip._id),
    ),
  )
}

function one(trip: TripRecord, organisationId: string | null, names: Names, corrections: Correction[]): Trip {
  const side = organisationId === null ? null : tripSide(trip, organisationId)
  const content = tripContent(trip)
  const net = trip.weighing?.netGrams ?? null
  const may = side ? allowedOnTrip(trip.state, [side], tripFactsOf(trip)) : []
  return {
    id: trip._id,
    haulerId: trip.haulerId,
    hauler: names.organisations.get(trip.haulerId) ?? '',
    disposerId: trip.disposerId,
    disposer: names.organisations.get(trip.disposerId) ?? '',
    plate: trip.plate,
    day: trip.day,
    state: trip.state,
    openedAt: trip.openedAt.toISOString(),
    sum: {
      handovers: trip.handovers,
      grams: trip.sumGrams,
      estimatedGrams: trip.estimatedGrams,
      unweighed: trip.unweighed,
    },
    weighing: trip.weighing && {
      grossGrams: trip.weighing.grossGrams,
      tareGrams: trip.weighing.tareGrams,
      netGrams: trip.weighing.netGrams,
      at: trip.weighing.at.toISOString(),
      byDevice: trip.weighing.byDevice,
      times: trip.weighings.length,
    },
    acceptedGrams: trip.acceptedGrams,
    refusedGrams: trip.refusedGrams,
    refusal: trip.refusal && {
      reason: trip.refusal.reason,
      text: trip.refusal.text,
      photoIds: trip.refusal.photoIds,
      at: trip.refusal.at.toISOString(),
    },
    refusedBefore: trip.refusedBefore.map(({ disposerId, at, reason, text }) => ({
      disposer: names.organisations.get(disposerId) ?? '',
      at: at.toISOString(),
      reason,
      text,
    })),
    gap: trip.gap,
    gapGrams: net === null ? null : trip.sumGrams - net,
    limitGrams: net === null ? null : gapLimit(net),
    case: trip.case && {
      ...trip.case,
      openedAt: trip.case.openedAt.toISOString(),
      decidedAt: iso(trip.case.decidedAt),
    },
    receivedAt: iso(trip.receivedAt),
    closedAt: iso(trip.closedAt),
    signatures: presentSignatures(trip.signatures, names, (each) => holds(each, content)),
    corrections,
    hash: hashOf(side === 'disposer' ? 'receive' : 'deliver', content),
    version: trip.version,
    side,
    allowed: [
      ...may.filter((action) => action !== 'correct'),
      ...(may.includes('correct') && corrections.length === 0 ? (['askCorrection'] as const) : []),
    ],
  }
}

export async function presentTrip(trip: TripRecord, organisationId: string | null, tx?: Tx): Promise<TripDetail> {
  const [shown] = await presentTrips([trip], organisationId, tx)
  if (!shown) throw new Error('a trip without its row')
  const filter = { tripId: trip._id, haulerId: trip.haulerId, state: { $ne: 'cancelled' as const } }
  const handovers = tx
    ? await tx.on(Handovers).find(filter, { sort: { at: 1 } })
    : await Handovers.find(filter).sort({ at: 1 }).lean<HandoverRecord[]>()
  const seesKitchens = shown.side !== 'disposer'
  const producers = seesKitchens
    ? await producersById(
        handovers.map(({ producerId }) => producerId),
        tx,
      )
    : new Map()
  const names = await namesOf(
    [...producers.values()].map(({ organisationId: id }) => id as string),
    [],
    tx,
  )
  return {
    ...shown,
    handovers: handovers.map(({ _id, number, producerId, kind, state, buckets, grams, how }) => {
      const producer = producers.get(producerId)
      return {
        id: _id,
        number,
        producer: producer ? fullName(producer, names.organisations) : null,
        kind,
        state,
        buckets,
        grams,
        how,
      }
    }),
  }
}
