// 无废细胞, the desk: the list of applications, papers reviewed clause by clause, visits arranged in the assessors' days,
// acceptance, public notice and objections, titles with their checks. Who titles is never of the place that is titled.
import { countedPageOf, line, listInput, route, text } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import { CellDetail, CellRow, Subject } from './application'
import { leads, readers, reviewers } from './roles'
import { cellKinds } from './table-words'
import { ItemAnswer } from './tables'
import { cellStates, nearReasons, visitSlots } from './vocabulary'

export const DeskRow = CellRow.extend({
  organisation: z.object({ id: Id, name: z.string() }).nullable(),
  submittedOn: Day.nullable(),
  certificate: z.object({ code: z.string(), until: Day }).nullable(),
  isModel: z.boolean(),
})
export type DeskRow = z.infer<typeof DeskRow>

export const Candidate = z.object({
  id: Id,
  name: z.string(),
  organisation: z.string(),
  /** Why not; empty: may be sent. */
  near: z.array(z.enum(nearReasons)),
  /** Half days that are still free. */
  free: z.array(z.object({ day: Day, slots: z.array(z.enum(visitSlots)) })),
})
export type Candidate = z.infer<typeof Candidate>

export const Objection = z.object({
  id: Id,
  applicationId: Id,
  kind: z.enum(cellKinds),
  subject: Subject,
  text: z.string(),
  /** The name is for those who decide. */
  by: z.string(),
  at: Instant,
  dueAt: Instant.nullable(),
  outcome: z.enum(['open', 'upheld', 'dismissed']),
  reason: z.string().nullable(),
  mayDecide: z.boolean(),
})
export type Objection = z.infer<typeof Objection>

const Reason = line(200, 2)
const act = ['NOT_FOUND', 'WRONG_STATE', 'DECIDES_OWN_CASE'] as const
const byId = <const P extends `/${string}`>(path: P) => ({ method: 'POST' as const, path, output: CellDetail })

export const cellsDesk = {
  list: route({
    method: 'GET',
    path: '/api/cells/desk',
    may: readers,
    input: z.strictObject({
      ...listInput('-updatedAt', 'updatedAt', 'dueOn'),
      state: z.enum(cellStates).optional(),
      kind: z.enum(cellKinds).optional(),
      placeId: Id.optional(),
      q: line(40).optional(),
    }),
    output: countedPageOf(DeskRow),
    errors: ['NOT_FOUND'],
    summary: '无废细胞申报（本片区）',
  }),
  exportList: route({
    method: 'GET',
    path: '/api/cells/desk/export',
    may: readers,
    stepUp: true,
    input: z.strictObject({
      state: z.enum(cellStates).optional(),
      kind: z.enum(cellKinds).optional(),
      placeId: Id.optional(),
      format: z.enum(['csv', 'xlsx']),
    }),
    output: z.any(),
    answer: 'file',
    errors: ['NOT_FOUND'],
    summary: '导出申报清单',
  }),
  pass: route({
    ...byId('/api/cells/desk/:id/pass'),
    may: reviewers,
    /** What the reviewer found otherwise than the applicant; every other item stands as it was answered. */
    input: z.strictObject({
      id: Id,
      version: z.int(),
      marks: z.array(z.strictObject({ code: line(24, 1), answer: ItemAnswer, note: line(120) })).max(80),
      reason: Reason,
    }),
    errors: [...act, 'CHANGED_MEANWHILE', 'CELL_VETO', 'CELL_ITEM_UNKNOWN', 'INPUT_INVALID'],
    summary: '资料审核通过（逐条给审核分）',
  }),
  giveBack: route({
    ...byId('/api/cells/desk/:id/return'),
    may: reviewers,
    input: z.strictObject({
      id: Id,
      version: z.int(),
      items: z
        .array(z.strictObject({ code: line(24, 1), reason: line(120, 2) }))
        .min(1, '请选择要退回的条目')
        .max(80),
      reason: Reason,
    }),
    errors: [...act, 'CHANGED_MEANWHILE', 'INPUT_INVALID'],
    summary: '退回补充：逐条写明原因，只有退回的条目能再改',
  }),
  decline: route({
    ...byId('/api/cells/desk/:id/decline'),
    may: reviewers,
    input: z.strictObject({ id: Id, reason: Reason }),
    errors: [...act, 'CELL_ROUNDS_LEFT'],
    summary: '不通过（资料阶段要先给过两次补充机会，或有一票否决）',
  }),
  assessors: route({
    method: 'GET',
    path: '/api/cells/desk/:id/assessors',
    may: leads,
    /** 14 days from `from`, or from tomorrow. */
    input: z.strictObject({ id: Id, from: Day.optional() }),
    output: z.object({ items: z.array(Candidate) }),
    errors: ['NOT_FOUND'],
    summary: '可派的评估员：有没有关系、哪些半天有空',
  }),
  schedule: route({
    ...byId('/api/cells/desk/:id/visits'),
    may: leads,
    input: z.strictObject({
      id: Id,
      visitId: Id,
      day: Day,
      slot: z.enum(visitSlots),
      assessorIds: z.array(Id).min(1).max(2),
    }),
    errors: [
      ...act,
      'CELL_ASSESSOR_NEAR',
      'CELL_ASSESSOR_TWICE',
      'CELL_ASSESSOR_BUSY',
      'CELL_ASSESSOR_AWAY',
      'INPUT_INVALID',
    ],
    summary: '约现场评估：两位评估员的同一个半天一起占好；分差大时派第三位',
  }),
  cancelVisit: route({
    ...byId('/api/cells/desk/:id/cancel-visit'),
    may: leads,
    input: z.strictObject({ id: Id, reason: Reason }),
    errors: act,
    summary: '取消现场评估（名额还给评估员）',
  }),
  accept: route({
    ...byId('/api/cells/desk/:id/accept'),
    may: leads,
    input: z.strictObject({ id: Id, reason: Reason }),
    errors: [...act, 'CELL_SCORE_LOW', 'CELL_RECTIFY_OPEN'],
    summary: '验收通过',
  }),
  announce: route({
    ...byId('/api/cells/desk/:id/announce'),
    may: leads,
    input: z.strictObject({ id: Id }),
    errors: [...act, 'CELL_SCORE_LOW'],
    summary: '开始公示（5个工作日，期满自动命名）',
  }),
  objections: route({
    method: 'GET',
    path: '/api/cells/desk/objections',
    may: readers,
    input: z.strictObject({ ...listInput('-at', 'at'), open: Id.optional() }),
    output: countedPageOf(Objection),
    summary: '公示异议（查看留痕）',
  }),
  resolve: route({
    method: 'POST',
    path: '/api/cells/desk/objections/:id/resolve',
    may: leads,
    input: z.strictObject({ id: Id, outcome: z.enum(['upheld', 'dismissed']), reason: Reason }),
    output: Objection,
    errors: act,
    summary: '裁定公示异议：成立则不命名，不成立则公示继续',
  }),
  beginCheck: route({
    ...byId('/api/cells/desk/:id/light-check'),
    may: leads,
    input: z.strictObject({ id: Id }),
    errors: act,
    summary: '开始年度检查（平时按年自动开始）',
  }),
  closeCheck: route({
    ...byId('/api/cells/desk/:id/light-check/close'),
    may: leads,
    input: z.strictObject({ id: Id, outcome: z.enum(['passed', 'failed']), reason: Reason }),
    errors: act,
    summary: '年度检查结果：通过，或不通过（称号暂停）',
  }),
  renew: route({
    ...byId('/api/cells/desk/:id/renew'),
    may: leads,
    input: z.strictObject({ id: Id, reason: Reason }),
    errors: [...act, 'CELL_SCORE_LOW'],
    summary: '复评通过，续期',
  }),
  suspend: route({
    ...byId('/api/cells/desk/:id/suspend'),
    may: leads,
    input: z.strictObject({ id: Id, reason: Reason }),
    errors: act,
    summary: '暂停称号',
  }),
  resume: route({
    ...byId('/api/cells/desk/:id/resume'),
    may: leads,
    input: z.strictObject({ id: Id, reason: Reason }),
    errors: act,
    summary: '恢复称号',
  }),
  revoke: route({
    ...byId('/api/cells/desk/:id/revoke'),
    may: leads,
    stepUp: true,
    /** The first says so, the second of two persons does it. */
    input: z.strictObject({ id: Id, reason: Reason }),
    errors: act,
    summary: '撤销称号（两人：一人提出，另一人同意后生效）',
  }),
  keepTitle: route({
    ...byId('/api/cells/desk/:id/keep-title'),
    may: leads,
    input: z.strictObject({ id: Id, reason: Reason }),
    errors: act,
    summary: '不同意撤销称号，称号保留',
  }),
} as const

