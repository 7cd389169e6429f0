// Seats held for some minutes, for many who ask at once: what waits while a batch is under way shares the next one. A
// batch is one transaction: its days and holders are read in one snapshot, each wish is decided in the order of arrival
// by the rules of shared/slots, and what has changed is written by its id; whoever changed it meanwhile makes the batch
// run again. So a rush for one day costs one reading and one write of it, and whoever asks alone goes at once.
// Invariants: I16–I19; a seat and its entry at the holder come to be together.
import { DomainError } from '@shared/errors'
import {
  barredBy,
  givingWay,
  keptSeats,
  refusedByDay,
  withoutHold,
  type SeatAtHolder,
  type SeatWish,
} from '@shared/slots/rules'
import type { Day } from '@shared/time'
import { inBatch, tryAgain, write } from '../batches'
import { databaseNow } from '../clock'
import { isDuplicateKey, txOf, type Tx } from '../db'
import { groupCommit } from '../group-commit'
import { runInScope } from '../scope'
import { forgetAfter } from './answers'
import { dayId, ensureDay, isInStep, planOf, type DayFigures } from './days'
import { SeatHolders, SlotDays, type OpenSeat, type Seat, type SeatHolder, type SlotDay } from './days.model'
import { barred, openAt } from './holders'
import { askNextIn } from './line'
import { poolNamed, type Pool } from './pools'
import type { HoldAsk } from './seats'

type Wish = { pool: Pool; ask: HoldAsk }
/** When the hold ends, or why there is none. */
type Answer = Date | DomainError

const MINUTE_MS = 60_000

const takers = groupCommit<Wish, Answer>({
  // one seat of a holder after the other
  keyOf: ({ ask }) => ask.key,
  touches: (wish) => [dayOf(wish)],
  atOnce: 2,
  maxBatch: 500,
  maxWaiting: 5_000,
  commit: (wishes) => runInScope({ requestId: 'seats' }, () => takeAll(wishes)),
})

/**
 * Holds a seat for some minutes, or extends the hold (same id, same slot), or moves it. Never changes a confirmed seat;
 * the holder's older holds give way when there are too many.
 * @returns when the hold ends
 * @throws DomainError the pool's `tooMany`, `full` or `closed`; SLOT_OVERLAP; WRONG_STATE when the id is already
 * confirmed
 */
export async function takeSeat(pool: Pool, ask: HoldAsk): Promise<Date> {
  const answer = await takers.submit({ pool, ask })
  if (answer instanceof DomainError) throw answer
  return answer
}

const dayOf = ({ pool, ask }: Wish): string => dayId(pool, ask.poolId, ask.day)
const dayOfHold = (hold: OpenSeat): string => dayId({ name: hold.pool }, hold.poolId, hold.day)

async function takeAll(wishes: readonly Wish[]): Promise<Answer[]> {
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const plans = await plansOf(wishes)
    const answers = await inBatch((session) =>
      runInScope({ requestId: 'seats', inTransaction: true }, () => takeIn(txOf(session), wishes, plans)),
    )
    if (answers) return answers
    for (const { pool, ask } of firstOfEachDay(wishes)) await ensureDay(pool, ask.poolId, ask.day)
  }
  throw new Error('days could not be brought in step with their plans')
}

const firstOfEachDay = (wishes: readonly Wish[]): Wish[] => [
  ...new Map(wishes.toReversed().map((wish) => [dayOf(wish), wish])).values(),
]

/** What the days should offer, by their ids; one reading of a plan for each pool and its id. */
async function plansOf(wishes: readonly Wish[]): Promise<ReadonlyMap<string, DayFigures>> {
  const asked = new Map<string, { pool: Pool; poolId: string; days: Day[] }>()
  for (const { pool, ask } of firstOfEachDay(wishes)) {
    const { name } = pool
    const one = asked.get(`${name}:${ask.poolId}`) ?? { pool, poolId: ask.poolId, days: [] }
    one.days.push(ask.day)
    asked.set(`${name}:${ask.poolId}`, one)
  }
  const plans = await Promise.all(
    [...asked.values()].map(async ({ pool, poolId, days }) =>
      (await planOf(pool, poolId, days)).map((plan, index) => [dayId(pool, poolId, days[index] ?? ''), plan] as const),
    ),
  )
  return new Map(plans.flat())
}

/** What the batch has read, and as it stands after the wishes decided so far. */
type Room = {
  at: Date
  days: Map<string, SlotDay>
  holders: Map<string, SeatHolder>
  changed: { days: Set<string>; holders: Set<string>; freed: Set<string> }
}

/** Null when a day is not there yet, or not in step with its plan: nothing is written then. */
async function takeIn(
  tx: Tx,
  wishes: readonly Wish[],
  plans: ReadonlyMap<string, DayFigures>,
): Promise<Answer[] | null> {
  const days = await daysNow(tx, [...plans.keys()])
  const at = days[0]?.at
  if (!at || days.length < plans.size || !days.every((day) => isInStep(day, plans.get(day._id), day.at))) return null
  const holders = await tx.on(SeatHolders).find({ _id: { $in: wishes.map(({ ask }) => ask.key) } })
  const room: Room = {
    at,
    days: new Map(days.map((day) => [day._id, day])),
    holders: new Map(holders.map((holder) => [holder._id, holder])),
    changed: { days: new Set(), holders: new Set(), freed: new Set() },
  }
  await readDaysLeft(tx, room, wishes)
  const known = new Set(room.holders.keys())
  const answers = wishes.map((wish) => take(room, wish))
  await writeRoom(tx, room, known)
  return answers
}

