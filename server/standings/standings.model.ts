// Collections of the published lists. A month's run and its versions are documents of which there can be only one:
// their `_id` says area and month, so two servers at once make one list. Inputs and versions never change once
// written.
import type { Amendment, Change, Computed, ListDocument, ListInputs, ListPlace } from '@shared/standings/list'
import type {
  CorrectionStatus,
  MendingState,
  ObjectionStatus,
  ReplySide,
  RuleStatus,
  RunStatus,
} from '@shared/standings/vocabulary'
import { defineModel, type Document } from '../db'

const text = { type: String, required: true }
const date = { type: Date, required: true }
const number = { type: Number, required: true }
const flag = { type: Boolean, required: true }
const path = { type: [String], required: true }

/** `_id` "<area>:<month>". */
export type RunRecord = Document & {
  area: string
  /** The area's own path. */
  placePath: string[]
  period: string
  status: RunStatus
  from: string
  to: string
  rulesVersion: number
  /** Of the kept inputs, as canonical bytes. */
  inputsHash: string
  parts: number
  closedOn: string
  /** The last day to object, once the preview has begun. */
  objectUntil: string | null
  notRanked: string | null
  factors: Record<string, number>
  /** What decisions have changed of the inputs, in their order. */
  amendments: (Amendment & { because: string })[]
  /** The newest published version; 0 before. */
  version: number
  publishedOn: string | null
  /** Everybody was told that it is published. */
  isTold: boolean
}

export const Runs = defineModel<RunRecord>(
  'StandingRun',
  'standingRuns',
  {
    area: text,
    placePath: path,
    period: text,
    status: text,
    from: text,
    to: text,
    rulesVersion: number,
    inputsHash: text,
    parts: number,
    closedOn: text,
    objectUntil: { type: String, default: null },
    notRanked: { type: String, default: null },
    factors: { type: Object, required: true },
    amendments: { type: [Object], required: true },
    version: number,
    publishedOn: { type: String, default: null },
    isTold: flag,
  },
  [{ fields: { area: 1, period: -1 } }, { fields: { status: 1, period: 1 } }],
)

/** What a run was made of, in parts that fit a document. `_id` "<run>#<number>". */
export type InputsRecord = Document & {
  runId: string
  part: number
  /** Of the first part. */
  head?: Omit<ListInputs, 'places' | 'visits' | 'cases'>
  places: ListInputs['places']
  visits: ListInputs['visits']
  cases: ListInputs['cases']
}

export const Inputs = defineModel<InputsRecord>(
  'StandingInputs',
  'standingInputs',
  {
    runId: text,
    part: number,
    head: { type: Object, default: undefined },
    places: { type: [Object], required: true },
    visits: { type: [Object], required: true },
    cases: { type: [Object], required: true },
  },
  [{ fields: { runId: 1, part: 1 }, unique: true }],
)

/** What a month came to for one place. `_id` "<run>/<place>". */
export type EntryRecord = Document &
  Omit<Computed, 'place'> & {
    runId: string
    period: string
    placeId: string
    placePath: string[]
    name: string
    subdistrict: string
    company: string | null
    companyId: string | null
    /** Black list first, then red, then by score. */
    order: number
    /** As it was told in the preview. */
    previewed: Computed['outcome']
    reasons: string[]
    isPublished: boolean
    /** Of a published entry of the black list. */
    mending?: MendingState
    mendingUntil?: string
    mendedOn?: string
  }

export const Entries = defineModel<EntryRecord>(
  'StandingEntry',
  'standingEntries',
  {
    runId: text,
    period: text,
    placeId: text,
    placePath: path,
    name: text,
    subdistrict: text,
    company: { type: String, default: null },
    companyId: { type: String, default: null },
    kind: text,
    outcome: text,
    missing: { type: String, default: '' },
    score: { type: Number, default: null },
    low: { type: Number, default: null },
    high: { type: Number, default: null },
    rank: { type: Number, default: null },
    listRank: { type: Number, default: null },
    rankFrom: { type: Number, default: null },
    rankTo: { type: Number, default: null },
    size: { type: String, default: '' },
    visits: number,
    inspectors: number,
    bags: number,
    bagsCorrect: number,
    onSite: { type: Number, default: null },
    due: number,
    closedInTime: number,
    lastVisit: { type: String, default: null },
    because: { type: [String], default: undefined },
    order: number,
    previewed: text,
    reasons: { type: [String], required: true },
    isPublished: flag,
    mending: String,
    mendingUntil: String,
    mendedOn: String,
  },
  [
    { fields: { runId: 1, placePath: 1, order: 1, _id: 1 } },
    { fields: { runId: 1, placePath: 1, outcome: 1, order: 1, _id: 1 } },
    { fields: { placeId: 1, period: -1 } },
    { fields: { companyId: 1, period: -1 }, where: { companyId: { $type: 'string' } } },
    { fields: { mending: 1, mendingUntil: 1 }, where: { mending: { $in: ['due', 'fixed'] } } },
  ],
)

