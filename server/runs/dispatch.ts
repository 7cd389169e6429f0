// The dispatcher's board: runs of a day with their stops, what waits for a run, logs that were refused; dragging a
// stop, giving a run its crew. Invariants: a finished stop never moves; who drags names the version of the run they
// drop on, so that two dispatchers can't undo each other unseen; a dragged stop keeps its position in later planning;
// both crews see the change with their next look.
import { holdsRole, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, errors, type ErrorCode } from '@shared/errors'
import { decide } from '@shared/machine'
import type { runsDesk } from '@shared/runs/desk-contract'
import { concernsOf, type MoveConcern, type Window } from '@shared/runs/promise'
import { bookingMoveOf, isOpenStop, stopMachine } from '@shared/runs/stop-machine'
import type { Day } from '@shared/time'
import { dispatchers, readers } from '@shared/pickups/roles'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit, auditReadHourly } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { fullNames } from '../people/people'
import { staffAt, staffBelow } from '../people/roles'
import { addToHistory, firstConfirmedAt, requireBooking, type BookingRecord } from '../pickups/bookings'
import { transition } from '../pickups/pickups-transitions'
import { presentSummaries } from '../pickups/present'
import { changeWindow, followStop } from '../pickups/promised-window'
import { roundById, type RoundRecord } from '../pickups/rounds'
import { contextAt, type Context } from '../pickups/terms'
import { requirePlace, type Place } from '../places/places'
import { isCrewOf, requireOwnCrew } from './crew-rights'
import { bookingsOf, chainOfRun, effortOf, positionsOf, presentStop, statusAfter, stopsOf, writeOrder } from './runs'
import { Runs, type RunRecord } from './runs.model'
import { StopLogs, Stops, type StopLogRecord, type StopRecord } from './stops.model'

export { planDay } from './planning'

const WAITING_MOST = 300
const REFUSED_MOST = 100

/** @throws DomainError NOT_FOUND for places outside the actor's area */
async function requireArea(actor: Actor, placeId: string, roles: typeof readers | typeof dispatchers): Promise<Place> {
  const place = await requirePlace(placeId)
  if (!holdsRole(actor, roles, place.path)) throw new DomainError('NOT_FOUND')
  return place
}

/** Runs of rounds at or below a place, and those of rounds above it that have stops in it. */
async function runsAt(place: Place, day: Day): Promise<RunRecord[]> {
  const through = await Stops.distinct('runId', { placePath: place._id, day, status: { $ne: 'withdrawn' } }).exec()
  return Runs.find({ $or: [{ placePath: place._id, day }, { _id: { $in: through } }] })
    .sort({ from: 1, name: 1, _id: 1 })
    .lean<RunRecord[]>()
}

/** @throws DomainError NOT_FOUND */
export async function board(
  actor: Actor,
  { placeId, day }: ParsedOf<typeof runsDesk.board>,
): Promise<OutputOf<typeof runsDesk.board>> {
  const place = await requireArea(actor, placeId, readers)
  const runs = await runsAt(place, day)
  const stops = await stopsOf(runs.map((run) => run._id))
  // a run passes through places of others: their stops are counted in its effort, and not shown
  const bookings = await bookingsOf(stops.filter((stop) => holdsRole(actor, readers, stop.placePath)))
  const names = await fullNames(runs.flatMap((run) => run.crewIds))
  const waiting = await firstConfirmedAt(placeId, day, WAITING_MOST)
  await auditReadHourly(actor, {
    action: 'runs.readBoard',
    subject: `places/${placeId}`,
    placePath: place.path,
    details: { day, stops: stops.length },
  })
  return {
    day,
    runs: runs.map((run) => {
      const mine = stops.filter((stop) => stop.runId === run._id)
      return {
        id: run._id,
        name: run.name,
        vehicle: run.vehicle,
        crewNames: run.crewIds.map((id) => names.get(id) ?? '').filter((name) => name !== ''),
        crewIds: run.crewIds,
        status: run.status,
        version: run.version,
        ...effortOf(run, mine),
        chain: chainOfRun(run, mine),
        stops: mine.flatMap((stop) => {
          const booking = bookings.get(stop.bookingId)
          return booking ? [presentStop(stop, booking, false)] : []
        }),
      }
    }),
    waiting: await withPositions(waiting, await presentSummaries(actor, waiting)),
    refusedLogs: await refusedLogs(placeId, day),
  }
}

/** Each with where its place is, in the same order. */
async function withPositions<T>(bookings: readonly BookingRecord[], shown: readonly T[]) {
  const at = await positionsOf(bookings.map(({ placeId }) => placeId))
  return shown.map((item, index) => ({
    ...item,
    ...(at.get(bookings[index]?.placeId ?? '') ?? { lng: null, lat: null }),
  }))
}

