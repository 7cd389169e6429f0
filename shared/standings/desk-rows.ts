// Rows of the lists as the desk sees them: a month, a place in it, objections, corrections, replies and rules.
import { Id } from '../ids'
import { Day, Instant, Month } from '../time'
import * as z from '../z'
import {
  correctionStatuses,
  listKinds,
  mendingStates,
  objectionStatuses,
  outcomes,
  replySides,
  ruleStatuses,
  runStatuses,
} from './vocabulary'

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

export const ReplyRow = z.object({
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
  allowed: z.array(z.enum(['object', 'reply', 'forward', 'correct', 'photos'])),
})
export type EntryRow = z.infer<typeof EntryRow>

export const Amendments = z
  .array(z.strictObject({ visit: Id, closedInTime: z.int().min(0).max(1000).nullable() }))
  .max(50)

export const ObjectionRow = z.object({
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
  /** By whoever made it, while it is open. */
  mayWithdraw: z.boolean(),
})
export type ObjectionRow = z.infer<typeof ObjectionRow>

export const CorrectionRow = z.object({
  id: Id,
  period: Month,
  version: z.int(),
  reason: z.string(),
  changes: z.array(z.object({ name: z.string(), before: z.string(), after: z.string() })),
  by: z.string(),
  at: Instant,
  status: z.enum(correctionStatuses),
  mayDecide: z.boolean(),
})
export type CorrectionRow = z.infer<typeof CorrectionRow>

/** Numbers of a version of the rules as they are typed; each with its own bounds in `StandingRules`. */
export const Rules = z.record(z.string(), z.unknown())
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
