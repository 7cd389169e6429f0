// Exact capacity: a place is held, confirmed and freed by ONE guarded update of its service day, which drops expired
// holds by the database's clock and counts window and day (district and weekday caps) together. Between instances that
// update is the only guard. Invariants: live places ≤ capacity and cap; one place per booking id and day; a holder has
// at most `limit` places open, and only confirmed ones ever stand in the way: a hold forgotten on another phone gives
// way to the newer wish of the same holder.
import { DomainError } from '@shared/errors'
import type { Day } from '@shared/time'
import type { PipelineStage, UpdateQuery } from 'mongoose'
import { databaseNow } from '../clock'
import { isDuplicateKey, type Tx } from '../db'
import { forgetAfter, forgetAnswers } from './capacity-answers'
import { countIn, dayId, ensureDay, leftIn, livePlaces, type DayView } from './capacity-days'
import { Holders, ServiceDays, type Holder, type OpenPlace, type ServiceDay } from './service-days.model'

/** Who wants which place. `limit`: places the holder may keep open at once. */
export type PlaceAsk = { id: string; districtId: string; day: Day; slot: string; key: string; limit: number }
export type HoldAsk = PlaceAsk & { minutes: number; maxMinutes: number }
export type PlaceAt = { id: string; districtId: string; day: Day }

type Expression = Record<string, unknown>

const MINUTE_MS = 60_000
const mineOf = (input: unknown, id: string): Expression => ({
  $filter: { input, as: 'm', cond: { $eq: ['$$m.id', id] } },
})
const othersOf = (input: unknown, id: string): Expression => ({
  $filter: { input, as: 'o', cond: { $ne: ['$$o.id', id] } },
})
const liveOpen = (): Expression => ({
  $filter: {
    input: '$open',
    as: 'p',
    cond: { $or: [{ $eq: ['$$p.until', null] }, { $gt: ['$$p.until', databaseNow()] }] },
  },
})

/** Room for one more in the window and in the day, not counting this booking's own place. */
function roomFor({ id, slot }: Pick<PlaceAsk, 'id' | 'slot'>): Expression {
  const others = othersOf(livePlaces(), id)
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

const notConfirmed = (list: '$places' | '$open', id: string): Expression => ({
  $eq: [
    {
      $size: {
        $filter: { input: list, as: 'c', cond: { $and: [{ $eq: ['$$c.id', id] }, { $eq: ['$$c.until', null] }] } },
      },
    },
    0,
  ],
})

/**
 * Holds a place for some minutes, or extends the hold (same id, same slot), or moves it. Never changes a confirmed
 * place; the holder's older holds give way when there are too many.
 * @returns when the hold ends
 * @throws DomainError PICKUP_TOO_MANY_OPEN, PICKUP_SLOT_FULL, PICKUP_DAY_CLOSED, WRONG_STATE when the id is already
 * confirmed
 */
export async function takePlace(ask: HoldAsk): Promise<Date> {
  await refuseWhenFull(ask, await ensureDay(ask.districtId, ask.day))
  const mine = await openInHolder(ask)
  const stays = mine.districtId === ask.districtId && mine.day === ask.day && mine.slot === ask.slot
  try {
    await holdInDay(ask, mine)
  } catch (error) {
    if (stays) await Holders.updateOne({ _id: ask.key }, { $pull: { open: { id: ask.id, until: { $ne: null } } } })
    throw error
  }
  // a newer hold of the same holder may have come between the two writes: nothing of this one may stay in the day
  if (!(await Holders.exists({ _id: ask.key, 'open.id': ask.id }))) {
    await dropHold(ask)
    throw new DomainError('PICKUP_TOO_MANY_OPEN')
  }
  if (!stays) {
    const at = { 'open.$.districtId': ask.districtId, 'open.$.day': ask.day, 'open.$.slot': ask.slot }
    await Holders.updateOne({ _id: ask.key, 'open.id': ask.id }, { $set: at })
    if (dayId(mine.districtId, mine.day) !== dayId(ask.districtId, ask.day)) await dropHold(mine)
    else forgetAnswers(ask.districtId)
  }
  return mine.until
}

/**
 * In a rush most come too late: they are turned away by a read, and write nothing. The guarded update decides all the
 * same.
 */
async function refuseWhenFull(ask: HoldAsk, view: DayView): Promise<void> {
  if (view.closed || leftIn(view, ask.slot) > 0) return
  if (!(await ServiceDays.exists({ _id: view._id, 'places.id': ask.id } as object)))
    throw new DomainError('PICKUP_SLOT_FULL')
}

type HeldPlace = OpenPlace & { until: Date }

/**
 * Enters or extends the hold at its holder, older holds giving way to it; where the id held another place, that is
 * still named.
 */
async function openInHolder({
  id,
  districtId,
  day,
  slot,
  key,
  limit,
  minutes,
  maxMinutes,
}: HoldAsk): Promise<HeldPlace> {
  await ensureHolder(key)
  const running = { $first: mineOf(liveOpen(), id) }
  const latest = {
    $ifNull: [{ $getField: { field: 'latest', input: running } }, { $add: [databaseNow(), maxMinutes * MINUTE_MS] }],
  }
  const until = { $min: [{ $add: [databaseNow(), minutes * MINUTE_MS] }, latest] }
  const mine = { $mergeObjects: [{ id, districtId, day, slot }, running, { until, latest, minutes, limit }] }
  const after = await Holders.findOneAndUpdate(
    { _id: key, $expr: { $and: [hasRoomAtHolder({ id, limit }), notConfirmed('$open', id)] } },
    enterAtHolder({ id, limit }, mine),
    { updatePipeline: true, returnDocument: 'after' },
  ).lean<Holder>()
  const found = after?.open.find((one) => one.id === id)
  if (found?.until) {
    for (const hold of after?.gaveWay ?? []) await dropHold(hold)
    return { ...found, until: found.until }
  }
  const holder = await Holders.findById(key).lean<Holder>()
  throw new DomainError(
    holder?.open.some((one) => one.id === id && one.until === null) ? 'WRONG_STATE' : 'PICKUP_TOO_MANY_OPEN',
  )
}

type AtHolder = Pick<PlaceAsk, 'id' | 'limit'>
const confirmedOthers = (id: string): Expression => ({
  $filter: { input: othersOf('$open', id), as: 'p', cond: { $eq: ['$$p.until', null] } },
})
const heldOthers = (id: string): Expression => ({
  $filter: { input: othersOf(liveOpen(), id), as: 'p', cond: { $ne: ['$$p.until', null] } },
})
/** Only confirmed places stand in the way of another one. */
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
  if (await Holders.exists({ _id: key })) return
  await Holders.collection.insertOne({ _id: key, open: [], cancelledAt: [] } as never).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error
  })
}

