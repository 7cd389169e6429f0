// Drop-offs as facts. A log's `_id` is the phone's own id, and its unique index the only check for doubles; a log is
// never deleted. What follows from logs is kept beside them: what stands of a household's day, counts of a site's and a
// compound's day, what phones still hold, and which days are closed. All of it can be worked out again from the logs.
import type { Counts, Seen } from '@shared/dropoffs/rules'
import type { SignalKind } from '@shared/dropoffs/signals'
import type { LogState, Result, ReviewReason } from '@shared/dropoffs/vocabulary'
import type { Stream } from '@shared/places/vocabulary'
import { defineModel, type Document } from '../db'

const text = { type: String, required: true }
const date = { type: Date, required: true }
const number = { type: Number, required: true }

export type LogRecord = Document & {
  /** Who logged: a person, or "device:<id>". */
  personId: string
  siteId: string
  /** Of the site. */
  placePath: string[]
  /** Of the window; `window` is its key. */
  day: string
  window: string
  /** When the window ends. */
  windowEnds?: Date
  scanId: string
  /** Absent: anonymous, or a code that is not known. */
  householdId?: string
  stream: Stream
  result: Result
  isLook: boolean
  /** Corrected by what the phone knew of the server's clock. */
  at: Date
  deviceAt: Date
  offsetMs: number | null
  run: string
  tick: number
  receivedAt: Date
  state: LogState
  /** Why it is or was with a person. */
  reason?: ReviewReason
  /** Decided to be a bag of its own. */
  isSeparate?: boolean
  /** What it counts as since a contest was upheld. */
  standsAs?: Result
  contest?: 'open' | 'upheld' | 'kept'
  contestText?: string
  undoneAt?: Date
  note?: string
  photoIds?: string[]
  /** Of the row as sent: the same id with other content is refused. */
  contentHash: string
}

export const Logs = defineModel<LogRecord>(
  'Dropoff',
  'dropoffs',
  {
    personId: text,
    siteId: text,
    placePath: { type: [String], required: true },
    day: text,
    window: text,
    windowEnds: Date,
    scanId: text,
    householdId: String,
    stream: text,
    result: text,
    isLook: { type: Boolean, required: true },
    at: date,
    deviceAt: date,
    offsetMs: Number,
    run: text,
    tick: number,
    receivedAt: date,
    state: text,
    reason: String,
    isSeparate: Boolean,
    standsAs: String,
    contest: String,
    contestText: String,
    undoneAt: Date,
    note: String,
    photoIds: { type: [String], default: undefined },
    contentHash: text,
  },
  [
    { fields: { siteId: 1, day: 1, at: -1 } },
    { fields: { householdId: 1, at: -1, _id: -1 }, where: { householdId: { $exists: true } } },
    { fields: { personId: 1, at: -1 } },
    { fields: { siteId: 1, day: 1, personId: 1, reason: 1 }, where: { state: 'review' } },
    { fields: { placePath: 1, day: 1, _id: 1 }, where: { state: 'review' } },
    { fields: { receivedAt: 1, _id: 1 }, where: { state: 'waiting' } },
    { fields: { placePath: 1, day: 1, _id: -1 }, where: { contest: 'open' } },
  ],
)

/** Rows that add to a log: taking it back, or a note. One that comes before its log waits here. */
export type AddedRecord = Document & {
  kind: 'undo' | 'note'
  personId: string
  logId: string
  at: Date
  run: string
  tick: number
  note?: string
  photoIds?: string[]
  receivedAt: Date
  isDone: boolean
  /** Why it changed nothing. */
  code?: string
  contentHash: string
}

export const Added = defineModel<AddedRecord>(
  'DropoffAdded',
  'dropoffAdded',
  {
    kind: text,
    personId: text,
    logId: text,
    at: date,
    run: text,
    tick: number,
    note: String,
    photoIds: { type: [String], default: undefined },
    receivedAt: date,
    isDone: { type: Boolean, required: true },
    code: String,
    contentHash: text,
  },
  [{ fields: { logId: 1 } }],
)

/** Points that are pending or were booked for one stream and window. `entryId` null: nothing is posted. */
export type Cell = {
  siteId: string
  /** What the rule gives, and what the month's budget has left of it. */
  asked: number
  points: number
  entryId: string | null
  /** How often something was posted: names the next entry. */
  round: number
  isClosed: boolean
  /** 每日一袋: right, and one bag more than earns on a day. */
  isBeyond?: boolean
}

