// Sessions of trainings, and who was at one with what result: `_id` of an attendance is "<session>:<person>", so nobody
// is there twice. Invariant: nobody signs in beyond the capacity; the count stands in the session's document, which
// every sign-in writes.
import type { TrainingKind, TrainingResult } from '@shared/trainings/vocabulary'
import type { Day } from '@shared/time'
import { defineModel, type Document } from '../db'
import type { Earned } from '../ledger/acts'

export type SessionRecord = Document & {
  title: string
  kind: TrainingKind
  placeId: string
  placePath: string[]
  room: string
  startsAt: Date
  endsAt: Date
  capacity: number
  signedIn: number
  isTested: boolean
  validMonths: number | null
  lecturerIds: string[]
  status: 'planned' | 'cancelled'
  version: number
  createdAt: Date
}

const text = { type: String, required: true }
const number = { type: Number, required: true }
const date = { type: Date, required: true }

export const TrainingSessions = defineModel<SessionRecord>(
  'TrainingSession',
  'trainingSessions',
  {
    title: text,
    kind: text,
    placeId: text,
    placePath: { type: [String], required: true },
    room: { type: String, default: '' },
    startsAt: date,
    endsAt: date,
    capacity: number,
    signedIn: number,
    isTested: { type: Boolean, required: true },
    validMonths: { type: Number, default: null },
    lecturerIds: { type: [String], required: true },
    status: text,
    version: number,
    createdAt: date,
  },
  [{ fields: { placePath: 1, startsAt: -1, _id: -1 } }, { fields: { lecturerIds: 1, startsAt: -1, _id: -1 } }],
)

export type AttendanceRecord = Document & {
  sessionId: string
  personId: string
  kind: TrainingKind
  /** The day of the session. */
  on: Day
  at: Date
  how: 'code' | 'paper'
  result: TrainingResult
  isTested: boolean
  /** Last day of the qualification; null where it does not end, and where there is none. */
  validUntil: Day | null
  /** Who entered it or wrote the result down. */
  recordedBy?: string
  recordedAt?: Date
  /** The result has changed since points were worked out from it. */
  pointsDue?: true
  /** Attended instead of something owed: no points. */
  isApart?: true
  /** Points by the rule of the city, once. */
  earned?: Earned
}

export const Attendances = defineModel<AttendanceRecord>(
  'TrainingAttendance',
  'trainingAttendances',
  {
    sessionId: text,
    personId: text,
    kind: text,
    on: text,
    at: date,
    how: text,
    result: text,
    isTested: { type: Boolean, required: true },
    validUntil: { type: String, default: null },
    recordedBy: String,
    recordedAt: Date,
    pointsDue: Boolean,
    isApart: Boolean,
    earned: { type: Object, default: undefined },
  },
  [
    { fields: { sessionId: 1, at: -1, _id: -1 } },
    { fields: { personId: 1, at: -1, _id: -1 } },
    { fields: { personId: 1, kind: 1 } },
    { fields: { on: 1, _id: 1 }, where: { pointsDue: true } },
    { fields: { validUntil: 1 } },
  ],
)
