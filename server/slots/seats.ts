// Exact capacity: a seat is confirmed, moved and freed by ONE guarded update of its day in the record's transaction. It
// drops expired holds by the database's clock and counts window and day together; between instances it is the only
// guard. Seats are held in taking.ts, by the same rules. Invariants:
// live seats ≤ capacity and cap, by size (I16); one seat per id and day (I17); who waits and fits comes first (I18);
// two pools in one transaction, both or none (I20).
import { DomainError } from '@shared/errors'
import type { Hours } from '@shared/slots/rules'
import type { Day } from '@shared/time'
import type { PipelineStage, UpdateQuery } from 'mongoose'
import { databaseNow } from '../clock'
import type { Tx } from '../db'
import { forgetAfter, forgetAnswers } from './answers'
import { dayId } from './days'
import { SlotDays, type OpenSeat, type SlotDay } from './days.model'
import { fitsBeside, keptSeats, lineWouldTake, liveOf, mineOf, othersOf, sizeIn, type Expression } from './expressions'
import { closeInHolder, confirmInHolder, dropFromHolder, shiftInHolder } from './holders'
import { askNext, askNextIn } from './line'
import { poolNamed, type Pool } from './pools'

/**
 * Who wants which seat. `limit`: seats the holder may keep open at once in this pool. `size`: how many it takes of the
 * capacity, 1 where it is missing. `busy`: when the holder has to be there; without it the seat meets no other.
 */
export type SeatAsk = {
  id: string
  poolId: string
  day: Day
  slot: string
  key: string
  limit: number
  size?: number
  busy?: Hours
}
export type HoldAsk = SeatAsk & { minutes: number; maxMinutes: number }
export type SeatAt = { id: string; poolId: string; day: Day }

/**
 * Room for it in the window and in the day, not counting this record's own seat; and nobody in the line would take that
 * room, unless the room is this record's own already (a hold or an offer that runs).
 */
function roomFor({ id, slot, size = 1 }: Pick<SeatAsk, 'id' | 'slot' | 'size'>): Expression {
  const mine = { $gte: [sizeIn(mineOf(liveOf('$seats'), id), slot), size] }
  return {
    $and: [
      { $eq: ['$closed', false] },
      fitsBeside(othersOf(liveOf('$seats'), id), slot, size),
      { $or: [mine, { $not: [lineWouldTake(id)] }] },
    ],
  }
}

const seatOf = ({ id, slot, key, size }: SeatAsk, until: unknown, latest: unknown): Expression => ({
  id,
  slot,
  key,
  until,
  latest,
  ...(size === undefined ? {} : { size }),
})

/**
 * Confirms a seat in the record's transaction: the hold becomes a seat without end; without a live hold it is taken
 * afresh when there is room. Call `ensureDay` and `prepareHolder` before the transaction. Called twice in one
 * transaction, for two pools, it takes both seats or none.
 * @throws DomainError the pool's `tooMany`, `full` or `closed`, SLOT_OVERLAP; nothing is written then
 */
export async function confirmSeat(tx: Tx, pool: Pool, ask: SeatAsk): Promise<void> {
  for (const hold of await confirmInHolder(tx, pool, ask)) await dropHoldIn(tx, poolNamed(hold.pool), hold)
  await confirmInDay(tx, pool, ask)
}

async function confirmInDay(tx: Tx, pool: Pool, ask: SeatAsk): Promise<void> {
  const _id = dayId(pool, ask.poolId, ask.day)
  const mine = seatOf(ask, null, databaseNow())
  const waiting = pool.waiting ? { waiting: othersOf({ $ifNull: ['$waiting', []] }, ask.id) } : {}
  const written = await tx
    .on(SlotDays)
    .updateOne({ _id, $expr: roomFor(ask) }, [
      { $set: { seats: { $concatArrays: [othersOf(keptSeats(), ask.id), [mine]] }, ...waiting } },
    ] as PipelineStage[])
  if (written.matched > 0) return
  const found = await tx.on(SlotDays).findOne({ _id })
  throw new DomainError(found?.closed ? pool.codes.closed : pool.codes.full)
}

/**
 * Moves a confirmed seat: the new one first, then the old one is freed, both in the transaction. Same refusals as
 * `confirmSeat`.
 */
export async function moveSeat(tx: Tx, pool: Pool, from: SeatAt, ask: SeatAsk): Promise<void> {
  await confirmSeat(tx, pool, ask)
  if (from.poolId !== ask.poolId || from.day !== ask.day) await takeOut(tx, pool, from)
  await madeRoomIn(tx, pool, from)
}

/**
 * Gives a confirmed seat another window of its day where there is room, for who is served at another hour than was
 * asked. @returns false where there is no room: the seat stays where it is
 */
