// The disposer's side: the weighbridge, and what was taken in. Invariants: a weighing counts once, whoever sends it
// again; the first one stands unless somebody says why it was weighed again; accepted and refused together are the net
// weight, and zero is a weight; nobody of the hauler receives its load; the hauler's signature is not waited for.
import type { DeviceActor, PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { canonical } from '@shared/canonical'
import { mayFollow } from '@shared/manifests/rules'
import type { SignatureKind } from '@shared/manifests/signatures'
import type { manifestTrips, TripDetail } from '@shared/manifests/trips-contract'
import { isOverVehicle } from '@shared/manifests/weights'
import { audit } from '../audit'
import { transaction, type Tx } from '../db'
import { attachFiles } from '../files/files'
import type { Acting } from '../organisations/acting'
import { accountsOfOnePerson } from '../people/conflicts'
import { hashOf, missingFor, tripContent } from './content'
import { onceMore } from './handing'
import {
  DeviceWeighings,
  Handovers,
  Trips,
  type StoredRefusal,
  type StoredWeighing,
  type TripRecord,
} from './manifests.model'
import { actAs, belongsToAny, partyOf, readClock, refuseOwnTrip, signature, type Clocked } from './parties'
import { Scales } from './register.model'
import { recount } from './trip-state'
import { storeTrip } from './trip-store'
import { auditTrip, decided, ownTrip, shownTrip } from './trips'

type Disposer = { acting: Acting; deviceId: string }

/**
 * Nobody who belongs to the hauler, has driven or signed for it, takes its load in. @throws DomainError
 * MANIFEST_OWN_TRIP, MANIFEST_SAME_SIDE, MANIFEST_SAME_DEVICE
 */
async function requireOther(tx: Tx, trip: TripRecord, { acting, deviceId }: Disposer): Promise<void> {
  const lying = await tx.on(Handovers).find({ tripId: trip._id, haulerId: trip.haulerId })
  const drivers = lying.flatMap(({ signatures }) => signatures.filter(({ side }) => side === 'hauler'))
  await refuseOwnTrip(tx, trip, 'disposer', partyOf(acting, deviceId), drivers)
  const isOfHauler = await belongsToAny(tx, acting.personId, [trip.haulerId])
  const isOpener = (await accountsOfOnePerson(tx, acting.personId)).has(trip.openedBy)
  if (isOfHauler || isOpener) throw new DomainError('MANIFEST_SAME_SIDE')
}

/** The trip that one may act on as its disposer. @throws DomainError as the routes say */
async function begin(tx: Tx, actor: PersonActor, input: { id: string; organisationId: string; deviceId: string }) {
  const acting = await actAs(actor, input.organisationId, tx)
  const trip = await ownTrip(tx, input.id, acting.organisationId, 'disposer')
  const disposer = { acting, deviceId: input.deviceId }
  await requireOther(tx, trip, disposer)
  return { trip, disposer }
}

type Figures = { grossGrams: number; tareGrams: number }

/** @throws DomainError MANIFEST_TARE_WRONG, MANIFEST_OVER_VEHICLE, MANIFEST_TIME_WRONG */
function netOf(trip: TripRecord, { grossGrams, tareGrams }: Figures, clock: Clocked): number {
  if (tareGrams > grossGrams) throw new DomainError('MANIFEST_TARE_WRONG')
  const net = grossGrams - tareGrams
  if (isOverVehicle(net, trip.payloadGrams)) throw new DomainError('MANIFEST_OVER_VEHICLE')
  if (!mayFollow(trip.openedAt, clock.at)) throw new DomainError('MANIFEST_TIME_WRONG')
  return net
}

async function putOnScale(tx: Tx, trip: TripRecord, weighing: StoredWeighing, isAgain: boolean): Promise<void> {
  await storeTrip(tx, trip, {
    state: decided(trip, isAgain ? 'weighAgain' : 'weigh', 'disposer'),
    weighing,
    weighings: [...trip.weighings, weighing],
    weighedAt: weighing.at,
  })
  await recount(tx, trip._id)
}

/** @throws DomainError as the route says */
export function weighTrip(actor: PersonActor, input: ParsedOf<typeof manifestTrips.weigh>): Promise<TripDetail> {
  const clock = readClock(input.at, input.sentAt)
  return onceMore(() =>
    transaction(async (tx) => {
      const { trip } = await begin(tx, actor, input)
      const { weighingId: id, grossGrams, tareGrams, reason } = input
      const had = trip.weighings.find((each) => each.id === id)
      if (had && (had.grossGrams !== grossGrams || had.tareGrams !== tareGrams))
        throw new DomainError('IDEMPOTENCY_KEY_REUSED')
      if (!had) {
        const isAgain = trip.state === 'weighed'
        if (isAgain && !reason) throw new DomainError('MANIFEST_WEIGHED_ALREADY')
        const netGrams = netOf(trip, input, clock)
        await putOnScale(tx, trip, { id, grossGrams, tareGrams, netGrams, at: clock.at, byDevice: false }, isAgain)
        await auditTrip(tx, actor, trip, isAgain ? 'manifests.weighAgain' : 'manifests.weighTrip', {
          ...(reason ? { reason } : {}),
          details: { netGrams },
        })
      }
      return shownTrip(tx, trip._id, input.organisationId)
    }),
  )
}

type DeviceInput = ParsedOf<typeof manifestTrips.deviceWeigh>

/** A weighbridge that reports by itself. @throws DomainError as the route says */
export function weighByDevice(
  actor: DeviceActor,
  input: DeviceInput,
): Promise<OutputOf<typeof manifestTrips.deviceWeigh>> {
  const clock = readClock(input.at, input.sentAt)
  return onceMore(() => transaction((tx) => weighByDeviceIn(tx, actor, input, clock)))
}

async function weighByDeviceIn(tx: Tx, actor: DeviceActor, input: DeviceInput, clock: Clocked) {
  const { id, serial, plate, grossGrams, tareGrams } = input
  const { deviceId } = actor
  const content = canonical({ serial, plate, grossGrams, tareGrams, at: input.at })
  const had = await tx.on(DeviceWeighings).findOne({ _id: id })
  if (had) {
    if (had.deviceId !== deviceId || had.content !== content) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
    return { outcome: 'had' as const, tripId: had.tripId, netGrams: had.netGrams }
  }
  const scale = await tx.on(Scales).findOne({ _id: deviceId })
  if (!scale) throw new DomainError('MANIFEST_NOT_A_DISPOSER')
  const last = await tx.on(DeviceWeighings).findOne({ deviceId }, { sort: { serial: -1 } })
  // an old report under another id is not a weighing
  if (last && serial <= last.serial) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
  const { disposerId } = scale
  const trip = await tx.on(Trips).findOne({ plate, disposerId, state: { $in: ['open', 'weighed'] } })
  if (!trip) throw new DomainError('MANIFEST_NO_TRIP')
  if (trip.state === 'weighed') throw new DomainError('MANIFEST_WEIGHED_ALREADY')
  const netGrams = netOf(trip, input, clock)
  const { receivedAt } = clock
  await tx.on(DeviceWeighings).insert({ _id: id, deviceId, serial, tripId: trip._id, netGrams, content, receivedAt })
  await putOnScale(tx, trip, { id, grossGrams, tareGrams, netGrams, at: clock.at, byDevice: true }, false)
  await audit(tx, actor, {
    action: 'manifests.weighTrip',
    subject: `manifestTrips/${trip._id}`,
    placePath: trip.placePath,
    details: { netGrams, serial },
  })
  return { outcome: 'accepted' as const, tripId: trip._id, netGrams }
}

const auditActions = {
  receive: 'manifests.receiveTrip',
  receivePart: 'manifests.receivePart',
  refuse: 'manifests.refuseTrip',
}

/** @throws DomainError as the route says */
export function receiveTrip(actor: PersonActor, input: ParsedOf<typeof manifestTrips.receive>): Promise<TripDetail> {
  const clock = readClock(input.at, input.sentAt)
  return transaction(async (tx) => {
    const { trip, disposer } = await begin(tx, actor, input)
    const { acceptedGrams, refusedGrams, reason, text, photoIds = [] } = input
    const net = trip.weighing?.netGrams
    if (net === undefined) throw new DomainError('WRONG_STATE')
    if (acceptedGrams + refusedGrams !== net) throw new DomainError('MANIFEST_AMOUNTS_WRONG')
    const isPart = refusedGrams > 0
    if (isPart && (!reason || photoIds.length === 0))
      throw new DomainError('MANIFEST_INCOMPLETE', { fields: reason ? ['photoIds'] : ['reason'] })
    if (trip.weighedAt && !mayFollow(trip.weighedAt, clock.at)) throw new DomainError('MANIFEST_TIME_WRONG')
    const action = !isPart ? 'receive' : acceptedGrams === 0 ? 'refuse' : 'receivePart'
    const refusal: StoredRefusal | null =
      isPart && reason ? { reason, text: text ?? null, buckets: null, photoIds, at: clock.at } : null
    const next = { state: decided(trip, action, 'disposer'), acceptedGrams, refusedGrams, refusal }
    await take(tx, trip, next, action === 'refuse' ? 'refuse' : 'receive', disposer, clock, photoIds)
    await auditTrip(tx, actor, trip, auditActions[action], { details: { acceptedGrams, refusedGrams } })
    return shownTrip(tx, trip._id, input.organisationId)
  })
}

/** The whole load is sent away, before or after it was weighed. @throws DomainError as the route says */
export function refuseTrip(actor: PersonActor, input: ParsedOf<typeof manifestTrips.refuse>): Promise<TripDetail> {
  const clock = readClock(input.at, input.sentAt)
  return transaction(async (tx) => {
    const { trip, disposer } = await begin(tx, actor, input)
    const { reason, text, photoIds } = input
    const next = {
      state: decided(trip, 'refuse', 'disposer'),
      acceptedGrams: 0,
      refusedGrams: trip.weighing?.netGrams ?? null,
      refusal: { reason, text, buckets: null, photoIds, at: clock.at },
    }
    await take(tx, trip, next, 'refuse', disposer, clock, photoIds)
    await auditTrip(tx, actor, trip, 'manifests.refuseTrip', { reason: text })
    return shownTrip(tx, trip._id, input.organisationId)
  })
}

/** Stores the disposer's word with its signature. */
async function take(
  tx: Tx,
  trip: TripRecord,
  next: Pick<TripRecord, 'state' | 'acceptedGrams' | 'refusedGrams' | 'refusal'>,
  kind: SignatureKind,
  { acting, deviceId }: Disposer,
  clock: Clocked,
  photoIds: readonly string[],
): Promise<void> {
  const content = tripContent({ ...trip, ...next })
  const fields = missingFor(kind, content)
  if (fields.length > 0) throw new DomainError('MANIFEST_INCOMPLETE', { fields })
  await attachFiles(tx, acting.personId, photoIds, `manifests/${trip._id}`)
  const signed = signature(kind, 'disposer', partyOf(acting, deviceId), clock, hashOf(kind, content))
  await storeTrip(tx, trip, {
    ...next,
    ...(next.state === 'refused' ? {} : { receivedAt: clock.receivedAt }),
    signatures: [...trip.signatures, signed],
    photoIds: [...trip.photoIds, ...photoIds],
  })
  await recount(tx, trip._id)
}
