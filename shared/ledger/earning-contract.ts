// Routes of earning rules with their caps and budgets, and of the public account of points. Statements and the ledger
// as staff read it are in contract.ts.
import { countedPageOf, line, listInput, route, text } from '../contract'
import { Id } from '../ids'
import { Day, Instant, Month } from '../time'
import { Points } from '../units'
import type { Role } from '../actors'
import * as z from '../z'
import { pointsReaders } from './contract'
import { capKinds, earningBases, sourceKeys } from './earning-sources'

/** Who drafts, proposes, activates and ends earning rules: two different persons of them for every version. */
export const ruleMakers = ['cityOfficer'] as const satisfies readonly Role[]
/** "<key>@v<n>" */
export const RuleId = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9-]{1,38}@v[1-9]\d{0,5}$/, '规则编号格式不对')
export const RuleStatus = z.enum(['draft', 'proposed', 'active', 'ended'])
export const RuleAction = z.enum(['edit', 'preview', 'propose', 'takeBack', 'activate', 'end'])
export const RuleSource = z.enum(sourceKeys)
const RuleBasis = z.enum(earningBases)
const CapKind = z.enum(capKinds)

/** Points per kilogram of a material (rounded down per weigh-in), or per act. */
const Rate = z.strictObject({
  code: z.string().regex(/^[a-z][a-z_]{1,39}$/, '代码只能用小写字母和下划线'),
  points: z.int().min(0).max(1000),
})
const Cap = z.strictObject({ kind: CapKind, most: z.int().min(1).max(100_000_000) })

const RateShown = Rate.extend({
  name: z.string(),
  /** "纸板 每千克10分" */
  text: z.string(),
})
const CapShown = Cap.extend({
  /** "每户每天最多40分" */
  text: z.string(),
})

/** How much of a rule's budget of the month is gone. `spent`: earning by it has ended for this month, visibly. */
export const BudgetState = z.enum(['open', 'low', 'spent'])
export const BudgetShown = z.object({
  month: Month,
  total: Points,
  /** Issued and set aside by servers, never too low. */
  used: Points,
  left: Points,
  percent: z.int(),
  state: BudgetState,
  text: z.string(),
})

/** A rule as residents see it. */
export const PublicRule = z.object({
  id: z.string(),
  key: z.string(),
  version: z.int(),
  name: z.string(),
  source: RuleSource,
  sourceName: z.string(),
  basis: RuleBasis,
  rates: z.array(RateShown),
  caps: z.array(CapShown),
  budget: BudgetShown.nullable(),
  validFrom: Day,
  validTo: Day.nullable(),
  text: z.string(),
})
export type PublicRule = z.infer<typeof PublicRule>

/** What will be different, in words: "12月1日起 纸板 每千克10分改为8分". */
export const UpcomingChange = z.object({
  ruleId: z.string(),
  key: z.string(),
  name: z.string(),
  on: Day,
  text: z.string(),
  reason: z.string(),
})

const draftFields = {
  source: RuleSource,
  name: line(40, 1),
  rates: z.array(Rate).min(1).max(40),
  caps: z.array(Cap).max(5),
  budgetPerMonth: z.int().min(1).max(1_000_000_000),
  validFrom: Day,
  validTo: Day.nullable(),
  /** Why it changes: shown to everyone beside the change. */
  reason: text(200).min(2, '请写明为什么这样定'),
}

export const PreviewLine = z.object({ label: z.string(), before: Points, after: Points, change: Points })
/** What a draft would have issued for last month's facts, beside what was issued. */
export const RulePreview = z.object({
  id: z.string(),
  ruleId: z.string(),
  status: z.enum(['running', 'finished', 'failed', 'cancelled']),
  done: z.int(),
  total: z.int(),
  month: Month,
  /** "按上月记录,会发放 41,200分给 3,910户,现行规则发放了38,000分" ; '' while running. */
  text: z.string(),
  would: z.object({ points: Points, members: z.int(), facts: z.int() }).nullable(),
  did: z.object({ points: Points, members: z.int(), facts: z.int() }).nullable(),
  /** Would the month's budget have been enough? */
  pastBudget: Points,
  /** The ten largest changes; members are not named, only numbered. */
  changes: z.array(PreviewLine),
  startedAt: Instant,
  finishedAt: Instant.nullable(),
})
export type RulePreview = z.infer<typeof RulePreview>

/** A rule as staff see it. */
export const RuleView = z.object({
  id: z.string(),
  key: z.string(),
  version: z.int(),
  revision: z.int(),
  status: RuleStatus,
  statusText: z.string(),
  name: z.string(),
  source: RuleSource,
  sourceName: z.string(),
  basis: RuleBasis,
  rates: z.array(RateShown),
  caps: z.array(CapShown),
  budgetPerMonth: z.int(),
  budget: BudgetShown.nullable(),
  validFrom: Day,
  validTo: Day.nullable(),
  reason: z.string(),
  inForce: z.boolean(),
  draftedBy: z.string(),
  proposedBy: z.string().nullable(),
  activatedBy: z.string().nullable(),
  endedBy: z.string().nullable(),
  preview: RulePreview.nullable(),
  history: z.array(z.object({ at: Instant, action: z.string(), text: z.string(), by: z.string() })),
  allowed: z.array(RuleAction),
})
export type RuleView = z.infer<typeof RuleView>

