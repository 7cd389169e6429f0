// Entries: one document each, inserted and never changed (I2). `_id` is partition and cause, so a cause is paid once
// (I3); `reverses` is unique, so an entry is reversed once. Few indexes: each one costs every post.
import { defineModel } from '../db'
import type { Entry } from '@shared/ledger/entries'

const required = true

export const Entries = defineModel<Entry>(
  'LedgerEntry',
  'ledgerEntries',
  {
    partition: { type: Number, required },
    cause: { type: String, required },
    kind: { type: String, required },
    at: { type: Date, required },
    recordedAt: { type: Date, required },
    by: { type: String, required },
    subject: { type: String, required },
    postings: { type: [Object], required },
    effects: { type: [Object], required },
    why: { type: Object, required },
    ruleVersion: String,
    factorVersion: String,
    details: Object,
    placePath: { type: [String], required },
    reverses: String,
    reversedKind: String,
    ends: String,
    contentHash: { type: String, required },
    hash: { type: String, required },
  },
  [
    // a statement page is an exact range of gapless sequence numbers, so that its cost does not grow with depth
    { fields: { 'effects.account': 1, 'effects.seq': 1 } },
    { fields: { partition: 1, reverses: 1 }, unique: true, where: { reverses: { $exists: true } } },
    // a day's entries in the order in which its seal adds them up
    { fields: { recordedAt: 1, _id: 1 } },
  ],
)