type DayNow = SlotDay & { at: Date }
const daysNow = (tx: Tx, ids: readonly string[]): Promise<DayNow[]> =>
  tx.on(SlotDays).aggregate<DayNow>([{ $match: { _id: { $in: [...ids] } } }, { $set: { at: databaseNow() } }])

const wishOf = ({ pool, ask }: Wish): SeatWish => ({ ...ask, pool: pool.name })

/** The days of the holds that may move or give way, where nobody asks for them. */
async function readDaysLeft(tx: Tx, { at, days, holders }: Room, wishes: readonly Wish[]): Promise<void> {
  const leaving = wishes.flatMap((wish) => {
    const open = holders.get(wish.ask.key)?.open ?? []
    return [...givingWay(open, wishOf(wish), at), ...open.filter(({ id }) => id === wish.ask.id)]
  })
  const missing = new Set(leaving.map(dayOfHold).filter((id) => !days.has(id)))
  if (missing.size > 0) for (const day of await daysNow(tx, [...missing])) days.set(day._id, day)
}

/** Decides one wish and changes the room accordingly; a refusal changes nothing. */
function take(room: Room, wish: Wish): Answer {
  const { pool, ask } = wish
  const { at } = room
  const day = room.days.get(dayOf(wish)) as SlotDay
  const holder = room.holders.get(ask.key) ?? { _id: ask.key, open: [], cancelledAt: [] }
  const had = holder.open.find(({ id, until }) => id === ask.id && (until === null || until > at))
  if (had?.until === null) return new DomainError('WRONG_STATE')
  const bar = barredBy(holder.open, wishOf(wish))
  if (bar) return barred(pool, ask, bar)
  const leaving = givingWay(holder.open, wishOf(wish), at)
  const seats = leaving
    .filter((hold) => dayOfHold(hold) === day._id)
    .reduce((left, { id }) => withoutHold(left, id, at), day.seats)
  const why = refusedByDay({ ...day, seats, waiting: day.waiting ?? [] }, ask, at)
  if (why === 'closed') return new DomainError(pool.codes.closed)
  if (seats.some(({ id, until }) => id === ask.id && until === null)) return new DomainError('WRONG_STATE')
  if (why) return new DomainError(pool.codes.full)
  const latest = had?.latest ?? new Date(at.getTime() + ask.maxMinutes * MINUTE_MS)
  const until = new Date(Math.min(at.getTime() + ask.minutes * MINUTE_MS, latest.getTime()))
  for (const hold of [...leaving, ...(had ? [had] : [])]) leave(room, hold)
  enter(room, wish, { holder, leaving, until, latest })
  return until
}

/** Takes a hold out of its day. */
function leave({ days, changed, at }: Room, hold: OpenSeat): void {
  const day = days.get(dayOfHold(hold))
  if (!day) return
  days.set(day._id, { ...day, seats: withoutHold(day.seats, hold.id, at) })
  changed.days.add(day._id)
  changed.freed.add(day._id)
}

type Entered = { holder: SeatHolder; leaving: readonly SeatAtHolder[]; until: Date; latest: Date }

function enter({ days, holders, changed, at }: Room, wish: Wish, { holder, leaving, until, latest }: Entered): void {
  const { pool, ask } = wish
  const day = days.get(dayOf(wish)) as SlotDay
  const { id, slot, key, size, minutes, limit } = ask
  const seat: Seat = { id, slot, key, until, latest, ...(size === undefined ? {} : { size }) }
  days.set(day._id, { ...day, seats: [...keptSeats(day.seats, at).filter((one) => one.id !== id), seat] })
  changed.days.add(day._id)
  const gone = new Set([id, ...leaving.map((hold) => hold.id)])
  const stays = (one: OpenSeat): boolean => !gone.has(one.id) && (one.until === null || one.until > at)
  const open = [...holder.open.filter(stays), { ...openAt(pool, ask), until, latest, minutes, limit }]
  holders.set(key, { ...holder, open })
  changed.holders.add(key)
}

/** Writes what has changed, then offers what became free to those who wait for it. */
async function writeRoom(tx: Tx, { days, holders, changed }: Room, known: ReadonlySet<string>): Promise<void> {
  const holderUpdates = [...changed.holders].map((key) => {
    const { open } = holders.get(key) as SeatHolder
    return known.has(key)
      ? { q: { _id: key }, u: { $set: { open } } }
      : { q: { _id: key }, u: { $set: { open, cancelledAt: [] } }, upsert: true }
  })
  const dayUpdates = [...changed.days].map((id) => ({ q: { _id: id }, u: { $set: { seats: days.get(id)?.seats } } }))
  if (holderUpdates.length === 0) return
  try {
    await write({ update: SeatHolders.collection.collectionName, updates: holderUpdates }, tx.session)
    await write({ update: SlotDays.collection.collectionName, updates: dayUpdates }, tx.session)
  } catch (error) {
    throw isDuplicateKey(error) ? tryAgain() : error
  }
  for (const id of changed.freed) {
    const { pool, poolId } = days.get(id) as SlotDay
    forgetAfter(tx, poolId)
    if (poolNamed(pool).waiting) await askNextIn(tx, poolNamed(pool), id)
  }
}
