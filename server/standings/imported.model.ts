// Lists that were published before the product was there: a place stood on one of them in a month, at a rank. No score,
// no interval, and never part of any reckoning; shown as history, marked as imported.
import { defineModel, type Document } from '../db'

const text = { type: String, required: true }

/** `_id` "<place>:<month>": a place stands on one list of a month at most. */
export type ImportedEntry = Document & {
  placeId: string
  placePath: string[]
  kind: 'compound' | 'community'
  colour: 'red' | 'black'
  period: string
  rank: number
  /** As printed then: names and companies change. */
  name: string
  subdistrict: string
  company: string | null
  filename: string
  importedBy: string
  importedAt: Date
}

export const ImportedEntries = defineModel<ImportedEntry>(
  'StandingImported',
  'standingImported',
  {
    placeId: text,
    placePath: { type: [String], required: true },
    kind: text,
    colour: text,
    period: text,
    rank: { type: Number, required: true },
    name: text,
    subdistrict: text,
    company: { type: String, default: null },
    filename: text,
    importedBy: text,
    importedAt: { type: Date, required: true },
  },
  [{ fields: { placeId: 1, period: -1 }, unique: true }, { fields: { placePath: 1, period: -1 } }],
)

export const importedIdOf = (placeId: string, period: string): string => `${placeId}:${period}`
