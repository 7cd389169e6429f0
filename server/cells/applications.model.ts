// Applications of 无废细胞, one document each with all that was ever said in it. Invariants held by indexes: one
// application of a kind a subject that is not over; a certificate's code is given once. Everything else that must hold
// stands in the filter of a write: each names the version that it has seen.
import type { PlatformFigure } from '@shared/cells/figures'
import type { CellKind } from '@shared/cells/table-words'
import type { ItemAnswer } from '@shared/cells/tables'
import type { CellState, RectificationState, SubjectKind, TitleLevel } from '@shared/cells/vocabulary'
import type { Day } from '@shared/time'
import { defineModel, type Document } from '../db'

/** What the applicant said of one item; `revision` moves with every change of it. */
export type KeptItem = {
  code: string
  revision: number
  answer: ItemAnswer | null
  note: string
  evidence: string[]
  by: string
  at: Date
}
/** What a reviewer found otherwise than the applicant, or an assessor on site. */
export type Mark = { code: string; answer: ItemAnswer; note: string; photoIds: string[] }
/** An item that went back. */
export type Back = { code: string; reason: string; round: number; isOpen: boolean }
export type SignedLetter = { name: string; personId: string; at: Date; hash: string }
export type RectificationStep = { at: Date; by: string; what: string; note: string; photoIds: string[] }
export type KeptRectification = {
  id: string
  code: string | null
  text: string
  dueOn: Day
  state: RectificationState
  steps: RectificationStep[]
}
export type Title = {
  code: string
  level: TitleLevel
  /** In tenths. */
  score: number
  from: Day
  until: Day
  lastCheckedOn: Day
  renewals: number
}
export type Act = { at: Date; by: string; what: string; reason?: string }

export type ApplicationDocument = Document & {
  kind: CellKind
  subjectKind: SubjectKind
  subjectId: string
  subjectName: string
  /** Where it is: staff of its places see it. */
  placePath: string[]
  /** Acts for it: its own, or the company that looks after the place; a community and a household have none. */
  organisationId?: string
  startedBy: string
  tableId: string
  state: CellState
  /** Nothing more comes of it. */
  isOver: boolean
  version: number
  checks: { answers: Record<string, boolean>; by: string; at: Date } | null
  letter: SignedLetter | null
  items: KeptItem[]
  /** As they were read last; frozen when it was sent in. */
  figures: PlatformFigure[]
  figuresAt: Date | null
  isFrozen: boolean
  backs: Back[]
  rounds: number
  /** In tenths, as it was worked out last. */
  selfTotal: number | null
  reviewMarks: Mark[]
  reviewedBy?: string
  siteMarks: Mark[]
  thirdMarks: Mark[]
  /** Of what counts: site, with a third assessor's where there was one. */
  finalTotal: number | null
  /** Assessors that the applicant asked not to be sent, or who said that they have a stake. */
  excluded: string[]
  refusals: number
  feedback: { at: Date; by: string; text: string; attended: string } | null
  rectifications: KeptRectification[]
  notice: { from: Day; to: Day } | null
  title?: Title
  /** Proposed by the first of two persons. */
  revocation: { by: string; at: Date; reason: string } | null
  /** Why a revoked or suspended one is so, in words for anybody. */
  endedReason?: string
  /** Sources of its figures were corrected since: which items, found by the nightly look. */
  corrected: { code: string; at: Date; said: string }[]
  submittedOn?: Day
  dueOn?: Day
  createdAt: Date
  updatedAt: Date
  history: Act[]
}

const text = { type: String, required: true }
const date = { type: Date, required: true }
const number = { type: Number, required: true }
const flag = { type: Boolean, required: true }
const texts = { type: [String], required: true }
const objects = { type: [Object], required: true }

export const Applications = defineModel<ApplicationDocument>(
  'CellApplication',
  'cellApplications',
  {
    kind: text,
    subjectKind: text,
    subjectId: text,
    subjectName: text,
    placePath: texts,
    organisationId: String,
    startedBy: text,
    tableId: text,
    state: text,
    isOver: flag,
    version: number,
    checks: { type: Object, default: null },
    letter: { type: Object, default: null },
    items: objects,
    figures: objects,
    figuresAt: { type: Date, default: null },
    isFrozen: flag,
    backs: objects,
    rounds: number,
    selfTotal: { type: Number, default: null },
    reviewMarks: objects,
    reviewedBy: String,
    siteMarks: objects,
    thirdMarks: objects,
    finalTotal: { type: Number, default: null },
    excluded: texts,
    refusals: number,
    feedback: { type: Object, default: null },
    rectifications: objects,
    notice: { type: Object, default: null },
    title: Object,
    revocation: { type: Object, default: null },
    endedReason: String,
    corrected: objects,
    submittedOn: String,
    dueOn: String,
    createdAt: date,
    updatedAt: date,
    history: objects,
  },
  [
    { fields: { subjectKind: 1, subjectId: 1, kind: 1 }, unique: true, where: { isOver: false } },
    { fields: { 'title.code': 1 }, unique: true, where: { 'title.code': { $exists: true } } },
    { fields: { organisationId: 1, updatedAt: -1, _id: -1 } },
    { fields: { subjectId: 1, updatedAt: -1, _id: -1 } },
    { fields: { placePath: 1, updatedAt: -1, _id: -1 } },
    { fields: { placePath: 1, state: 1, updatedAt: -1, _id: -1 } },
    { fields: { placePath: 1, dueOn: 1, _id: 1 } },
    { fields: { state: 1, dueOn: 1, _id: 1 } },
    { fields: { startedBy: 1, createdAt: 1 } },
    { fields: { tableId: 1 } },
  ],
)
