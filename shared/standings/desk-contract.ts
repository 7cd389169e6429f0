// Lists at the desk: the calendar of each month, its preview, objections, corrections, replies, what can still be
// changed, and the rules. A preview shows each their own places.
import { line, listInput, countedPageOf, route, text } from '../contract'
import { Id } from '../ids'
import { Day, Instant, Month } from '../time'
import * as z from '../z'
import {
  concerned,
  forwarders,
  judges,
  keepers,
  listKinds,
  mendingStates,
  objectionStatuses,
  outcomes,
  readers,
  replySides,
  ruleStatuses,
  runStatuses,
} from './vocabulary'

const Reason = text(300, 4)
const Tenths = z.int().nullable()

export const RunRow = z.object({
  period: Month,
  status: z.enum(runStatuses),
  from: Day,
  to: Day,
  closedOn: Day,
  /** The last day to object. */
  objectUntil: Day.nullable(),
  /** When it is published: at the earliest, and at the latest where somebody objects on the last day. */
  earliest: Day.nullable(),
  latest: Day.nullable(),
  publishedOn: Day.nullable(),
  version: z.int(),
  hash: z.string().nullable(),
  rulesVersion: z.int(),
  notRanked: z.string().nullable(),
  red: z.int(),
  black: z.int(),
  check: z.int(),
  thin: z.int(),
  objections: z.object({ open: z.int(), late: z.int(), upheld: z.int(), kept: z.int() }),
  mending: z.object({ due: z.int(), fixed: z.int(), left: z.int() }),
  /** Who is late, in words; null when nobody is. */
  late: z.string().nullable(),
})
export type RunRow = z.infer<typeof RunRow>

const ReplyRow = z.object({
  id: Id,
  side: z.enum(replySides),
  text: z.string(),
  at: Instant,
  by: z.string(),
  isHidden: z.boolean(),
  mayHide: z.boolean(),
})

export const EntryRow = z.object({
  placeId: Id,
  name: z.string(),
  kind: z.enum(listKinds),
  subdistrict: z.string(),
  company: z.string().nullable(),
  companyId: Id.nullable(),
  outcome: z.enum(outcomes),
  rank: z.int().nullable(),
  score: Tenths,
  low: Tenths,
  high: Tenths,
  visits: z.int(),
  inspectors: z.int(),
  bags: z.int(),
  lastVisit: Day.nullable(),
  missing: z.string(),
  mending: z.enum(mendingStates).nullable(),
  objection: z.enum(objectionStatuses).nullable(),
  allowed: z.array(z.enum(['object', 'reply', 'forward', 'correct'])),
})
export type EntryRow = z.infer<typeof EntryRow>

const Amendments = z.array(z.strictObject({ visit: Id, closedInTime: z.int().min(0).max(1000).nullable() })).max(50)

const ObjectionRow = z.object({
  id: Id,
  period: Month,
  placeId: Id,
  name: z.string(),
  side: z.enum(replySides),
  text: z.string(),
  photoIds: z.array(Id),
  at: Instant,
  by: z.string(),
  status: z.enum(objectionStatuses),
  dueOn: Day.nullable(),
  late: z.boolean(),
  decision: z.object({ text: z.string(), at: Instant, by: z.string() }).nullable(),
  before: z.string(),
  after: z.string().nullable(),
  mayDecide: z.boolean(),
})
export type ObjectionRow = z.infer<typeof ObjectionRow>

/** Numbers of a version of the rules as they are typed; each with its own bounds in `StandingRules`. */
const Rules = z.record(z.string(), z.unknown())
export const RulesRow = z.object({
  version: z.int(),
  status: z.enum(ruleStatuses),
  from: Month,
  rules: Rules,
  reason: z.string(),
  proposedBy: z.string(),
  proposedAt: Instant,
  decidedBy: z.string().nullable(),
  /** In force now. */
  isCurrent: z.boolean(),
  mayDecide: z.boolean(),
})
export type RulesRow = z.infer<typeof RulesRow>

