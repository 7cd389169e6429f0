// The open seats of a holder in all pools: one document a holder, counted in the same guarded manner as a day. Only
// confirmed seats count against a new one, by the pool's limit or because their hours meet; the holder's own holds that
// would be in conflict are dropped when a new one is taken. Invariants: confirmed seats of one holder and pool ≤
// limit (I17); the hours (`busy`) of a holder's confirmed seats never meet, in whichever pools (I19).
import { DomainError } from '@shared/errors'
import type { PipelineStage, UpdateQuery } from 'mongoose'
import { barredBy } from '@shared/slots/rules'
import { databaseNow, now } from '../clock'
import { isDuplicateKey, type Tx } from '../db'
import { dayId } from './days'
import { SeatHolders, SlotDays, type OpenSeat, type SeatHolder, type SlotDay } from './days.model'
import { liveOf, meets, othersOf, type Expression } from './expressions'
import type { Pool } from './pools'
import type { SeatAsk } from './seats'

/** What an open seat says about where it is. */
export const openAt = (pool: Pool, { id, poolId, day, slot, size, busy }: SeatAsk) => ({
  id,
  pool: pool.name,
  poolId,
  day,
  slot,
  ...(size === undefined ? {} : { size }),
  ...(busy === undefined ? {} : { busy }),
})

/** The refusal for what bars a holder. */
export const barred = (pool: Pool, { day }: Pick<SeatAsk, 'day'>, by: OpenSeat | 'tooMany'): DomainError =>
  by === 'tooMany'
    ? new DomainError(pool.codes.tooMany)
    : new DomainError('SLOT_OVERLAP', { pool: by.pool, id: by.id, day, ...by.busy })

const confirmedOthers = (id: string): Expression => ({
  $filter: { input: othersOf('$open', id), as: 'p', cond: { $eq: ['$$p.until', null] } },
})
const heldOthers = (id: string): Expression => ({
  $filter: { input: othersOf(liveOf('$open'), id), as: 'p', cond: { $ne: ['$$p.until', null] } },
})
const filtered = (input: Expression, cond: unknown): Expression => ({ $filter: { input, as: 'f', cond } })
const isOf = (pool: Pool): Expression => ({ $eq: ['$$f.pool', pool.name] })

/** Confirmed seats stand in the way: too many of this pool, or hours that meet those of any pool. */
const hasRoomAtHolder = (pool: Pool, { id, limit, day, busy }: SeatAsk): Expression => ({
  $and: [
    { $lt: [{ $size: filtered(confirmedOthers(id), isOf(pool)) }, limit] },
    { $eq: [{ $size: filtered(confirmedOthers(id), meets('$$f', day, busy)) }, 0] },
  ],
})

/** For an offer, which drops nobody's hold: holds stand in the way too. */
const isFreeAtHolder = (pool: Pool, { id, limit, day, busy }: SeatAsk): Expression => {
  const others = othersOf(liveOf('$open'), id)
  return {
    $and: [
      { $lt: [{ $size: filtered(others, isOf(pool)) }, limit] },
      { $eq: [{ $size: filtered(others, meets('$$f', day, busy)) }, 0] },
    ],
  }
}

/** `$slice` counts in 32 bits; nobody holds so many. */
const UNLIMITED = 100_000

/**
 * Puts `mine` last. Of the holder's other holds those give way whose hours meet, and of this pool's, oldest first, as
 * many as are too many; they are named in `gaveWay`.
 */
