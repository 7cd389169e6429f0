// The waiting line of a day. Whatever changes a day also asks its line, in the same transaction: what is free is
// offered to the first that fits (shared/slots/rules.ts), as a hold that its holder confirms or frees before it ends;
// an offer that nobody answers ends and the next is asked. Invariants: an offer is a seat of its day, so offers and
// seats together never exceed the capacity (I16); every offer and every end is told to the feature once, in the
// transaction that makes it (I18).
import { DomainError } from '@shared/errors'
import { endedInLine, nextInLine, sizeOf } from '@shared/slots/rules'
import { addDays } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { databaseNow } from '../clock'
import { transaction, type Tx } from '../db'
import { defineJob } from '../jobs'
import { forgetAfter } from './answers'
import { dayId } from './days'
import { SlotDays, type SlotDay, type WaitingEntry } from './days.model'
import { closeInHolder, offerToHolder } from './holders'
import { definedPools, poolNamed, type Pool } from './pools'
import type { SeatAsk } from './seats'

/** `latest`: from then on nothing is offered any more, and offers end; usually some time before the window begins. */
export type WaitAsk = SeatAsk & { latest: Date }

/** The most that wait for one day. */
const LONGEST_LINE = 200
const MINUTE_MS = 60_000

type DayNow = SlotDay & { at: Date }

/** The day as this transaction sees it, with the database's time. */
async function dayNow(tx: Tx, _id: string): Promise<DayNow | null> {
  const [day] = await tx.on(SlotDays).aggregate<DayNow>([{ $match: { _id } }, { $set: { at: databaseNow() } }])
  return day ?? null
}

/**
 * Joins the line of a window, at its end; where there is room that nobody before it would take, it is offered at once.
 * Joining again changes nothing. Call `ensureDay` and `prepareHolder` before the transaction.
 * @throws DomainError the pool's `closed`; its `full` when the group is larger than the window or too many wait
 * @public for features with a waiting line
 */
export async function joinLine(tx: Tx, pool: Pool, ask: WaitAsk): Promise<void> {
  const _id = dayId(pool, ask.poolId, ask.day)
  const day = await dayNow(tx, _id)
  const { id, slot, key, limit, latest, size = 1, busy } = ask
  const window = day?.windows.find((one) => one.slot === slot)
  if (!pool.waiting || day?.closed) throw new DomainError(pool.codes.closed)
  const waiting = day?.waiting ?? []
  if (!day || !window || size > Math.min(window.capacity, day.cap ?? size) || waiting.length >= LONGEST_LINE)
    throw new DomainError(pool.codes.full)
  if (
    [...waiting, ...day.seats.filter((seat) => seat.until === null || seat.until > day.at)].some((one) => one.id === id)
  )
    return
  const entry: WaitingEntry = { id, slot, key, size, limit, latest, ...(busy ? { busy } : {}) }
  await tx.on(SlotDays).updateOne({ _id }, { $push: { waiting: entry } } as UpdateQuery<SlotDay>)
  await askNextIn(tx, pool, _id)
}

/** Asks the line of a day in a transaction of its own. */
export const askNext = (pool: Pool, _id: string): Promise<void> => transaction((tx) => askNextIn(tx, pool, _id))

/**
 * Ends what is over in the line of a day and offers what is free. The day is read in the transaction's snapshot and
 * written by its id: whoever changed it meanwhile makes the transaction run again.
 */
export async function askNextIn(tx: Tx, pool: Pool, _id: string): Promise<void> {
  const { waiting: rules } = pool
  const day = await dayNow(tx, _id)
  if (!rules || !day || ((day.waiting ?? []).length === 0 && !day.seats.some((seat) => seat.offered))) return
  const state = { ...day, waiting: [...(day.waiting ?? [])], seats: [...day.seats] }
  const { poolId } = day
  const over = async (id: string, slot: string, key: string, why: Parameters<typeof rules.onOver>[1]['why']) => {
    state.waiting = state.waiting.filter((one) => one.id !== id)
    state.seats = state.seats.filter((one) => one.id !== id)
    await closeInHolder(tx, { id, holderKey: key })
    await rules.onOver(tx, { id, poolId, day: day.day, slot, key, why })
  }
  const named = new Map([...state.waiting, ...state.seats].map((one) => [one.id, one]))
  for (const [id, why] of endedInLine(state, day.at)) {
    const one = named.get(id)
    if (one) await over(id, one.slot, one.key, why)
  }
  for (let next = nextInLine(state, day.at); next; next = nextInLine(state, day.at)) {
    const { id, slot, key, latest } = next
    const size = sizeOf(next)
    const until = new Date(Math.min(day.at.getTime() + rules.answerMinutes * MINUTE_MS, latest.getTime()))
    if (await offerToHolder(tx, pool, { ...next, poolId, day: day.day }, until)) {
      state.waiting = state.waiting.filter((one) => one.id !== id)
      state.seats = [...state.seats, { id, slot, key, until, latest: until, size, offered: true }]
      await rules.onOffered(tx, { id, poolId, day: day.day, slot, key, size, until })
    } else await over(id, slot, key, 'notPossible')
  }
  const { waiting, seats } = state
  await tx.on(SlotDays).updateOne({ _id }, { $set: { waiting, seats } } as UpdateQuery<SlotDay>)
  forgetAfter(tx, poolId)
}

/** Every minute: offers that nobody answered go to the next in line. */
export const askLines = defineJob({
  name: 'slots.askLines',
  title: '候补递补',
  every: 'minute',
  lookBack: 1,
  run: async (minute) => {
    const from = addDays(minute.slice(0, 10), -1)
    const waited = { $or: [{ 'waiting.0': { $exists: true } }, { 'seats.offered': true }] }
    const names = definedPools().flatMap(({ name, waiting }) => (waiting ? [name] : []))
    const days = await SlotDays.find({ pool: { $in: names }, day: { $gte: from }, ...waited } as object, {
      pool: 1,
    }).lean<Pick<SlotDay, '_id' | 'pool'>[]>()
    for (const { _id, pool } of days) await askNext(poolNamed(pool), _id)
    return { days: days.length }
  },
})
