// Complaints and reports from the spot as they are stored, in one collection, since the office works them off as one
// list. The text is the person's own words and may name people: sealed with the record's id.
import type { Role } from '@shared/actors'
import type { ReportCategory } from '@shared/reports/categories'
import type { CaseKind, ComplaintAbout, ComplaintStatus } from '@shared/reports/complaints-contract'
import type { AnyOutcome } from '@shared/reports/outcomes'
import { defineModel, type Document } from '../db'

export type ComplaintRecord = Document & {
  number: string
  kind: CaseKind
  personId: string
  /** Of a complaint. */
  about?: ComplaintAbout
  placeId: string
  placePath: string[]
  bookingId?: string
  textSealed: string
  at: Date
  status: ComplaintStatus
  dueOn: string
  /** One a round: the instant after which its answer is late. */
  dues: Date[]
  /** SHA-256 of what was sent: the same id with other content is another thing. Absent in the demo's history. */
  contentHash?: string
  answers: { outcome: AnyOutcome; text: string; by: string; at: Date; photoIds?: string[] }[]
  againSealed?: string
  /** Among staff; sealed with the complaint's id, since they may name people. */
  notes?: { id: string; textSealed: string; to?: Role; by: string; at: Date }[]
} & Partial<OfReport>

/** What a report has beside. */
type OfReport = {
  category: ReportCategory
  siteId: string
  /** WGS-84: longitude, latitude. */
  position: [number, number]
  spot: string
  plate: string
  seenAt: Date
  photoIds: string[]
  isAnonymous: boolean
  /** The one that was there first. */
  mergedInto: string
  /** How many were merged into this one. */
  others: number
  confirmedAt: Date
  /** Who sent it back, themselves or somebody whose report was merged into it. */
  againBy: string
}

const required = <T>(type: T) => ({ type, required: true as const })

export const Complaints = defineModel<ComplaintRecord>(
  'Complaint',
  'complaints',
  {
    number: required(String),
    kind: required(String),
    personId: required(String),
    about: String,
    placeId: required(String),
    placePath: required([String]),
    bookingId: String,
    textSealed: required(String),
    at: required(Date),
    status: required(String),
    dueOn: required(String),
    dues: required([Date]),
    contentHash: String,
    answers: required([Object]),
    againSealed: String,
    notes: { type: [Object], default: undefined },
    category: String,
    siteId: String,
    position: { type: [Number], default: undefined },
    spot: String,
    plate: String,
    seenAt: Date,
    photoIds: { type: [String], default: undefined },
    isAnonymous: Boolean,
    mergedInto: String,
    others: Number,
    confirmedAt: Date,
    againBy: String,
  },
  [
    { fields: { number: 1 }, unique: true },
    { fields: { personId: 1, kind: 1, at: -1, _id: -1 } },
    { fields: { placePath: 1, at: -1, _id: -1 } },
    { fields: { placePath: 1, status: 1, at: -1, _id: -1 } },
    { fields: { status: 1, dueOn: 1 } },
    { fields: { placeId: 1, category: 1, status: 1 } },
    { fields: { category: 1, dues: 1 } },
    { fields: { mergedInto: 1 }, where: { mergedInto: { $exists: true } } },
  ],
)

/** `_id` is the day, or "report/" and the day: how many were made on it. */
export type ComplaintDay = Document & { count: number }
export const ComplaintDays = defineModel<ComplaintDay>('ComplaintDay', 'complaintDays', { count: required(Number) })
