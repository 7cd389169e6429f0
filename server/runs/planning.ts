// From confirmed bookings to runs. A round's half-day becomes one run, or as many as its windows take; what comes later
// is inserted where it costs least, what is cancelled is withdrawn. Repeatable: one stop per booking and day, one run
// per round, half-day and part (unique indexes), so that planning twice, or by two instances at once, changes nothing.
import type { Actor } from '@shared/actors'
import { holdsRole } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { isOpenStop } from '@shared/runs/stop-machine'
import { dayOf, type Day } from '@shared/time'
import { dispatchers } from '@shared/pickups/roles'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { newId } from '../ids'
import {
  bookingById,
  confirmedAt,
  confirmedIn,
  stillConfirmed,
  type BookingRecord as Booking,
} from '../pickups/bookings'
import { transition } from '../pickups/pickups-transitions'
import { districtsServed, roundsByIds } from '../pickups/rounds'
import { contextAt, type Context } from '../pickups/terms'
import { requirePlace } from '../places/places'
import { currentScope, runInScope } from '../scope'
import { stillCrew } from './crew-rights'
import { newStop, planStopOf, positionsOf, replanned, statusAfter, stopsOf, writeOrder } from './runs'
import { Runs, type RunRecord } from './runs.model'
import { Stops, type StopRecord } from './stops.model'
import { groupOf, cutStops, earliest, latest, firstPlan, insertLate, type Group } from './vehicles'
import { newRouteAsker, type RouteAsker } from './vroom'

const ATTEMPTS = 5

export type Planned = { runs: number; stops: number }
type Surroundings = {
  positions: ReadonlyMap<string, { lng: number; lat: number }>
  contexts: ReadonlyMap<string, Context>
}

/**
 * Confirmed bookings of a place's day become runs, as often as it is asked. @throws DomainError NOT_FOUND outside the
 * actor's area
 */
export async function planDay(actor: Actor, { placeId, day }: { placeId: string; day: Day }): Promise<Planned> {
  const place = await requirePlace(placeId)
  if (actor.kind !== 'system' && !holdsRole(actor, dispatchers, place.path)) throw new DomainError('NOT_FOUND')
  if (day < dayOf(now())) throw new DomainError('WRONG_STATE')
  const bookings = await confirmedAt(placeId, day)
  const planned = await planBookings(actor, bookings)
  const outside = { day, roundId: { $in: [...new Set(bookings.map((booking) => booking.roundId))] } }
  const runs = await Runs.countDocuments({ $or: [{ placePath: placeId, day }, outside] })
  return { runs, stops: planned.stops }
}

/** Plans everything confirmed for a day, all over the city; returns what was added. */
export async function planWholeDay(
  day: Day,
  progress: (done: number, total: number) => Promise<void> = async () => undefined,
): Promise<Planned> {
  const districts = await districtsServed()
  const total: Planned = { runs: 0, stops: 0 }
  const askRoutes = newRouteAsker()
  for (const [index, districtId] of districts.entries()) {
    const bookings = await confirmedIn(districtId, day)
    const { runs, stops } = await planBookings({ kind: 'system', name: 'runs.planDay' }, bookings, askRoutes)
    total.runs += runs
    total.stops += stops
    await progress(index + 1, districts.length)
  }
  return total
}

/** Each group of a round and half-day in a transaction of its own; answers count what was new. */
export async function planBookings(
  actor: Actor,
  bookings: readonly Booking[],
  askRoutes: RouteAsker | null = newRouteAsker(),
): Promise<Planned> {
  const rounds = new Map(
    (await roundsByIds(bookings.map((booking) => booking.roundId))).map((round) => [round._id, round]),
  )
  for (const round of rounds.values()) round.crewIds = await stillCrew(round.crewIds, round)
  const groups = new Map<string, Group>()
  for (const booking of bookings) {
    const round = rounds.get(booking.roundId)
    if (!round) continue
    const group = groupOf(booking.from)
    const key = `${round._id}:${booking.day}:${group}`
    groups.set(key, {
      round,
      day: booking.day,
      group,
      bookingIds: [...(groups.get(key)?.bookingIds ?? []), booking._id],
    })
  }
  const around = await surroundingsOf(bookings)
  const total: Planned = { runs: 0, stops: 0 }
  for (const group of groups.values()) {
    const suggested = askRoutes ? await suggestionFor(askRoutes, group, bookings, around) : null
    const { runs, stops } = await planGroup(actor, { ...group, suggested }, around)
    total.runs += runs
    total.stops += stops
  }
  return total
}

