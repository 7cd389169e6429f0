// The last thirty days of the demo city as they were driven: runs in a good order, stops with their logs, weights with
// receipts, failures with reason and photo, cancellations, misses, contests. Receipts and money come from the rules;
// every entry goes through the ledger.
import type { Post } from '@shared/ledger/entries'
import { planOrder } from '@shared/runs/planner'
import { contestDueOn } from '@shared/pickups/rules'
import type { StopStatus } from '@shared/pickups/schemas'
import { isCollected, type LogAction } from '@shared/runs/stop-machine'
import { addDays, addMinutes, instantAt, type Day } from '@shared/time'
import { seedId } from '../ids'
import { seedPersonId } from '../people/seed-ids'
import type { BookingRecord } from '../pickups/bookings'
import { operatorOf, owedPost } from '../pickups/pickups-money'
import type { RoundRecord } from '../pickups/rounds'
import { newStop, planStopOf } from './runs'
import { groupNames, groupOf } from './vehicles'
import type { RunGroup, RunRecord } from './runs.model'
import type { Scene } from '../pickups/seed-bookings'
import type { StopLogRecord, StopRecord } from './stops.model'
import { ACTIONS, TEXTS, dated, outcomeOf, within, type Fate, type Outcome } from '../pickups/seed-outcomes'

export type History = {
  bookings: BookingRecord[]
  runs: RunRecord[]
  stops: StopRecord[]
  logs: StopLogRecord[]
  posts: Post[]
}

type Drive = {
  round: RoundRecord
  day: Day
  group: RunGroup
  bookings: readonly BookingRecord[]
  fates: ReadonlyMap<string, Fate>
  today: Day
  photoOf: (label: string) => string
}

/** Drives one round's day: every booking meets its fate. */
export async function driveDay(
  scene: Scene,
  round: RoundRecord,
  day: Day,
  bookings: readonly BookingRecord[],
  fates: ReadonlyMap<string, Fate>,
  today: Day,
  photoOf: (label: string) => string,
): Promise<History> {
  const history: History = { bookings: [], runs: [], stops: [], logs: [], posts: [] }
  for (const group of ['am', 'pm', 'eve'] as const satisfies readonly RunGroup[]) {
    const all = bookings.filter((booking) => groupOf(booking.from) === group)
    const driven = all.filter((booking) => !(fates.get(booking._id) ?? 'collected').startsWith('cancelled'))
    for (const booking of all)
      if (!driven.includes(booking)) callOff(history, booking, fates.get(booking._id) === 'cancelled_by_operator')
    if (driven.length > 0)
      await driveRun(scene, { round, day, group, bookings: driven, fates, today, photoOf }, history)
  }
  return history
}

/** The resident or the operator called it off in time: what was owed is given back. */
function callOff(history: History, booking: BookingRecord, byOperator: boolean): void {
  const at = instantAt(addDays(booking.day, -1), '15:00')
  const by = byOperator ? seedPersonId('dispatch-1-zhou') : booking.bookedBy
  const record: BookingRecord = {
    ...booking,
    status: byOperator ? 'cancelled_by_operator' : 'cancelled',
    owedFen: 0,
    freePieces: 0,
    version: 2,
    updatedAt: at,
    history: [
      ...booking.history,
      {
        at,
        action: byOperator ? 'cancelByOperator' : 'cancel',
        text: TEXTS[byOperator ? 'cancelled_by_operator' : 'cancelled'] ?? '',
        by,
      },
    ],
  }
  history.bookings.push(record)
  history.posts.push(
    ...feePosts(booking),
    ...dated(
      owedPost(booking, {
        cause: `pickup:${booking._id}:cancelled`,
        fen: -booking.quote.totalFen,
        template: 'pickup.feeRefunded',
        by,
      }),
      at,
    ),
  )
}

const feePosts = (booking: BookingRecord): Post[] =>
  dated(
    owedPost(booking, {
      cause: `pickup:${booking._id}:fee`,
      fen: booking.quote.totalFen,
      template: 'pickup.fee',
      by: booking.bookedBy,
    }),
    booking.createdAt,
  )