/** What counts of one household on one day: `_id` "<household>/<day>". Written with every log of that household. */
export type DayRecord = Document & {
  householdId: string
  day: string
  /** The household's. */
  placeId: string
  placePath: string[]
  partition: number
  seen: Seen[]
  /** By "<window> <stream>". */
  cells: Record<string, Cell>
  /** Closings of this day, the sites they were for and what they booked. */
  closings: { siteId: string; entryId: string; points: number; cells: string[] }[]
  closingRound: number
  /** Sites with points that are still pending. */
  pendingAt: string[]
  /** Two people saw one of its bags differently, and nobody has decided yet. */
  isDisputed: boolean
}

export const Days = defineModel<DayRecord>(
  'DropoffDay',
  'dropoffDays',
  {
    householdId: text,
    day: text,
    placeId: text,
    placePath: { type: [String], required: true },
    partition: number,
    seen: { type: [Object], required: true },
    cells: { type: Object, required: true },
    closings: { type: [Object], required: true },
    closingRound: number,
    pendingAt: { type: [String], required: true },
    isDisputed: { type: Boolean, required: true },
  },
  [
    { fields: { day: 1, placeId: 1 } },
    { fields: { householdId: 1, day: -1 } },
    { fields: { pendingAt: 1, day: 1, _id: 1 } },
    { fields: { placePath: 1, day: 1, _id: 1 }, where: { isDisputed: true } },
  ],
)

/** Daily facts: `_id` "<site or compound>/<day>". */
export type CountRecord = Document & {
  of: 'site' | 'compound'
  placePath: string[]
  day: string
  counts: Counts
  lastAt: Date | null
}

export const DayCounts = defineModel<CountRecord>(
  'DropoffCount',
  'dropoffCounts',
  {
    of: text,
    placePath: { type: [String], required: true },
    day: text,
    counts: { type: Object, required: true },
    lastAt: { type: Date, default: null },
  },
  [{ fields: { placePath: 1, of: 1, day: 1 } }, { fields: { day: 1 } }],
)

/** One site's day: open until every phone has handed in what it holds. `_id` "<site>/<day>". */
export type SiteDayRecord = Document & {
  siteId: string
  placePath: string[]
  day: string
  /** The end of its last window: nothing closes before. */
  endsAt: Date
  status: 'open' | 'closed'
  closedAt?: Date
  /** Logs that were taken back, or tried, after their batch; by it taking back and closing meet. */
  takenBack?: number
  /** Rows came after it was closed. */
  isLate: boolean
}

export const SiteDays = defineModel<SiteDayRecord>(
  'DropoffSiteDay',
  'dropoffSiteDays',
  {
    siteId: text,
    placePath: { type: [String], required: true },
    day: text,
    endsAt: date,
    status: text,
    closedAt: Date,
    takenBack: Number,
    isLate: { type: Boolean, required: true },
  },
  [
    { fields: { endsAt: 1, _id: 1 }, where: { status: 'open' } },
    { fields: { isLate: 1 }, where: { isLate: true } },
    { fields: { day: 1 } },
    { fields: { placePath: 1, day: 1, _id: 1 } },
  ],
)

/** What a phone has said it still holds of a site's day: `_id` "<person>/<phone>/<site>/<day>". */
export type PhoneRecord = Document & {
  siteDayId: string
  personId: string
  left: number
  isOut: boolean
  at: Date
}

export const Phones = defineModel<PhoneRecord>(
  'DropoffPhone',
  'dropoffPhones',
  { siteDayId: text, personId: text, left: number, isOut: { type: Boolean, required: true }, at: date },
  [{ fields: { siteDayId: 1, left: 1 } }],
)

/**
 * What looked odd when a day closed: `_id` "<site>.<day>.<person>.<kind>.<household>". `noted`: somebody found it so.
 */
export type SignalRecord = Document & {
  kind: SignalKind
  siteId: string
  placePath: string[]
  day: string
  by: string
  householdId: string | null
  otherSiteId: string | null
  figures: Readonly<Record<string, number>>
  logIds: readonly string[]
  state: 'open' | 'fine' | 'noted'
}

export const Signals = defineModel<SignalRecord>(
  'DropoffSignal',
  'dropoffSignals',
  {
    kind: text,
    siteId: text,
    placePath: { type: [String], required: true },
    day: text,
    by: text,
    householdId: { type: String, default: null },
    otherSiteId: { type: String, default: null },
    figures: { type: Object, required: true },
    logIds: { type: [String], required: true },
    state: text,
  },
  [
    { fields: { siteId: 1, by: 1, kind: 1, day: -1 } },
    { fields: { placePath: 1, day: 1, _id: 1 }, where: { state: 'open' } },
  ],
)