/** What is read once, before the transactions. */
async function surroundingsOf(bookings: readonly Booking[]): Promise<Surroundings> {
  const contexts = new Map<string, Context>()
  for (const booking of bookings)
    if (!contexts.has(booking.placeId)) contexts.set(booking.placeId, await contextAt(booking.placePath))
  return {
    contexts,
    positions: await positionsOf(bookings.map((booking) => booking.placeId)),
  }
}

/**
 * A route service orders a half-day that nobody has planned yet; what comes later is inserted by the built-in planner.
 */
async function suggestionFor(
  askRoutes: RouteAsker,
  { round, day, group, bookingIds }: Group,
  bookings: readonly Booking[],
  around: Surroundings,
): Promise<string[][] | null> {
  if (await Runs.exists({ roundId: round._id, day, group })) return null
  const mine = new Set(bookingIds)
  const stops = bookings
    .filter(({ _id }) => mine.has(_id))
    .map((booking) => newStop(booking._id, booking, around.positions.get(booking.placeId) ?? null, now()))
  return askRoutes(
    stops.map((stop) => ({ ...planStopOf(stop), from: stop.from, to: stop.to })),
    cutStops(stops),
  )
}

/**
 * Two instances may plan the same group: the index lets one through, the other one finds its work done and adds what is
 * left.
 */
async function planGroup(actor: Actor, group: Group, around: Surroundings): Promise<Planned> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runInScope({ requestId: currentScope()?.requestId ?? 'none' }, () =>
        transaction((tx) => planGroupIn(tx, actor, group, around)),
      )
    } catch (error) {
      if (!isDuplicateKey(error) || attempt >= ATTEMPTS) throw error
    }
  }
}

async function planGroupIn(tx: Tx, actor: Actor, given: Group, around: Surroundings): Promise<Planned> {
  const { round, day, group } = given
  const bookings = (await stillConfirmed(tx, given.bookingIds, { day, roundId: round._id })).filter(
    (booking) => groupOf(booking.from) === group,
  )
  if (bookings.length === 0) return { runs: 0, stops: 0 }
  const runs = await tx.on(Runs).find({ roundId: round._id, day, group }, { sort: { part: 1 } })
  const earlier = new Map(
    (await tx.on(Stops).find({ bookingId: { $in: bookings.map((booking) => booking._id) }, day })).map((stop) => [
      stop.bookingId,
      stop,
    ]),
  )
  const fresh = bookings.map((booking) => {
    const stop = newStop(
      earlier.get(booking._id)?._id ?? newId(),
      booking,
      around.positions.get(booking.placeId) ?? null,
      now(),
    )
    return { stop, booking, wasThere: earlier.has(booking._id) }
  })
  const usable = runs.filter((run) => run.status !== 'finished')
  const isFirst =
    runs.length === 0 ||
    (usable.length > 0 &&
      (
        await stopsOf(
          runs.map((run) => run._id),
          tx,
        )
      ).length === 0)
  const placed = isFirst
    ? await firstPlan(
        tx,
        given,
        runs,
        fresh.map(({ stop }) => stop),
      )
    : await insertLate(
        tx,
        given,
        runs,
        fresh.map(({ stop }) => stop),
      )
  const added = new Map(fresh.map((each) => [each.stop._id, each]))
  for (const run of placed.runs) {
    const mine = placed.order.filter((stop) => placed.runOf(stop._id)._id === run._id)
    for (const [seq, stop] of mine.entries()) {
      const one = added.get(stop._id)
      if (one) await putStop(tx, { ...stop, runId: run._id, seq }, one.wasThere)
      else if (stop.seq !== seq) await tx.on(Stops).updateOne({ _id: stop._id }, { $set: { seq } })
      if (one) await assignTo(tx, actor, run, one.booking, around)
    }
    await tx
      .on(Runs)
      .updateOne(
        { _id: run._id },
        { $set: { updatedAt: now(), from: earliest(run.from, mine), to: latest(run.to, mine) }, $inc: { version: 1 } },
      )
  }
  await audit(tx, actor, {
    action: 'runs.plan',
    subject: `rounds/${round._id}`,
    placePath: round.placePath,
    details: { day, group, bookings: fresh.length, runs: placed.runs.length },
  })
  return { runs: placed.made, stops: fresh.length }
}

