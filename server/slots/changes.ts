// A day changed by hand: closed, capped, a window with more or fewer seats, a window added. Invariant: no figure falls
// below what is confirmed; holds are let go when the day closes.
import { DomainError } from '@shared/errors'
import { sizeOf } from '@shared/slots/rules'
import type { Day } from '@shared/time'
import { databaseNow } from '../clock'
import type { Tx } from '../db'
import { forgetAfter } from './answers'
import { dayId, plainWindow } from './days'
import { SlotDays, type DayWindow, type Seat, type SlotDay } from './days.model'
import { askNextIn } from './line'
import type { Pool } from './pools'

/** Windows not named stay as they are; a cap of null lifts it. `version`: the one seen. */
export type DayChange = {
  poolId: string
  day: Day
  version: number
  closed: boolean
  cap: number | null
  windows: readonly { slot: string; capacity: number }[]
  note: string
  /** The day closes although seats are taken: the feature moves or frees them afterwards. */
  leavesSeats?: boolean
}

/**
 * Call `ensureDay` before the transaction.
 * @returns the day's new version
 * @throws DomainError CHANGED_MEANWHILE, the pool's `belowTaken`, `hasSeats` when it closes with seats
 */
export async function changeDay(tx: Tx, pool: Pool, change: DayChange): Promise<number> {
  const stored = await tx.on(SlotDays).findOne({ _id: dayId(pool, change.poolId, change.day) })
  if (!stored || stored.version !== change.version) throw new DomainError('CHANGED_MEANWHILE')
  const windows = changedWindows(stored, change)
  requireRoom(pool, stored, windows, change)
  const runs = { $and: [{ $gt: ['$$p.until', databaseNow()] }, !change.closed] }
  const stays = { $or: [{ $eq: ['$$p.until', null] }, { $eq: ['$$p.offered', true] }, runs] }
  // whoever confirmed meanwhile has written this document: then this transaction runs again
  const written = await tx.on(SlotDays).updateOne({ _id: stored._id, version: change.version }, [
    {
      $set: {
        windows,
        closed: change.closed,
        cap: change.cap,
        ownCap: change.cap !== stored.cap || stored.ownCap,
        note: { $literal: change.note },
        version: change.version + 1,
        seats: { $filter: { input: '$seats', as: 'p', cond: stays } },
      },
    },
  ])
  if (written.matched === 0) throw new DomainError('CHANGED_MEANWHILE')
  forgetAfter(tx, change.poolId)
  if (pool.waiting) await askNextIn(tx, pool, stored._id)
  return change.version + 1
}

function changedWindows(stored: SlotDay, { windows }: DayChange): DayWindow[] {
  const asked = new Map(windows.map((window) => [window.slot, window.capacity]))
  const kept = stored.windows.map((window) => {
    const wanted = asked.get(window.slot)
    asked.delete(window.slot)
    const isSame = wanted === undefined || wanted === window.capacity
    return plainWindow(isSame ? window : { ...window, capacity: wanted, own: true })
  })
  const added = [...asked].map(([slot, capacity]) => ({ slot, capacity, own: true }))
  return [...kept, ...added].sort((a, b) => (a.slot < b.slot ? -1 : 1))
}

/** Counted against confirmed seats only; a hold that no longer fits is refused when it is confirmed. */
function requireRoom(pool: Pool, stored: SlotDay, windows: readonly DayWindow[], change: DayChange): void {
  const { closed, cap, leavesSeats = false } = change
  const confirmed = stored.seats.filter((seat) => seat.until === null)
  const taken = (seats: readonly Seat[]): number => seats.reduce((sum, seat) => sum + sizeOf(seat), 0)
  const tooFew = windows.find(
    (window) => taken(confirmed.filter((seat) => seat.slot === window.slot)) > window.capacity,
  )
  if (closed && confirmed.length > 0 && !leavesSeats)
    throw new DomainError(pool.codes.hasSeats, { booked: confirmed.length })
  if (tooFew || (cap !== null && taken(confirmed) > cap)) {
    throw new DomainError(pool.codes.belowTaken, {
      booked: confirmed.length,
      ...(tooFew ? { slot: tooFew.slot } : {}),
    })
  }
}
