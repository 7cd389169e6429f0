// 企业环保信用等级 at the desk of the environment office, on paper, and as a page for everybody.
import { countedPageOf, line, listInput, route, text } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import { creditGrades, creditStatuses } from './credit'
import { enterpriseKeepers, enterpriseReaders, objectionStatuses } from './vocabulary'

const Year = z.string().regex(/^20\d{2}$/, '请写成 2026 的样子')

const CreditRow = z.object({
  id: Id,
  organisationId: Id,
  name: z.string(),
  year: Year,
  grade: z.enum(creditGrades),
  basis: z.string(),
  status: z.enum(creditStatuses),
  ratedBy: z.string(),
  ratedAt: Instant,
  confirmedBy: z.string().nullable(),
  /** The last day to object. */
  objectUntil: Day.nullable(),
  publishedOn: Day.nullable(),
  objection: z
    .object({
      text: z.string(),
      at: Instant,
      status: z.enum(objectionStatuses),
      before: z.enum(creditGrades),
      answer: z.string().nullable(),
    })
    .nullable(),
  allowed: z.array(z.enum(['confirm', 'object', 'decide', 'letter'])),
})
export type CreditRow = z.infer<typeof CreditRow>

export const credit = {
  page: route({
    method: 'GET',
    path: '/lists/credit',
    may: 'anyone',
    answer: 'page',
    input: z.strictObject({}),
    output: z.string(),
    summary: '企业环保信用等级公布页',
  }),
  list: route({
    method: 'GET',
    path: '/api/standings/credit',
    may: enterpriseReaders,
    input: z.strictObject({ ...listInput('-ratedAt', 'ratedAt'), status: z.enum(creditStatuses).optional() }),
    output: countedPageOf(CreditRow),
    summary: '企业环保信用等级',
  }),
  rate: route({
    method: 'POST',
    path: '/api/standings/credit',
    may: enterpriseKeepers,
    input: z.strictObject({
      id: Id,
      organisationId: Id,
      year: Year,
      grade: z.enum(creditGrades),
      basis: text(500, 4),
    }),
    output: CreditRow,
    errors: ['NOT_FOUND', 'INPUT_INVALID', 'CREDIT_HAD', 'IDEMPOTENCY_KEY_REUSED'],
    summary: '提出一家企业一年的信用等级',
  }),
  confirm: route({
    method: 'POST',
    path: '/api/standings/credit/:id/confirm',
    may: enterpriseKeepers,
    stepUp: true,
    input: z.strictObject({ id: Id, outcome: z.enum(['told', 'refused']), reason: line(200, 2) }),
    output: CreditRow,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'DECIDES_OWN_CASE'],
    summary: '由第二人核定并告知企业，异议期从当天起',
  }),
  /** The enterprise's own letter, entered at the desk; its date is that of the day on which it came in. */
  object: route({
    method: 'POST',
    path: '/api/standings/credit/:id/object',
    may: enterpriseKeepers,
    input: z.strictObject({ id: Id, text: text(500, 4) }),
    output: CreditRow,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CREDIT_OBJECTION_LATE', 'STANDING_OBJECTION_HAD'],
    summary: '录入企业的书面异议',
  }),
  decide: route({
    method: 'POST',
    path: '/api/standings/credit/:id/decide',
    may: enterpriseKeepers,
    /** `grade`: the one that it gets when the objection is upheld. */
    input: z.strictObject({
      id: Id,
      outcome: z.enum(['upheld', 'kept']),
      grade: z.enum(creditGrades).optional(),
      reason: text(300, 4),
    }),
    output: CreditRow,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'DECIDES_OWN_CASE', 'REVIEW_WORSE', 'STANDING_NOTHING_CHANGED'],
    summary: '裁定企业的异议（不得由评定、核定、录入的人裁定，结果不得更差）',
  }),
  letter: route({
    method: 'GET',
    path: '/api/standings/credit/:id/letter',
    may: enterpriseKeepers,
    answer: 'file',
    media: ['application/pdf'],
    input: z.strictObject({ id: Id }),
    output: z.object({}),
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '给企业的告知书（PDF）',
  }),
  notice: route({
    method: 'GET',
    path: '/api/standings/credit/years/:year/notice',
    may: enterpriseKeepers,
    answer: 'file',
    media: ['application/pdf'],
    input: z.strictObject({ year: Year }),
    output: z.object({}),
    errors: ['NOT_FOUND'],
    summary: '给价格主管部门的函：一年里已公布的等级（PDF）',
  }),
} as const