/**
 * Makes what `confirmPlace` and the free pieces need, before a transaction: a document made inside one would meet its
 * twin.
 */
export const prepareHolder = ensureHolder

async function holdInDay(ask: HoldAsk, { until, latest }: HeldPlace): Promise<void> {
  const { id, slot, key } = ask
  const written = await ServiceDays.updateOne(
    { _id: dayId(ask.districtId, ask.day), $expr: { $and: [roomFor(ask), notConfirmed('$places', id)] } },
    [{ $set: { places: { $concatArrays: [othersOf(livePlaces(), id), [{ id, slot, key, until, latest }]] } } }],
    { updatePipeline: true },
  )
  if (written.matchedCount === 0) throw await refusalOf(ask)
}

/** Why the day said no. */
async function refusalOf(ask: PlaceAt): Promise<DomainError> {
  const found = await ServiceDays.findById(dayId(ask.districtId, ask.day), {
    closed: 1,
    places: { $elemMatch: { id: ask.id } },
  }).lean<Pick<ServiceDay, 'closed' | 'places'>>()
  if (found?.closed) return new DomainError('PICKUP_DAY_CLOSED')
  return new DomainError(found?.places?.[0]?.until === null ? 'WRONG_STATE' : 'PICKUP_SLOT_FULL')
}

/**
 * Confirms a place in the booking's transaction: the hold becomes a place without end; without a live hold it is taken
 * afresh when there is room. Call `ensureDay` and `prepareHolder` before the transaction.
 * @throws DomainError PICKUP_TOO_MANY_OPEN, PICKUP_SLOT_FULL, PICKUP_DAY_CLOSED; nothing is written then
 */
export async function confirmPlace(tx: Tx, ask: PlaceAsk): Promise<void> {
  const { id, districtId, day, slot, key, limit } = ask
  const open: OpenPlaceLiteral = { id, districtId, day, slot, until: null, latest: databaseNow(), minutes: 0, limit }
  const counted = await tx
    .on(Holders)
    .findOneAndUpdate({ _id: key, $expr: hasRoomAtHolder(ask) }, enterAtHolder(ask, open))
  if (!counted) throw new DomainError('PICKUP_TOO_MANY_OPEN')
  for (const hold of counted.gaveWay ?? []) {
    await tx.on(ServiceDays).updateOne({ _id: dayId(hold.districtId, hold.day) }, {
      $pull: { places: { id: hold.id, until: { $ne: null } } },
    } as unknown as UpdateQuery<ServiceDay>)
    forgetAfter(tx, hold.districtId)
  }
  await confirmInDay(tx, ask)
}

type OpenPlaceLiteral = Omit<OpenPlace, 'latest'> & { latest: unknown }

