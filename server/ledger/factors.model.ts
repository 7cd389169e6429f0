// Carbon factors: rows of an edition, inserted and never changed. The one in force on a day is chosen by `validFrom`,
// so a new edition alters nothing of the past.
import { defineModel, type Document } from '../db'
import type { CarbonFactor } from '@shared/ledger/carbon'

export type FactorRow = Document & CarbonFactor & { publishedAt: Date; publishedBy: string }

const required = true
const text = { type: String, default: '' }

export const Factors = defineModel<FactorRow>(
  'CarbonFactor',
  'carbonFactors',
  {
    edition: { type: String, required },
    material: { type: String, required },
    gramsPerKg: { type: Number, required },
    low: Number,
    high: Number,
    baseline: text,
    source: text,
    sourceEdition: text,
    sourcePlace: text,
    note: text,
    validFrom: { type: String, required },
    validTo: String,
    publishedAt: { type: Date, required },
    publishedBy: { type: String, required },
  },
  [{ fields: { material: 1, validFrom: -1 } }],
)
