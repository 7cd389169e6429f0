// Collections of inspections: forms, draws, visits, findings, what was declared, what was forwarded. Invariants held by
// indexes: one valid draw of a kind, area and first day; a finding has the id that the phone gave it; a phone's row is
// answered once.
import type { BagCount } from '@shared/inspections/contract'
import type { DrawInput, DrawResult } from '@shared/inspections/draw'
import type { FindingAction } from '@shared/inspections/findings'
import type { FormContent } from '@shared/inspections/forms'
import type { KeptPart } from '@shared/inspections/merge'
import type {
  FindingState,
  StrataBy,
  TargetKind,
  VisitKind,
  VisitState,
  VisitWay,
} from '@shared/inspections/vocabulary'
import type { Day } from '@shared/time'
import { defineModel, type Document } from '../db'

const text = { type: String, required: true }
const date = { type: Date, required: true }
const number = { type: Number, required: true }
const flag = { type: Boolean, required: true }
const texts = { type: [String], required: true }
const objects = { type: [Object], required: true }

export type FormDocument = Document & {
  kind: TargetKind
  placeId: string
  placePath: string[]
  validFrom: Day
  content: FormContent
  /** Counts changes while it is proposed; what is published is never changed. */
  version: number
  state: 'proposed' | 'published'
  updatedAt: Date
  updatedBy: string
  /** Everybody who has written in it; none of them publishes it. */
  writtenBy: string[]
  publishedBy?: string
}

export const Forms = defineModel<FormDocument>(
  'InspectionForm',
  'inspectionForms',
  {
    kind: text,
    placeId: text,
    placePath: texts,
    validFrom: text,
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
    { fields: { placePath: 1, validFrom: 1, _id: 1 }, where: { state: 'proposed' } },
  ],
)

export type DrawDocument = Document & {
  placeId: string
  placePath: string[]
  targetKind: TargetKind
  by: StrataBy
  from: Day
  to: Day
  /** All that goes in, without a name of a person; `people` says who each code is. */
  input: DrawInput
  result: DrawResult
  people: { code: string; personId: string }[]
  /** The file as published, byte for byte, and its SHA-256. */
  file: string
  hash: string
  drawnAt: Date
  drawnBy: string
  status: 'valid' | 'void'
  voidReason?: string
}

export const Draws = defineModel<DrawDocument>(
  'InspectionDraw',
  'inspectionDraws',
  {
    placeId: text,
    placePath: texts,
    targetKind: text,
    by: text,
    from: text,
    to: text,
    input: { type: Object, required: true },
    result: { type: Object, required: true },
    people: objects,
    file: text,
    hash: text,
    drawnAt: date,
    drawnBy: text,
    status: text,
    voidReason: String,
  },
  [
    { fields: { placeId: 1, targetKind: 1, from: 1 }, unique: true, where: { status: 'valid' } },
    { fields: { placePath: 1, from: -1, _id: -1 } },
    { fields: { from: -1, _id: -1 } },
  ],
)

/** What was signed: it never changes. A correction is another one behind it. */
export type Signed = {
  parts: KeptPart[]
  bags: BagCount | null
  score: number
  at: Date
  by: string
  reason?: string
}

export type VisitDocument = Document & {
  kind: VisitKind
  drawId?: string
  /** In the route of the day, from 1. */
  position?: number
  isDouble: boolean
  targetKind: TargetKind
  targetId: string
  targetName: string
  /** Of the place, or of the place of the organisation. */
  placePath: string[]
  stratum?: string
  formId: string
  /** Bags to look into. */
  planned: number
  day: Day
  inspectorId: string
  state: VisitState
  /** Moves with every change. */
  version: number
  parts: KeptPart[]
  /** Findings to look at again. */
  findingIds: string[]
  reason?: string
  way: VisitWay
  beganAt?: Date
  /** By the phone's clock, put right; and by the server's. */
  finishedAt?: Date
  receivedAt?: Date
  isClockOff?: boolean
  signedAs?: string
  enteredBy?: string
  scanIds?: string[]
  /** The last one counts. */
  signed: Signed[]
  /** Asked for while a line is contested: signed as soon as a person has chosen. */
  signing?: { at: Date; as: string; by: string }
  history: { at: Date; by: string; what: string; reason?: string }[]
  findings: number
}

