// The hauler's trips: a truck with a plate, for one disposer; handovers come onto it, the driver signs that it was
// brought. Invariants: a plate is on one trip that is under way; nothing is loaded onto another hauler's; the driver's
// signature is void as soon as plate or disposer change.
import type { PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { decideTrip, type TripAction, type TripRelation } from '@shared/manifests/machine'
import type { manifestTrips, TripDetail } from '@shared/manifests/trips-contract'
import type { QueryFilter, UpdateQuery } from 'mongoose'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { readPage } from '../paging'
import type { Driver } from './collecting'
import { hashOf, holds, lastOf, missingFor, tripContent } from './content'
import { tripFactsOf } from './facts'
import { Handovers, Trips, type HandoverRecord, type TripRecord } from './manifests.model'
import { onceMore } from './handing'
import { actAs, actAsHauler, partyOf, readClock, refuseOwnTrip, requireKind, signature, type Clocked } from './parties'
import { Vehicles } from './register.model'
import { recount } from './trip-state'
import { storeTrip } from './trip-store'
import { presentTrip, presentTrips, tripSide } from './trips-shown'

type Opening = { id: string; plate: string; disposerId: string; day: string }

/** @throws DomainError as the route says; false where it was opened before */
export async function openTripIn(
  tx: Tx,
  { actor, acting }: Pick<Driver, 'actor' | 'acting'>,
  { id, plate, disposerId, day }: Opening,
  clock: Clocked,
): Promise<boolean> {
  const haulerId = acting.organisationId
  const had = await tx.on(Trips).findOne({ _id: id })
  if (had) {
    // a load that was sent away goes to another disposer later on
    const first = had.refusedBefore[0]?.disposerId ?? had.disposerId
    if (had.haulerId !== haulerId || had.plate !== plate || had.day !== day || first !== disposerId)
      throw new DomainError('IDEMPOTENCY_KEY_REUSED')
    return false
  }
  if (disposerId === haulerId) throw new DomainError('MANIFEST_OWN_TRIP')
  await requireKind(disposerId, 'disposer')
  const vehicle = await tx.on(Vehicles).findOne({ plate, haulerId, standing: 'active' })
  if (!vehicle) throw invalid('plate', '这辆车没有登记在本单位名下，请核对车牌')
  await requireFreePlate(tx, plate)
  await tx.on(Trips).insert({
    _id: id,
    haulerId,
    disposerId,
    plate,
    payloadGrams: vehicle.payloadGrams,
    placePath: acting.placePath,
    day,
    state: 'open',
    openedAt: clock.at,
    openedBy: acting.personId,
    weighing: null,
    weighings: [],
    acceptedGrams: null,
    refusedGrams: null,
    refusal: null,
    refusedBefore: [],
    handovers: 0,
    sumGrams: 0,
    estimatedGrams: 0,
    unweighed: 0,
    gap: null,
    case: null,
    hasCase: false,
    weighedAt: null,
    receivedAt: null,
    closedAt: null,
    signatures: [],
    photoIds: [],
    version: 0,
  })
  await audit(tx, actor, {
    action: 'manifests.openTrip',
    subject: `manifestTrips/${id}`,
    placePath: acting.placePath,
    details: { plate, disposerId },
  })
  await recount(tx, id)
  return true
}

async function requireFreePlate(tx: Tx, plate: string): Promise<void> {
  if ((await tx.on(Trips).count({ plate, state: { $in: ['open', 'weighed'] } })) > 0)
    throw new DomainError('MANIFEST_TRIP_OPEN')
}

/** @throws DomainError MANIFEST_NO_TRIP where it is not opened yet; false where it was signed before */
export async function signTripIn(tx: Tx, driver: Driver, tripId: string, clock: Clocked): Promise<boolean> {
  const { actor, acting, deviceId } = driver
  const trip = await tx.on(Trips).findOne({ _id: tripId, haulerId: acting.organisationId })
  if (!trip) throw new DomainError('MANIFEST_NO_TRIP')
  const content = tripContent(trip)
  const had = lastOf(trip.signatures, 'hauler')
  if (had && holds(had, content)) return false
  const fields = missingFor('deliver', content)
  if (fields.length > 0) throw new DomainError('MANIFEST_INCOMPLETE', { fields })
  const party = partyOf(acting, deviceId)
  await refuseOwnTrip(tx, trip, 'hauler', party)
  const signed = signature('deliver', 'hauler', party, clock, hashOf('deliver', content))
  const state = decided(trip, 'sign', 'hauler')
  await storeTrip(tx, trip, { state, signatures: [...trip.signatures, signed] })
  await recount(tx, tripId)
  await auditTrip(tx, actor, trip, 'manifests.signTrip')
  return true
}

/** @throws DomainError what the table says */
export function decided(trip: TripRecord, action: TripAction, by: TripRelation): TripRecord['state'] {
  const decision = decideTrip(trip.state, action, [by], tripFactsOf(trip))
  if (!decision.ok) throw new DomainError(decision.code)
  return decision.to
}

export const auditTrip = (
  tx: Tx,
  actor: PersonActor,
  trip: TripRecord,
  action: string,
  more: { reason?: string; details?: Record<string, unknown> } = {},
): Promise<void> =>
  audit(tx, actor, {
    action,
    subject: `manifestTrips/${trip._id}`,
    placePath: trip.placePath,
    ...more,
  })

/** A trip of one's organisation. @throws DomainError NOT_FOUND where it is on neither side */
export async function ownTrip(tx: Tx, id: string, organisationId: string, side: 'hauler' | 'disposer') {
  const trip = await tx.on(Trips).findOne({ _id: id })
  if (!trip || (side === 'hauler' ? trip.haulerId : trip.disposerId) !== organisationId)
    throw new DomainError('NOT_FOUND')
  return trip
}

/** The trip as it stands after all of this transaction. */
export async function shownTrip(tx: Tx, id: string, organisationId: string): Promise<TripDetail> {
  const trip = await tx.on(Trips).findOne({ _id: id })
  if (!trip) throw new DomainError('NOT_FOUND')
  return presentTrip(trip, organisationId, tx)
}

/** @throws DomainError as the route says */
export function openTrip(
  actor: PersonActor,
  { organisationId, deviceId: _phone, ...input }: ParsedOf<typeof manifestTrips.open>,
): Promise<TripDetail> {
  const at = now().toISOString()
  return onceMore(() =>
    transaction(async (tx) => {
      const acting = await actAsHauler(actor, organisationId, tx)
      await openTripIn(tx, { actor, acting }, input, readClock(at, at))
      return shownTrip(tx, input.id, organisationId)
    }),
  )
}

/** @throws DomainError MANIFEST_TRIP_LOADED */
export function cancelTrip(
  actor: PersonActor,
  { id, organisationId, reason }: ParsedOf<typeof manifestTrips.cancel>,
): Promise<TripDetail> {
  return transaction(async (tx) => {
    const acting = await actAsHauler(actor, organisationId, tx)
    const trip = await ownTrip(tx, id, acting.organisationId, 'hauler')
    await storeTrip(tx, trip, { state: decided(trip, 'cancel', 'hauler') })
    await auditTrip(tx, actor, trip, 'manifests.cancelTrip', { reason })
    return shownTrip(tx, id, organisationId)
  })
}

/** Handovers of this hauler that lie on no trip. @throws DomainError NOT_FOUND for any other */
export function loadTrip(
  actor: PersonActor,
  { id, organisationId, handoverIds }: ParsedOf<typeof manifestTrips.load>,
): Promise<TripDetail> {
  return transaction(async (tx) => {
    const acting = await actAsHauler(actor, organisationId, tx)
    const trip = await ownTrip(tx, id, acting.organisationId, 'hauler')
    decided(trip, 'load', 'hauler')
    const ids = [...new Set(handoverIds)]
    const haulerId = acting.organisationId
    const matched = await tx.on(Handovers).count({
      _id: { $in: ids },
      haulerId,
      tripId: { $in: [null, id] },
      state: { $in: ['collected', 'confirmed', 'unanswered'] },
    })
    if (matched !== ids.length) throw new DomainError('NOT_FOUND')
    const change = { $set: { tripId: id }, $inc: { version: 1 } } as UpdateQuery<HandoverRecord>
    await tx.on(Handovers).updateMany({ _id: { $in: ids }, haulerId, tripId: null }, change)
    await recount(tx, id)
    await auditTrip(tx, actor, trip, 'manifests.loadTrip', { details: { handovers: ids.length } })
    return shownTrip(tx, id, organisationId)
  })
}

/** @throws DomainError as the route says */
export function signTrip(actor: PersonActor, input: ParsedOf<typeof manifestTrips.sign>): Promise<TripDetail> {
  const clock = readClock(input.at, input.sentAt)
  return transaction(async (tx) => {
    const acting = await actAsHauler(actor, input.organisationId, tx)
    await ownTrip(tx, input.id, acting.organisationId, 'hauler')
    await signTripIn(tx, { actor, acting, deviceId: input.deviceId }, input.id, clock)
    return shownTrip(tx, input.id, input.organisationId)
  })
}

/** A load that was sent away goes to another disposer; who refused it, and why, stays with it. */
export function redirectTrip(
  actor: PersonActor,
  { id, organisationId, disposerId, reason }: ParsedOf<typeof manifestTrips.redirect>,
): Promise<TripDetail> {
  return transaction(async (tx) => {
    const acting = await actAsHauler(actor, organisationId, tx)
    const trip = await ownTrip(tx, id, acting.organisationId, 'hauler')
    const state = decided(trip, 'redirect', 'hauler')
    if (disposerId === acting.organisationId) throw new DomainError('MANIFEST_OWN_TRIP')
    await requireKind(disposerId, 'disposer')
    await requireFreePlate(tx, trip.plate)
    const { refusal } = trip
    if (!refusal) throw new Error('a refused trip without a reason')
    const { at, reason: why, text, photoIds } = refusal
    await storeTrip(tx, trip, {
      state,
      disposerId,
      refusedBefore: [...trip.refusedBefore, { disposerId: trip.disposerId, at, reason: why, text, photoIds }],
      refusal: null,
      weighing: null,
      weighedAt: null,
      acceptedGrams: null,
      refusedGrams: null,
      gap: null,
    })
    await auditTrip(tx, actor, trip, 'manifests.redirectTrip', { reason, details: { disposerId } })
    return shownTrip(tx, id, organisationId)
  })
}

/** Trips of one's organisation, as hauler or disposer, newest first. @throws DomainError ORGANISATION_NOT_YOURS */
export async function listTrips(
  actor: PersonActor,
  { organisationId, state, waiting, day, ...page }: ParsedOf<typeof manifestTrips.list>,
): Promise<OutputOf<typeof manifestTrips.list>> {
  await actAs(actor, organisationId)
  const filter = {
    $or: [{ haulerId: organisationId }, { disposerId: organisationId }],
    ...(state ? { state } : {}),
    ...(waiting ? { $and: [{ state: { [waiting === 'true' ? '$in' : '$nin']: ['open', 'weighed'] } }] } : {}),
    ...(day ? { day } : {}),
  } as QueryFilter<TripRecord>
  const { rows, next } = await readPage(Trips, { day: -1 }, filter, page)
  return { items: await presentTrips(rows, organisationId), next }
}

/** @throws DomainError ORGANISATION_NOT_YOURS, NOT_FOUND */
export async function getTrip(
  actor: PersonActor,
  { id, organisationId }: ParsedOf<typeof manifestTrips.get>,
): Promise<TripDetail> {
  await actAs(actor, organisationId)
  const trip = await Trips.findById(id).lean<TripRecord>()
  if (!trip || !tripSide(trip, organisationId)) throw new DomainError('NOT_FOUND')
  return presentTrip(trip, organisationId)
}
