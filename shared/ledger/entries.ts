// What is posted and what is kept. A Post is what a feature asks for; an Entry is what was written: one document, never changed (I2),
// with the postings that took effect, and for every touched member its sequence number, balances afterwards and lots made or drawn.
import type { Month } from '../time'
import type { Unit } from '../units'
import type { Account } from './accounts'

/** Every kind the ledger will know. Those that move points through holds, expiry and gifts open with redemption. */
export const entryKinds = [
  'earn', 'spend', 'reverse', 'compensate', 'owe', 'pay', 'hold', 'capture', 'void', 'expire', 'gift', 'merge', 'correct',
] as const
export type EntryKind = (typeof entryKinds)[number]
/** The kinds that can be posted now. */
export const openKinds = ['earn', 'spend', 'reverse', 'compensate', 'owe', 'pay', 'merge'] as const satisfies readonly EntryKind[]
export type OpenKind = (typeof openKinds)[number]

export type Posting = { account: Account; unit: Unit; amount: number }

/** Points by the month at whose end they expire (I7). Values in a state are above zero; in an effect they are changes. */
export type Lots = Readonly<Record<Month, number>>

/** Why, as data: the words are made when someone reads them (shared/ledger/words.ts). */
export type Why = { template: string; params: Readonly<Record<string, string | number>> }

export type Post = {
  /** What brought it about, unique for ever within its partition: "pickup:<id>:settled" (I3). At most 160 characters. */
  cause: string
  kind: OpenKind
  /** When it happened; the month decides the lot. */
  at: Date
  /** Person id, or "system:<job>". */
  by: string
  /** partitionOf(first compound of the household). */
  partition: number
  /** "pickups/<id>": what it is about, and where it can be contested. */
  subject: string
  /** Sum to zero per unit (I1). Zero amounts are dropped, several of one account and unit are added up. */
  postings: readonly Posting[]
  why: Why
  /** Rule or price list the points came from, "v4". */
  ruleVersion?: string
  /** Edition of the carbon factors. */
  factorVersion?: string
  /** Inputs of what was computed. `earnerId`: the person whose act it was; only they see the time of day. */
  details?: Readonly<Record<string, unknown>>
  /** Path of places of the members' home, city first: what staff's scope is matched with. Not part of the content. */
  placePath?: readonly string[]
  /** Only on reversals, filled by `reversalOf`. */
  reverses?: { entryId: string; kind: EntryKind }
  /** Which lots points come from (−) or go to (+), filled by `reversalOf` and `mergerOf`; the usual rule where absent. */
  lots?: Readonly<Record<Account, Lots>>
}

/** One member's share of an entry: balances afterwards, and the lots made (+) or drawn (−). */
export type Effect = {
  account: Account
  /** 1, 2, 3 … without gaps per account. */
  seq: number
  points: number
  fen: number
  carbonGrams: number
  held: number
  debt: number
  earned: number
  lots: Lots
}

export type Entry = {
  /** "<partition>:<cause>" */
  _id: string
  partition: number
  cause: string
  kind: EntryKind
  at: Date
  recordedAt: Date
  by: string
  subject: string
  postings: Posting[]
  effects: Effect[]
  why: Why
  ruleVersion?: string
  factorVersion?: string
  details?: Readonly<Record<string, unknown>>
  placePath: string[]
  reverses?: string
  reversedKind?: EntryKind
  /** Of what was asked (I3). */
  contentHash: string
  /** Of the whole entry as written. */
  hash: string
}

/** The cached balance of one member: the sum of its entries (I13), moved in the same transaction. */
export type AccountState = {
  _id: Account
  partition: number
  placePath: string[]
  seq: number
  points: number
  fen: number
  carbonGrams: number
  /** Points set aside by holds. */
  held: number
  /** Points owed back because they were spent before being reversed (I10). */
  debt: number
  /** Points ever earned, less reversed ones. */
  earned: number
  lots: Lots
}

export const entryIdOf = (post: Pick<Post, 'partition' | 'cause'>): string => `${post.partition}:${post.cause}`

/** What posting answers: the entry, new or from the first time. */
export type Posted = { status: 'posted' | 'had'; entry: Entry }