export async function shiftSeat(
  tx: Tx,
  pool: Pool,
  at: SeatAt & Pick<SeatAsk, 'key' | 'size'>,
  slot: string,
): Promise<boolean> {
  const isMine = { $eq: ['$$seat.id', at.id] }
  const seats = { $cond: [isMine, { $mergeObjects: ['$$seat', { slot }] }, '$$seat'] }
  const { matched } = await tx.on(SlotDays).updateOne(
    {
      _id: dayId(pool, at.poolId, at.day),
      seats: { $elemMatch: { id: at.id, until: null } },
      $expr: roomFor({ ...at, slot }),
    } as object,
    [{ $set: { seats: { $map: { input: '$seats', as: 'seat', in: seats } } } }],
  )
  if (matched === 0) return false
  await shiftInHolder(tx, at, slot)
  await madeRoomIn(tx, pool, at)
  return true
}

/**
 * Frees the seat of a cancelled record, its hold, its offer or its position in the line, and its count at the holder;
 * whoever waits and fits is offered the seat in the same transaction.
 */
export async function freeSeat(tx: Tx, pool: Pool, at: SeatAt & { holderKey: string }): Promise<void> {
  await takeOut(tx, pool, at)
  await closeInHolder(tx, at)
  await madeRoomIn(tx, pool, at)
}

/**
 * Gives a confirmed seat to another record, perhaps of another holder, of the same window: what one person hands over
 * to another never stands open in between. @throws DomainError SLOT_OVERLAP, the pool's `tooMany`; its `full` where the
 * seat is gone
 */
export async function handSeat(tx: Tx, pool: Pool, from: SeatAt & { holderKey: string }, ask: SeatAsk): Promise<void> {
  await closeInHolder(tx, from)
  for (const hold of await confirmInHolder(tx, pool, ask)) await dropHoldIn(tx, poolNamed(hold.pool), hold)
  const { matched } = await tx.on(SlotDays).updateOne(
    {
      _id: dayId(pool, from.poolId, from.day),
      seats: { $elemMatch: { id: from.id, until: null, slot: ask.slot } },
    } as object,
    { $set: { 'seats.$.id': ask.id, 'seats.$.key': ask.key } } as UpdateQuery<SlotDay>,
  )
  if (matched === 0) throw new DomainError(pool.codes.full)
}

const takeOut = (tx: Tx, pool: Pool, { id, poolId, day }: SeatAt): Promise<unknown> =>
  tx.on(SlotDays).updateOne({ _id: dayId(pool, poolId, day) }, {
    $pull: { seats: { id }, ...(pool.waiting ? { waiting: { id } } : {}) },
  } as UpdateQuery<SlotDay>)

/** Gives up a hold; a confirmed seat stays. */
export async function releaseSeat(pool: Pool, hold: SeatAt & { key: string }): Promise<void> {
  await dropHold(pool, hold)
  await dropFromHolder(hold)
}

/** Takes a hold out of its day; an offer ends, so that its holder is told. */
const withoutHold = (id: string): PipelineStage.Set[] => {
  const isHold = { $and: [{ $eq: ['$$h.id', id] }, { $ne: ['$$h.until', null] }] }
  const stays = { $or: [{ $not: [isHold] }, { $eq: ['$$h.offered', true] }] }
  const ended = { $cond: [isHold, { $mergeObjects: ['$$h', { until: databaseNow() }] }, '$$h'] }
  const kept = { $filter: { input: '$seats', as: 'h', cond: stays } }
  return [{ $set: { seats: { $map: { input: kept, as: 'h', in: ended } } } }]
}

async function dropHold(pool: Pool, { id, poolId, day }: SeatAt): Promise<void> {
  const filter = { _id: dayId(pool, poolId, day), seats: { $elemMatch: { id, until: { $ne: null } } } }
  const { matchedCount } = await SlotDays.updateOne(filter as object, withoutHold(id), { updatePipeline: true })
  if (matchedCount > 0) await madeRoom(pool, { poolId, day })
}

async function dropHoldIn(tx: Tx, pool: Pool, { id, poolId, day }: OpenSeat): Promise<void> {
  await tx.on(SlotDays).updateOne({ _id: dayId(pool, poolId, day) }, withoutHold(id))
  await madeRoomIn(tx, pool, { poolId, day })
}

async function madeRoom(pool: Pool, { poolId, day }: Omit<SeatAt, 'id'>): Promise<void> {
  forgetAnswers(poolId)
  if (pool.waiting) await askNext(pool, dayId(pool, poolId, day))
}

async function madeRoomIn(tx: Tx, pool: Pool, { poolId, day }: Omit<SeatAt, 'id'>): Promise<void> {
  forgetAfter(tx, poolId)
  if (pool.waiting) await askNextIn(tx, pool, dayId(pool, poolId, day))
}
