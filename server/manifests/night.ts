// What a truck takes along for its night, and the numbers that lie on its phone so that a handover has one without a
// network. Invariant: a phone has at most fifty unused numbers, each its own.
import type { PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import type { manifests } from '@shared/manifests/contract'
import { nightOf, NUMBERS_A_PHONE } from '@shared/manifests/rules'
import { addDays } from '@shared/time'
import { now } from '../clock'
import { transaction } from '../db'
import { organisationNames, organisationsOfKind } from '../organisations/names'
import { freeNumbers } from './finding'
import { Handovers, Numbers, Trips, type HandoverRecord, type TripRecord } from './manifests.model'
import { actAsHauler } from './parties'
import { presentHandovers, presentProducers } from './present'
import {
  Contracts,
  Producers,
  Vehicles,
  type ContractRecord,
  type ProducerRecord,
  type VehicleRecord,
} from './register.model'

const MOST_STOPS = 400
/** What waits for the driver from nights before. */
const BACK_DAYS = 7

/** @throws DomainError ORGANISATION_NOT_YOURS, MANIFEST_NOT_A_HAULER */
export async function loadNight(
  actor: PersonActor,
  { organisationId, day: asked }: ParsedOf<typeof manifests.night>,
): Promise<OutputOf<typeof manifests.night>> {
  const acting = await actAsHauler(actor, organisationId)
  const day = asked ?? nightOf(now())
  const haulerId = organisationId
  const [stops, contracts, vehicles, disposers, trips] = await Promise.all([
    Handovers.find({
      haulerId,
      $or: [
        { day, state: { $nin: ['cancelled'] } },
        { day: { $gte: addDays(day, -BACK_DAYS), $lt: day }, state: { $in: ['handed', 'unanswered'] } },
      ],
    })
      .sort({ from: 1, _id: 1 })
      .limit(MOST_STOPS)
      .lean<HandoverRecord[]>(),
    Contracts.find({ haulerId, from: { $lte: day }, to: { $gte: day } }).lean<ContractRecord[]>(),
    Vehicles.find({ haulerId, standing: 'active' }).sort({ plate: 1 }).lean<VehicleRecord[]>(),
    organisationsOfKind('disposer'),
    Trips.find({ haulerId, state: { $in: ['open', 'weighed', 'refused'] } })
      .sort({ openedAt: -1 })
      .limit(50)
      .lean<TripRecord[]>(),
  ])
  const covered = contracts.map(({ producerId }) => producerId)
  const umbrellas = contracts.filter(({ isUmbrella }) => isUmbrella).map(({ producerId }) => producerId)
  const producers = await Producers.find({
    $or: [{ _id: { $in: covered } }, { umbrellaId: { $in: umbrellas } }],
    standing: 'active',
  })
    .sort({ placeId: 1, _id: 1 })
    .limit(MOST_STOPS)
    .lean<ProducerRecord[]>()
  const names = await organisationNames([haulerId])
  return {
    at: now().toISOString(),
    day,
    hauler: names.get(haulerId) ?? acting.name,
    handovers: await presentHandovers(stops, organisationId),
    producers: await presentProducers(producers, day),
    vehicles: vehicles.map(({ plate, payloadGrams }) => ({ plate, payloadGrams })),
    disposers: disposers.map(({ _id, name }) => ({ id: _id, name })),
    trips: trips.map(({ _id, plate, disposerId, day: on, handovers }) => ({
      id: _id,
      plate,
      disposerId,
      day: on,
      handovers,
    })),
  }
}

/** Fills up what this phone has to fifty. @throws DomainError ORGANISATION_NOT_YOURS, MANIFEST_NOT_A_HAULER */
export function issueNumbers(
  actor: PersonActor,
  { organisationId, deviceId }: ParsedOf<typeof manifests.numbers>,
): Promise<OutputOf<typeof manifests.numbers>> {
  return transaction(async (tx) => {
    const { personId } = await actAsHauler(actor, organisationId, tx)
    const had = await tx.on(Numbers).find({ organisationId, deviceId, usedBy: null })
    const missing = Math.max(0, NUMBERS_A_PHONE - had.length)
    const fresh = (await freeNumbers(tx, missing)).map((number) => ({
      _id: number,
      organisationId,
      personId,
      deviceId,
      issuedAt: now(),
      usedBy: null,
    }))
    if (fresh.length > 0) await tx.on(Numbers).insert(...fresh)
    return { numbers: [...had, ...fresh].slice(0, NUMBERS_A_PHONE).map(({ _id }) => _id) }
  })
}
