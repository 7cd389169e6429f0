// Windows that need a minimum: at the deadline each is looked at once and the feature is told of those with too few;
// and the calling off of a window, with everybody who is in it or waits for it.
import { DomainError } from '@shared/errors'
import { windowsDue } from '@shared/slots/rules'
import { addDays, dayOf, type Day } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { defineJob } from '../jobs'
import { forgetAfter } from './answers'
import { dayId } from './days'
import { SlotDays, type SlotDay } from './days.model'
import { closeInHolder } from './holders'
import { askNextIn } from './line'
import { definedPools, type Pool } from './pools'

/** Looks at the windows of a day whose deadline has come, each once. @returns how many have too few */
export async function decideMinimums(pool: Pool, _id: string): Promise<number> {
  return transaction(async (tx) => {
    const day = await tx.on(SlotDays).findOne({ _id })
    const due = day ? windowsDue(day, now()).filter(({ slot }) => !day.decided?.includes(slot)) : []
    if (!day || due.length === 0) return 0
    const slots = due.map(({ slot }) => slot)
    await tx.on(SlotDays).updateOne({ _id }, { $addToSet: { decided: { $each: slots } } } as UpdateQuery<SlotDay>)
    const under = due.filter(({ confirmed, minimum }) => confirmed < minimum)
    for (const window of under) await pool.onUnderMinimum?.(tx, { poolId: day.poolId, day: day.day, ...window })
    return under.length
  })
}

/**
 * Calls a window off: nobody gets in any more, whoever is in it or has been offered a seat is let go, and who waits is
 * told so. The feature moves its own records by the answer.
 * @returns ids and keys of the confirmed seats that were freed
 * @throws DomainError NOT_FOUND when the day has no such window
 * @public for features whose windows have a minimum
 */
export async function cancelWindow(
  tx: Tx,
  pool: Pool,
  { poolId, day, slot }: { poolId: string; day: Day; slot: string },
): Promise<{ id: string; key: string }[]> {
  const _id = dayId(pool, poolId, day)
  const stored = await tx.on(SlotDays).findOne({ _id })
  const window = stored?.windows.find((one) => one.slot === slot)
  if (!stored || !window) throw new DomainError('NOT_FOUND')
  const windows = stored.windows.map((one) => (one.slot === slot ? { ...one, capacity: 0, own: true } : one))
  const leaving = stored.seats.filter((seat) => seat.slot === slot && !(seat.offered && seat.until !== null))
  const seats = stored.seats.filter((seat) => !leaving.includes(seat))
  await tx.on(SlotDays).updateOne({ _id }, { $set: { windows, seats } } as UpdateQuery<SlotDay>)
  for (const { id, key } of leaving) await closeInHolder(tx, { id, holderKey: key })
  // offers and the line of a window without capacity end there
  await askNextIn(tx, pool, _id)
  forgetAfter(tx, poolId)
  return leaving.filter((seat) => seat.until === null).map(({ id, key }) => ({ id, key }))
}

/** Every minute, so that a deadline is kept to the minute. */
export const decideAllMinimums = defineJob({
  name: 'slots.decideMinimums',
  title: '核对最低人数',
  every: 'minute',
  lookBack: 1,
  run: async () => {
    let under = 0
    for (const pool of definedPools()) {
      if (!pool.onUnderMinimum) continue
      const days = await SlotDays.find(
        {
          pool: pool.name,
          day: { $gte: addDays(dayOf(now()), -1) },
          windows: { $elemMatch: { decideAt: { $lte: now() } } },
        } as object,
        { _id: 1 },
      ).lean<{ _id: string }[]>()
      for (const { _id } of days) under += await decideMinimums(pool, _id)
    }
    return { under }
  },
})
