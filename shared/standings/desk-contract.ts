// Lists at the desk: the calendar of each month, its preview, objections, corrections, replies, what can still be
// changed, and the rules. A preview shows each their own places.
import { line, listInput, countedPageOf, route, text } from '../contract'
import { Id } from '../ids'
import { publicText } from '../personal-text'
import { Day, Instant, Month } from '../time'
import * as z from '../z'
import { RunRow, ReplyRow, EntryRow, Amendments, ObjectionRow, CorrectionRow, Rules, RulesRow } from './desk-rows'
import { concerned, forwarders, judges, keepers, listKinds, objectionStatuses, outcomes, readers } from './vocabulary'

export type { RunRow, EntryRow, ObjectionRow, CorrectionRow, RulesRow } from './desk-rows'

const Reason = text(300, 4)
const Tenths = z.int().nullable()

export const standingsDesk = {
  runs: route({
    method: 'GET',
    path: '/api/standings/runs',
    may: readers,
    input: z.strictObject({}),
    /** The newest 24, and the month that runs. */
    output: z.object({
      items: z.array(RunRow),
      /** `isLate`: the month before should have been closed, and is not. */
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
  withdrawObjection: route({
    method: 'POST',
    path: '/api/standings/objections/:id/withdraw',
    may: concerned,
    input: z.strictObject({ id: Id, reason: Reason }),
    output: ObjectionRow,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '撤回自己提的异议',
  }),
  correct: route({
    method: 'POST',
    path: '/api/standings/runs/:period/correct',
    may: keepers,
    stepUp: true,
    /** `version`: the one that was seen. The same id again changes nothing. */
    input: z.strictObject({
      id: Id,
      period: Month,
      version: z.int().min(1),
      amendments: Amendments.min(1),
      /** It hangs with the correction. */
      reason: publicText(300, 4),
    }),
    output: CorrectionRow,
    errors: [
      'NOT_FOUND',
      'WRONG_STATE',
      'CHANGED_MEANWHILE',
      'DECIDES_OWN_CASE',
      'STANDING_VISITS_UNKNOWN',
      'STANDING_NOTHING_CHANGED',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    summary: '公布后提出更正，等第二人批准',
  }),
  corrections: route({
    method: 'GET',
    path: '/api/standings/corrections',
    may: keepers,
    input: z.strictObject({}),
    /** At most 50 that wait, the oldest first. */
    output: z.object({ items: z.array(CorrectionRow) }),
    summary: '等第二人批准的更正',
  }),
  decideCorrection: route({
    method: 'POST',
    path: '/api/standings/corrections/:id/decide',
    may: keepers,
    stepUp: true,
    input: z.strictObject({ id: Id, outcome: z.enum(['done', 'refused']), reason: line(200, 2) }),
    output: CorrectionRow,
    errors: [
      'NOT_FOUND',
      'WRONG_STATE',
      'CHANGED_MEANWHILE',
      'DECIDES_OWN_CASE',
      'STANDING_VISITS_UNKNOWN',
      'STANDING_NOTHING_CHANGED',
    ],
    summary: '由第二人批准更正：发更正公告，出新的一版，原版保留',
  }),
  reply: route({
    method: 'POST',
    path: '/api/standings/replies',
    may: concerned,
    input: z.strictObject({ id: Id, period: Month, placeId: Id, text: publicText(300, 2) }),
    output: ReplyRow,
    errors: ['NOT_FOUND', 'STANDING_NOT_LISTED', 'IDEMPOTENCY_KEY_REUSED'],
    summary: '在条目旁写回应（随时，最多300字）',
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
