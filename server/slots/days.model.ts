// What is limited: one document per pool and day with that day's caps, windows, seats and its waiting line; one per
// holder with the seats it keeps open. Invariants: a seat is written only by the guarded updates of seats.ts; live
// seats of a window ≤ its capacity and of the day ≤ its cap, so confirmed ones are too.
import type { Hours } from '@shared/slots/rules'
import { defineModel, type Document } from '../db'

export type DayWindow = {
  slot: string
  capacity: number
  /** Set by staff for this day; else it follows the plan. */
  own: boolean
  /** Fewer confirmed than this at `decideAt` are too few. */
  minimum?: number
  decideAt?: Date
}

export type Seat = {
  /** The id of the feature's record, also before it exists. */
  id: string
  slot: string
  /** The holder's key. */
  key: string
  /** End of the hold; null once confirmed. */
  until: Date | null
  /** A hold is never extended beyond this. */
  latest: Date
  /** How many it takes of the capacity; 1 where it is missing. */
  size?: number
  /** A hold that the line was offered: when it ends, its holder is told and the next in line is asked. */
  offered?: boolean
}

/** Somebody in the waiting line of a window. */
export type WaitingEntry = {
  id: string
  slot: string
  key: string
  size: number
  /** The holder's limit in this pool. */
  limit: number
  /** From then on it is offered nothing any more, and an offer ends. */
  latest: Date
  busy?: Hours
}

/** `_id` = `<pool>:<poolId>:<day>` (days.ts `dayId`). */
export type SlotDay = Document & {
  partition: number
  pool: string
  poolId: string
  day: string
  closed: boolean
  /** Why it is closed or changed; shown to residents. */
  note?: string
  /** Most seats of the whole day; null = no cap. */
  cap: number | null
  /** The cap was set for this day; else it follows the plan's. */
  ownCap: boolean
  windows: DayWindow[]
  seats: Seat[]
  /** In the order of joining. Missing where nobody has ever waited. */
  waiting?: WaitingEntry[]
  /** Slots whose minimum has been looked at. */
  decided?: string[]
  /** Counts changes by staff, not seats. */
  version: number
}

export const SlotDays = defineModel<SlotDay>(
  'SlotDay',
  'slotDays',
  {
    partition: { type: Number, required: true },
    pool: { type: String, required: true },
    poolId: { type: String, required: true },
    day: { type: String, required: true },
    closed: { type: Boolean, required: true },
    note: String,
    cap: { type: Number, default: null },
    ownCap: { type: Boolean, required: true },
    windows: { type: [Object], required: true },
    seats: { type: [Object], required: true },
    waiting: { type: [Object], default: undefined },
    decided: { type: [String], default: undefined },
    version: { type: Number, required: true },
  },
  [{ fields: { pool: 1, poolId: 1, day: 1 }, unique: true }, { fields: { day: 1 } }],
)

export type OpenSeat = {
  id: string
  pool: string
  poolId: string
  day: string
  slot: string
  until: Date | null
  latest: Date
  minutes: number
  limit: number
  size?: number
  /** When the holder has to be there; confirmed seats of one holder never meet in time, in whichever pool. */
  busy?: Hours
}

/** `_id` is the holder's key: `household:<id>`, `person:<id>`, `phone:<blind index>`, `site:<id>`, `staff:<id>` … */
export type SeatHolder = Document & {
  open: OpenSeat[]
  /** Holds that gave way to the latest one; their seats on their days are taken out right afterwards. */
  gaveWay?: OpenSeat[]
  /** The last cancellations, for features that slow down who cancels often. */
  cancelledAt: Date[]
  /** Touched by who must not count at the same time as another. */
  locks?: number
}

export const SeatHolders = defineModel<SeatHolder>(
  'SeatHolder',
  'seatHolders',
  {
    open: { type: [Object], required: true },
    gaveWay: { type: [Object], default: undefined },
    cancelledAt: { type: [Date], required: true },
    locks: Number,
  },
  [{ fields: { 'open.id': 1 } }],
)
