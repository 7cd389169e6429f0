// Findings from the day they are made to closure: who has to mend them by when, what was said and shown, the company's
// link, and what is taken out with a reason.
import { countedPageOf, line, listInput, route, text } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import { Target } from './contract'
import { checkers, forwarders, leads, menders, readers } from './roles'
import { dismissed, findingStates, targetKinds, visitKinds } from './vocabulary'

export const FindingRow = z.object({
  id: Id,
  visitId: Id,
  visitKind: z.enum(visitKinds),
  target: Target,
  item: z.string(),
  text: z.string(),
  spot: z.string(),
  note: z.string().nullable(),
  severity: z.string(),
  photoIds: z.array(Id),
  day: Day,
  dueAt: Instant,
  state: z.enum(findingStates),
  isLate: z.boolean(),
  /** The earlier finding that it names. */
  earlierId: Id.nullable(),
  /** Who has to see to it, as names. */
  assigned: z.array(z.string()),
  company: z.object({ id: Id, name: z.string() }).nullable(),
  forwardedAt: Instant.nullable(),
  fix: z.object({ at: Instant, by: z.string(), note: z.string(), photoIds: z.array(Id) }).nullable(),
  history: z.array(z.object({ at: Instant, by: z.string(), what: z.string(), note: z.string() })),
  version: z.int(),
  allowed: z.array(z.enum(['fix', 'close', 'reopen', 'dismiss', 'forward'])),
})
export type FindingRow = z.infer<typeof FindingRow>

/** What a company without an account sees of what was forwarded to it. */
export const ForwardedFinding = z.object({
  id: Id,
  targetName: z.string(),
  text: z.string(),
  spot: z.string(),
  severity: z.string(),
  dueAt: Instant,
  state: z.enum(findingStates),
  isLate: z.boolean(),
  fixNote: z.string().nullable(),
  allowed: z.array(z.enum(['fix'])),
})
export type ForwardedFinding = z.infer<typeof ForwardedFinding>

const ForwardedPage = z.object({ company: z.string(), until: Instant, items: z.array(ForwardedFinding) })

export const inspectionsFindings = {
  list: route({
    method: 'GET',
    path: '/api/inspections/findings',
    may: readers,
    input: z.strictObject({
      ...listInput('-foundAt', 'foundAt', 'dueAt'),
      state: z.enum(findingStates).optional(),
      targetKind: z.enum(targetKinds).optional(),
      targetId: Id.optional(),
      placeId: Id.optional(),
      late: z.enum(['true', 'false']).optional(),
      open: Id.optional(),
    }),
    output: countedPageOf(FindingRow),
    errors: ['NOT_FOUND'],
    summary: '检查发现的问题与整改',
  }),
  show: route({
    method: 'GET',
    path: '/api/inspections/findings/:id',
    may: readers,
    input: z.strictObject({ id: Id }),
    output: FindingRow,
    errors: ['NOT_FOUND'],
    summary: '一个问题',
  }),
  fix: route({
    method: 'POST',
    path: '/api/inspections/findings/:id/fix',
    may: menders,
    input: z.strictObject({ id: Id, version: z.int(), note: text(200, 2), photoIds: z.array(Id).min(1).max(6) }),
    output: FindingRow,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE', 'INSPECTION_PHOTO_MISSING'],
    summary: '报告已整改（要有照片）',
  }),
  close: route({
    method: 'POST',
    path: '/api/inspections/findings/:id/close',
    may: checkers,
    input: z.strictObject({ id: Id, version: z.int(), note: text(200) }),
    output: FindingRow,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE', 'INSPECTION_SAME_PERSON', 'INSPECTION_NEAR'],
    summary: '确认已整改',
  }),
  reopen: route({
    method: 'POST',
    path: '/api/inspections/findings/:id/reopen',
    may: checkers,
    input: z.strictObject({ id: Id, version: z.int(), note: text(200, 2) }),
    output: FindingRow,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE', 'INSPECTION_SAME_PERSON', 'INSPECTION_NEAR'],
    summary: '没有整改到位，退回再改',
  }),
  dismiss: route({
    method: 'POST',
    path: '/api/inspections/findings/:id/dismiss',
    may: leads,
    input: z.strictObject({
      id: Id,
      version: z.int(),
      as: z.enum(dismissed),
      /** Of which one it is the double. */
      ofId: Id.nullable(),
      reason: text(200, 2),
    }),
    output: FindingRow,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE', 'INSPECTION_SAME_PERSON', 'INPUT_INVALID'],
    summary: '撤销、标为重复或不属本对象（由没有参与检查的人决定）',
  }),
  forward: route({
    method: 'POST',
    path: '/api/inspections/forwards',
    may: forwarders,
    /** All of one company; a link of its own for each call. */
    input: z.strictObject({
      id: Id,
      companyId: Id,
      findingIds: z.array(Id).min(1).max(100),
      days: z.int().min(1).max(60),
    }),
    output: z.object({ id: Id, token: line(200), expiresAt: Instant }),
    errors: ['NOT_FOUND', 'WRONG_STATE', 'INPUT_INVALID', 'IDEMPOTENCY_KEY_REUSED', 'LINK_INVALID'],
    summary: '把问题转给物业公司（限期链接，不用账号）',
  }),
  byLink: route({
    method: 'GET',
    path: '/api/inspections/by-link',
    may: ['link'],
    input: z.strictObject({}),
    output: ForwardedPage,
    errors: ['NOT_FOUND'],
    summary: '物业公司凭链接查看转来的问题',
  }),
  uploadByLink: route({
    method: 'POST',
    path: '/api/inspections/by-link/photos',
    may: ['link'],
    inputKind: 'multipart',
    input: z.strictObject({ id: Id }),
    output: z.object({ id: Id }),
    errors: ['FILE_MISSING', 'FILE_NOT_A_PICTURE', 'FILE_TOO_MANY_PIXELS', 'FILE_QUOTA', 'BODY_TOO_LARGE', 'NOT_FOUND'],
    limit: { count: 60, seconds: 3600 },
    summary: '物业公司凭链接上传整改照片',
  }),
  fixByLink: route({
    method: 'POST',
    path: '/api/inspections/by-link/fix',
    may: ['link'],
    input: z.strictObject({ findingId: Id, note: text(200, 2), photoIds: z.array(Id).min(1).max(6) }),
    output: ForwardedPage,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'INSPECTION_PHOTO_MISSING'],
    summary: '物业公司凭链接报告已整改',
  }),
  exportFindings: route({
    method: 'GET',
    path: '/api/inspections/findings-export',
    may: [...leads, 'subdistrictOfficer', 'communityWorker', 'auditor'],
    stepUp: true,
    input: z.strictObject({ from: Day, to: Day, placeId: Id.optional(), format: z.enum(['csv', 'xlsx']) }),
    output: z.any(),
    answer: 'file',
    errors: ['NOT_FOUND', 'INPUT_INVALID'],
    summary: '导出问题清单（含到期与整改）',
  }),
} as const