/** Logs of crews that were not accepted: nothing that somebody did is lost. */
async function refusedLogs(placeId: string, day: Day): Promise<OutputOf<typeof runsDesk.board>['refusedLogs']> {
  const found = await StopLogs.find({ placePath: placeId, day, outcome: 'refused' })
    .sort({ receivedAt: -1 })
    .limit(REFUSED_MOST)
    .lean<StopLogRecord[]>()
  const bookings = await bookingsOf(found)
  return found.map((log) => ({
    id: log._id,
    stopId: log.stopId,
    runId: log.runId,
    action: log.action,
    by: log.by,
    at: log.deviceAt.toISOString(),
    receivedAt: log.receivedAt.toISOString(),
    code: log.code ?? '',
    text: log.code ? errors[log.code as ErrorCode].text : '',
    placeName: bookings.get(log.bookingId)?.placeName ?? '',
  }))
}

type MoveInput = ParsedOf<typeof runsDesk.moveStop>

/**
 * Drops a stop at a position of a run (its own or another one of the day). `version` is that of the run it is dropped
 * on. Outside the window promised to the household, or on a round that doesn't take such things, only when `confirm`
 * says so; the household is then told the new window.
 * @throws DomainError NOT_FOUND, CHANGED_MEANWHILE, WRONG_STATE for a stop or run that is over, RUN_MOVE_UNCONFIRMED
 */
export async function moveStop(actor: Actor, input: MoveInput): Promise<OutputOf<typeof runsDesk.moveStop>> {
  const seen = await Stops.findById(input.id).lean<StopRecord>()
  const to = await Runs.findById(input.runId).lean<RunRecord>()
  if (!seen || !to || !holdsRole(actor, dispatchers, seen.placePath) || !holdsRole(actor, dispatchers, to.placePath))
    throw new DomainError('NOT_FOUND')
  const booking = await requireBooking(null, seen.bookingId)
  const context = await contextAt(booking.placePath)
  const round = await roundById(to.roundId)
  return transaction(async (tx) => {
    const stop = await tx.on(Stops).findOne({ _id: input.id })
    const run = await tx.on(Runs).findOne({ _id: input.runId })
    if (!stop || !run || run.day !== stop.day) throw new DomainError('NOT_FOUND')
    if (run.version !== input.version) throw new DomainError('CHANGED_MEANWHILE')
    const action = stop.runId === run._id ? 'reorder' : 'move'
    const decision = decide(stopMachine, stop.status, action, ['dispatcher'], {
      reasonGiven: false,
      photoGiven: false,
      minutesSince: null,
      sameHands: false,
    })
    if (!decision.ok) throw new DomainError(decision.code)
    const promised = await requireBooking(tx, stop.bookingId)
    const concerns = action === 'move' ? concernsOf(promised, { ...run, kinds: round?.kinds ?? [promised.kind] }) : []
    requireConfirmed(concerns, input.confirm ?? [], { promised, run, kinds: round?.kinds ?? [] })
    const window = concerns.includes('window') ? { from: run.from, to: run.to } : null
    const position = await drop(tx, actor, { stop, run, status: decision.to, position: input.position, window })
    if (action === 'move')
      await leave(tx, actor, { stop, run, move: bookingMoveOf(action, stop.status), context, window, round })
    await audit(tx, actor, {
      action: 'runs.moveStop',
      subject: `stops/${stop._id}`,
      placePath: stop.placePath,
      details: { from: stop.runId, to: run._id, position, confirmed: concerns },
    })
    return { id: stop._id, runId: run._id, position }
  })
}

type Asked = { promised: BookingRecord; run: RunRecord; kinds: RoundRecord['kinds'] }

/** @throws DomainError RUN_MOVE_UNCONFIRMED with the windows and kinds, so that the dispatcher can be asked */
function requireConfirmed(
  concerns: readonly MoveConcern[],
  confirmed: readonly MoveConcern[],
  { promised, run, kinds }: Asked,
): void {
  if (concerns.every((concern) => confirmed.includes(concern))) return
  throw new DomainError('RUN_MOVE_UNCONFIRMED', {
    concerns,
    promised: { from: promised.from, to: promised.to },
    window: { from: run.from, to: run.to },
    kind: promised.kind,
    kinds,
  })
}

/** `window`: the one of the run, where the promised one is given up. */
type Drop = {
  stop: StopRecord
  run: RunRecord
  status: StopRecord['status']
  position: number
  window: Window | null
}

