// What has to be told by hand, and how that ended. Kept with the booking; each cause once.
import type { tellingOutcomes, tellingWays } from '@shared/pickups/telling-contract'
import { defineModel, type Document } from '../db'

export type TellingRecord = Document & {
  /** The cause of the notice that would have gone out. */
  cause: string
  bookingId: string
  placePath: string[]
  way: (typeof tellingWays)[number]
  title: string
  text: string
  at: Date
  dueAt: Date
  /** Null while it is still to be told. */
  doneAt: Date | null
  done?: { outcome: (typeof tellingOutcomes)[number]; note: string; by: string }
}

const text = { type: String, required: true }
const instant = { type: Date, required: true }

export const Tellings = defineModel<TellingRecord>(
  'PickupTelling',
  'pickupTellings',
  {
    cause: text,
    bookingId: text,
    placePath: { type: [String], required: true },
    way: text,
    title: text,
    text,
    at: instant,
    dueAt: instant,
    doneAt: { type: Date, default: null },
    done: { type: Object, default: undefined },
  },
  [
    { fields: { cause: 1 }, unique: true },
    { fields: { placePath: 1, doneAt: 1, dueAt: 1, _id: 1 } },
    { fields: { placePath: 1, dueAt: 1, _id: 1 } },
    { fields: { bookingId: 1 } },
  ],
)