export const Visits = defineModel<VisitDocument>(
  'InspectionVisit',
  'inspectionVisits',
  {
    kind: text,
    drawId: String,
    position: Number,
    isDouble: flag,
    targetKind: text,
    targetId: text,
    targetName: text,
    placePath: texts,
    stratum: String,
    formId: text,
    planned: number,
    day: text,
    inspectorId: text,
    state: text,
    version: number,
    parts: objects,
    findingIds: texts,
    reason: String,
    way: text,
    beganAt: Date,
    finishedAt: Date,
    receivedAt: Date,
    isClockOff: Boolean,
    signedAs: String,
    enteredBy: String,
    scanIds: { type: [String], default: undefined },
    signed: objects,
    signing: Object,
    history: objects,
    findings: number,
  },
  [
    { fields: { placePath: 1, day: -1, _id: -1 } },
    { fields: { placePath: 1, state: 1, day: -1, _id: -1 } },
    { fields: { targetId: 1, day: -1, _id: -1 } },
    { fields: { inspectorId: 1, day: 1, _id: 1 } },
    { fields: { inspectorId: 1, _id: -1 } },
    { fields: { drawId: 1, day: 1, position: 1 } },
    { fields: { targetKind: 1, day: 1, _id: 1 } },
  ],
)

export type FindingStep = {
  at: Date
  by: string
  action: FindingAction
  note: string
  photoIds: string[]
  /** Of which it is the double. */
  ofId?: string
  /** Who had sent the link by which it was done: as near to it as whoever did it. */
  sentBy?: string
}

export type FindingDocument = Document & {
  visitId: string
  visitKind: VisitKind
  inspectorId: string
  targetKind: TargetKind
  targetId: string
  targetName: string
  placePath: string[]
  formId: string
  item: string
  phrase: string
  /** As the form said it on that day. */
  text: string
  severity: string
  spot: string
  spotKey: string
  note?: string
  photoIds: string[]
  earlierId?: string
  day: Day
  foundAt: Date
  dueAt: Date
  state: FindingState
  /** The property company of that day. */
  companyId?: string
  forwardedAt?: Date
  steps: FindingStep[]
  version: number
}

export const Findings = defineModel<FindingDocument>(
  'InspectionFinding',
  'inspectionFindings',
  {
    visitId: text,
    visitKind: text,
    inspectorId: text,
    targetKind: text,
    targetId: text,
    targetName: text,
    placePath: texts,
    formId: text,
    item: text,
    phrase: text,
    text,
    severity: text,
    spot: text,
    spotKey: text,
    note: String,
    photoIds: texts,
    earlierId: String,
    day: text,
    foundAt: date,
    dueAt: date,
    state: text,
    companyId: String,
    forwardedAt: Date,
    steps: objects,
    version: number,
  },
  [
    { fields: { placePath: 1, foundAt: -1, _id: -1 } },
    { fields: { placePath: 1, dueAt: 1, _id: 1 } },
    { fields: { placePath: 1, state: 1, dueAt: 1, _id: 1 } },
    { fields: { targetId: 1, foundAt: -1, _id: -1 } },
    { fields: { visitId: 1 } },
    { fields: { companyId: 1, state: 1 }, where: { companyId: { $exists: true } } },
  ],
)

/** A phone's row that was answered. */
export type TakenRow = Document & { visitId: string; personId: string; contentHash: string; outcome: string; at: Date }

export const TakenRows = defineModel<TakenRow>(
  'InspectionRow',
  'inspectionRows',
  { visitId: text, personId: text, contentHash: text, outcome: text, at: date },
  [{ fields: { visitId: 1 } }],
)

/** Somebody says, before a draw, that they have to do with a target. */
export type DeclarationDocument = Document & {
  personId: string
  targetKind: TargetKind
  targetId: string
  reason: string
  at: Date
}

export const Declarations = defineModel<DeclarationDocument>(
  'InspectionDeclaration',
  'inspectionDeclarations',
  { personId: text, targetKind: text, targetId: text, reason: text, at: date },
  [{ fields: { personId: 1, at: -1 } }],
)

/** Findings that were sent to a company by one link. */
export type ForwardDocument = Document & {
  companyId: string
  findingIds: string[]
  placePath: string[]
  at: Date
  by: string
}

export const Forwards = defineModel<ForwardDocument>(
  'InspectionForward',
  'inspectionForwards',
  { companyId: text, findingIds: texts, placePath: texts, at: date, by: text },
  [{ fields: { findingIds: 1 } }],
)
