// The last thirty days of the demo city as they were driven: runs in a good order, stops with their logs, weights with
// receipts, failures with reason and photo, cancellations, misses, contests. Receipts and money come from the rules;
// every entry goes through the ledger.
import { entryIdOf, type Post } from '@shared/ledger/entries'
import { planOrder } from '@shared/pickups/planner'
import { reasonTexts, reasonsFor } from '@shared/pickups/reasons'
import { contestDueOn, contestUntil } from '@shared/pickups/rules'
import type { Material, StopReason, StopStatus, WeighIn } from '@shared/pickups/schemas'
import { isCollected, type LogAction } from '@shared/pickups/stop-machine'
import { addDays, addMinutes, dayOf, instantAt, type Day } from '@shared/time'
import { seedId } from '../ids'
import { worthOf } from '../ledger/earning'
import { seedPersonId } from '../people/seed-ids'
import { seedNumber } from '../places/seed-ids'
import type { BookingRecord } from './bookings.model'
import { operatorOf, owedPost, paidPost } from './pickups-money'
import type { Context } from './pickups-transitions'
import { sourceOf } from './prices'
import type { RoundRecord } from './rounds.model'
import { newStop, planStopOf } from './runs'
import { groupNames, groupOf } from './runs-planning'
import type { RunGroup, RunRecord } from './runs.model'
import { factsOf, receiptOf, reckon, settlementPost } from './settlement'
import type { Scene } from './seed-bookings'
import type { StopLogRecord, StopRecord } from './stops.model'

export type History = {
  bookings: BookingRecord[]
  runs: RunRecord[]
  stops: StopRecord[]
  logs: StopLogRecord[]
  posts: Post[]
}
type Fate =
  | 'collected'
  | 'partly_collected'
  | 'not_presented'
  | 'no_access'
  | 'refused'
  | 'cancelled'
  | 'cancelled_by_operator'
  | 'missed'

/** Of a hundred bookings. */
const FATES: readonly (readonly [Fate, number])[] = [
  ['collected', 78],
  ['partly_collected', 7],
  ['not_presented', 5],
  ['no_access', 3],
  ['refused', 2],
  ['cancelled', 3],
  ['cancelled_by_operator', 1],
  ['missed', 1],
]
const ACTIONS: Partial<Record<StopStatus, LogAction>> = {
  collected: 'collect',
  partly_collected: 'collect_partly',
  not_presented: 'not_presented',
  no_access: 'no_access',
  refused: 'refuse',
}
const TEXTS: Partial<Record<Fate, string>> = {
  collected: '已收走',
  cancelled: '已取消',
  cancelled_by_operator: '运营方取消:车辆检修',
  missed: '没有人来',
}
/** What things weigh: material and the range of a booking in grams. */
const WEIGHTS: Readonly<Record<BookingRecord['kind'], readonly (readonly [Material, number, number])[]>> = {
  recyclable: [
    ['paper', 3_000, 18_000],
    ['cardboard', 4_000, 22_000],
    ['plastic_pet', 500, 3_000],
    ['textile', 2_000, 9_000],
    ['steel', 1_500, 8_000],
    ['aluminium', 200, 1_500],
  ],
  bulky: [['wood_furniture', 25_000, 90_000]],
  appliance: [['weee', 12_000, 70_000]],
  hazardous: [['hazardous', 200, 2_500]],
}

export function fateOf(label: string): Fate {
  let left = seedNumber(`fate:${label}`, 100)
  for (const [fate, share] of FATES) {
    if (left < share) return fate
    left -= share
  }
  return 'collected'
}

const within = (label: string, from: number, to: number): number => from + seedNumber(label, to - from + 1)

function weightsOf(label: string, booking: BookingRecord): WeighIn[] {
  const possible = WEIGHTS[booking.kind]
  const first = seedNumber(`material:${label}`, possible.length)
  const count = booking.kind === 'recyclable' ? 1 + seedNumber(`materials:${label}`, 3) : 1
  return Array.from({ length: Math.min(count, possible.length) }, (_unused, index) => {
    const [material, least, most] = possible[(first + index) % possible.length] ?? ['paper', 1_000, 2_000]
    return { material, grams: Math.round(within(`grams:${label}:${index}`, least, most) / 50) * 50 }
  })
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

const dated = (post: Post | null, at: Date): Post[] => (post ? [{ ...post, at }] : [])
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

type Drive = {
  round: RoundRecord
  day: Day
  group: RunGroup
  bookings: readonly BookingRecord[]
  fates: ReadonlyMap<string, Fate>
  today: Day
  photoOf: (label: string) => string
}

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
      { at: run.createdAt, action: 'assign', text: `已排入班次“${run.name}”`, by: 'system:planPickups' },
    ],
  }
  history.posts.push(...feePosts(booking))
  if (fate === 'missed') return miss(scene, assigned, stop, history)
  const status = fate as StopStatus
  const action = ACTIONS[status] ?? 'collect'
  const by = run.names[0] ?? '收运员'
  const personId = run.crewIds[0] ?? 'system:seed'
  const done = await outcomeOf(scene, drive, assigned, stop, { fate: status, at, personId })
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
    lastLog: { id: logId(stop, action), action, deviceAt: addMinutes(at, 4), personId },
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