export const cellsPublic = {
  notices: route({
    method: 'GET',
    path: '/api/cells/notices',
    may: 'anyone',
    input: z.strictObject({}),
    output: z.object({
      items: z.array(
        z.object({
          id: Id,
          kind: z.enum(cellKinds),
          name: z.string(),
          placeNames: z.array(z.string()),
          score: z.int(),
          from: Day,
          to: Day,
          /** Objections are being looked into. */
          isDisputed: z.boolean(),
        }),
      ),
    }),
    summary: '公示中的无废细胞',
  }),
  object: route({
    method: 'POST',
    path: '/api/cells/:applicationId/objections',
    may: 'signedIn',
    limit: { count: 5, seconds: 3600 },
    input: z.strictObject({ id: Id, applicationId: Id, text: text(500, 10) }),
    output: z.object({ id: Id, dueOn: Day.nullable() }),
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CELL_NOTICE_OVER', 'CELL_OBJECTED', 'IDEMPOTENCY_KEY_REUSED'],
    summary: '对公示提出异议（提出人只有裁定的人看得到）',
  }),
  check: route({
    method: 'GET',
    path: '/api/cells/certificates/:code',
    may: 'anyone',
    limit: { count: 60, seconds: 600 },
    input: z.strictObject({ code: line(60) }),
    /** Facts only where the code is found; `result` is `valid` only then. */
    output: z.object({
      result: z.enum(['valid', 'suspended', 'revoked', 'expired', 'unknown', 'unsure']),
      title: z.string(),
      text: z.string(),
      facts: z
        .object({
          code: z.string(),
          name: z.string(),
          kind: z.enum(cellKinds),
          level: z.string(),
          score: z.int(),
          from: Day,
          until: Day,
          lastCheckedOn: Day,
          /** Figures under it were corrected since; it is being looked at. */
          corrected: z.string().nullable(),
          office: z.string(),
        })
        .nullable(),
      at: Instant,
    }),
    summary: '查证书（只查我们发的编号）',
  }),
  page: route({
    method: 'GET',
    path: '/c/cells/:code',
    may: 'anyone',
    answer: 'page',
    limit: { count: 60, seconds: 600 },
    input: z.strictObject({ code: line(60) }),
    output: z.string(),
    summary: '无废细胞证书核验页（不用登录，不需要脚本）',
  }),
  checkPage: route({
    method: 'GET',
    path: '/c/cells',
    may: 'anyone',
    answer: 'page',
    limit: { count: 60, seconds: 600 },
    input: z.strictObject({ code: line(60).optional() }),
    output: z.string(),
    summary: '按编号查无废细胞证书',
  }),
} as const
