// Complaints as they are stored. The text is the person's own words and may name people: sealed with the complaint's
// id.
import type { Role } from '@shared/actors'
import type { ComplaintAbout, ComplaintStatus } from '@shared/reports/complaints-contract'
import { defineModel, type Document } from '../db'

export type ComplaintRecord = Document & {
  number: string
  personId: string
  about: ComplaintAbout
  placeId: string
  placePath: string[]
  bookingId?: string
  textSealed: string
  at: Date
  status: ComplaintStatus
  dueOn: string
  answers: { outcome: 'upheld' | 'partly' | 'notUpheld'; text: string; by: string; at: Date }[]
  againSealed?: string
  /** Among staff; sealed with the complaint's id, since they may name people. */
  notes?: { id: string; textSealed: string; to?: Role; by: string; at: Date }[]
}

const required = <T>(type: T) => ({ type, required: true as const })

export const Complaints = defineModel<ComplaintRecord>(
  'Complaint',
  'complaints',
  {
    number: required(String),
    personId: required(String),
    about: required(String),
    placeId: required(String),
    placePath: required([String]),
    bookingId: String,
    textSealed: required(String),
    at: required(Date),
    status: required(String),
    dueOn: required(String),
    answers: required([Object]),
    againSealed: String,
    notes: { type: [Object], default: undefined },
  },
  [
    { fields: { number: 1 }, unique: true },
    { fields: { personId: 1, at: -1, _id: -1 } },
    { fields: { placePath: 1, at: -1, _id: -1 } },
    { fields: { placePath: 1, status: 1, at: -1, _id: -1 } },
    { fields: { status: 1, dueOn: 1 } },
  ],
)

/** `_id` is the day: how many were made on it. */
export type ComplaintDay = Document & { count: number }
export const ComplaintDays = defineModel<ComplaintDay>('ComplaintDay', 'complaintDays', { count: required(Number) })
