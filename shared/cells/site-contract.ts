// 无废细胞, the assessors' side: visits of the coming days to be taken along without a network, sheets filled in on two
// phones item by item, both signatures over the same hash, feedback on the same day, what was mended looked at again. A
// row is what one phone touched of one visit; rows may come in any order and any number of times. Signing names the
// hash that was on the screen (sheets.ts): if anything has changed since, it is refused, and a later change voids what
// was signed.
import { line, route, text } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import { CellDetail, CellScore, Rectification, Subject, VisitSummary } from './application'
import { assessors, leads } from './roles'
import { cellKinds } from './table-words'
import { ItemAnswer, TableContent } from './tables'
import { cellStates, cellVisitKinds, visitSlots, visitStates } from './vocabulary'

export const SHEET_FORMAT = 1
export const MOST_SHEET_ROWS = 20
const MOST_OFFSET_MS = 1e13
const Hash = z.string().regex(/^[0-9a-f]{64}$/)

export const SheetLine = z.strictObject({
  code: line(24, 1),
  answer: ItemAnswer,
  note: text(200).optional(),
  /** Files of the purpose "cell"; a photo for every line that does not get all its points. */
  photoIds: z.array(Id).max(6),
})

/**
 * What a phone has of one visit since its last accepted row. `device`: made once on each phone. `seq` counts this
 * phone's rows of this visit up from 1. `base`: the version of the visit that it had seen.
 */
export const SheetRow = z.strictObject({
  format: z.literal(SHEET_FORMAT),
  id: Id,
  visitId: Id,
  device: Id,
  seq: z.int().min(1),
  base: z.int().min(0),
  /** The phone's clock as shown, and the server's minus it as last learnt; null: never. */
  at: Instant,
  offsetMs: z.int().min(-MOST_OFFSET_MS).max(MOST_OFFSET_MS).nullable(),
  lines: z.array(SheetLine).max(80),
  /** Signed: the name as written, over this hash of the whole sheet. Null: still at work. */
  signature: z.strictObject({ as: line(20, 1), hash: Hash }).nullable(),
})
export type SheetRow = z.infer<typeof SheetRow>

const KeptLine = SheetLine.extend({ version: z.int() })

/** One of two fillings-in of an item, for a person to choose. */
const Option = z.object({ option: z.int(), by: z.string(), line: SheetLine })

export const SiteVisit = z.object({
  id: Id,
  applicationId: Id,
  kind: z.enum(cellVisitKinds),
  day: Day,
  slot: z.enum(visitSlots),
  state: z.enum(visitStates),
  version: z.int(),
  cellKind: z.enum(cellKinds),
  subject: Subject,
  /** Who is there: the responsible person, and whom to call where they wrote it. */
  contact: z.string(),
  tableId: Id,
  /** Items to be scored: all but what the platform answers, or those that differ for a third assessor. */
  codes: z.array(z.string()),
  isDeclared: z.boolean(),
  partner: z.object({ name: z.string(), isDeclared: z.boolean(), signedAt: Instant.nullable() }).nullable(),
  /** The applicant's note of an item, shown while scoring; its self score is not. */
  notes: z.record(z.string(), z.string()),
  lines: z.array(KeptLine),
  contested: z.array(z.object({ code: z.string(), options: z.array(Option) })),
  /** Of what stands now; equal on two phones where both have seen all. */
  hash: z.string(),
  mySignature: z.object({ at: Instant, hash: z.string() }).nullable(),
})
export type SiteVisit = z.infer<typeof SiteVisit>

/**
 * `contested`: merged, and some items are kept twice until one of the two chooses. `accepted` with a `code`: the lines
 * are kept, and the signature does not count, or not yet; `text` says what to do.
 */
export const SheetOutcome = z.object({
  id: Id,
  outcome: z.enum(['accepted', 'had', 'contested', 'refused']),
  code: z.string().nullable(),
  text: z.string().nullable(),
  /** Null where the visit is not theirs. */
  visit: z
    .object({
      id: Id,
      state: z.enum(visitStates),
      version: z.int(),
      hash: z.string(),
      contested: z.array(z.string()),
      signed: z.int(),
    })
    .nullable(),
})
export type SheetOutcome = z.infer<typeof SheetOutcome>

