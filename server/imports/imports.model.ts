// Imports: one record a file, its rows while they may still be written, and the rows that did not pass. Rows are kept
// for 30 days, the record for good.
import type { ImportProblem, ImportStatus } from '@shared/imports/contract'
import type { Datum } from '@shared/places/vocabulary'
import { defineModel, type Document } from '../db'
import type { SheetRow } from '../sheets'

export type ImportCounts = {
  total: number
  done: number
  created: number
  changed: number
  unchanged: number
  failed: number
}

export type ImportRecord = Document & {
  kind: string
  filename: string
  /** SHA-256 of the file. */
  hash: string
  datum: Datum
  sheet: string | null
  otherSheets: string[]
  header: string[]
  status: Exclude<ImportStatus, 'stopped'>
  counts: ImportCounts
  startedBy: string
  startedAt: Date
  /** The last sign of progress. */
  touchedAt: Date
  checkedAt?: Date
  finishedAt?: Date
}

const text = { type: String, required: true }
const instant = { type: Date, required: true }

export const ImportRecords = defineModel<ImportRecord>(
  'Import',
  'imports',
  {
    kind: text,
    filename: text,
    hash: text,
    datum: text,
    sheet: { type: String, default: null },
    otherSheets: { type: [String], required: true },
    header: { type: [String], required: true },
    status: text,
    counts: { type: Object, required: true },
    startedBy: text,
    startedAt: instant,
    touchedAt: instant,
    checkedAt: Date,
    finishedAt: Date,
  },
  [
    { fields: { startedBy: 1, startedAt: -1, _id: -1 } },
    { fields: { startedBy: 1, kind: 1, startedAt: -1, _id: -1 } },
    { fields: { startedBy: 1, hash: 1 } },
  ],
)

const kept = { fields: { createdAt: 1 as const }, expireAfterSeconds: 30 * 24 * 3600 }

/** Rows of a file in portions of at most 500. */
export type ImportRows = Document & { importId: string; portion: number; rows: SheetRow[]; createdAt: Date }

export const ImportRowPortions = defineModel<ImportRows>(
  'ImportRows',
  'importRows',
  {
    importId: text,
    portion: { type: Number, required: true },
    rows: { type: [Object], required: true },
    createdAt: instant,
  },
  [{ fields: { importId: 1, portion: 1 }, unique: true }, kept],
)

export type FailedRow = { row: number; cells: string[]; problems: ImportProblem[] }
/** Rows that did not pass, in portions of at most 500. */
export type ImportFailures = Document & { importId: string; portion: number; rows: FailedRow[]; createdAt: Date }

export const ImportFailureRows = defineModel<ImportFailures>(
  'ImportFailures',
  'importFailures',
  {
    importId: text,
    portion: { type: Number, required: true },
    rows: { type: [Object], required: true },
    createdAt: instant,
  },
  [{ fields: { importId: 1, portion: 1 } }, kept],
)
