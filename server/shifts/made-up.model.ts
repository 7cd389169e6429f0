// Hours that were asked for afterwards, with what proves them and who decided. Invariant held by an index: no more of a
// person wait than there are places in their queue.
import type { MadeUpStatus } from '@shared/shifts/made-up'
import type { Day } from '@shared/time'
import { defineModel, type Document } from '../db'

export type MadeUpRecord = Document & {
  personId: string
  siteId: string
  placeId: string
  placePath: string[]
  day: Day
  startsAt: Date
  endsAt: Date
  textSealed?: string
  photoIds: string[]
  status: MadeUpStatus
  /** Which of the person's places in the queue it has while it waits: 0 … 4. */
  place: number
  askedAt: Date
  dueOn: Day
  decidedBy?: string
  decidedAt?: Date
  reason?: string
}

const text = { type: String, required: true }
const date = { type: Date, required: true }

export const MadeUpHours = defineModel<MadeUpRecord>(
  'MadeUpHours',
  'madeUpHours',
  {
    personId: text,
    siteId: text,
    placeId: text,
    placePath: { type: [String], required: true },
    day: text,
    startsAt: date,
    endsAt: date,
    textSealed: String,
    photoIds: { type: [String], required: true },
    status: text,
    place: { type: Number, required: true },
    askedAt: date,
    dueOn: text,
    decidedBy: String,
    decidedAt: Date,
    reason: String,
  },
  [
    { fields: { personId: 1, askedAt: -1, _id: -1 } },
    { fields: { personId: 1, status: 1, day: 1 } },
    { fields: { personId: 1, place: 1 }, unique: true, where: { status: 'asked' } },
    { fields: { placePath: 1, askedAt: -1, _id: -1 } },
  ],
)
