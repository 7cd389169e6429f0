// Earning rules by version, their trials against last month, and their budgets by month. A version in force is never
// changed but for its end. A budget is one document per rule and month, written only when an instance leases or returns
// a slice of it.
import { defineModel, type Document } from '../db'
import type { EarningRule } from '@shared/ledger/earning'
import type { RulePreview } from '@shared/ledger/earning-contract'
import type { SourceKey } from '@shared/ledger/earning-sources'
import type { Month } from '@shared/time'

export type RuleRecord = Document &
  EarningRule & {
    revision: number
    reason: string
    draftedBy: string
    proposedBy: string | null
    activatedBy: string | null
    endedBy: string | null
    /** The last trial of this revision. */
    previewId: string | null
    history: { at: Date; action: string; text: string; by: string }[]
    updatedAt: Date
  }

const required = true
const text = { type: String, required }
const count = { type: Number, required }

export const EarningRules = defineModel<RuleRecord>(
  'EarningRule',
  'earningRules',
  {
    key: text,
    version: count,
    name: text,
    rates: { type: [Object], required },
    caps: { type: [Object], required },
    budgetPerMonth: count,
    validFrom: text,
    validTo: String,
    status: text,
    revision: count,
    reason: text,
    draftedBy: text,
    proposedBy: String,
    activatedBy: String,
    endedBy: String,
    previewId: String,
    history: { type: [Object], required },
    updatedAt: { type: Date, required },
  },
  [
    { fields: { key: 1, status: 1, validFrom: -1 } },
    { fields: { updatedAt: -1, _id: -1 } },
    { fields: { status: 1, updatedAt: -1, _id: -1 } },
    { fields: { key: 1, updatedAt: -1, _id: -1 } },
  ],
)

export type PreviewRecord = Document &
  Omit<RulePreview, 'id' | 'status' | 'done' | 'total' | 'startedAt' | 'finishedAt'> & {
    revision: number
    by: string
    at: Date
  }

export const RulePreviews = defineModel<PreviewRecord>('RulePreview', 'rulePreviews', {
  ruleId: text,
  revision: count,
  month: text,
  text: { type: String, default: '' },
  would: { type: Object, default: null },
  did: { type: Object, default: null },
  pastBudget: count,
  changes: { type: [Object], required },
  by: text,
  at: { type: Date, required },
})

/** Part of a budget that one instance may issue until `until`, on the database's clock. */
export type Slice = { id: string; owner: string; points: number; until: Date }

export type BudgetRecord = Document & {
  key: SourceKey
  month: Month
  total: number
  /** Issued, or in somebody's slice: never too low. */
  leased: number
  slices: Slice[]
  /** Counts leases and returns, so that a reconciliation knows when it has been overtaken. */
  revision: number
  /** When staff were told that little is left. */
  noticedAt: Date | null
}

/** `_id`: "<rule key>/<month>". */
export const Budgets = defineModel<BudgetRecord>('LedgerBudget', 'ledgerBudgets', {
  key: text,
  month: text,
  total: count,
  leased: count,
  slices: { type: [Object], required },
  revision: count,
  noticedAt: Date,
})
