// Visits of assessors, phones' rows that were answered, and objections to a public notice. Invariant: a row is answered
// once (its id); what both have signed is the hash of the sheet as it stands, or it is no signature.
import type { SheetLine } from '@shared/cells/sheets'
import type { CellVisitKind, CellVisitState, VisitSlot } from '@shared/cells/vocabulary'
import type { Part, Stamp } from '@shared/inspections/merge'
import type { Day } from '@shared/time'
import { defineModel, type Document } from '../db'

export type SheetFilling = Stamp & { by: string; line: SheetLine }
export type SheetPart = Part<SheetFilling>
export type SheetSignature = { at: Date; as: string; hash: string; device: string }

export type VisitAssessor = {
  personId: string
  /** Of the seat in their day. */
  seatId: string
  declaredAt: Date | null
  signature: SheetSignature | null
}

export type VisitDocument = Document & {
  applicationId: string
  placePath: string[]
  kind: CellVisitKind
  tableId: string
  day: Day
  slot: VisitSlot
  state: CellVisitState
  /** Moves with every change. */
  version: number
  assessors: VisitAssessor[]
  /** Items to be scored. */
  codes: string[]
  parts: SheetPart[]
  createdAt: Date
  history: { at: Date; by: string; what: string; reason?: string }[]
}

const text = { type: String, required: true }
const date = { type: Date, required: true }
const number = { type: Number, required: true }
const texts = { type: [String], required: true }
const objects = { type: [Object], required: true }

export const Visits = defineModel<VisitDocument>(
  'CellVisit',
  'cellVisits',
  {
    applicationId: text,
    placePath: texts,
    kind: text,
    tableId: text,
    day: text,
    slot: text,
    state: text,
    version: number,
    assessors: objects,
    codes: texts,
    parts: objects,
    createdAt: date,
    history: objects,
  },
  [
    { fields: { applicationId: 1, createdAt: 1 } },
    { fields: { 'assessors.personId': 1, day: -1, _id: -1 } },
    { fields: { 'assessors.seatId': 1 } },
    { fields: { state: 1, day: 1, _id: 1 } },
  ],
)

/** A phone's row that was answered. */
export type TakenSheet = Document & { visitId: string; personId: string; contentHash: string; at: Date }
export const TakenSheets = defineModel<TakenSheet>(
  'CellSheetRow',
  'cellSheetRows',
  { visitId: text, personId: text, contentHash: text, at: date },
  [{ fields: { visitId: 1 } }],
)

export type ObjectionDocument = Document & {
  applicationId: string
  placePath: string[]
  personId: string
  /** Sealed with the id: who objects and in which words is for those who decide. */
  textSealed: string
  at: Date
  outcome: 'open' | 'upheld' | 'dismissed'
  reason?: string
}
export const Objections = defineModel<ObjectionDocument>(
  'CellObjection',
  'cellObjections',
  {
    applicationId: text,
    placePath: texts,
    personId: text,
    textSealed: { type: String, default: '' },
    at: date,
    outcome: text,
    reason: String,
  },
  [{ fields: { applicationId: 1, at: 1 } }, { fields: { placePath: 1, at: -1, _id: -1 } }, { fields: { personId: 1 } }],
)
