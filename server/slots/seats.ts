// Exact capacity: a seat is held, confirmed and freed by ONE guarded update of its day, which drops expired holds by
// the database's clock and counts window and day together. Between instances that update is the only guard.
// Invariants: live seats ≤ capacity and cap; one seat per id and day; a holder keeps at most `limit` seats open
// (holders.ts).
import { DomainError } from '@shared/errors'
import type { Day } from '@shared/time'
import type { PipelineStage, UpdateQuery } from 'mongoose'
import { databaseNow } from '../clock'
import type { Tx } from '../db'
import { forgetAfter, forgetAnswers } from './answers'
import { countIn, dayId, ensureDay, leftIn, liveSeats, type DayView } from './days'
import { SlotDays, type SlotDay } from './days.model'
import { notConfirmed, othersOf, type Expression } from './expressions'
import {
  closeInHolder,
  confirmInHolder,
  dropFromHolder,
  isOpenInHolder,
  openInHolder,
  renameInHolder,
  type HeldSeat,
} from './holders'
import type { Pool } from './pools'

/** Who wants which seat. `limit`: seats the holder may keep open at once. */
export type SeatAsk = { id: string; poolId: string; day: Day; slot: string; key: string; limit: number }
export type HoldAsk = SeatAsk & { minutes: number; maxMinutes: number }
export type SeatAt = { id: string; poolId: string; day: Day }

/** Room for one more in the window and in the day, not counting this record's own seat. */
function roomFor({ id, slot }: Pick<SeatAsk, 'id' | 'slot'>): Expression {
  const others = othersOf(liveSeats(), id)
  const capacity = {
    $sum: {
      $map: {
        input: { $filter: { input: '$windows', as: 'w', cond: { $eq: ['$$w.slot', slot] } } },
        as: 'w',
        in: '$$w.capacity',
      },
    },
  }
  return {
    $and: [
      { $eq: ['$closed', false] },
      { $lt: [countIn(others, slot), capacity] },
      { $or: [{ $eq: ['$cap', null] }, { $lt: [{ $size: others }, '$cap'] }] },
    ],
  }
}

/**
 * Holds a seat for some minutes, or extends the hold (same id, same slot), or moves it. Never changes a confirmed seat;
 * the holder's older holds give way when there are too many.
 * @returns when the hold ends
 * @throws DomainError the pool's `tooMany`, `full` or `closed`; WRONG_STATE when the id is already confirmed
 */
export async function takeSeat(pool: Pool, ask: HoldAsk): Promise<Date> {
  await refuseWhenFull(pool, ask, await ensureDay(pool, ask.poolId, ask.day))
  const { mine, gaveWay } = await openInHolder(pool, ask)
  for (const hold of gaveWay) await dropHold(pool, hold)
  const stays = mine.poolId === ask.poolId && mine.day === ask.day && mine.slot === ask.slot
  try {
    await holdInDay(pool, ask, mine)
  } catch (error) {
    if (stays) await dropFromHolder(ask)
    throw error
  }
  // a newer hold of the same holder may have come between the two writes: nothing of this one may stay in the day
  if (!(await isOpenInHolder(ask))) {
    await dropHold(pool, ask)
    throw new DomainError(pool.codes.tooMany)
  }
  if (!stays) {
    await renameInHolder(ask)
    if (dayId(pool, mine.poolId, mine.day) !== dayId(pool, ask.poolId, ask.day)) await dropHold(pool, mine)
    else forgetAnswers(ask.poolId)
  }
  return mine.until
}

/**
 * In a rush most come too late: they are turned away by a read, and write nothing. The guarded update decides all the
 * same.
 */
async function refuseWhenFull(pool: Pool, ask: HoldAsk, view: DayView): Promise<void> {
  if (view.closed || leftIn(view, ask.slot) > 0) return
  if (!(await SlotDays.exists({ _id: view._id, 'seats.id': ask.id } as object))) throw new DomainError(pool.codes.full)
}

async function holdInDay(pool: Pool, ask: HoldAsk, { until, latest }: HeldSeat): Promise<void> {
  const { id, slot, key } = ask
  const written = await SlotDays.updateOne(
    { _id: dayId(pool, ask.poolId, ask.day), $expr: { $and: [roomFor(ask), notConfirmed('$seats', id)] } },
    [{ $set: { seats: { $concatArrays: [othersOf(liveSeats(), id), [{ id, slot, key, until, latest }]] } } }],
    { updatePipeline: true },
  )
  if (written.matchedCount === 0) throw await refusalOf(pool, ask)
}

/** Why the day said no. */
async function refusalOf(pool: Pool, ask: SeatAt): Promise<DomainError> {
  const found = await SlotDays.findById(dayId(pool, ask.poolId, ask.day), {
    closed: 1,
    seats: { $elemMatch: { id: ask.id } },
  }).lean<Pick<SlotDay, 'closed' | 'seats'>>()
  if (found?.closed) return new DomainError(pool.codes.closed)
  return new DomainError(found?.seats?.[0]?.until === null ? 'WRONG_STATE' : pool.codes.full)
}

/**
 * Confirms a seat in the record's transaction: the hold becomes a seat without end; without a live hold it is taken
 * afresh when there is room. Call `ensureDay` and `prepareHolder` before the transaction.
 * @throws DomainError the pool's `tooMany`, `full` or `closed`; nothing is written then
 */
export async function confirmSeat(tx: Tx, pool: Pool, ask: SeatAsk): Promise<void> {
  for (const hold of await confirmInHolder(tx, pool, ask)) {
    await tx.on(SlotDays).updateOne({ _id: dayId(pool, hold.poolId, hold.day) }, {
      $pull: { seats: { id: hold.id, until: { $ne: null } } },
    } as unknown as UpdateQuery<SlotDay>)
    forgetAfter(tx, hold.poolId)
  }
  await confirmInDay(tx, pool, ask)
}

async function confirmInDay(tx: Tx, pool: Pool, ask: SeatAsk): Promise<void> {
  const { id, slot, key } = ask
  const mine = { id, slot, key, until: null, latest: databaseNow() }
  const _id = dayId(pool, ask.poolId, ask.day)
  const written = await tx
    .on(SlotDays)
    .updateOne({ _id, $expr: roomFor(ask) }, [
      { $set: { seats: { $concatArrays: [othersOf(liveSeats(), id), [mine]] } } },
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
  forgetAfter(tx, from.poolId)
}

/** Frees the seat of a cancelled record, and its count at the holder. */
export async function freeSeat(tx: Tx, pool: Pool, at: SeatAt & { holderKey: string }): Promise<void> {
  await takeOut(tx, pool, at)
  forgetAfter(tx, at.poolId)
  await closeInHolder(tx, at)
}

const takeOut = (tx: Tx, pool: Pool, { id, poolId, day }: SeatAt): Promise<unknown> =>
  tx.on(SlotDays).updateOne({ _id: dayId(pool, poolId, day) }, { $pull: { seats: { id } } } as UpdateQuery<SlotDay>)

/** Gives up a hold; a confirmed seat stays. */
export async function releaseSeat(pool: Pool, hold: SeatAt & { key: string }): Promise<void> {
  await dropHold(pool, hold)
  await dropFromHolder(hold)
}

async function dropHold(pool: Pool, { id, poolId, day }: SeatAt): Promise<void> {
  const { modifiedCount } = await SlotDays.updateOne(
    { _id: dayId(pool, poolId, day) },
    { $pull: { seats: { id, until: { $ne: null } } } },
  )
  if (modifiedCount > 0) forgetAnswers(poolId)
}
