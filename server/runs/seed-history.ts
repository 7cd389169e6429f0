// The last thirty days of the demo city as they were driven: runs in a good order, stops with their logs, and through
// pickups what became of each booking.
import type { Post } from '@shared/ledger/entries'
import { planOrder } from '@shared/runs/planner'
import type { StopStatus } from '@shared/pickups/schemas'
import { isCollected, type LogAction } from '@shared/runs/stop-machine'
import { addDays, addMinutes, instantAt, type Day } from '@shared/time'
import { seedId } from '../ids'
import type { BookingRecord } from '../pickups/bookings'
import type { RoundRecord } from '../pickups/rounds'
import { newStop, planStopOf } from './runs'
import { groupNames, groupOf } from './vehicles'
import type { RunGroup, RunRecord } from './runs.model'
import type { Scene } from '../pickups/seed-bookings'
import type { StopLogRecord, StopRecord } from './stops.model'
import { ACTIONS, missedOf, outcomeOf, within, type Outcome } from '../pickups/seed-outcomes'

export type History = {
  bookings: BookingRecord[]
  runs: RunRecord[]
  stops: StopRecord[]
  logs: StopLogRecord[]
  posts: Post[]
}

/** Posts are those of the outcomes; what was owed has been posted before. */
type Drive = { round: RoundRecord; day: Day; group: RunGroup; driven: readonly Driven[]; today: Day }
/** `mixedLoad`: the crew found it mixed with other waste. */
export type Driven = { booking: BookingRecord; fate: Outcome | 'missed'; mixedLoad?: boolean }

/** Drives one round's day: every booking meets its fate. */
export async function driveDay(
  scene: Scene,
  round: RoundRecord,
  day: Day,
  bookings: readonly Driven[],
  today: Day,
  history: History,
): Promise<void> {
  for (const group of ['am', 'pm', 'eve'] as const satisfies readonly RunGroup[]) {
    const driven = bookings.filter(({ booking }) => groupOf(booking.from) === group)
    if (driven.length > 0) await driveRun(scene, { round, day, group, driven, today }, history)
  }
}

async function driveRun(scene: Scene, drive: Drive, history: History): Promise<void> {
  const { day, driven } = drive
  const byStop = new Map(
    driven.map(({ booking, fate, mixedLoad }) => {
      const [lng, lat] = scene.places.get(booking.placeId)?.location?.coordinates ?? []
      const stop = newStop(
        seedId(`stop:${booking._id}`),
        booking,
        lng === undefined || lat === undefined ? null : { lng, lat },
        instantAt(addDays(day, -1), '16:05'),
      )
      return [stop._id, { stop, booking, fate, ...(mixedLoad ? { mixedLoad } : {}) }] as const
    }),
  )
  const order = planOrder([...byStop.values()].map(({ stop }) => planStopOf(stop))).flatMap(
    ({ id }) => byStop.get(id) ?? [],
  )
  const run = runOf(drive, scene)
  let at = addMinutes(instantAt(day, run.from), 8)
  for (const [seq, { stop, ...one }] of order.entries()) {
    await visit(scene, run, { ...stop, seq, runId: run._id }, one, { at, today: drive.today }, history)
    at = addMinutes(at, stop.serviceMinutes + within(`drive:${one.booking._id}`, 3, 9))
  }
  history.runs.push({ ...run, lastAt: at, finishedAt: at, updatedAt: at })
}

function runOf({ round, day, group, driven }: Drive, scene: Scene): RunRecord {
  const from = driven.reduce((least, { booking }) => (booking.from < least ? booking.from : least), '24:00')
  const to = driven.reduce((most, { booking }) => (booking.to > most ? booking.to : most), '00:00')
  const at = instantAt(addDays(day, -1), '16:05')
  return {
    _id: seedId(`run:${round._id}:${day}:${group}`),
    day,
    roundId: round._id,
    group,
    part: 1,
    districtId: round.districtId,
    placeId: round.placeId,
    placePath: round.placePath,
    name: `${round.name} ${groupNames[group]}`,
    vehicle: round.vehicle,
    crewIds: round.crewIds,
    names: round.crewIds.flatMap((id) => scene.names.get(id) ?? []),
    status: 'finished',
    from,
    to,
    version: 3,
    startedAt: instantAt(day, from),
    formerCrew: [],
    createdAt: at,
    updatedAt: at,
  }
}

async function visit(
  scene: Scene,
  run: RunRecord,
  stop: StopRecord,
  { booking, fate, mixedLoad = false }: Driven,
  { at, today }: { at: Date; today: Day },
  history: History,
): Promise<void> {
  const assignedAt = { at: run.createdAt, action: 'assign', text: `已排入班次“${run.name}”`, by: 'system:runs.planDay' }
  const assigned: BookingRecord = { ...booking, history: [...booking.history, assignedAt] }
  if (fate === 'missed') {
    const missed = missedOf(scene, assigned)
    history.bookings.push(missed.booking)
    history.posts.push(...missed.posts)
    history.stops.push(stop)
    return
  }
  const action = ACTIONS[fate]
  const by = run.names[0] ?? '收运员'
  const personId = run.crewIds[0] ?? 'system:seed'
  const done = await outcomeOf(scene, assigned, { fate, at, personId, stopId: stop._id, today, photoOf, mixedLoad })
  history.bookings.push(done.booking)
  history.posts.push(...done.posts)
  const steps: readonly (readonly [LogAction, Date, StopStatus])[] = [
    ['set_out', addMinutes(at, -6), 'en_route'],
    ['arrive', at, 'arrived'],
    [action, addMinutes(at, 4), fate],
  ]
  history.stops.push({
    ...stop,
    status: fate,
    crewIds: run.crewIds,
    version: 4,
    weights: done.booking.weights,
    mixedLoad,
    reason: done.booking.reason?.code ?? null,
    photoIds: done.booking.reason?.photoIds ?? [],
    settlements: isCollected(fate) ? 1 : 0,
    lastLog: { id: logId(stop, action), action, at: addMinutes(at, 4), personId },
    history: steps.map(([step, deviceAt]) => ({ at: deviceAt, receivedAt: deviceAt, action: step, by, personId })),
    updatedAt: addMinutes(at, 4),
  })
  history.logs.push(
    ...steps.map(([step, deviceAt, after]): StopLogRecord => ({
      _id: logId(stop, step),
      stopId: stop._id,
      runId: run._id,
      bookingId: booking._id,
      placePath: stop.placePath,
      day: stop.day,
      action: step,
      deviceAt,
      receivedAt: deviceAt,
      by,
      personId,
      outcome: 'accepted',
      code: null,
      status: after,
      contentHash: 'seed',
      row: {},
    })),
  )
}

export const photoOf = (bookingId: string): string => seedId(`photo:${bookingId}`)

const logId = (stop: StopRecord, action: LogAction): string => seedId(`log:${stop._id}:${action}`)
