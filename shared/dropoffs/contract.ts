// Supervised drop-offs, the phone's side: what is loaded before an evening, rows that were made offline, what a phone
// still holds. A row is a fact and never changes: a log, its undoing, or a note to it, each with its own id, in any
// order, sent any number of times, answered on its own. One tile is one log; two bags of one scan share `scanId`.
import { line, route } from '../contract'
import { Id } from '../ids'
import { SiteWindow, StreamName } from '../places/schemas'
import { Day, Instant } from '../time'
import * as z from '../z'
import { MOST_ROWS, ROW_FORMAT } from './rules'
import { loggers, logStates, results } from './vocabulary'

/** Three hundred years: further off there is no instant that a database could keep. */
const MOST_OFFSET_MS = 1e13

/**
 * The phone's clock when it was tapped. `at`: as the phone showed it. `run`, `tick`: an id made when the app started,
 * and whole milliseconds since then by a clock that nobody can set. `offsetMs`: the server's time minus the phone's as
 * last learnt, carried on by `tick` where the phone's clock was set meanwhile; null: never learnt.
 */
const PhoneClock = z.strictObject({
  at: Instant,
  run: Id,
  tick: z.int().min(0),
  offsetMs: z.int().min(-MOST_OFFSET_MS).max(MOST_OFFSET_MS).nullable(),
})

/**
 * What was scanned: the household's reference from the table of the evening, the code itself where the table does not
 * know it (a card or bag label, scanned or typed, as `readCode` and `readLabel` store it), or nobody.
 */
const Scanned = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ref'), ref: z.string().regex(/^\d{6}-[\w-]{22}$/) }),
  z.strictObject({ kind: z.literal('code'), code: line(40, 8) }),
  z.strictObject({ kind: z.literal('anonymous') }),
])

const Format = z.literal(ROW_FORMAT)
export const DropoffRow = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('log'),
    format: Format,
    id: Id,
    siteId: Id,
    /** Made at the scan; the tiles that were tapped for it share it. */
    scanId: Id,
    of: Scanned,
    stream: StreamName,
    result: z.enum(results),
    clock: PhoneClock,
    /** The lead's second look at the same bag. */
    isLook: z.boolean().optional(),
  }),
  /** A tap that was taken back within ten seconds. It may arrive before its log. */
  z.strictObject({ kind: z.literal('undo'), format: Format, id: Id, logId: Id, clock: PhoneClock }),
  /** Added to a saved log, which never waits for it. Photos are sent as files of their own. */
  z.strictObject({
    kind: z.literal('note'),
    format: Format,
    id: Id,
    logId: Id,
    clock: PhoneClock,
    note: line(200).optional(),
    photoIds: z.array(Id).max(3).optional(),
  }),
])
export type DropoffRow = z.infer<typeof DropoffRow>
export type LogRow = Extract<DropoffRow, { kind: 'log' }>

/**
 * `review`: kept, and a person decides whether it counts; `code` is a key of `reviewReasons`. `had`: answered before,
 * `state` is what it is now. `points`: what the household gets for it when the day is closed.
 */
export const DropoffOutcome = z.object({
  id: Id,
  outcome: z.enum(['accepted', 'had', 'review', 'refused']),
  state: z.enum(logStates).nullable(),
  code: z.string().nullable(),
  text: z.string().nullable(),
  points: z.int().nullable(),
})
export type DropoffOutcome = z.infer<typeof DropoffOutcome>

const SiteBrief = z.object({
  id: Id,
  name: z.string(),
  placeId: Id,
  placeName: z.string(),
  streams: z.array(StreamName),
  windows: z.array(SiteWindow),
  /** 会烂/不会烂 instead of the four streams. */
  rural: z.boolean(),
})

export const dropoffs = {
  sites: route({
    method: 'GET',
    path: '/api/dropoffs/sites',
    may: loggers,
    input: z.strictObject({}),
    /** Those that are on now first. At most 100. */
    output: z.object({ sites: z.array(SiteBrief.extend({ isOnNow: z.boolean(), isLead: z.boolean() })) }),
    summary: '我可以登记投放的投放点',
  }),
  tonight: route({
    method: 'GET',
    path: '/api/dropoffs/sites/:siteId/tonight',
    may: loggers,
    /** `day`: yesterday, today or tomorrow. */
    input: z.strictObject({ siteId: Id, day: Day.optional() }),
    output: z.object({
      site: SiteBrief,
      day: Day,
      /** Windows that begin on this day; a log counts for one half an hour before and after it too. */
      windows: z.array(z.object({ key: z.string(), from: Instant, to: Instant })),
      /** Of the second looks and of the keys of the table; it may lie on the phone. */
      seed: z.string(),
      isLead: z.boolean(),
      /** In the order of their references, which tells nothing. */
      households: z.array(z.object({ ref: z.string(), keys: z.array(z.string()) })),
      /** Households that this person lives in or acts for: they may not log them. */
      own: z.array(z.string()),
      /** Scans of this day that the server has, by reference, as `scanMark` tells them; the phone adds its own. */
      tally: z.array(z.object({ ref: z.string(), scanIds: z.array(Id) })),
      /** The server's clock. */
      at: Instant,
    }),
    errors: ['NOT_FOUND'],
    limit: { count: 60, seconds: 600 },
    summary: '今晚离线登记要用的全部内容（不含姓名和门牌）',
  }),
  sync: route({
    method: 'POST',
    path: '/api/dropoffs/rows',
    // whoever lost the role in mid-evening still hands in what they logged before
    may: 'signedIn',
    keyed: false,
    /**
     * `rows`: each a DropoffRow, read one by one: one that can't be read is refused and keeps none of the others.
     * `lastAnswered`: the row that the phone was answered last. No rows: only asks whether that one is known.
     */
    input: z.strictObject({ rows: z.array(z.object({ id: Id }).loose()).max(MOST_ROWS), lastAnswered: Id.optional() }),
    /** `sendAgain`: the server has gone back to before `lastAnswered`; it asks for the last 30 days again. */
    output: z.object({ results: z.array(DropoffOutcome), sendAgain: z.boolean().optional() }),
    summary: '上传离线登记的投放：逐条回答，重复无害，次序不限',
  }),
  /** The last 90 days: what somebody has logged, and how often the lead saw a bag as they did. */
  mine: route({
    method: 'GET',
    path: '/api/dropoffs/mine',
    may: 'signedIn',
    input: z.strictObject({}),
    output: z.object({
      evenings: z.int(),
      bags: z.int(),
      looked: z.int(),
      agreed: z.int(),
      waiting: z.int(),
    }),
    summary: '我登记的投放：晚上数、袋数、与组长复看的一致情况',
  }),
  /** At check-in, after sending and at check-out: a day is closed once every phone has said that it holds nothing. */
  reportPhone: route({
    method: 'PUT',
    path: '/api/dropoffs/phones/:id',
    may: 'signedIn',
    keyed: false,
    /**
     * `id`: of the phone, made once when the app was installed; it is the reporting person's own. `day`: yesterday,
     * today or tomorrow. `left`: rows of this site and day still unsent.
     */
    input: z.strictObject({ id: Id, siteId: Id, day: Day, left: z.int().min(0).max(100_000), isOut: z.boolean() }),
    output: z.object({ at: Instant }),
    errors: ['NOT_FOUND'],
    summary: '这部手机还有多少条没有上传',
  }),
} as const
