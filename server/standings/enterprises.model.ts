// Months of 分类企业: declared by one person, checked by another. A run keeps those that were checked by its closing, so
// what is entered later changes no closed month.
import { defineModel, type Document } from '../db'

const text = { type: String, required: true }
const date = { type: Date, required: true }
const kilograms = { type: Number, required: true }

export type EnterpriseMonthRecord = Document & {
  area: string
  organisationId: string
  /** "2026-11" */
  month: string
  handled: number
  declared: number
  declaredBy: string
  declaredAt: Date
  /** `verified` null: refused. */
  check: { verified: number | null; penalties: number; note: string; by: string; at: Date } | null
}

export const EnterpriseMonths = defineModel<EnterpriseMonthRecord>(
  'StandingEnterpriseMonth',
  'standingEnterpriseMonths',
  {
    area: text,
    organisationId: text,
    month: text,
    handled: kilograms,
    declared: kilograms,
    declaredBy: text,
    declaredAt: date,
    check: { type: Object, default: null },
  },
  [
    { fields: { organisationId: 1, month: 1 }, unique: true },
    { fields: { area: 1, month: -1, _id: -1 } },
    { fields: { area: 1, check: 1, month: -1, _id: -1 } },
  ],
)
