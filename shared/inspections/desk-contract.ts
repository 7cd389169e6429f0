// Inspections at the desk: visits with their lines and corrections, paper forms entered later, lines that two phones
// filled in differently.
import { countedPageOf, line, listInput, route, text } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import { BagCount, LineAnswer, Target } from './contract'
import { leads, planReaders, readers } from './roles'
import { answers, findingStates, targetKinds, visitKinds, visitStates, visitWays } from './vocabulary'

const Kind = z.enum(targetKinds)

export const VisitRow = z.object({
  id: Id,
  kind: z.enum(visitKinds),
  target: Target,
  day: Day,
  inspectorId: Id,
  inspector: z.string(),
  state: z.enum(visitStates),
  way: z.enum(visitWays),
  isDouble: z.boolean(),
  /** Points of 100; null until it is signed. */
  score: z.int().nullable(),
  bags: BagCount.nullable(),
  findings: z.int(),
  finishedAt: Instant.nullable(),
  /** How often it was corrected since. */
  corrections: z.int(),
})
export type VisitRow = z.infer<typeof VisitRow>

/** One of two fillings-in of one line. */
const Filled = LineAnswer.extend({ option: z.int(), device: z.string(), at: Instant })

export const VisitDetail = VisitRow.extend({
  position: z.int().nullable(),
  reason: z.string().nullable(),
  drawId: Id.nullable(),
  formId: Id,
  formTitle: z.string(),
  formVersion: z.int(),
  planned: z.int(),
  beganAt: Instant.nullable(),
  receivedAt: Instant.nullable(),
  /** The phone's clock and the server's differed by more than five minutes. */
  isClockOff: z.boolean(),
  signedAs: z.string().nullable(),
  enteredBy: z.string().nullable(),
  scanIds: z.array(Id),
  lines: z.array(
    z.object({
      code: z.string(),
      title: z.string(),
      /** Null for who scores until it is signed. */
      points: z.int().nullable(),
      /** What it gave; null where it left the sum, and until it is signed. */
      got: z.int().nullable(),
      answer: z.enum(answers).nullable(),
      note: z.string().nullable(),
      findings: z.array(
        z.object({
          id: Id,
          text: z.string(),
          spot: z.string(),
          note: z.string().nullable(),
          severity: z.string(),
          photoIds: z.array(Id),
          earlierId: Id.nullable(),
          state: z.enum(findingStates).nullable(),
        }),
      ),
    }),
  ),
  contested: z.array(z.object({ code: z.string(), title: z.string(), options: z.array(Filled) })),
  history: z.array(z.object({ at: Instant, by: z.string(), what: z.string(), reason: z.string().nullable() })),
  version: z.int(),
  allowed: z.array(z.enum(['choose', 'correct', 'cancel', 'enter'])),
})
export type VisitDetail = z.infer<typeof VisitDetail>

export const inspectionsDesk = {
  visits: route({
    method: 'GET',
    path: '/api/inspections/visits',
    may: readers,
    input: z.strictObject({
      ...listInput('-day', 'day'),
      state: z.enum(visitStates).optional(),
      kind: z.enum(visitKinds).optional(),
      targetKind: Kind.optional(),
      targetId: Id.optional(),
      placeId: Id.optional(),
      from: Day.optional(),
      to: Day.optional(),
    }),
    /** Those who are inspected see finished ones only. */
    output: countedPageOf(VisitRow),
    errors: ['NOT_FOUND'],
    summary: '检查记录（本片区）',
  }),
  visit: route({
    method: 'GET',
    path: '/api/inspections/visits/:id',
    may: readers,
    input: z.strictObject({ id: Id }),
    output: VisitDetail,
    errors: ['NOT_FOUND'],
    summary: '一次检查的全部内容',
  }),
  targets: route({
    method: 'GET',
    path: '/api/inspections/targets',
    may: [...planReaders, 'inspector'],
    input: z.strictObject({ kind: Kind, typed: line(40).optional(), placeId: Id.optional() }),
    /** At most 50. */
    output: z.object({ items: z.array(Target) }),
    summary: '查找可检查的对象',
  }),
  start: route({
    method: 'POST',
    path: '/api/inspections/visits',
    may: leads,
    input: z.strictObject({
      id: Id,
      kind: z.enum(['complaint', 'reinspection']),
      targetKind: Kind,
      targetId: Id,
      inspectorId: Id,
      day: Day,
      reason: line(100, 2),
      findingIds: z.array(Id).max(50),
    }),
    output: VisitRow,
    errors: ['NOT_FOUND', 'INSPECTION_NO_FORM', 'INSPECTION_NEAR', 'INPUT_INVALID'],
    summary: '安排一次非随机检查：投诉核查或复查（不计入评分）',
  }),
  cancel: route({
    method: 'POST',
    path: '/api/inspections/visits/:id/cancel',
    may: leads,
    input: z.strictObject({ id: Id, reason: line(100, 2) }),
    output: VisitRow,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '取消一次还没有完成的检查（留有原因）',
  }),
  choose: route({
    method: 'POST',
    path: '/api/inspections/visits/:id/choose',
    may: leads,
    input: z.strictObject({
      id: Id,
      version: z.int(),
      code: line(24, 1),
      option: z.int().min(0).max(9),
      reason: line(100, 2),
    }),
    output: VisitDetail,
    errors: ['NOT_FOUND', 'CHANGED_MEANWHILE', 'INSPECTION_NOT_CONTESTED', 'INSPECTION_SAME_PERSON'],
    summary: '两台手机填写不同的一项，选定一份（另一份仍保留）',
  }),
  /** What was signed stays; the correction is a version of its own beside it. */
  correct: route({
    method: 'POST',
    path: '/api/inspections/visits/:id/correct',
    may: leads,
    input: z.strictObject({
      id: Id,
      version: z.int(),
      lines: z.array(LineAnswer).max(40),
      bags: BagCount.nullable(),
      reason: line(200, 2),
    }),
    output: VisitDetail,
    errors: [
      'NOT_FOUND',
      'WRONG_STATE',
      'CHANGED_MEANWHILE',
      'INSPECTION_SAME_PERSON',
      'INSPECTION_PHRASE_UNKNOWN',
      'INSPECTION_INCOMPLETE',
      'INSPECTION_EARLIER_WRONG',
      'INSPECTION_PHOTO_MISSING',
      'INSPECTION_BAGS_SHORT',
    ],
    summary: '更正已签字的检查（另存一版并写明原因）',
  }),
  enterPaper: route({
    method: 'POST',
    path: '/api/inspections/visits/:id/paper',
    may: [...leads, 'inspector'],
    input: z.strictObject({
      id: Id,
      version: z.int(),
      /** On which day and until when, as the paper says. */
      finishedAt: Instant,
      signedAs: line(20, 1),
      lines: z.array(LineAnswer).min(1).max(40),
      bags: BagCount.nullable(),
      note: text(200),
      /** Photos of the sheet itself. */
      scanIds: z.array(Id).min(1).max(6),
    }),
    output: VisitDetail,
    errors: [
      'NOT_FOUND',
      'WRONG_STATE',
      'CHANGED_MEANWHILE',
      'INSPECTION_NOT_YOURS',
      'INSPECTION_PHRASE_UNKNOWN',
      'INSPECTION_INCOMPLETE',
      'INSPECTION_EARLIER_WRONG',
      'INSPECTION_PHOTO_MISSING',
      'INSPECTION_BAGS_SHORT',
      'INPUT_INVALID',
    ],
    summary: '补录纸质检查表（标明纸质补录和录入人）',
  }),
} as const
