// The seats that a holder keeps open: one document a holder, counted in the same guarded manner as a day. Only
// confirmed seats count against the limit; the holder's oldest holds are dropped when they take a new one.
import { DomainError } from '@shared/errors'
import type { PipelineStage, UpdateQuery } from 'mongoose'
import { databaseNow } from '../clock'
import { isDuplicateKey, type Tx } from '../db'
import { dayId } from './days'
import { SeatHolders, SlotDays, type OpenSeat, type SeatHolder, type SlotDay } from './days.model'
import { mineOf, notConfirmed, othersOf, type Expression } from './expressions'
import type { Pool } from './pools'
import type { HoldAsk, SeatAsk, SeatAt } from './seats'

const MINUTE_MS = 60_000
const liveOpen = (): Expression => ({
  $filter: {
    input: '$open',
    as: 'p',
    cond: { $or: [{ $eq: ['$$p.until', null] }, { $gt: ['$$p.until', databaseNow()] }] },
  },
})

export type HeldSeat = OpenSeat & { until: Date }

/**
 * Enters or extends the hold at its holder, older holds giving way to it; where the id held another seat, that is still
 * named.
 * @returns the hold, and the holds that gave way, whose seats the caller takes out of their days
 * @throws DomainError WRONG_STATE when the id is confirmed already, the pool's `tooMany`
 */
export async function openInHolder(
  pool: Pool,
  { id, poolId, day, slot, key, limit, minutes, maxMinutes }: HoldAsk,
): Promise<{ mine: HeldSeat; gaveWay: readonly OpenSeat[] }> {
  await ensureHolder(key)
  const running = { $first: mineOf(liveOpen(), id) }
  const latest = {
    $ifNull: [{ $getField: { field: 'latest', input: running } }, { $add: [databaseNow(), maxMinutes * MINUTE_MS] }],
  }
  const until = { $min: [{ $add: [databaseNow(), minutes * MINUTE_MS] }, latest] }
  const at = { id, pool: pool.name, poolId, day, slot }
  const mine = { $mergeObjects: [at, running, { until, latest, minutes, limit }] }
  const after = await SeatHolders.findOneAndUpdate(
    { _id: key, $expr: { $and: [hasRoomAtHolder({ id, limit }), notConfirmed('$open', id)] } },
    enterAtHolder({ id, limit }, mine),
    { updatePipeline: true, returnDocument: 'after' },
  ).lean<SeatHolder>()
  const found = after?.open.find((one) => one.id === id)
  if (found?.until) return { mine: { ...found, until: found.until }, gaveWay: after?.gaveWay ?? [] }
  const holder = await SeatHolders.findById(key).lean<SeatHolder>()
  throw new DomainError(
    holder?.open.some((one) => one.id === id && one.until === null) ? 'WRONG_STATE' : pool.codes.tooMany,
  )
}

type AtHolder = Pick<SeatAsk, 'id' | 'limit'>
const confirmedOthers = (id: string): Expression => ({
  $filter: { input: othersOf('$open', id), as: 'p', cond: { $eq: ['$$p.until', null] } },
})
const heldOthers = (id: string): Expression => ({
  $filter: { input: othersOf(liveOpen(), id), as: 'p', cond: { $ne: ['$$p.until', null] } },
})
/** Only confirmed seats stand in the way of another one. */
const hasRoomAtHolder = ({ id, limit }: AtHolder): Expression => ({ $lt: [{ $size: confirmedOthers(id) }, limit] })

/** `$slice` counts in 32 bits; nobody holds so many. */
const UNLIMITED = 100_000

/**
 * Puts `mine` last; of the holder's other holds, oldest first, so many give way as are too many, and are named in
 * `gaveWay`.
 */
