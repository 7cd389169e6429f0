// Months of 分类企业 at the desk: what an enterprise declared, entered by one person, and what a second one verified.
// The list of the next closing is made of them.
import { countedPageOf, listInput, route, text } from '../contract'
import { Id } from '../ids'
import { Instant, Month } from '../time'
import * as z from '../z'
import { enterpriseKeepers, enterpriseReaders } from './vocabulary'

/** At most 100,000 tonnes a month. */
const Kilograms = z.int().min(0).max(100_000_000)

const EnterpriseMonth = z.object({
  id: Id,
  organisationId: Id,
  name: z.string(),
  month: Month,
  handled: Kilograms,
  declared: Kilograms,
  /** Null before it was checked, and when the check was refused. */
  verified: Kilograms.nullable(),
  penalties: z.int(),
  note: z.string(),
  declaredBy: z.string(),
  declaredAt: Instant,
  checkedBy: z.string().nullable(),
  checkedAt: Instant.nullable(),
  mayCheck: z.boolean(),
})
export type EnterpriseMonth = z.infer<typeof EnterpriseMonth>

export const enterprises = {
  list: route({
    method: 'GET',
    path: '/api/standings/enterprises',
    may: enterpriseReaders,
    input: z.strictObject({ ...listInput('-month', 'month'), waiting: z.literal('true').optional() }),
    output: countedPageOf(EnterpriseMonth),
    summary: '分类企业逐月的申报和核查',
  }),
  declare: route({
    method: 'POST',
    path: '/api/standings/enterprises',
    may: enterpriseKeepers,
    /** In kilograms. The same id again changes nothing. */
    input: z.strictObject({ id: Id, organisationId: Id, month: Month, handled: Kilograms, declared: Kilograms }),
    output: EnterpriseMonth,
    errors: ['NOT_FOUND', 'INPUT_INVALID', 'ENTERPRISE_MONTH_HAD', 'IDEMPOTENCY_KEY_REUSED'],
    summary: '录入一家分类企业一个月的申报',
  }),
  check: route({
    method: 'POST',
    path: '/api/standings/enterprises/:id/check',
    may: enterpriseKeepers,
    /** `verified` null: the enterprise refused to be checked. */
    input: z.strictObject({
      id: Id,
      verified: Kilograms.nullable(),
      penalties: z.int().min(0).max(99),
      note: text(300, 4),
    }),
    output: EnterpriseMonth,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'DECIDES_OWN_CASE', 'INPUT_INVALID'],
    summary: '由第二人录入核查结果：核实的数、是否拒绝核查、处罚',
  }),
} as const
