// A run and its stops: loading, order, progress, and how crews and dispatchers see them. Relies on the planner for the
// order and on the arrival rule for what residents are told. Invariants: driven stops stand before those to come;
// contact and address are in full only for the crew of the day itself; who comes and when is reckoned from the run, and
// stored nowhere else.
import type { Actor } from '@shared/actors'
import { arrivalOf, type Arrival } from '@shared/runs/arrival'
import type { WeighedAt, WeightChain } from '@shared/runs/checks-contract'
import type { Run, Stop } from '@shared/runs/crew-contract'
import {
  METRES_PER_MINUTE,
  metresOf,
  minutesOf,
  planOrder,
  roadMetres,
  serviceMinutesOf,
  type PlanStop,
} from '@shared/runs/planner'
import { isOpenStop } from '@shared/runs/stop-machine'
import { chainOf } from '@shared/runs/weight-chain'
import { dayOf, instantAt, type Day } from '@shared/time'
import { auditRead } from '../audit'
import { now } from '../clock'
import type { Tx } from '../db'
import { maskName, maskPhone } from '../field-cipher'
import { fullNames } from '../people/people'
import { addressText, bookingsByIds, contactOf, crewView, type BookingRecord } from '../pickups/bookings'
import { carryHelpOn } from '../pickups/statuses-held'
import type { Visit } from '../pickups/crew-side'
import { placesByIds } from '../places/places'
import { Runs, type RunRecord } from './runs.model'
import { Stops, type StopRecord } from './stops.model'

export type { RunRecord } from './runs.model'
export type { StopRecord } from './stops.model'

/** Stops of runs in driving order, withdrawn ones left out. */
export async function stopsOf(runIds: readonly string[], tx?: Tx): Promise<StopRecord[]> {
  const filter = { runId: { $in: [...runIds] }, status: { $ne: 'withdrawn' as const } }
  const found = tx ? await tx.on(Stops).find(filter) : await Stops.find(filter).lean<StopRecord[]>()
  return found.sort((a, b) => (a.runId < b.runId ? -1 : a.runId > b.runId ? 1 : a.seq - b.seq))
}

export const bookingsOf = (
  stops: readonly Pick<StopRecord, 'bookingId'>[],
  tx?: Tx,
): Promise<Map<string, BookingRecord>> =>
  bookingsByIds(
    stops.map((stop) => stop.bookingId),
    tx,
  )

/** As the planner takes it; windows are ranked by when they begin. */
export const planStopOf = (
  stop: Pick<StopRecord, '_id' | 'position' | 'from' | 'pinned' | 'serviceMinutes'>,
): PlanStop => ({
  id: stop._id,
  at: stop.position,
  window: Number(stop.from.slice(0, 2)) * 60 + Number(stop.from.slice(3)),
  pinned: stop.pinned,
  serviceMinutes: stop.serviceMinutes,
})

/** WGS-84 coordinates of places by id. */
export async function positionsOf(placeIds: readonly string[]): Promise<Map<string, { lng: number; lat: number }>> {
  return new Map(
    (await placesByIds(placeIds)).flatMap((place) => {
      const [lng, lat] = place.location?.coordinates ?? []
      return lng === undefined || lat === undefined ? [] : [[place._id, { lng, lat }] as const]
    }),
  )
}

/** The stop of a booking before it has a run. */
export function newStop(id: string, booking: BookingRecord, position: StopRecord['position'], at: Date): StopRecord {
  return {
    _id: id,
    partition: booking.partition,
    runId: '',
    bookingId: booking._id,
    day: booking.day,
    placePath: booking.placePath,
    seq: 0,
    pinned: false,
    status: 'planned',
    version: 1,
    kind: booking.kind,
    from: booking.from,
    to: booking.to,
    position,
    serviceMinutes: serviceMinutesOf(booking.kind, booking.items, booking.floor, booking.hasLift),
    weights: [],
    mixedLoad: false,
    reason: null,
    note: '',
    photoIds: [],
    settlements: 0,
    lastLog: null,
    movedFrom: [],
    history: [],
    createdAt: at,
    updatedAt: at,
  }
}

/**
 * Driven stops first (in the order driven), then those at which the crew is or to which it drives, then the rest
 * planned anew from where the crew is; dragged ones keep their position.
 */
export function replanned(run: Pick<RunRecord, 'lastPosition'>, stops: readonly StopRecord[]): StopRecord[] {
  const done = stops.filter((stop) => !isOpenStop(stop.status))
  const under = stops.filter((stop) => stop.status === 'arrived' || stop.status === 'en_route')
  const rest = stops.filter((stop) => stop.status === 'planned')
  const byId = new Map(rest.map((stop) => [stop._id, stop]))
  const start = under.at(-1)?.position ?? run.lastPosition ?? null
  return [...done, ...under, ...planOrder(rest.map(planStopOf), start).flatMap(({ id }) => byId.get(id) ?? [])]
}

/** Writes the order where it has changed. */
export async function writeOrder(tx: Tx, order: readonly StopRecord[]): Promise<void> {
  for (const [seq, stop] of order.entries()) {
    if (stop.seq !== seq) await tx.on(Stops).updateOne({ _id: stop._id }, { $set: { seq } })
  }
}

type Estimate = { stop: StopRecord; arrival: Arrival | null }