type Happened = { fate: StopStatus; at: Date; personId: string }

/** The booking after its outcome, with what the ledger learns of it. */
async function outcomeOf(
  scene: Scene,
  drive: Drive,
  booking: BookingRecord,
  stop: StopRecord,
  { fate, at, personId }: Happened,
): Promise<{ booking: BookingRecord; posts: Post[] }> {
  const context = scene.contexts.get(booking.placeId)
  const prices = scene.prices.get(booking.placeId)
  if (!context || !prices) throw new Error('no scene')
  const outcomeAt = addMinutes(at, 4)
  const isOver = contestUntil(outcomeAt, context.settings.booking) <= instantAt(drive.today, '00:00')
  const reason = reasonOf(booking._id, fate, drive.photoOf)
  const text = reason ? reasonTexts[reason.code] : (TEXTS.collected ?? '')
  const past: BookingRecord = {
    ...booking,
    status: isOver ? 'settled' : (fate as BookingRecord['status']),
    version: 6,
    outcomeAt,
    updatedAt: outcomeAt,
    ...(reason ? { reason } : {}),
    history: [
      ...booking.history,
      { at: addMinutes(at, -6), action: 'set_out', text: '收运员出发了', by: personId },
      { at, action: 'arrive', text: '收运员到了', by: personId },
      { at: outcomeAt, action: ACTIONS[fate] ?? 'collect', text, by: personId },
      ...(isOver
        ? [
            {
              at: contestUntil(outcomeAt, context.settings.booking),
              action: 'settle',
              text: '异议期已过,办结',
              by: 'system:settlePickups',
            },
          ]
        : []),
    ],
  }
  if (!isCollected(fate)) return { booking: withContest(past, drive.today, context), posts: [] }
  const weights = weightsOf(booking._id, booking)
  const worth = worthOf(prices.rules.get(sourceOf(booking.kind)) ?? null, factsOf(weights), booking.beneficiary)
  const settled = await reckon(prices, weights, dayOf(outcomeAt), { mixedLoad: false, worth })
  const post = settlementPost(booking, 1, settled, personId, outcomeAt, stop._id)
  const paid = booking.owedFen > 0 ? booking.owedFen : 0
  const posts = [
    ...(post ? [post] : []),
    ...dated(paidPost(booking, `pickup:${booking._id}:paid:${stop._id}`, paid, personId), outcomeAt),
  ]
  const stars = seedNumber(`stars:${booking._id}`, 10)
  const record: BookingRecord = {
    ...past,
    weights,
    receipt: {
      ...receiptOf(booking, settled, null, outcomeAt, context.settings),
      entryId: post ? entryIdOf(post) : '',
    },
    paidFen: paid,
    payments: paid > 0 ? [{ id: stop._id, fen: paid, note: '上门收取', at: outcomeAt, by: personId }] : [],
    ...(stars < 3
      ? {
          rating: {
            stars: 5 - (stars === 2 ? 1 : 0),
            text: stars === 0 ? '来得准时,很客气' : '',
            at: addMinutes(outcomeAt, 90),
          },
        }
      : {}),
  }
  return { booking: withContest(record, drive.today, context), posts }
}

function reasonOf(label: string, fate: StopStatus, photoOf: (label: string) => string): BookingRecord['reason'] | null {
  const action = ACTIONS[fate]
  if (!action || !(action in reasonsFor)) return null
  const possible: readonly StopReason[] = reasonsFor[action as keyof typeof reasonsFor]
  const code = possible[seedNumber(`reason:${label}`, possible.length - 1)] ?? 'other'
  return { code, photoIds: [photoOf(label)] }
}

/** Now and then somebody objects; the younger objections still wait for their answer. */
function withContest(
  booking: BookingRecord,
  today: Day,
  { calendar, settings }: Pick<Context, 'calendar' | 'settings'>,
): BookingRecord {
  const isFailure = booking.receipt === undefined
  if (!booking.outcomeAt || seedNumber(`contest:${booking._id}`, 100) >= (isFailure ? 25 : 2)) return booking
  const at = addMinutes(booking.outcomeAt, 300)
  if (at >= instantAt(today, '00:00')) return booking
  const dueOn = contestDueOn(dayOf(at), calendar, settings.booking)
  const about = isFailure ? ('reason' as const) : ('weight' as const)
  const text = isFailure ? '东西一直在约定的地方,请再看看照片' : '在家称过,比回执上的多两千克'
  const decided = dueOn < today
  const decision = decided
    ? {
        upheld: false,
        reason: '查看了现场照片和称重记录,与登记一致',
        at: instantAt(dueOn, '10:00'),
        by: seedPersonId('subdistrict-1-feng'),
      }
    : null
  return {
    ...booking,
    contest: { id: seedId(`contest:${booking._id}`), about, text, at, by: booking.bookedBy, dueOn, decision },
    history: [...booking.history, { at, action: 'contest', text: '提出异议', by: booking.bookedBy }],
  }
}

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
