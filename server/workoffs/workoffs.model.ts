// Cases of 以工代罚, and the tables that say how long a fine takes. Invariants held by indexes: a decision is referred
// once; a certificate's number is given once; a place has one table a first day. What a case owes is fixed when it is
// referred; a later table changes nothing of it.
import type { Offence, ReturnWhy, WorkoffState } from '@shared/workoffs/vocabulary'
import type { WorkoffTableContent } from '@shared/workoffs/desk-contract'
import type { Day } from '@shared/time'
import { defineModel, type Document } from '../db'
import type { Versioned } from '../people/by-two-people'

export type WorkoffCase = Document & {
  personId: string
  nameSealed: string
  /** As it was typed, and as it is compared. */
  number: string
  plainNumber: string
  agency: string
  placeId: string
  placePath: string[]
  offence: Offence
  happenedOn: Day
  fineYuan: number
  owed: number
  /** Null: the product's own, where no area had published one. */
  tableId: string | null
  tableSource: string
  referredAt: Date
  referredBy: string
  acceptedAt?: Date
  dueOn: Day
  state: WorkoffState
  /** Places at shifts that were taken for it. */
  bookingIds: string[]
  /** Counted at the last look, once an hour and with every act. */
  minutes: number
  returnedWhy?: ReturnWhy
  reason?: string
  certificate?: string
  doneAt?: Date
  closedBy?: string
  erasedAt?: Date
}

const text = { type: String, required: true }
const number = { type: Number, required: true }
const date = { type: Date, required: true }

export const WorkoffCases = defineModel<WorkoffCase>(
  'WorkoffCase',
  'workoffCases',
  {
    personId: text,
    nameSealed: { type: String, default: '' },
    number: text,
    plainNumber: text,
    agency: text,
    placeId: text,
    placePath: { type: [String], required: true },
    offence: text,
    happenedOn: text,
    fineYuan: number,
    owed: number,
    tableId: { type: String, default: null },
    tableSource: text,
    referredAt: date,
    referredBy: text,
    acceptedAt: Date,
    dueOn: text,
    state: text,
    bookingIds: { type: [String], required: true },
    minutes: number,
    returnedWhy: String,
    reason: String,
    certificate: String,
    doneAt: Date,
    closedBy: String,
    erasedAt: Date,
  },
  [
    { fields: { plainNumber: 1 }, unique: true },
    { fields: { certificate: 1 }, unique: true, where: { certificate: { $exists: true } } },
    { fields: { personId: 1, referredAt: -1, _id: -1 } },
    { fields: { placePath: 1, referredAt: -1, _id: -1 } },
    { fields: { placePath: 1, state: 1, dueOn: 1, _id: 1 } },
    { fields: { state: 1, dueOn: 1 } },
  ],
)

export type WorkoffTableDocument = Versioned & { content: WorkoffTableContent; source: string }

export const WorkoffTables = defineModel<WorkoffTableDocument>(
  'WorkoffTable',
  'workoffTables',
  {
    placeId: text,
    placePath: { type: [String], required: true },
    validFrom: text,
    content: { type: Object, required: true },
    source: text,
    version: number,
    state: text,
    updatedAt: date,
    updatedBy: text,
    writtenBy: { type: [String], required: true },
    publishedBy: String,
  },
  [{ fields: { placeId: 1, validFrom: -1 }, unique: true }, { fields: { placePath: 1, validFrom: -1, _id: -1 } }],
)
