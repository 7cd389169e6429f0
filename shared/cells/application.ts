// Shapes of an application as it is answered to whoever may see it: the applicant's people, reviewers, leads, and for
// their visit the assessors. Points are in tenths (95 is 9.5).
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import { PlatformFigure } from './figures'
import { cellActions } from './machine'
import { cellKinds } from './table-words'
import { ItemAnswer, StepWords, TableContent } from './tables'
import {
  cellStates,
  cellVisitKinds,
  rectificationStates,
  subjectKinds,
  titleLevels,
  visitSlots,
  visitStates,
} from './vocabulary'

const Points = z.int()

export const Subject = z.object({
  kind: z.enum(subjectKinds),
  id: Id,
  name: z.string(),
  /** From the district down to the place it is at. */
  placeNames: z.array(z.string()),
})
export type Subject = z.infer<typeof Subject>

export const SectionScore = z.object({
  code: z.string(),
  name: z.string(),
  got: Points,
  of: Points,
  answered: z.int(),
  items: z.int(),
})
export const CellScore = z.object({
  sections: z.array(SectionScore),
  base: Points,
  bonus: Points,
  total: Points,
  level: z.enum(['model', 'titled', 'below']),
})
export type CellScore = z.infer<typeof CellScore>

/** What was said of one item by the reviewer or on site. */
const Judged = z.object({ answer: ItemAnswer, points: Points.nullable(), note: z.string().nullable() })

export const CellItem = z.object({
  code: z.string(),
  /** Moves with every change of this item; 0: nobody has touched it. */
  revision: z.int(),
  /** The applicant's, or what the figure answers where the platform fills it. */
  answer: ItemAnswer.nullable(),
  /** Null where it has no answer or is 不涉及. */
  points: Points.nullable(),
  note: z.string(),
  evidence: z.array(Id),
  by: z.string().nullable(),
  at: Instant.nullable(),
  /** Filled by the platform: nothing to type, more evidence may still be added. */
  isFilled: z.boolean(),
  figure: PlatformFigure.nullable(),
  /** A source was corrected since the figure was frozen. */
  isCorrected: z.boolean(),
  /** Why it is not ready to be sent in; null: it is. */
  missing: z.string().nullable(),
  /** Answer and evidence may be changed now. */
  mayEdit: z.boolean(),
  /** Went back: why, and the how many-th time. */
  returned: z.object({ reason: z.string(), round: z.int() }).nullable(),
  /** For the applicant once the papers have passed and the site is signed. */
  review: Judged.nullable(),
  site: Judged.nullable(),
})
export type CellItem = z.infer<typeof CellItem>

export const Rectification = z.object({
  id: Id,
  code: z.string().nullable(),
  text: z.string(),
  dueOn: Day,
  state: z.enum(rectificationStates),
  steps: z.array(z.object({ at: Instant, by: z.string(), what: z.string(), note: z.string(), photoIds: z.array(Id) })),
})
export type Rectification = z.infer<typeof Rectification>

export const VisitPerson = z.object({
  id: Id,
  name: z.string(),
  organisation: z.string(),
  /** Has said that they have nothing to do with the applicant. */
  isDeclared: z.boolean(),
  signedAt: Instant.nullable(),
})

export const VisitSummary = z.object({
  id: Id,
  kind: z.enum(cellVisitKinds),
  day: Day,
  slot: z.enum(visitSlots),
  state: z.enum(visitStates),
  assessors: z.array(VisitPerson),
})
export type VisitSummary = z.infer<typeof VisitSummary>

export const Certificate = z.object({
  /** "WFXB-2026-K7Q2-M9XT" */
  code: z.string(),
  level: z.enum(titleLevels),
  score: Points,
  from: Day,
  until: Day,
  lastCheckedOn: Day,
  /** The address of the public page in words. */
  address: z.string(),
})
export type Certificate = z.infer<typeof Certificate>

/** One step of the way: what has been, what is now, what comes, with its day. */
export const Milestone = z.object({
  key: z.enum(['apply', 'review', 'site', 'rectify', 'notice', 'title', 'check', 'renew']),
  name: z.string(),
  state: z.enum(['done', 'now', 'next', 'failed']),
  day: Day.nullable(),
  text: z.string(),
})
export type Milestone = z.infer<typeof Milestone>

export const CellRow = z.object({
  id: Id,
  kind: z.enum(cellKinds),
  subject: Subject,
  state: z.enum(cellStates),
  /** What is next and by when, in one sentence. */
  next: z.string(),
  dueOn: Day.nullable(),
  /** Items that are ready and all items of the table. */
  ready: z.int(),
  items: z.int(),
  total: Points.nullable(),
  updatedAt: Instant,
})
export type CellRow = z.infer<typeof CellRow>

export const CellDetail = CellRow.extend({
  /** Moves with every change. */
  version: z.int(),
  organisation: z.object({ id: Id, name: z.string() }).nullable(),
  tableId: Id,
  table: TableContent,
  steps: StepWords,
  /** A newer table holds; until `sunset` one may go on with the old. */
  newer: z.object({ tableId: Id, from: Day, sunset: Day.nullable() }).nullable(),
  /** `isMe`: whoever asks. */
  responsible: z.object({ name: z.string(), isMe: z.boolean() }).nullable(),
  isMember: z.boolean(),
  /** Asked before anything else; `wanted` is the answer with which one may apply. */
  questions: z.array(
    z.object({ code: z.string(), question: z.string(), wanted: z.boolean(), why: z.string(), isVeto: z.boolean() }),
  ),
  checks: z
    .object({ answers: z.record(z.string(), z.boolean()), by: z.string(), at: Instant, problem: z.string().nullable() })
    .nullable(),
  letter: z.object({
    text: z.string(),
    signed: z
      .object({
        name: z.string(),
        at: Instant,
        hash: z.string(),
        /** By who is responsible today. */ holds: z.boolean(),
      })
      .nullable(),
  }),
  list: z.array(CellItem),
  figuresAt: Instant.nullable(),
  /** Frozen when it was sent in. */
  figuresFrozen: z.boolean(),
  self: CellScore.nullable(),
  review: CellScore.nullable(),
  site: CellScore.nullable(),
  final: CellScore.nullable(),
  /** What is missing before it can be sent in; `code` of an item, or the part it belongs to. */
  missing: z.array(
    z.object({ part: z.enum(['checks', 'item', 'letter', 'assess']), code: z.string(), text: z.string() }),
  ),
  /** 这三项最能加分. */
  best: z.array(
    z.object({
      code: z.string(),
      clause: z.string(),
      text: z.string(),
      got: Points,
      max: Points,
      gain: Points,
      how: z.string(),
    }),
  ),
  /** Lines on the way, in order. */
  way: z.array(Milestone),
  visits: z.array(VisitSummary),
  feedback: z.object({ at: Instant, by: z.string(), text: z.string(), attended: z.string() }).nullable(),
  rectifications: z.array(Rectification),
  notice: z.object({ from: Day, to: Day }).nullable(),
  certificate: Certificate.nullable(),
  /** Somebody has proposed to revoke the title; told to staff. */
  revocation: z.object({ by: z.string(), at: Instant, reason: z.string() }).nullable(),
  /** Figures whose sources were corrected since they were frozen; nothing changed by itself. */
  corrected: z.array(z.object({ code: z.string(), at: Instant, said: z.string() })),
  history: z.array(z.object({ at: Instant, by: z.string(), what: z.string(), reason: z.string().nullable() })),
  allowed: z.array(z.enum(cellActions)),
})
export type CellDetail = z.infer<typeof CellDetail>
