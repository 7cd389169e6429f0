// School classes at shifts. Invariants held by indexes: a shift takes one class; a paper's number is given once.
// Nothing here names a pupil.
import type { ClassState } from '@shared/shifts/classes'
import type { Day } from '@shared/time'
import { defineModel, type Document } from '../db'

/** How many came, by whom it was said. */
export type ClassCount = { pupils: number; by: string; at: Date }

export type ShiftClass = Document & {
  shiftId: string
  siteId: string
  placeId: string
  placePath: string[]
  day: Day
  startsAt: Date
  endsAt: Date
  organisationId: string
  school: string
  className: string
  teacherId: string
  /** As the adult who answers for the class; goes with their account. */
  teacher: string
  pupils: number
  byTeacher?: ClassCount
  byLead?: ClassCount
  state: ClassState
  /** Of each pupil. */
  minutes: number
  certificate?: string
  createdAt: Date
  endedAt?: Date
}

const text = { type: String, required: true }
const number = { type: Number, required: true }
const date = { type: Date, required: true }

export const ShiftClasses = defineModel<ShiftClass>(
  'ShiftClass',
  'shiftClasses',
  {
    shiftId: text,
    siteId: text,
    placeId: text,
    placePath: { type: [String], required: true },
    day: text,
    startsAt: date,
    endsAt: date,
    organisationId: text,
    school: text,
    className: text,
    teacherId: text,
    teacher: { type: String, default: '' },
    pupils: number,
    byTeacher: { type: Object, default: undefined },
    byLead: { type: Object, default: undefined },
    state: text,
    minutes: number,
    certificate: String,
    createdAt: date,
    endedAt: Date,
  },
  [
    { fields: { shiftId: 1 }, unique: true, where: { state: { $in: ['booked', 'confirmed'] } } },
    { fields: { certificate: 1 }, unique: true, where: { certificate: { $exists: true } } },
    { fields: { teacherId: 1, startsAt: -1, _id: -1 } },
    { fields: { organisationId: 1, state: 1 } },
    { fields: { placePath: 1, day: 1, _id: 1 } },
  ],
)