export const standingsDesk = {
  runs: route({
    method: 'GET',
    path: '/api/standings/runs',
    may: readers,
    input: z.strictObject({}),
    /** The newest 24, and the month that runs. */
    output: z.object({
      items: z.array(RunRow),
      running: z.object({ period: Month, closesOn: Day, isLate: z.boolean() }),
    }),
    summary: '各期红黑榜走到哪一步、谁迟了',
  }),
  entries: route({
    method: 'GET',
    path: '/api/standings/runs/:period/entries',
    may: readers,
    input: z.strictObject({
      period: Month,
      ...listInput('order', '-order'),
      outcome: z.enum(outcomes).optional(),
      kind: z.enum(listKinds).optional(),
    }),
    output: countedPageOf(EntryRow),
    summary: '一期里本辖区各地方的结果（公布前为预览）',
  }),
  entry: route({
    method: 'GET',
    path: '/api/standings/runs/:period/entries/:placeId',
    may: readers,
    input: z.strictObject({ period: Month, placeId: Id }),
    output: EntryRow.extend({
      reasons: z.array(z.string()),
      rankFrom: z.int().nullable(),
      rankTo: z.int().nullable(),
      /** The sample, the newest first; who inspected stays out of it. */
      sample: z.array(
        z.object({
          visit: Id,
          day: Day,
          onSite: z.int(),
          bags: z.int(),
          bagsCorrect: z.int(),
          due: z.int(),
          closedInTime: z.int(),
          isLeftOut: z.boolean(),
        }),
      ),
      /** Of an enterprise: its months that were checked, in kilograms. */
      checks: z.array(
        z.object({
          visit: Id,
          month: Month,
          handled: z.int(),
          declared: z.int(),
          verified: z.int().nullable(),
          penalties: z.int(),
          isLeftOut: z.boolean(),
        }),
      ),
      replies: z.array(ReplyRow),
      objections: z.array(ObjectionRow),
      history: z.array(
        z.object({ period: Month, outcome: z.enum(outcomes), score: Tenths, low: Tenths, high: Tenths }),
      ),
    }),
    errors: ['NOT_FOUND'],
    summary: '一个地方这一期的结果、样本、异议和回应',
  }),
  object: route({
    method: 'POST',
    path: '/api/standings/objections',
    may: concerned,
    input: z.strictObject({
      id: Id,
      period: Month,
      placeId: Id,
      text: text(500, 4),
      photoIds: z.array(Id).max(3).optional(),
    }),
    output: ObjectionRow,
    errors: [
      'NOT_FOUND',
      'STANDING_OBJECTION_LATE',
      'STANDING_OBJECTION_HAD',
      'STANDING_OBJECT_AT_COMPOUND',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    summary: '对预览的结果提异议（照片可选）',
  }),
  objections: route({
    method: 'GET',
    path: '/api/standings/objections',
    may: readers,
    input: z.strictObject({ ...listInput('-at', 'at'), status: z.enum(objectionStatuses).optional() }),
    output: countedPageOf(ObjectionRow),
    summary: '本辖区的异议',
  }),
  decideObjection: route({
    method: 'POST',
    path: '/api/standings/objections/:id/decide',
    may: judges,
    /** `amendments`: what does not count, or counts otherwise, when it is upheld. */
    input: z.strictObject({
      id: Id,
      outcome: z.enum(['upheld', 'kept']),
      amendments: Amendments,
      reason: Reason,
    }),
    output: ObjectionRow,
    errors: [
      'NOT_FOUND',
      'WRONG_STATE',
      'DECIDES_OWN_CASE',
      'REVIEW_WORSE',
      'STANDING_VISITS_UNKNOWN',
      'STANDING_NOTHING_CHANGED',
    ],
    summary: '裁定异议（不得由检查人、转发人裁定，结果不得更差）',
  }),
  correct: route({
    method: 'POST',
    path: '/api/standings/runs/:period/correct',
    may: keepers,
    stepUp: true,
    /** `version`: the one that was seen. */
    input: z.strictObject({
      period: Month,
      version: z.int().min(1),
      amendments: Amendments.min(1),
      reason: Reason,
    }),
    output: z.object({ period: Month, version: z.int(), hash: z.string() }),
    errors: [
      'NOT_FOUND',
      'WRONG_STATE',
      'CHANGED_MEANWHILE',
      'DECIDES_OWN_CASE',
      'STANDING_VISITS_UNKNOWN',
      'STANDING_NOTHING_CHANGED',
    ],
    summary: '公布后更正：发更正公告，出新的一版，原版保留',
  }),
  reply: route({
    method: 'POST',
    path: '/api/standings/replies',
    may: concerned,
    input: z.strictObject({ id: Id, period: Month, placeId: Id, text: text(300, 2) }),
    output: ReplyRow,
    errors: ['NOT_FOUND', 'STANDING_NOT_LISTED', 'STANDING_REPLY_PERSONAL', 'IDEMPOTENCY_KEY_REUSED'],
    summary: '在条目旁写回应（随时，最多 300 字）',
  }),
  hideReply: route({
    method: 'POST',
    path: '/api/standings/replies/:id/hide',
    may: keepers,
    input: z.strictObject({ id: Id, reason: Reason }),
    output: ReplyRow,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '撤下含有侮辱或个人信息的回应',
  }),
  changeable: route({
    method: 'GET',
    path: '/api/standings/changeable',
    may: readers,
    input: z.strictObject({}),
    /** At most 200 places, what can still change most first. */
    output: z.object({
      period: Month,
      closesOn: Day,
      items: z.array(
        z.object({
          placeId: Id,
          name: z.string(),
          subdistrict: z.string(),
          company: z.string().nullable(),
          companyId: Id.nullable(),
          visits: z.int(),
          inspectors: z.int(),
          bags: z.int(),
          score: Tenths,
          low: Tenths,
          high: Tenths,
          /** What the sample still needs; empty when it is enough. */
          missing: z.string(),
          /** Where it stands now, in words. */
          stands: z.string(),
          findings: z.array(
            z.object({ id: z.string(), text: z.string(), dueAt: Instant.nullable(), late: z.boolean() }),
          ),
          mayForward: z.boolean(),
        }),
      ),
    }),
    summary: '还能改变结果：本月还缺什么、哪些问题没整改',
  }),
  /** The same id with the same company gives the same link while it is good. */
  forward: route({
    method: 'POST',
    path: '/api/standings/links',
    may: forwarders,
    keyed: false,
    limit: { count: 60, seconds: 3600 },
    input: z.strictObject({
      items: z
        .array(z.strictObject({ id: Id, companyId: Id }))
        .min(1)
        .max(50),
      days: z.int().min(1).max(30),
    }),
    output: z.object({
      items: z.array(z.object({ id: Id, companyId: Id, company: z.string(), token: z.string(), expiresAt: Instant })),
    }),
    errors: ['NOT_FOUND', 'IDEMPOTENCY_KEY_REUSED', 'LINK_INVALID'],
    summary: '批量生成发给物业公司的限期链接',
  }),
  rules: route({
    method: 'GET',
    path: '/api/standings/rules',
    may: readers,
    input: z.strictObject({}),
    output: z.object({ items: z.array(RulesRow), current: Rules, mayPropose: z.boolean(), nextFrom: Month }),
    summary: '红黑榜规则的各版',
  }),
  tryRules: route({
    method: 'POST',
    path: '/api/standings/rules/trial',
    may: keepers,
    keyed: false,
    limit: { count: 30, seconds: 600 },
    input: z.strictObject({ rules: Rules }),
    /** The newest three months that are closed. */
    output: z.object({
      months: z.array(
        z.object({
          period: Month,
          changes: z.array(
            z.object({ placeId: Id, name: z.string(), before: z.enum(outcomes), after: z.enum(outcomes) }),
          ),
        }),
      ),
    }),
    errors: ['INPUT_INVALID'],
    summary: '在过去的月份上试算一版规则：哪些条目会变',
  }),
  proposeRules: route({
    method: 'POST',
    path: '/api/standings/rules',
    may: keepers,
    input: z.strictObject({ version: z.int().min(2), from: Month, rules: Rules, reason: Reason }),
    output: RulesRow,
    errors: ['INPUT_INVALID', 'CHANGED_MEANWHILE', 'STANDING_RULES_FROM', 'STANDING_RULES_SAME'],
    summary: '提出一版规则',
  }),
  decideRules: route({
    method: 'POST',
    path: '/api/standings/rules/:version/decide',
    may: keepers,
    stepUp: true,
    input: z.strictObject({
      version: z.coerce.number().int().min(2),
      outcome: z.enum(['inForce', 'refused']),
      reason: line(200, 2),
    }),
    output: RulesRow,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'DECIDES_OWN_CASE', 'STANDING_RULES_FROM'],
    summary: '由第二人批准或不批准一版规则',
  }),
} as const
