// Many confirmed seats written at once, without asking for room: the demo city's. Never used on seats that people take.
import type { Day } from '@shared/time'
import { dayId, ensureDay } from './days'
import { SeatHolders, SlotDays, type Seat, type SeatHolder } from './days.model'
import type { Pool } from './pools'

/** `isOpen`: it still counts at its holder. `at`: when it was confirmed. */
export type BulkSeat = { id: string; poolId: string; day: Day; slot: string; key: string; at: Date; isOpen: boolean }

const BATCH = 1_000

/** For an empty database: every seat on its day, every open one at its holder. */
export async function writeSeats(pool: Pool, seats: readonly BulkSeat[]): Promise<void> {
  const days = new Map<string, { poolId: string; day: Day; seats: Seat[] }>()
  const holders = new Map<string, SeatHolder>()
  for (const { id, poolId, day, slot, key, at: latest, isOpen } of seats) {
    const there = days.get(dayId(pool, poolId, day)) ?? { poolId, day, seats: [] }
    there.seats.push({ id, slot, key, until: null, latest })
    days.set(dayId(pool, poolId, day), there)
    if (!isOpen) continue
    const holder = holders.get(key) ?? { _id: key, open: [], cancelledAt: [] }
    holder.open.push({ id, pool: pool.name, poolId, day, slot, until: null, latest, minutes: 0, limit: 1 })
    holders.set(key, holder)
  }
  for (const [_id, { poolId, day, seats: taken }] of days) {
    await ensureDay(pool, poolId, day)
    await SlotDays.collection.updateOne({ _id: _id as never }, { $push: { seats: { $each: taken } } } as never)
  }
  const rows = [...holders.values()]
  for (let from = 0; from < rows.length; from += BATCH)
    await SeatHolders.collection.insertMany(rows.slice(from, from + BATCH) as never[])
}