/** Writes the stop into the run's order, behind what is driven already, and pins it there. */
async function drop(tx: Tx, actor: Actor, { stop, run, status, position, window }: Drop): Promise<number> {
  const others = (await stopsOf([run._id], tx)).filter((each) => each._id !== stop._id)
  const driven = others.filter((each) => !isOpenStop(each.status)).length
  const at = Math.max(driven, Math.min(position, others.length))
  const leaves = stop.runId !== run._id
  const instant = now()
  const history = {
    at: instant,
    receivedAt: instant,
    action: leaves ? 'move' : 'reorder',
    by: '调度员',
    personId: actorId(actor),
  }
  const moved = await tx.on(Stops).findOneAndUpdate({ _id: stop._id, version: stop.version, status: stop.status }, {
    $set: { runId: run._id, status, pinned: true, updatedAt: instant, ...(leaves ? { lastLog: null } : {}), ...window },
    $inc: { version: 1 },
    $push: { history, ...(leaves ? { movedFrom: { runId: stop.runId, at: instant } } : {}) },
  } as UpdateQuery<StopRecord>)
  if (!moved) throw new DomainError('CHANGED_MEANWHILE')
  await writeOrder(tx, [...others.slice(0, at), { ...moved, seq: -1 }, ...others.slice(at)])
  const reopened = run.status === 'finished' ? { status: 'started' as const } : {}
  const { matched } = await tx
    .on(Runs)
    .updateOne(
      { _id: run._id, version: run.version },
      { $set: { ...reopened, updatedAt: instant }, $inc: { version: 1 } },
    )
  if (matched === 0) throw new DomainError('CHANGED_MEANWHILE')
  return at
}

type Leave = {
  stop: StopRecord
  run: RunRecord
  move: ReturnType<typeof bookingMoveOf>
  context: Context
  window: Window | null
  round: RoundRecord | null
}

/**
 * The run it came from closes the gap; the booking tells that somebody else comes, and that nobody is on the way, and
 * its seat follows it.
 */
async function leave(tx: Tx, actor: Actor, { stop, run, move, context, window, round }: Leave): Promise<void> {
  const from = await tx.on(Runs).findOne({ _id: stop.runId })
  if (from) {
    const rest = await stopsOf([from._id], tx)
    await writeOrder(tx, rest)
    await tx
      .on(Runs)
      .updateOne(
        { _id: from._id },
        { $set: { status: statusAfter(from, rest), updatedAt: now() }, $inc: { version: 1 } },
      )
  }
  const instead = `改由“${run.name}”来收`
  const booking = await requireBooking(tx, stop.bookingId)
  const isUnderWay = booking.status === 'en_route' || booking.status === 'arrived'
  if (move && isUnderWay)
    await transition(tx, stop.bookingId, move, {
      actor,
      relations: ['dispatcher'],
      context,
      text: instead,
    })
  else if (!window)
    await addToHistory(tx, stop.bookingId, { at: now(), action: 'moveStop', text: instead, by: actorId(actor) })
  if (window) await changeWindow(tx, actor, await requireBooking(tx, stop.bookingId), window, instead)
  if (round) await followStop(tx, await requireBooking(tx, stop.bookingId), round, run)
}

/** @throws DomainError NOT_FOUND also for somebody who is no crew there, RUN_CREW_OF_ANOTHER, CHANGED_MEANWHILE */
export async function assignCrew(
  actor: Actor,
  input: ParsedOf<typeof runsDesk.assignCrew>,
): Promise<OutputOf<typeof runsDesk.assignCrew>> {
  const run = await Runs.findById(input.id).lean<RunRecord>()
  if (!run || !holdsRole(actor, dispatchers, run.placePath)) throw new DomainError('NOT_FOUND')
  const crewIds = [...new Set(input.crewIds)]
  for (const personId of crewIds) if (!(await isCrewOf(personId, run))) throw new DomainError('NOT_FOUND', { personId })
  return transaction(async (tx) => {
    await requireOwnCrew(tx, run, crewIds)
    const after = await tx.on(Runs).findOneAndUpdate(
      { _id: input.id, version: input.version },
      {
        $set: { crewIds, vehicle: input.vehicle, formerCrew: formerAfter(run, crewIds), updatedAt: now() },
        $inc: { version: 1 },
      },
    )
    if (!after) throw new DomainError('CHANGED_MEANWHILE')
    await audit(tx, actor, {
      action: 'runs.assignCrew',
      subject: `runs/${run._id}`,
      placePath: run.placePath,
      details: { crew: crewIds.length, vehicle: input.vehicle },
    })
    return { id: after._id, version: after.version }
  })
}

/** Who is taken off a run may still send what they logged before. */
const formerAfter = (run: RunRecord, crewIds: readonly string[]): RunRecord['formerCrew'] => [
  ...run.formerCrew.filter((each) => !crewIds.includes(each.personId)),
  ...run.crewIds.filter((id) => !crewIds.includes(id)).map((personId) => ({ personId, until: now() })),
]

/** Crew members who can be put on runs of a place. @throws DomainError NOT_FOUND */
export async function crews(
  actor: Actor,
  { placeId }: ParsedOf<typeof runsDesk.crews>,
): Promise<OutputOf<typeof runsDesk.crews>> {
  const place = await requireArea(actor, placeId, readers)
  const ids = [
    ...new Set([
      ...(await staffAt(place.path, 'crew')),
      ...(await staffBelow(placeId, 'crew')).map((each) => each.personId),
    ]),
  ]
  const names = await fullNames(ids)
  const items = ids.map((id) => ({ id, name: names.get(id) ?? '' })).filter(({ name }) => name !== '')
  return { items: items.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1)) }
}
