// Supervised drop-offs, the staff's side: what a person has to decide, tonight's sites, and one household's log.
import { line, pageInput, pageOf, route } from '../contract'
import { Id } from '../ids'
import { StreamName } from '../places/schemas'
import { Day, Instant } from '../time'
import * as z from '../z'
import { DropoffOutcome } from './contract'
import { HouseholdLine } from './household-contract'
import { MOST_ROWS } from './rules'
import { signalKinds } from './signals'
import { deciders, logStates, readers, results, reviewReasonNames, type ReviewReason } from './vocabulary'

const reasons = Object.keys(reviewReasonNames) as [ReviewReason, ...ReviewReason[]]
const Reason = line(200, 2)
const Subject = line(120, 20)

const DoubtLog = z.object({
  id: Id,
  at: Instant,
  receivedAt: Instant,
  by: z.string(),
  stream: StreamName,
  result: z.enum(results),
  isLook: z.boolean(),
  isKnownHousehold: z.boolean(),
  note: z.string(),
  photoIds: z.array(Id),
})

/** Logs of one person, site and day that wait for one reason. */
export const DoubtfulLogs = z.object({
  subject: z.string(),
  siteName: z.string(),
  day: Day,
  by: z.string(),
  reason: z.enum(reasons),
  count: z.int(),
  /** The first 50. */
  logs: z.array(DoubtLog),
  mayDecide: z.boolean(),
})
/** One household's bag that two people saw differently. The household is named by its building alone. */
export const DoubtfulBag = z.object({
  subject: z.string(),
  siteName: z.string(),
  day: Day,
  stream: StreamName,
  household: z.string(),
  logs: z.array(DoubtLog),
  mayDecide: z.boolean(),
})

/** A household says that a log of its bag is wrong. */
export const OpenContest = DoubtLog.extend({
  siteName: z.string(),
  day: Day,
  household: z.string(),
  text: z.string(),
  mayDecide: z.boolean(),
})

/** What looked odd when a day closed, with its evidence; a person decides what to think of it, and nothing follows. */
export const DoubtfulPattern = z.object({
  subject: z.string(),
  kind: z.enum(signalKinds),
  siteName: z.string(),
  /** For what is about two sites. */
  otherSiteName: z.string().nullable(),
  day: Day,
  by: z.string(),
  /** By its building alone. */
  household: z.string().nullable(),
  /** The evidence in one sentence. */
  text: z.string(),
  /** The latest 50 of those that it is about. */
  logs: z.array(DoubtLog),
  mayDecide: z.boolean(),
})

export const SiteNow = z.object({
  siteId: Id,
  name: z.string(),
  placeName: z.string(),
  hoursText: z.string(),
  isOnNow: z.boolean(),
  status: z.enum(['none', 'open', 'closed']),
  households: z.int(),
  checks: z.int(),
  correct: z.int(),
  /** Logs that have come, counted or not; those taken back or set aside are left out. */
  received: z.int(),
  /** Of those received, what a person has to look at. */
  waiting: z.int(),
  /** The latest of those received. */
  lastAt: Instant.nullable(),
  people: z.int(),
  /** People whose phones still hold logs of this day or are still out, and how many logs. */
  phones: z.int(),
  unsent: z.int(),
})

export const dropoffsDesk = {
  doubts: route({
    method: 'GET',
    path: '/api/dropoffs/doubts',
    may: deciders,
    input: z.strictObject({}),
    /** At most 100 of each, the oldest days first. */
    output: z.object({
      logs: z.array(DoubtfulLogs),
      bags: z.array(DoubtfulBag),
      contests: z.array(OpenContest),
      signals: z.array(DoubtfulPattern),
    }),
    summary: '待核的投放登记：时段、点位、身份等不符的，两人登记不一致的，住户有异议的，和登记异常的',
  }),
  decideLogs: route({
    method: 'POST',
    path: '/api/dropoffs/doubts/logs',
    may: deciders,
    input: z.strictObject({ subject: Subject, outcome: z.enum(['count', 'setAside']), reason: Reason }),
    output: z.object({ subject: z.string(), state: z.enum(logStates) }),
    errors: ['NOT_FOUND', 'WRONG_STATE', 'DECIDES_OWN_CASE'],
    summary: '待核的登记：计入或不计',
  }),
  decideBag: route({
    method: 'POST',
    path: '/api/dropoffs/doubts/bag',
    may: deciders,
    /** `first`, `other`: which of the two saw it right; `both`: they were two bags. */
    input: z.strictObject({ subject: Subject, outcome: z.enum(['first', 'other', 'both']), reason: Reason }),
    output: z.object({ subject: z.string(), state: z.enum(logStates) }),
    errors: ['NOT_FOUND', 'WRONG_STATE', 'DECIDES_OWN_CASE'],
    summary: '疑似重复：以谁为准，或确是两袋',
  }),
  decideContest: route({
    method: 'POST',
    path: '/api/dropoffs/logs/:id/contest/decide',
    may: deciders,
    input: z.strictObject({ id: Id, outcome: z.enum(['upheld', 'kept']), reason: Reason }),
    output: z.object({ id: Id, contest: z.enum(['upheld', 'kept']) }),
    errors: ['NOT_FOUND', 'WRONG_STATE', 'DECIDES_OWN_CASE'],
    summary: '住户的异议：成立（改为正确）或不成立',
  }),
  handIn: route({
    method: 'POST',
    path: '/api/dropoffs/handed-in',
    may: deciders,
    keyed: false,
    /** Of a file that a phone made (`HandedOver`), in parts. Each row is read and answered by itself, as by `sync`. */
    input: z.strictObject({
      personId: Id,
      rows: z
        .array(z.object({ id: Id }).loose())
        .min(1)
        .max(MOST_ROWS),
    }),
    /** `by`: who logged them. In the order given. */
    output: z.object({ by: z.string(), results: z.array(DropoffOutcome) }),
    errors: ['NOT_FOUND', 'DECIDES_OWN_CASE'],
    limit: { count: 200, seconds: 600 },
    summary: '代交手机里没能上传的登记：登记人不变，逐条回答，重复无害',
  }),
  decideSignal: route({
    method: 'POST',
    path: '/api/dropoffs/doubts/signal',
    may: deciders,
    /** `noted`: it is so, and somebody talks to the person. Neither changes any log or point. */
    input: z.strictObject({ subject: Subject, outcome: z.enum(['fine', 'noted']), reason: Reason }),
    output: z.object({ subject: z.string(), outcome: z.enum(['fine', 'noted']) }),
    errors: ['NOT_FOUND', 'WRONG_STATE', 'DECIDES_OWN_CASE'],
    summary: '登记异常：没有问题，或情况属实已提醒（不改登记和积分）',
  }),
  sites: route({
    method: 'GET',
    path: '/api/dropoffs/board',
    may: readers,
    input: z.strictObject({ day: Day.optional() }),
    /** At most 200, those that are on now first. */
    output: z.object({ day: Day, at: Instant, sites: z.array(SiteNow) }),
    summary: '今晚各投放点：登记数、最后一条、还有多少没有上传',
  }),
  household: route({
    method: 'GET',
    path: '/api/dropoffs/desk/households/:householdId',
    may: deciders,
    input: z.strictObject({ ...pageInput, householdId: Id }),
    output: pageOf(HouseholdLine),
    errors: ['NOT_FOUND'],
    summary: '一户的投放登记（查看留痕）',
  }),
} as const