function enterAtHolder(pool: Pool, { id, limit, day, busy }: SeatAsk, mine: Expression): PipelineStage.Set[] {
  const meet = meets('$$f', day, busy)
  const meeting = filtered(heldOthers(id), meet)
  const elsewhere = filtered(heldOthers(id), { $and: [{ $not: [isOf(pool)] }, { $not: [meet] }] })
  const here = filtered(heldOthers(id), { $and: [isOf(pool), { $not: [meet] }] })
  const confirmedHere = filtered(confirmedOthers(id), isOf(pool))
  const kept = { $subtract: [Math.min(limit, UNLIMITED) - 1, { $size: confirmedHere }] }
  const tooMany = { $max: [0, { $subtract: [{ $size: here }, kept] }] }
  const first = { $cond: [{ $gt: [tooMany, 0] }, { $slice: [here, { $max: [1, tooMany] }] }, []] }
  const last = { $cond: [{ $gt: [kept, 0] }, { $slice: [here, { $multiply: [-1, { $max: [1, kept] }] }] }, []] }
  return [
    {
      $set: {
        open: { $concatArrays: [confirmedOthers(id), elsewhere, last, [mine]] },
        gaveWay: { $concatArrays: [meeting, first] },
      },
    },
  ]
}

async function makeHolder(key: string): Promise<void> {
  await SeatHolders.collection.insertOne({ _id: key, open: [], cancelledAt: [] } as never).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error
  })
}

/** Makes what `confirmSeat` needs, before a transaction: a document made inside one would meet its twin. */
export async function prepareHolder(key: string): Promise<void> {
  if (!(await SeatHolders.exists({ _id: key }))) await makeHolder(key)
}

type OpenSeatLiteral = Omit<OpenSeat, 'latest'> & { latest: unknown }

/**
 * Counts a confirmed seat at its holder.
 * @returns the holds that gave way
 * @throws DomainError SLOT_OVERLAP, the pool's `tooMany`
 */
export async function confirmInHolder(tx: Tx, pool: Pool, ask: SeatAsk): Promise<readonly OpenSeat[]> {
  const { key, limit } = ask
  const open: OpenSeatLiteral = { ...openAt(pool, ask), until: null, latest: databaseNow(), minutes: 0, limit }
  const counted = await tx
    .on(SeatHolders)
    .findOneAndUpdate({ _id: key, $expr: hasRoomAtHolder(pool, ask) }, enterAtHolder(pool, ask, open))
  if (counted) return counted.gaveWay ?? []
  const holder = await tx.on(SeatHolders).findOne({ _id: key })
  throw barred(pool, ask, barredBy(holder?.open ?? [], { ...ask, pool: pool.name }) ?? 'tooMany')
}

/**
 * Enters an offer as a hold of its holder until an instant. Nothing gives way to it.
 * @returns false when the holder has no room for it now, or does not exist
 */
export async function offerToHolder(tx: Tx, pool: Pool, ask: SeatAsk, until: Date): Promise<boolean> {
  const { key, limit } = ask
  const open: OpenSeat = { ...openAt(pool, ask), until, latest: until, minutes: 0, limit }
  const { matched } = await tx
    .on(SeatHolders)
    .updateOne({ _id: key, $expr: isFreeAtHolder(pool, ask) }, [
      { $set: { open: { $concatArrays: [othersOf(liveOf('$open'), ask.id), [open]] } } },
    ] as PipelineStage[])
  return matched > 0
}

/** A confirmed seat has another window of its day. */
export async function shiftInHolder(tx: Tx, { id, key }: Pick<SeatAsk, 'id' | 'key'>, slot: string): Promise<void> {
  await tx
    .on(SeatHolders)
    .updateOne({ _id: key, 'open.id': id } as object, { $set: { 'open.$.slot': slot } } as UpdateQuery<SeatHolder>)
}

/** The hold is given up; a confirmed seat stays. */
export async function dropFromHolder({ id, key }: Pick<SeatAsk, 'id' | 'key'>): Promise<void> {
  await SeatHolders.updateOne({ _id: key }, { $pull: { open: { id, until: { $ne: null } } } })
}

/** The record is over and no longer counts as open; its seat on the day stays used. */
export async function closeInHolder(tx: Tx, { id, holderKey }: { id: string; holderKey: string }): Promise<void> {
  await tx.on(SeatHolders).updateOne({ _id: holderKey }, { $pull: { open: { id } } } as UpdateQuery<SeatHolder>)
}