async function driveRun(scene: Scene, drive: Drive, history: History): Promise<void> {
  const { round, day, group, bookings } = drive
  const byStop = new Map(
    bookings.map((booking) => {
      const [lng, lat] = scene.places.get(booking.placeId)?.location?.coordinates ?? []
      const stop = newStop(
        seedId(`stop:${booking._id}`),
        booking,
        lng === undefined || lat === undefined ? null : { lng, lat },
        instantAt(addDays(day, -1), '16:05'),
      )
      return [stop._id, { stop, booking }] as const
    }),
  )
  const order = planOrder([...byStop.values()].map(({ stop }) => planStopOf(stop))).flatMap(
    ({ id }) => byStop.get(id) ?? [],
  )
  const run = runOf(round, day, group, bookings, scene)
  let at = addMinutes(instantAt(day, run.from), 8)
  for (const [seq, { stop, booking }] of order.entries()) {
    await visit(scene, drive, run, { ...stop, seq, runId: run._id }, booking, at, history)
    at = addMinutes(at, stop.serviceMinutes + within(`drive:${booking._id}`, 3, 9))
  }
  history.runs.push({ ...run, lastAt: at, finishedAt: at, updatedAt: at })
}

function runOf(
  round: RoundRecord,
  day: Day,
  group: RunGroup,
  bookings: readonly BookingRecord[],
  scene: Scene,
): RunRecord {
  const from = bookings.reduce((least, booking) => (booking.from < least ? booking.from : least), '24:00')
  const to = bookings.reduce((most, booking) => (booking.to > most ? booking.to : most), '00:00')
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
  drive: Drive,
  run: RunRecord,
  stop: StopRecord,
  booking: BookingRecord,
  at: Date,
  history: History,
): Promise<void> {
  const fate = drive.fates.get(booking._id) ?? 'collected'
  const crew = { runId: run._id, crewIds: run.crewIds, crewNames: run.names }
  const assigned: BookingRecord = {
    ...booking,
    ...crew,
    history: [
      ...booking.history,
      { at: run.createdAt, action: 'assign', text: `已排入班次“${run.name}”`, by: 'system:runs.planDay' },
    ],
  }
  history.posts.push(...feePosts(booking))
  if (fate === 'missed') return miss(scene, assigned, stop, history)
  const status = fate as Outcome
  const action = ACTIONS[status]
  const by = run.names[0] ?? '收运员'
  const personId = run.crewIds[0] ?? 'system:seed'
  const done = await outcomeOf(scene, assigned, {
    fate: status,
    at,
    personId,
    stopId: stop._id,
    today: drive.today,
    photoOf: drive.photoOf,
  })
  history.bookings.push(done.booking)
  history.posts.push(...done.posts)
  const steps: readonly (readonly [LogAction, Date, StopStatus])[] = [
    ['set_out', addMinutes(at, -6), 'en_route'],
    ['arrive', at, 'arrived'],
    [action, addMinutes(at, 4), status],
  ]
  history.stops.push({
    ...stop,
    status,
    version: 4,
    weights: done.booking.weights,
    reason: done.booking.reason?.code ?? null,
    photoIds: done.booking.reason?.photoIds ?? [],
    settlements: isCollected(status) ? 1 : 0,
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

const logId = (stop: StopRecord, action: LogAction): string => seedId(`log:${stop._id}:${action}`)

/**
 * Nobody came: reported, compensated from the operator's account; the dispatcher still has to find a day for the
 * younger ones.
 */
function miss(scene: Scene, booking: BookingRecord, stop: StopRecord, history: History): void {
  const prices = scene.prices.get(booking.placeId)
  const context = scene.contexts.get(booking.placeId)
  const at = addMinutes(instantAt(booking.day, booking.to), 90)
  const points = booking.beneficiary ? (prices?.compensationPoints ?? 0) : 0
  const cause = `pickup:${booking._id}:missed`
  if (points > 0 && booking.beneficiary && prices) {
    history.posts.push({
      cause,
      kind: 'compensate',
      at,
      by: booking.bookedBy,
      partition: booking.partition,
      subject: `pickups/${booking._id}`,
      placePath: booking.placePath,
      why: { template: 'pickup.missed', params: { day: booking.day, version: prices.version } },
      ruleVersion: `price-list@${prices.version}`,
      details: { earnerId: booking.bookedBy },
      postings: [
        { account: booking.beneficiary, unit: 'points', amount: points },
        { account: operatorOf(booking).replace('operator:', 'compensation:'), unit: 'points', amount: -points },
      ],
    })
  }
  const dueOn = context ? contestDueOn(booking.day, context.calendar, context.settings.booking) : booking.day
  history.bookings.push({
    ...booking,
    status: 'missed',
    version: 4,
    updatedAt: at,
    missed: {
      at,
      by: booking.bookedBy,
      note: '等了一上午没有人来',
      dueOn,
      compensationEntryId: points > 0 ? `${booking.partition}:${cause}` : null,
      compensationPoints: points,
    },
    history: [...booking.history, { at, action: 'reportMissed', text: '没有人来;等待补收', by: booking.bookedBy }],
  })
  history.stops.push(stop)
}