/** Self, review and site side by side, once the site is signed; points in tenths. */
export const SideBySide = z.object({
  visit: VisitSummary,
  applicationId: Id,
  subject: Subject,
  state: z.enum(cellStates),
  items: z.array(
    z.object({
      code: z.string(),
      clause: z.string(),
      text: z.string(),
      max: z.int(),
      self: z.int().nullable(),
      review: z.int().nullable(),
      site: z.int().nullable(),
      third: z.int().nullable(),
      note: z.string().nullable(),
      photoIds: z.array(Id),
    }),
  ),
  self: CellScore.nullable(),
  review: CellScore.nullable(),
  site: CellScore.nullable(),
  final: CellScore.nullable(),
  /** Review and site differ by so much; more than the table allows asks for a third assessor. */
  apart: z.int().nullable(),
  needsThird: z.boolean(),
  feedback: z.object({ at: Instant, by: z.string(), text: z.string(), attended: z.string() }).nullable(),
  /** The last day on which the feedback is in time: that of the visit. */
  feedbackDueOn: Day,
  rectifications: z.array(Rectification),
  allowed: z.array(z.enum(['giveFeedback', 'recheck'])),
})
export type SideBySide = z.infer<typeof SideBySide>

export const cellsSite = {
  pack: route({
    method: 'GET',
    path: '/api/cells/site/pack',
    may: assessors,
    input: z.strictObject({}),
    /** Own visits until a week from now that are not signed, with their tables. */
    output: z.object({
      at: Instant,
      visits: z.array(SiteVisit),
      tables: z.array(z.object({ id: Id, content: TableContent })),
    }),
    limit: { count: 60, seconds: 600 },
    summary: '现场评估离线所需：派给我的评估和评价表',
  }),
  mine: route({
    method: 'GET',
    path: '/api/cells/site/visits',
    may: 'signedIn',
    input: z.strictObject({}),
    /** The latest 100. */
    output: z.object({
      items: z.array(VisitSummary.extend({ applicationId: Id, subject: Subject, cellKind: z.enum(cellKinds) })),
    }),
    summary: '我的现场评估',
  }),
  visit: route({
    method: 'GET',
    path: '/api/cells/site/visits/:id',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: SideBySide,
    errors: ['NOT_FOUND'],
    summary: '一次现场评估：自评、审核、现场对照（签字以后）',
  }),
  sync: route({
    method: 'POST',
    path: '/api/cells/site/rows',
    // whoever lost the role at noon still hands in what they scored before
    may: 'signedIn',
    keyed: false,
    /** Each a SheetRow, read one by one. */
    input: z.strictObject({
      rows: z
        .array(z.object({ id: Id }).loose())
        .min(1)
        .max(MOST_SHEET_ROWS),
    }),
    output: z.object({ results: z.array(SheetOutcome) }),
    summary: '上传离线打的分和签字：逐条回答，重复无害，次序不限',
  }),
  choose: route({
    method: 'POST',
    path: '/api/cells/site/choose',
    may: 'signedIn',
    input: z.strictObject({ visitId: Id, version: z.int(), code: line(24, 1), option: z.int().min(0).max(9) }),
    output: SiteVisit,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE', 'CELL_NOT_ASSESSOR'],
    summary: '两台手机打得不一样的一条，选定一份',
  }),
  declare: route({
    method: 'POST',
    path: '/api/cells/site/declare',
    may: 'signedIn',
    /** `isFree`: no stake in the applicant. Otherwise the visit is off and somebody else is sent. */
    input: z.strictObject({ visitId: Id, isFree: z.boolean(), reason: line(100).optional() }),
    output: z.object({ visitId: Id, isDeclared: z.boolean(), state: z.enum(visitStates) }),
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CELL_NOT_ASSESSOR', 'CELL_ASSESSOR_NEAR', 'INPUT_INVALID'],
    summary: '评估前申报有没有利害关系',
  }),
  feedback: route({
    method: 'POST',
    path: '/api/cells/site/feedback',
    may: [...assessors, ...leads],
    input: z.strictObject({
      visitId: Id,
      text: text(500, 2),
      attended: line(60, 2),
      rectifications: z
        .array(z.strictObject({ id: Id, code: line(24).nullable(), text: line(120, 4), dueOn: Day }))
        .max(20),
    }),
    output: SideBySide,
    errors: [
      'NOT_FOUND',
      'WRONG_STATE',
      'CELL_NOT_ASSESSOR',
      'CELL_ASSESSOR_NEAR',
      'CELL_THIRD_NEEDED',
      'INPUT_INVALID',
    ],
    summary: '当天的反馈会：意见、到场的人、要整改的事和期限',
  }),
  recheck: route({
    method: 'POST',
    path: '/api/cells/site/recheck',
    may: [...assessors, ...leads],
    input: z.strictObject({ id: Id, rectificationId: Id, isMended: z.boolean(), note: text(200, 2) }),
    output: CellDetail,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CELL_SAME_PERSON', 'CELL_ASSESSOR_NEAR'],
    summary: '复核一条整改：核销或退回再改',
  }),
} as const
