// Indicator tables with their versions, and what an area wants to reach in a year. Invariants held by indexes: one
// version of a kind and area a first day; one target of an area, year and kind.
import type { CellKind } from '@shared/cells/table-words'
import type { TableContent } from '@shared/cells/tables'
import type { Day } from '@shared/time'
import { defineModel, type Document } from '../db'

const text = { type: String, required: true }
const date = { type: Date, required: true }
const number = { type: Number, required: true }
const texts = { type: [String], required: true }

export type TableDocument = Document & {
  kind: CellKind
  placeId: string
  placePath: string[]
  validFrom: Day
  /** Last day on which what began under the version before may be sent in under it; null: no end. */
  sunset: Day | null
  content: TableContent
  /** Counts changes while it is proposed; what is published is never changed. */
  version: number
  state: 'proposed' | 'published'
  updatedAt: Date
  updatedBy: string
  /** Everybody who has written in it; none of them publishes it. */
  writtenBy: string[]
  publishedBy?: string
}

export const CellTables = defineModel<TableDocument>(
  'CellTable',
  'cellTables',
  {
    kind: text,
    placeId: text,
    placePath: texts,
    validFrom: text,
    sunset: { type: String, default: null },
    content: { type: Object, required: true },
    version: number,
    state: text,
    updatedAt: date,
    updatedBy: text,
    writtenBy: texts,
    publishedBy: String,
  },
  [
    { fields: { placeId: 1, kind: 1, validFrom: -1 }, unique: true },
    { fields: { placePath: 1, validFrom: -1, _id: -1 } },
  ],
)

export type TargetDocument = Document & {
  placeId: string
  placePath: string[]
  year: number
  /** `all`: of all kinds together. */
  kind: CellKind | 'all'
  wanted: number
  note: string
  version: number
  updatedAt: Date
  updatedBy: string
}

export const CellTargets = defineModel<TargetDocument>(
  'CellTarget',
  'cellTargets',
  {
    placeId: text,
    placePath: texts,
    year: number,
    kind: text,
    wanted: number,
    note: { type: String, default: '' },
    version: number,
    updatedAt: date,
    updatedBy: text,
  },
  [{ fields: { placeId: 1, year: 1, kind: 1 }, unique: true }, { fields: { placePath: 1, year: 1 } }],
)