/** Removes an entry that another key held for the same record (held by staff, confirmed for a household). */
export async function leaveOtherHolder(tx: Tx, id: string, holdKey: string, finalKey: string): Promise<void> {
  if (holdKey !== finalKey)
    await tx.on(SeatHolders).updateOne({ _id: holdKey }, {
      $pull: { open: { id, until: { $ne: null } } },
    } as unknown as UpdateQuery<SeatHolder>)
}

/** The record is open again (a crew took its log back): counted once more, whatever the limit. */
export async function reopenInHolder(
  tx: Tx,
  pool: Pool,
  { holderKey, ...seat }: Omit<SeatAsk, 'key' | 'limit'> & { holderKey: string },
): Promise<void> {
  const at = openAt(pool, { ...seat, key: holderKey, limit: 0 })
  const open: OpenSeatLiteral = { ...at, until: null, latest: databaseNow(), minutes: 0, limit: 0 }
  await tx
    .on(SeatHolders)
    .updateOne({ _id: holderKey }, [
      { $set: { open: { $concatArrays: [othersOf(liveOf('$open'), seat.id), [open]] } } },
    ] as PipelineStage[])
}

/** A hold by id, wherever it is; expired ones too, until they are cleared away. */
export async function findHeldSeat(id: string): Promise<(OpenSeat & { key: string }) | null> {
  const holder = await SeatHolders.findOne({ 'open.id': id } as object).lean<SeatHolder>()
  const open = holder?.open.find((one) => one.id === id)
  return holder && open ? { ...open, key: holder._id } : null
}

/** When a holder last cancelled, at most ten times, for the brake on those who cancel often. */
export async function cancellationsOf(key: string): Promise<Date[]> {
  return (await SeatHolders.findById(key, { cancelledAt: 1 }).lean<SeatHolder>())?.cancelledAt ?? []
}

/** Notes a cancellation at its holder; the last ten are kept. */
export async function noteCancellation(tx: Tx, key: string, at: Date): Promise<void> {
  await tx
    .on(SeatHolders)
    .updateOne({ _id: key }, { $push: { cancelledAt: { $each: [at], $slice: -10 } } } as UpdateQuery<SeatHolder>)
}

/** Who counts what several holders have open counts one after the other. Call `prepareHolder` before. */
export const lockHolder = (tx: Tx, key: string): Promise<unknown> =>
  tx.on(SeatHolders).updateOne({ _id: key }, { $inc: { locks: 1 } } as UpdateQuery<SeatHolder>)

/** Two holders become one: seats and running holds count for the one that goes on; no limit is applied anew. */
export async function mergeHolders(tx: Tx, pool: Pool, fromKey: string, intoKey: string): Promise<void> {
  const from = await tx.on(SeatHolders).findOne({ _id: fromKey })
  await tx
    .on(SeatHolders)
    .updateOne({ _id: intoKey }, { $setOnInsert: { open: [], cancelledAt: [] } }, { upsert: true })
  const at = now()
  const running = (one: OpenSeat): boolean => one.pool === pool.name && (one.until === null || one.until > at)
  for (const open of from?.open.filter(running) ?? []) {
    await closeInHolder(tx, { id: open.id, holderKey: fromKey })
    if (open.until === null) await reopenInHolder(tx, pool, { ...open, holderKey: intoKey })
    else await tx.on(SeatHolders).updateOne({ _id: intoKey }, { $push: { open } } as UpdateQuery<SeatHolder>)
    await tx
      .on(SlotDays)
      .updateOne(
        { _id: dayId(pool, open.poolId, open.day), 'seats.id': open.id } as object,
        { $set: { 'seats.$.key': intoKey } } as UpdateQuery<SlotDay>,
      )
  }
}
