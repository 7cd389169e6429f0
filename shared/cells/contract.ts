// 无废细胞, the applicant's side: what one may apply for, an application filled in item by item by several people in any
// order, the letter, sending it in, and everything that follows until the certificate. Saving never checks whether all
// is there; sending in alone does, and names each thing that is missing. What the platform knows is filled in by it and
// not asked. Points are in tenths (95 is 9.5).
import { line, pageInput, pageOf, route, text } from '../contract'
import { Id } from '../ids'
import * as z from '../z'
import { CellDetail, CellItem, CellRow, CellScore, Subject } from './application'
import { cellKinds } from './table-words'
import { ItemAnswer } from './tables'
import { changeKinds } from './versions'
import { subjectKinds } from './vocabulary'

export const MOST_EVIDENCE = 12
const Code = line(24, 1)
/** The whole after a change. */
const changed = ['NOT_FOUND', 'CELL_NOT_YOURS', 'WRONG_STATE', 'CHANGED_MEANWHILE'] as const

export const cells = {
  choices: route({
    method: 'GET',
    path: '/api/cells/choices',
    may: 'signedIn',
    input: z.strictObject({}),
    /** What whoever asks may apply for; `applicationId`: one is under way or holds. */
    output: z.object({
      items: z.array(
        z.object({
          /** Acts for it; null: a community's worker or a household. */
          organisation: z.object({ id: Id, name: z.string() }).nullable(),
          subject: Subject,
          kinds: z.array(z.object({ kind: z.enum(cellKinds), name: z.string(), applicationId: Id.nullable() })),
        }),
      ),
    }),
    summary: '我可以替哪些单位、小区或家庭申报无废细胞',
  }),
  mine: route({
    method: 'GET',
    path: '/api/cells/mine',
    may: 'signedIn',
    input: z.strictObject(pageInput),
    output: pageOf(CellRow),
    summary: '我所在单位、社区和家庭的申报',
  }),
  start: route({
    method: 'POST',
    path: '/api/cells',
    may: 'signedIn',
    limit: { count: 20, seconds: 3600 },
    input: z.strictObject({
      id: Id,
      kind: z.enum(cellKinds),
      subjectKind: z.enum(subjectKinds),
      subjectId: Id,
      /** For whom somebody acts; absent for a community's worker and a household. */
      organisationId: Id.optional(),
    }),
    output: CellDetail,
    errors: [
      'NOT_FOUND',
      'ORGANISATION_NOT_YOURS',
      'CELL_APPLIED',
      'CELL_NO_TABLE',
      'CELL_WRONG_KIND',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    summary: '开始一份申报（评价表版本从此固定）',
  }),
  show: route({
    method: 'GET',
    path: '/api/cells/:id',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: CellDetail,
    errors: ['NOT_FOUND'],
    summary: '一份申报的全部内容（本单位人员、审核和主管人员；工作人员查看留痕）',
  }),
  check: route({
    method: 'PUT',
    path: '/api/cells/:id/checks',
    may: 'signedIn',
    /** Answers by code: of the questions of eligibility.ts and of the table's vetoes; may be given in parts. */
    input: z.strictObject({ id: Id, answers: z.record(z.string().max(40), z.boolean()) }),
    output: CellDetail,
    errors: [...changed, 'INPUT_INVALID'],
    summary: '回答申报条件和一票否决的问题',
  }),
  saveItem: route({
    method: 'POST',
    path: '/api/cells/:id/items',
    may: 'signedIn',
    input: z.strictObject({
      id: Id,
      code: Code,
      /** Of the item as it was seen: somebody else's change since is not overwritten. */
      revision: z.int().min(0),
      answer: ItemAnswer.nullable(),
      note: text(300),
      /** Files of the purpose "cell", uploaded before; those of colleagues stay. */
      evidence: z.array(Id).max(MOST_EVIDENCE),
    }),
    /** Refused with CELL_ITEM_CHANGED the details carry `item`, as it stands now. */
    output: z.object({ item: CellItem, version: z.int(), ready: z.int(), items: z.int(), self: CellScore }),
    errors: [
      ...changed,
      'CELL_ITEM_UNKNOWN',
      'CELL_ITEM_LOCKED',
      'CELL_ITEM_CHANGED',
      'CELL_PLATFORM_ITEM',
      'CELL_PHOTO_MISSING',
      'INPUT_INVALID',
    ],
    summary: '保存一条（随时、次序不限；两人同改一条时不互相覆盖）',
  }),
  refresh: route({
    method: 'POST',
    path: '/api/cells/:id/figures',
    may: 'signedIn',
    limit: { count: 60, seconds: 3600 },
    input: z.strictObject({ id: Id }),
    output: CellDetail,
    errors: changed,
    summary: '重新读取平台数据（提交后不再变；退回时只刷新退回的条目）',
  }),
  assess: route({
    method: 'POST',
    path: '/api/cells/:id/assess',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: CellDetail,
    errors: changed,
    summary: '算出自评分（不检查是否填完）',
  }),
  signLetter: route({
    method: 'POST',
    path: '/api/cells/:id/letter',
    may: 'signedIn',
    input: z.strictObject({ id: Id, name: line(20, 2) }),
    output: CellDetail,
    errors: [...changed, 'CELL_NOT_RESPONSIBLE'],
    summary: '负责人签承诺书（换了负责人要重签，材料不动）',
  }),
  submit: route({
    method: 'POST',
    path: '/api/cells/:id/submit',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    /** Refused with CELL_INCOMPLETE the details carry `missing`. */
    output: CellDetail,
    errors: [...changed, 'CELL_INCOMPLETE', 'CELL_NOT_ELIGIBLE', 'CELL_VETO', 'CELL_LETTER_MISSING', 'CELL_TABLE_OVER'],
    summary: '提交，或补充以后再提交（只有这一步检查是否齐全）',
  }),
  withdraw: route({
    method: 'POST',
    path: '/api/cells/:id/withdraw',
    may: 'signedIn',
    input: z.strictObject({ id: Id, reason: line(100, 2) }),
    output: CellDetail,
    errors: [...changed, 'CELL_NOT_RESPONSIBLE'],
    summary: '撤回申报',
  }),
  newer: route({
    method: 'GET',
    path: '/api/cells/:id/newer',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: z.object({
      tableId: Id,
      changes: z.array(
        z.object({
          code: z.string(),
          clause: z.string(),
          kinds: z.array(z.enum(changeKinds)),
          before: z.object({ clause: z.string(), text: z.string(), max: z.int() }).nullable(),
          after: z.object({ clause: z.string(), text: z.string(), max: z.int() }).nullable(),
        }),
      ),
      /** Items whose answer does not go along. */
      toAnswer: z.array(z.string()),
    }),
    errors: ['NOT_FOUND', 'CELL_SAME_TABLE'],
    summary: '换到新的评价表会有哪些不同（逐条）',
  }),
  move: route({
    method: 'POST',
    path: '/api/cells/:id/move',
    may: 'signedIn',
    input: z.strictObject({ id: Id, tableId: Id }),
    output: CellDetail,
    errors: [...changed, 'CELL_SAME_TABLE'],
    summary: '换到新的评价表（材料跟着走）',
  }),
  refuseAssessor: route({
    method: 'POST',
    path: '/api/cells/:id/refuse-assessor',
    may: 'signedIn',
    input: z.strictObject({ id: Id, personId: Id, reason: line(100, 2) }),
    output: CellDetail,
    errors: [...changed, 'CELL_REFUSED_ALREADY', 'CELL_NOT_ASSESSOR'],
    summary: '请求换掉一位评估员（一次）',
  }),
  mend: route({
    method: 'POST',
    path: '/api/cells/:id/mend',
    may: 'signedIn',
    input: z.strictObject({ id: Id, rectificationId: Id, note: text(200, 2), photoIds: z.array(Id).min(1).max(6) }),
    output: CellDetail,
    errors: [...changed, 'CELL_PHOTO_MISSING'],
    summary: '报告一条整改已完成（要有照片）',
  }),
  certificate: route({
    method: 'GET',
    path: '/api/cells/:id/certificate',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: z.any(),
    answer: 'file',
    media: ['application/pdf'],
    errors: ['NOT_FOUND', 'CELL_NOT_TITLED', 'PAPER_GLYPH_MISSING'],
    summary: '下载证书（本单位人员和主管人员）',
  }),
} as const
