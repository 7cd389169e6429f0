// 企业环保信用等级: one of an enterprise and year, unless it was refused.
import type { CreditGrade, CreditStatus } from '@shared/standings/credit'
import type { ObjectionStatus } from '@shared/standings/vocabulary'
import { defineModel, type Document } from '../db'

const text = { type: String, required: true }
const date = { type: Date, required: true }

export type CreditRecord = Document & {
  area: string
  organisationId: string
  /** As it was called then. */
  name: string
  year: string
  grade: CreditGrade
  basis: string
  status: CreditStatus
  ratedBy: string
  ratedAt: Date
  confirmed?: { by: string; at: Date; reason: string }
  objectUntil: string | null
  publishedOn: string | null
  objection: {
    text: string
    at: Date
    by: string
    status: ObjectionStatus
    before: CreditGrade
    answer: string | null
  } | null
}

export const CreditRatings = defineModel<CreditRecord>(
  'StandingCredit',
  'standingCredits',
  {
    area: text,
    organisationId: text,
    name: text,
    year: text,
    grade: text,
    basis: text,
    status: text,
    ratedBy: text,
    ratedAt: date,
    confirmed: { type: Object, default: undefined },
    objectUntil: { type: String, default: null },
    publishedOn: { type: String, default: null },
    objection: { type: Object, default: null },
  },
  [
    {
      fields: { organisationId: 1, year: 1 },
      unique: true,
      where: { status: { $in: ['proposed', 'told', 'published'] } },
    },
    { fields: { area: 1, ratedAt: -1, _id: -1 } },
    { fields: { area: 1, status: 1, ratedAt: -1, _id: -1 } },
    { fields: { area: 1, status: 1, year: 1 } },
  ],
)