const PublicMonth = z.object({
  month: Month,
  issued: Points,
  compensated: Points,
  spent: Points,
  expired: Points,
  given: Points,
  /** Issued and not taken back, less spent and expired, at the end of the month (or now). */
  outstanding: Points,
})

export const earning = {
  rules: route({
    method: 'GET',
    path: '/api/ledger/rules',
    may: 'anyone',
    input: z.strictObject({ day: Day.optional() }),
    output: z.object({ day: Day, note: z.string(), items: z.array(PublicRule), upcoming: z.array(UpcomingChange) }),
    summary: '积分规则（公开）：怎么得分、上限、本月预算和将要生效的变化',
  }),
  publicAccount: route({
    method: 'GET',
    path: '/api/ledger/public',
    may: 'anyone',
    input: z.strictObject({}),
    output: z.object({
      asOf: Instant,
      outstanding: Points,
      issued: Points,
      compensated: Points,
      spent: Points,
      expired: Points,
      given: Points,
      /** Spent of all that was issued, per cent. */
      redemptionPercent: z.number(),
      redemptionText: z.string(),
      note: z.string(),
      months: z.array(PublicMonth),
    }),
    summary: '积分公开账（公开）：未用、发放、使用、到期、赠送、兑换率，按月',
  }),
  deskRules: route({
    method: 'GET',
    path: '/api/ledger/desk/rules',
    may: pointsReaders,
    input: z.strictObject({
      ...listInput('-updatedAt', 'updatedAt'),
      status: RuleStatus.optional(),
      source: RuleSource.optional(),
    }),
    output: countedPageOf(RuleView),
    summary: '积分规则的全部版本，新的在前',
  }),
  deskRule: route({
    method: 'GET',
    path: '/api/ledger/desk/rules/:id',
    may: pointsReaders,
    input: z.strictObject({ id: RuleId }),
    output: RuleView,
    errors: ['NOT_FOUND'],
    summary: '一个版本的积分规则',
  }),
  ruleSources: route({
    method: 'GET',
    path: '/api/ledger/desk/rule-sources',
    may: pointsReaders,
    input: z.strictObject({}),
    output: z.object({
      items: z.array(
        z.object({
          key: RuleSource,
          name: z.string(),
          basis: RuleBasis,
          rates: z.array(z.object({ code: z.string(), name: z.string() })),
          caps: z.array(z.object({ kind: CapKind, name: z.string() })),
        }),
      ),
    }),
    summary: '可以定规则的得分来源、计分项目和上限种类',
  }),
  draftRule: route({
    method: 'POST',
    path: '/api/ledger/desk/rules',
    may: ruleMakers,
    input: z.strictObject(draftFields),
    output: RuleView,
    errors: ['LEDGER_RULE_PAST', 'INPUT_INVALID', 'CHANGED_MEANWHILE'],
    summary: '起草一个来源的新版本规则',
  }),
  editRule: route({
    method: 'PUT',
    path: '/api/ledger/desk/rules/:id',
    may: ruleMakers,
    input: z.strictObject({ id: RuleId, revision: z.int().min(1), ...draftFields }),
    output: RuleView,
    errors: ['NOT_FOUND', 'LEDGER_RULE_PAST', 'CHANGED_MEANWHILE', 'WRONG_STATE', 'INPUT_INVALID'],
    summary: '修改草稿',
  }),
  previewRule: route({
    method: 'POST',
    path: '/api/ledger/desk/rules/:id/preview',
    may: ruleMakers,
    input: z.strictObject({ id: RuleId, previewId: Id }),
    output: RulePreview,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '用上月的记录试算；两秒内算不完就转为后台任务',
  }),
  rulePreview: route({
    method: 'GET',
    path: '/api/ledger/desk/previews/:id',
    may: pointsReaders,
    input: z.strictObject({ id: Id }),
    output: RulePreview,
    errors: ['NOT_FOUND'],
    summary: '试算的进度和结果',
  }),
  proposeRule: route({
    method: 'POST',
    path: '/api/ledger/desk/rules/:id/propose',
    may: ruleMakers,
    input: z.strictObject({ id: RuleId, revision: z.int().min(1) }),
    output: RuleView,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE', 'LEDGER_RULE_NO_PREVIEW', 'LEDGER_RULE_PAST'],
    summary: '提交审定（先要试算）',
  }),
  takeBackRule: route({
    method: 'POST',
    path: '/api/ledger/desk/rules/:id/take-back',
    may: ruleMakers,
    input: z.strictObject({ id: RuleId, revision: z.int().min(1), reason: line(100, 2) }),
    output: RuleView,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE'],
    summary: '退回草稿',
  }),
  activateRule: route({
    method: 'POST',
    path: '/api/ledger/desk/rules/:id/activate',
    may: ruleMakers,
    stepUp: true,
    input: z.strictObject({ id: RuleId, revision: z.int().min(1) }),
    output: RuleView,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE', 'LEDGER_RULE_SAME_PERSON', 'LEDGER_RULE_PAST'],
    summary: '审定启用（须由另一人，从明天或以后生效）',
  }),
  endRule: route({
    method: 'POST',
    path: '/api/ledger/desk/rules/:id/end',
    may: ruleMakers,
    stepUp: true,
    /** The last day on which it holds: today or later. */
    input: z.strictObject({
      id: RuleId,
      revision: z.int().min(1),
      lastDay: Day,
      reason: text(200).min(2, '请写明原因'),
    }),
    output: RuleView,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE', 'LEDGER_RULE_PAST'],
    summary: '到某天为止停用（不改过去）',
  }),
}
