// What residents contest about an entry: one contest an entry, decided once by somebody who neither posted it, nor made
// its rule, nor wrote the contest down.
import { defineModel, type Document } from '../db'

export type ContestRecord = Document & {
  entryId: string
  account: string
  subject: string
  /** The statement's line without the time of day. */
  line: string
  /**
   * The earlier of when the entry's act was and when it was written: who came to the household later sees nothing of
   * it.
   */
  entryFrom: Date
  points: number
  reason: string
  /** Whose contest it is; absent when a worker wrote it down for a household at the desk. */
  personId?: string
  enteredBy?: string
  how?: 'spoken' | 'paper'
  placePath: string[]
  ruleVersion: string | null
  at: Date
  dueOn: string
  status: 'open' | 'kept' | 'reversed' | 'added'
  /** `points`: the difference that was added. */
  decision: { outcome: 'kept' | 'reversed' | 'added'; reason: string; at: Date; by: string; points?: number } | null
}

const required = true
const text = { type: String, required }

export const Contests = defineModel<ContestRecord>(
  'LedgerContest',
  'ledgerContests',
  {
    entryId: text,
    account: text,
    subject: text,
    line: text,
    entryFrom: { type: Date, required },
    points: { type: Number, required },
    reason: { type: String, default: '' },
    personId: String,
    enteredBy: String,
    how: String,
    placePath: { type: [String], required },
    ruleVersion: String,
    at: { type: Date, required },
    dueOn: text,
    status: text,
    decision: { type: Object, default: null },
  },
  [
    { fields: { entryId: 1 }, unique: true },
    { fields: { personId: 1, at: -1, _id: -1 } },
    { fields: { account: 1, at: -1, _id: -1 } },
    { fields: { placePath: 1, at: -1, _id: -1 } },
    { fields: { placePath: 1, status: 1, at: -1, _id: -1 } },
    { fields: { status: 1, dueOn: 1 } },
  ],
)