async function putStop(tx: Tx, stop: StopRecord, wasThere: boolean): Promise<void> {
  if (!wasThere) return tx.on(Stops).insert(stop)
  const {
    _id,
    createdAt: _created,
    settlements: _settled,
    history: _history,
    movedFrom: _moved,
    version: _version,
    ...fields
  } = stop
  const { matched } = await tx.on(Stops).updateOne({ _id, status: 'withdrawn' }, { $set: fields, $inc: { version: 1 } })
  if (matched === 0) throw new DomainError('CHANGED_MEANWHILE')
}

async function assignTo(
  tx: Tx,
  actor: Actor,
  run: RunRecord,
  booking: Booking,
  { contexts }: Surroundings,
): Promise<void> {
  const context = contexts.get(booking.placeId)
  if (!context) throw new Error('planned without its rules')
  await transition(tx, booking._id, 'assign', {
    actor,
    relations: actor.kind === 'system' ? ['system'] : ['dispatcher'],
    context,
    text: `已排入班次“${run.name}”`,
  })
}

/** Takes the stop of a booking that was cancelled or moved off its run. One that the crew may still report on stays. */
export async function withdrawStop(tx: Tx, booking: Pick<Booking, '_id' | 'day'>): Promise<void> {
  const after = await bookingById(tx, booking._id)
  if (after?.status === 'missed') return
  const stop = await tx.on(Stops).findOne({ bookingId: booking._id, day: booking.day })
  if (!stop || !isOpenStop(stop.status)) return
  const at = now()
  const history = { at, receivedAt: at, action: 'withdraw', by: '系统', personId: 'system:pickups' }
  await tx
    .on(Stops)
    .updateOne(
      { _id: stop._id, version: stop.version },
      { $set: { status: 'withdrawn', pinned: false, updatedAt: at }, $inc: { version: 1 }, $push: { history } },
    )
  const run = await tx.on(Runs).findOne({ _id: stop.runId })
  if (!run) return
  const rest = await stopsOf([run._id], tx)
  await writeOrder(tx, rest)
  await tx
    .on(Runs)
    .updateOne({ _id: run._id }, { $set: { status: statusAfter(run, rest), updatedAt: at }, $inc: { version: 1 } })
}

/** Plans anew what a run still has to drive, after a stop failed. Returns true when the order changed. */
export function replanRest(runId: string, by: Actor): Promise<boolean> {
  return transaction(async (tx) => {
    const run = await tx.on(Runs).findOne({ _id: runId })
    if (!run) return false
    const before = await stopsOf([runId], tx)
    const after = replanned(run, before)
    if (after.every((stop, index) => stop._id === before[index]?._id)) return false
    await writeOrder(tx, after)
    await tx
      .on(Runs)
      .updateOne({ _id: runId, version: run.version }, { $set: { updatedAt: now() }, $inc: { version: 1 } })
    await audit(tx, by, {
      action: 'runs.replan',
      subject: `runs/${runId}`,
      placePath: run.placePath,
      details: { by: actorId(by) },
    })
    return true
  })
}