function enterAtHolder({ id, limit }: AtHolder, mine: Expression): PipelineStage.Set[] {
  const kept = { $subtract: [Math.min(limit, UNLIMITED) - 1, { $size: confirmedOthers(id) }] }
  const tooMany = { $max: [0, { $subtract: [{ $size: heldOthers(id) }, kept] }] }
  const first = { $cond: [{ $gt: [tooMany, 0] }, { $slice: [heldOthers(id), { $max: [1, tooMany] }] }, []] }
  const last = {
    $cond: [{ $gt: [kept, 0] }, { $slice: [heldOthers(id), { $multiply: [-1, { $max: [1, kept] }] }] }, []],
  }
  return [{ $set: { open: { $concatArrays: [confirmedOthers(id), last, [mine]] }, gaveWay: first } }]
}

async function ensureHolder(key: string): Promise<void> {
  if (await SeatHolders.exists({ _id: key })) return
  await SeatHolders.collection.insertOne({ _id: key, open: [], cancelledAt: [] } as never).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error
  })
}

/** Makes what `confirmSeat` needs, before a transaction: a document made inside one would meet its twin. */
export const prepareHolder = ensureHolder

type OpenSeatLiteral = Omit<OpenSeat, 'latest'> & { latest: unknown }

/**
 * Counts a confirmed seat at its holder.
 * @returns the holds that gave way
 * @throws DomainError the pool's `tooMany`
 */
export async function confirmInHolder(tx: Tx, pool: Pool, ask: SeatAsk): Promise<readonly OpenSeat[]> {
  const { id, poolId, day, slot, key, limit } = ask
  const at = { id, pool: pool.name, poolId, day, slot }
  const open: OpenSeatLiteral = { ...at, until: null, latest: databaseNow(), minutes: 0, limit }
  const counted = await tx
    .on(SeatHolders)
    .findOneAndUpdate({ _id: key, $expr: hasRoomAtHolder(ask) }, enterAtHolder(ask, open))
  if (!counted) throw new DomainError(pool.codes.tooMany)
  return counted.gaveWay ?? []
}

/** Whether the holder still names the hold. */
export const isOpenInHolder = async ({ id, key }: Pick<SeatAsk, 'id' | 'key'>): Promise<boolean> =>
  (await SeatHolders.exists({ _id: key, 'open.id': id } as object)) !== null

/** The hold has moved to another slot. */
export async function renameInHolder({ id, key, poolId, day, slot }: SeatAsk): Promise<void> {
  const at = { 'open.$.poolId': poolId, 'open.$.day': day, 'open.$.slot': slot }
  await SeatHolders.updateOne({ _id: key, 'open.id': id } as object, { $set: at })
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
  { id, holderKey, poolId, day, slot }: SeatAt & { holderKey: string; slot: string },
): Promise<void> {
  const at = { id, pool: pool.name, poolId, day, slot }
  const open: OpenSeatLiteral = { ...at, until: null, latest: databaseNow(), minutes: 0, limit: 0 }
  await tx
    .on(SeatHolders)
    .updateOne({ _id: holderKey }, [
      { $set: { open: { $concatArrays: [othersOf(liveOpen(), id), [open]] } } },
    ] as PipelineStage[])
}

/** A hold by id, wherever it is; expired ones too, until they are cleared away. */
export async function findHold(id: string): Promise<(OpenSeat & { key: string }) | null> {
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

/** Two holders become one: confirmed seats count for the one that goes on; no limit is applied anew. */
export async function mergeHolders(tx: Tx, pool: Pool, fromKey: string, intoKey: string): Promise<void> {
  const from = await tx.on(SeatHolders).findOne({ _id: fromKey })
  await tx
    .on(SeatHolders)
    .updateOne({ _id: intoKey }, { $setOnInsert: { open: [], cancelledAt: [] } }, { upsert: true })
  for (const open of from?.open.filter((one) => one.until === null) ?? []) {
    await closeInHolder(tx, { id: open.id, holderKey: fromKey })
    await reopenInHolder(tx, pool, { ...open, holderKey: intoKey })
    await tx
      .on(SlotDays)
      .updateOne(
        { _id: dayId(pool, open.poolId, open.day), 'seats.id': open.id } as object,
        { $set: { 'seats.$.key': intoKey } } as UpdateQuery<SlotDay>,
      )
  }
}
