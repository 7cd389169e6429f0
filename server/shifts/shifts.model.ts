// Shifts, who booked one, and what phones said of coming and going. Invariants held by indexes: one shift a site, day
// and hour; one live booking a person and shift; a row of a phone is stored once, whatever arrives again.
// Who has a place is counted by the slots room; what somebody's marks and the corrections come to is written with each
// of them into the booking (`checkedInAt` … `standing`), so that lists read it.
import type { BookingState, MarkWay, ShiftStatus, Standing, SupervisorKind } from '@shared/shifts/vocabulary'
import type { Clock, Day } from '@shared/time'
import { defineModel, type Document } from '../db'
import type { Earned } from '../ledger/acts'

export type ShiftRecord = Document & {
  siteId: string
  placeId: string
  placePath: string[]
  day: Day
  from: Clock
  to: Clock
  startsAt: Date
  endsAt: Date
  minimum: number
  maximum: number
  /** The most that it counts for one person. */
  maxMinutes: number
  leadId: string | null
  /** Named by the office: who books first as a lead volunteer does not take it over. */
  leadSet: boolean
  status: ShiftStatus
  reason?: string
  /** Changed by hand: the site's windows no longer change it. */
  isEdited: boolean
  version: number
  /** What the second looks are drawn from; no secret, it lies on the phones. */
  seed: string
  /** How often somebody has asked for a place: moved with every booking, so that nothing in use is removed. */
  asked: number
  /** So few at two hours before the start that the office is told. */
  shortAt?: Date
  /** When volunteers near by were last called, and how many it reached. */
  called?: { at: Date; reached: number }
  createdAt: Date
}

const text = { type: String, required: true }
const number = { type: Number, required: true }
const date = { type: Date, required: true }
const flag = { type: Boolean, required: true }
const path = { type: [String], required: true }

export const Shifts = defineModel<ShiftRecord>(
  'Shift',
  'shifts',
  {
    siteId: text,
    placeId: text,
    placePath: path,
    day: text,
    from: text,
    to: text,
    startsAt: date,
    endsAt: date,
    minimum: number,
    maximum: number,
    maxMinutes: number,
    leadId: { type: String, default: null },
    leadSet: flag,
    status: text,
    reason: String,
    isEdited: flag,
    version: number,
    seed: text,
    asked: number,
    shortAt: Date,
    called: { type: Object, default: undefined },
    createdAt: date,
  },
  [
    { fields: { siteId: 1, day: 1, from: 1 }, unique: true },
    { fields: { placePath: 1, day: 1, from: 1, _id: 1 } },
    { fields: { day: 1, status: 1 } },
    { fields: { leadId: 1, day: 1 } },
  ],
)

/** What a second person has settled, with the reason; the latest stands. */
export type Correction = { at: Date; by: string; in: Date | null; out: Date | null; reason: string }

export type ShiftBooking = Document & {
  shiftId: string
  siteId: string
  placeId: string
  placePath: string[]
  day: Day
  startsAt: Date
  endsAt: Date
  personId: string
  as: SupervisorKind
  state: BookingState
  offeredUntil?: Date
  /** Offered to others since. */
  swapSince?: Date
  /** The booking that took this one over, or that this one came from; both until `undoUntil`. */
  swapWith?: string
  undoUntil?: Date
  createdAt: Date
  endedAt?: Date
  checkedInAt: Date | null
  checkedOutAt: Date | null
  how: MarkWay | null
  standing: Standing
  confirmedBy?: string
  confirmedAt?: Date
  corrections: Correction[]
  /** What counts, by `countedMinutes`; written with every mark. */
  minutes: number
  /** Digits that were typed and wrong. */
  wrongTyped?: number
  /** Said, a day before, that they come. */
  comingAt?: Date
  /** What counts has changed since points were worked out from it. */
  pointsDue?: true
  /** Points by the rule of the city, once. */
  earned?: Earned
  /** The phone said that nothing of this shift is left on it. */
  nothingLeftAt: Date | null
}

export const ShiftBookings = defineModel<ShiftBooking>(
  'ShiftBooking',
  'shiftBookings',
  {
    shiftId: text,
    siteId: text,
    placeId: text,
    placePath: path,
    day: text,
    startsAt: date,
    endsAt: date,
    personId: text,
    as: text,
    state: text,
    offeredUntil: Date,
    swapSince: Date,
    swapWith: String,
    undoUntil: Date,
    createdAt: date,
    endedAt: Date,
    checkedInAt: { type: Date, default: null },
    checkedOutAt: { type: Date, default: null },
    how: { type: String, default: null },
    standing: text,
    confirmedBy: String,
    confirmedAt: Date,
    corrections: { type: [Object], required: true },
    minutes: number,
    wrongTyped: Number,
    comingAt: Date,
    pointsDue: Boolean,
    earned: { type: Object, default: undefined },
    nothingLeftAt: { type: Date, default: null },
  },
  [
    {
      fields: { shiftId: 1, personId: 1 },
      unique: true,
      where: { state: { $in: ['booked', 'waiting', 'offered'] } },
    },
    { fields: { shiftId: 1, state: 1 } },
    { fields: { personId: 1, startsAt: -1, _id: -1 } },
    { fields: { siteId: 1, day: 1 } },
    { fields: { placePath: 1, day: 1, _id: 1 } },
    { fields: { day: 1, standing: 1 } },
    { fields: { endsAt: 1, _id: 1 }, where: { pointsDue: true } },
  ],
)

/** One tap of a phone, as it arrived: never changed. */
export type ShiftMark = Document & {
  bookingId: string
  personId: string
  kind: 'in' | 'out'
  how: MarkWay
  /** By the corrected clock; what the phone's own showed stands beside it. */
  at: Date
  deviceAt: Date
  sentAt: Date
  receivedAt: Date
  verified: boolean
  /** Metres from the site, where the phone gave a position. */
  metres: number | null
  left: number | null
}

export const ShiftMarks = defineModel<ShiftMark>(
  'ShiftMark',
  'shiftMarks',
  {
    bookingId: text,
    personId: text,
    kind: text,
    how: text,
    at: date,
    deviceAt: date,
    sentAt: date,
    receivedAt: date,
    verified: flag,
    metres: { type: Number, default: null },
    left: { type: Number, default: null },
  },
  [{ fields: { bookingId: 1 } }, { fields: { personId: 1 } }],
)