/** When the crew will be at each stop to come. */
function arrivalsOf(run: RunRecord, stops: readonly StopRecord[], at: Date = now()): Estimate[] {
  const begins = instantAt(run.day, run.from)
  const asOf = run.status === 'planned' ? begins : (run.lastAt ?? run.startedAt ?? begins)
  let minutes = 0
  let position = run.status === 'planned' ? null : (run.lastPosition ?? null)
  const coming = stops.filter((stop) => isOpenStop(stop.status))
  return coming.map((stop, index) => {
    if (position || index > 0) minutes += roadMetres(position, stop.position) / METRES_PER_MINUTE
    const progress = { status: run.status, asOf, minutesBefore: Math.round(minutes), stopsBefore: index }
    minutes += stop.serviceMinutes
    position = stop.position
    return { stop, arrival: arrivalOf({ day: run.day, from: stop.from, to: stop.to }, progress, at) }
  })
}

/**
 * Who comes for a booking, or came, and when those still to come will be there. Reckoned at every look, since both
 * change with every log and every change of the crew.
 */
export async function visitOf(bookingId: string): Promise<Visit> {
  const stop = await Stops.findOne({ bookingId, status: { $ne: 'withdrawn' } }).lean<StopRecord>()
  const run = stop && (await Runs.findById(stop.runId).lean<RunRecord>())
  if (!stop || !run) return { crewIds: [], crewNames: [], arrival: null }
  const crewIds = stop.crewIds ?? run.crewIds
  const names = await fullNames(crewIds)
  const coming = isOpenStop(stop.status) ? arrivalsOf(run, await stopsOf([run._id])) : []
  return {
    crewIds,
    crewNames: crewIds.flatMap((id) => names.get(id) ?? []),
    arrival: coming.find((each) => each.stop._id === stop._id)?.arrival ?? null,
  }
}

/** A run whose stops are all dealt with is finished; an undo opens it again. */
export function statusAfter(
  run: Pick<RunRecord, 'status'>,
  stops: readonly Pick<StopRecord, 'status'>[],
): RunRecord['status'] {
  if (run.status === 'planned') return 'planned'
  return stops.some((stop) => isOpenStop(stop.status)) ? 'started' : 'finished'
}

/** Empty for somebody without a telephone. */
const maskedNumber = (phone: string): string =>
  phone === '' || phone.startsWith('1') ? maskPhone(phone) : `${phone.slice(0, -4)}****`

/** Stop for the screen. `full`: contact and address unmasked, for the crew of the day. */
export function presentStop(stop: StopRecord, booking: BookingRecord, full: boolean, carryHelp = false): Stop {
  const contact = contactOf(booking)
  const seen = full
    ? crewView(booking)
    : {
        addressText: addressText(booking, false),
        contactName: maskName(contact.name),
        contactPhone: maskedNumber(contact.phone),
      }
  return {
    id: stop._id,
    runId: stop.runId,
    bookingId: stop.bookingId,
    number: booking.number,
    seq: stop.seq,
    status: stop.status,
    kind: stop.kind,
    from: stop.from,
    to: stop.to,
    placeName: booking.placeName,
    ...seen,
    standsAt: booking.standsAt,
    floor: booking.floor,
    hasLift: booking.hasLift,
    lng: stop.position?.lng ?? null,
    lat: stop.position?.lat ?? null,
    items: booking.items,
    note: booking.note,
    photoIds: booking.photoIds,
    owedFen: Math.max(0, booking.owedFen - booking.paidFen),
    weights: stop.weights,
    reason: stop.reason,
    elder: booking.elder,
    carryHelp,
  }
}

/** The households of these bookings for which the crew carries. */
export const helpedOf = (bookings: ReadonlyMap<string, BookingRecord>, day: Day): Promise<Set<string>> =>
  carryHelpOn(
    [...bookings.values()].map(({ householdId }) => householdId),
    day,
  )

/** Everything a phone needs to work a run without signal. */
export async function presentRun(run: RunRecord, tx?: Tx): Promise<Run> {
  const stops = await stopsOf([run._id], tx)
  const bookings = await bookingsOf(stops, tx)
  const people = await fullNames(run.crewIds)
  const helped = await helpedOf(bookings, run.day)
  const full = run.day === dayOf(now())
  return {
    id: run._id,
    day: run.day,
    name: run.name,
    vehicle: run.vehicle,
    status: run.status,
    names: run.names,
    crewNames: run.crewIds.map((id) => people.get(id) ?? '').filter((name) => name !== ''),
    version: run.version,
    stops: stops.flatMap((stop) => {
      const booking = bookings.get(stop.bookingId)
      return booking ? [presentStop(stop, booking, full, helped.has(booking.householdId ?? ''))] : []
    }),
    fetchedAt: now().toISOString(),
    chain: chainOfRun(run, stops),
  }
}

/** Net grams of the truck or at the station; null where nobody weighed. */
export const gramsAt = ({ weighings }: Pick<RunRecord, 'weighings'>, at: WeighedAt): number | null =>
  weighings?.[at]?.grams ?? null

/** Door, truck and station of one run. */
export const chainOfRun = (
  run: Pick<RunRecord, 'weighings'>,
  stops: readonly Pick<StopRecord, 'weights'>[],
): WeightChain =>
  chainOf(
    stops.flatMap((stop) => stop.weights).reduce((sum, { grams }) => sum + grams, 0),
    gramsAt(run, 'truck'),
    gramsAt(run, 'station'),
  )

/** Figures of a run for the board: minutes and metres of what is still to be driven. */
export function effortOf(run: RunRecord, stops: readonly StopRecord[]): { minutes: number; metres: number } {
  const open = stops.filter((stop) => isOpenStop(stop.status)).map(planStopOf)
  const start = run.status === 'planned' ? null : (run.lastPosition ?? null)
  return { minutes: minutesOf(open, start), metres: Math.round(metresOf(open, start)) }
}

/** Reading the addresses of a run leaves a trace. */
export const auditRunRead = (actor: Actor, run: Pick<RunRecord, '_id' | 'placePath'>, action: string): Promise<void> =>
  auditRead(actor, { action, subject: `runs/${run._id}`, placePath: run.placePath })