async function confirmInDay(tx: Tx, ask: PlaceAsk): Promise<void> {
  const { id, slot, key } = ask
  const mine = { id, slot, key, until: null, latest: databaseNow() }
  const written = await tx
    .on(ServiceDays)
    .updateOne({ _id: dayId(ask.districtId, ask.day), $expr: roomFor(ask) }, [
      { $set: { places: { $concatArrays: [othersOf(livePlaces(), id), [mine]] } } },
    ] as PipelineStage[])
  if (written.matched > 0) return
  const found = await tx.on(ServiceDays).findOne({ _id: dayId(ask.districtId, ask.day) })
  throw new DomainError(found?.closed ? 'PICKUP_DAY_CLOSED' : 'PICKUP_SLOT_FULL')
}

/**
 * Moves a confirmed place: the new one first, then the old one is freed, both in the transaction. Same refusals as
 * `confirmPlace`.
 */
export async function movePlace(tx: Tx, from: PlaceAt, ask: PlaceAsk): Promise<void> {
  await confirmPlace(tx, ask)
  const moved = from.districtId !== ask.districtId || from.day !== ask.day
  if (moved)
    await tx.on(ServiceDays).updateOne({ _id: dayId(from.districtId, from.day) }, {
      $pull: { places: { id: from.id } },
    } as UpdateQuery<ServiceDay>)
  forgetAfter(tx, from.districtId)
}

/** Frees the place of a cancelled booking, and its count at the holder. */
export async function freePlace(tx: Tx, at: PlaceAt & { holderKey: string }): Promise<void> {
  await tx
    .on(ServiceDays)
    .updateOne({ _id: dayId(at.districtId, at.day) }, { $pull: { places: { id: at.id } } } as UpdateQuery<ServiceDay>)
  forgetAfter(tx, at.districtId)
  await closeInHolder(tx, at)
}

/** The booking is over and no longer counts as open; its place on the day stays used. */
export async function closeInHolder(tx: Tx, { id, holderKey }: { id: string; holderKey: string }): Promise<void> {
  await tx.on(Holders).updateOne({ _id: holderKey }, { $pull: { open: { id } } } as UpdateQuery<Holder>)
}

/** Removes an entry that another key held for the same booking (held by staff, confirmed for a household). */
export async function leaveOtherHolder(tx: Tx, id: string, holdKey: string, finalKey: string): Promise<void> {
  if (holdKey !== finalKey)
    await tx
      .on(Holders)
      .updateOne({ _id: holdKey }, { $pull: { open: { id, until: { $ne: null } } } } as unknown as UpdateQuery<Holder>)
}

/** A hold by id, wherever it is; expired ones too, until they are cleared away. */
export async function findHold(id: string): Promise<(OpenPlace & { key: string }) | null> {
  const holder = await Holders.findOne({ 'open.id': id }).lean<Holder>()
  const open = holder?.open.find((one) => one.id === id)
  return holder && open ? { ...open, key: holder._id } : null
}

/** Gives up a hold; a confirmed place stays. */
export async function releasePlace(hold: PlaceAt & { key: string }): Promise<void> {
  await dropHold(hold)
  await Holders.updateOne({ _id: hold.key }, { $pull: { open: { id: hold.id, until: { $ne: null } } } })
}

async function dropHold({ id, districtId, day }: PlaceAt): Promise<void> {
  const { modifiedCount } = await ServiceDays.updateOne(
    { _id: dayId(districtId, day) },
    { $pull: { places: { id, until: { $ne: null } } } },
  )
  if (modifiedCount > 0) forgetAnswers(districtId)
}

/** Cancellations of the last 24 hours and more, for the brake. */
export async function cancellationsOf(key: string): Promise<Date[]> {
  return (await Holders.findById(key, { cancelledAt: 1 }).lean<Holder>())?.cancelledAt ?? []
}

/** Notes a cancellation at its holder; the last ten are kept. */
export async function noteCancellation(tx: Tx, key: string, at: Date): Promise<void> {
  await tx
    .on(Holders)
    .updateOne({ _id: key }, { $push: { cancelledAt: { $each: [at], $slice: -10 } } } as UpdateQuery<Holder>)
}

/** The booking is open again (a crew took its log back): counted once more, whatever the limit. */
export async function reopenInHolder(
  tx: Tx,
  { id, holderKey, districtId, day, slot }: PlaceAt & { holderKey: string; slot: string },
): Promise<void> {
  const open: OpenPlaceLiteral = { id, districtId, day, slot, until: null, latest: databaseNow(), minutes: 0, limit: 0 }
  await tx
    .on(Holders)
    .updateOne({ _id: holderKey }, [
      { $set: { open: { $concatArrays: [othersOf(liveOpen(), id), [open]] } } },
    ] as PipelineStage[])
}