/** A published version: its bytes are frozen. `_id` "<run>/v<number>". */
export type VersionRecord = Document & {
  runId: string
  area: string
  period: string
  version: number
  document: ListDocument
  hash: string
  publishedAt: Date
}

export const Versions = defineModel<VersionRecord>(
  'StandingVersion',
  'standingVersions',
  {
    runId: text,
    area: text,
    period: text,
    version: number,
    document: { type: Object, required: true },
    hash: text,
    publishedAt: date,
  },
  [{ fields: { runId: 1, version: -1 }, unique: true }, { fields: { area: 1, period: -1, version: -1 } }],
)

export type ObjectionRecord = Document & {
  entryId: string
  runId: string
  period: string
  placeId: string
  placePath: string[]
  name: string
  side: ReplySide
  text: string
  photoIds: string[]
  at: Date
  /** A person, or the link of a company. */
  by: string
  status: ObjectionStatus
  dueAt: Date | null
  before: string
  after?: string
  decision?: { text: string; at: Date; by: string }
}

export const Objections = defineModel<ObjectionRecord>(
  'StandingObjection',
  'standingObjections',
  {
    entryId: text,
    runId: text,
    period: text,
    placeId: text,
    placePath: path,
    name: text,
    side: text,
    text,
    photoIds: { type: [String], required: true },
    at: date,
    by: text,
    status: text,
    dueAt: { type: Date, default: null },
    before: text,
    after: String,
    decision: { type: Object, default: undefined },
  },
  [
    // each side is heard once on one result
    { fields: { entryId: 1, side: 1 }, unique: true },
    { fields: { placePath: 1, at: -1, _id: -1 } },
    { fields: { placePath: 1, status: 1, at: -1, _id: -1 } },
    { fields: { runId: 1, status: 1 } },
    { fields: { by: 1 } },
  ],
)

/** A correction of a published version; a second person decides it. */
export type CorrectionRecord = Document & {
  runId: string
  period: string
  /** The one that was seen. */
  version: number
  amendments: Amendment[]
  reason: string
  /** As they were seen when it was proposed. */
  changes: Change[]
  by: string
  at: Date
  status: CorrectionStatus
  decision?: { by: string; at: Date; reason: string }
}

export const Corrections = defineModel<CorrectionRecord>(
  'StandingCorrection',
  'standingCorrections',
  {
    runId: text,
    period: text,
    version: number,
    amendments: { type: [Object], required: true },
    reason: text,
    changes: { type: [Object], required: true },
    by: text,
    at: date,
    status: text,
    decision: { type: Object, default: undefined },
  },
  [{ fields: { status: 1, at: 1, _id: 1 } }],
)

/** What was said beside an entry; the newest of a side is shown. */
export type ReplyRecord = Document & {
  entryId: string
  runId: string
  placeId: string
  placePath: string[]
  side: ReplySide
  text: string
  at: Date
  by: string
  hidden?: { by: string; at: Date; reason: string }
}

export const Replies = defineModel<ReplyRecord>(
  'StandingReply',
  'standingReplies',
  {
    entryId: text,
    runId: text,
    placeId: text,
    placePath: path,
    side: text,
    text,
    at: date,
    by: text,
    hidden: { type: Object, default: undefined },
  },
  [{ fields: { runId: 1, at: 1 } }, { fields: { entryId: 1, at: 1 } }, { fields: { by: 1 } }],
)

/** `_id` "<area>:<version>". */
export type RulesRecord = Document & {
  area: string
  version: number
  status: RuleStatus
  /** The first month that it holds for. */
  from: string
  rules: Record<string, unknown>
  reason: string
  proposedBy: string
  proposedAt: Date
  decidedBy?: string
  decidedAt?: Date
  decisionReason?: string
}

export const RulesVersions = defineModel<RulesRecord>(
  'StandingRules',
  'standingRules',
  {
    area: text,
    version: number,
    status: text,
    from: text,
    rules: { type: Object, required: true },
    reason: text,
    proposedBy: text,
    proposedAt: date,
    decidedBy: String,
    decidedAt: Date,
    decisionReason: String,
  },
  [{ fields: { area: 1, version: -1 }, unique: true }, { fields: { area: 1, status: 1, from: -1 } }],
)

export const runIdOf = (area: string, period: string): string => `${area}:${period}`
export const entryIdOf = (runId: string, placeId: string): string => `${runId}/${placeId}`
export type { ListPlace }
