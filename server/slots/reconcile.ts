// The clearing up behind capacity: expired holds leave their days, and every day is compared with its records.
// A confirmed seat without a record that keeps it is freed, a live record without its seat gets it back. Both should
// never happen; they are counted, and what was found is logged. Run any number of times, it changes nothing more.
import { addDays, type Day } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { databaseNow } from '../clock'
import { transaction } from '../db'
import { defineJob } from '../jobs'
import { log } from '../log'
import { forgetAfter } from './answers'
import { keepDays } from './days'
import { SeatHolders, SlotDays, type SeatHolder, type SlotDay } from './days.model'
import { keptSeats, liveOf } from './expressions'
import { askNextIn } from './line'
import { definedPools, type Pool } from './pools'

export type Reconciled = { days: number; expired: number; orphans: number; missing: number; holders: number }

/** Drops expired holds of all days from `from` on and of all holders. */
export async function dropExpired(from: Day): Promise<number> {
  const expired = (list: string): Record<string, unknown> => ({
    $expr: {
      $gt: [
        {
          $size: {
            $filter: {
              input: list,
              as: 'p',
              cond: {
                $and: [
                  { $ne: ['$$p.until', null] },
                  { $lte: ['$$p.until', databaseNow()] },
                  { $ne: ['$$p.offered', true] },
                ],
              },
            },
          },
        },
        0,
      ],
    },
  })
  const days = await SlotDays.updateMany(
    { day: { $gte: from }, ...expired('$seats') },
    [{ $set: { seats: keptSeats() } }],
    { updatePipeline: true },
  )
  const holders = await SeatHolders.updateMany(expired('$open'), [{ $set: { open: liveOf('$open') } }], {
    updatePipeline: true,
  })
  return days.modifiedCount + holders.modifiedCount
}

/** Compares one day with its records inside a snapshot; whoever confirms meanwhile makes it run again. */
export async function reconcileDay(pool: Pool, dayId: string): Promise<{ orphans: number; missing: number }> {
  return transaction(async (tx) => {
    const day = await tx.on(SlotDays).findOne({ _id: dayId })
    if (!day) return { orphans: 0, missing: 0 }
    const confirmed = day.seats.filter((seat) => seat.until === null).map((seat) => seat.id)
    const kept = await pool.keeps(tx, confirmed)
    const isKeptHere = (id: string): boolean => kept.get(id)?.poolId === day.poolId && kept.get(id)?.day === day.day
    const orphans = confirmed.filter((id) => !isKeptHere(id))
    const live = await pool.live(tx, day.poolId, day.day)
    const have = new Set(confirmed)
    const missing = live.filter((one) => !have.has(one.id))
    if (orphans.length > 0) forgetAfter(tx, day.poolId)
    const gone = [...orphans, ...missing.map((one) => one.id)]
    if (gone.length > 0)
      await tx
        .on(SlotDays)
        .updateOne({ _id: dayId }, { $pull: { seats: { id: { $in: gone } } } } as UpdateQuery<SlotDay>)
    if (missing.length > 0) {
      const seats = missing.map(({ id, slot, key, since, size }) => ({
        id,
        slot,
        key,
        until: null,
        latest: since,
        ...(size === undefined ? {} : { size }),
      }))
      await tx.on(SlotDays).updateOne({ _id: dayId }, { $push: { seats: { $each: seats } } } as UpdateQuery<SlotDay>)
    }
    if (gone.length > 0 && pool.waiting) await askNextIn(tx, pool, dayId)
    return { orphans: orphans.length, missing: missing.length }
  })
}

/** Holders that still count records of a pool which are over. */
export async function reconcileHolders(pool: Pool, limit = 1000): Promise<number> {
  const holders = await SeatHolders.find({ open: { $elemMatch: { until: null, pool: pool.name } } } as object)
    .limit(limit)
    .lean<SeatHolder[]>()
  let freed = 0
  for (const { _id } of holders) {
    freed += await transaction(async (tx) => {
      const holder = await tx.on(SeatHolders).findOne({ _id })
      const ids = (holder?.open ?? [])
        .filter((open) => open.until === null && open.pool === pool.name)
        .map((open) => open.id)
      const kept = await pool.keeps(tx, ids)
      const over = ids.filter((id) => kept.get(id)?.isOpen !== true)
      if (over.length > 0)
        await tx
          .on(SeatHolders)
          .updateOne({ _id }, { $pull: { open: { id: { $in: over } } } } as UpdateQuery<SeatHolder>)
      return over.length
    })
  }
  return freed
}

/** Everything of a pool from a day on. */
export async function reconcilePool(pool: Pool, from: Day): Promise<Reconciled> {
  const expired = await dropExpired(from)
  const days = await SlotDays.find({ pool: pool.name, day: { $gte: from } }, { _id: 1 }).lean<{ _id: string }[]>()
  const found: Reconciled = { days: days.length, expired, orphans: 0, missing: 0, holders: 0 }
  for (const { _id } of days) {
    const { orphans, missing } = await reconcileDay(pool, _id)
    if (orphans + missing > 0) log.error({ day: _id, orphans, missing }, 'a day differed from its records')
    found.orphans += orphans
    found.missing += missing
  }
  return { ...found, holders: await reconcileHolders(pool) }
}

export const reconcileSlots = defineJob({
  name: 'slots.reconcile',
  title: '核对时段占用与预约',
  every: 'hour',
  lookBack: 1,
  run: async (hour) => {
    const found: Reconciled = { days: 0, expired: 0, orphans: 0, missing: 0, holders: 0 }
    for (const pool of definedPools()) {
      await keepDays(pool)
      const one = await reconcilePool(pool, addDays(hour.slice(0, 10), -1))
      for (const key of Object.keys(found) as (keyof Reconciled)[]) found[key] += one[key]
    }
    return found
  },
})
