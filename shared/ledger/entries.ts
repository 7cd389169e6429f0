// What is posted and what is kept. A Post is what a feature asks for; an Entry is what was written: one document, never
// changed (I2), with the postings that took effect, and for every touched member its sequence number, balances
// afterwards and lots made or drawn.
import type { Month } from '../time'
import type { Unit } from '../units'
import type { Account } from './accounts'

/**
 * `accrue`: points that are pending until a day is closed; the earning that closes it takes them from there.
 * Spending is hold → capture; a hold that is not captured is void (I5, I6).
 */
export const entryKinds = [
  'earn',
  'accrue',
  'reverse',
  'compensate',
  'owe',
  'pay',
  'hold',
  'capture',
  'void',
  'expire',
  'gift',
  'merge',
] as const
export type EntryKind = (typeof entryKinds)[number]

export type Posting = { account: Account; unit: Unit; amount: number }

/**
 * Points by the month at whose end they expire (I7). Values in a state are above zero; in an effect they are changes.
 */
export type Lots = Readonly<Record<Month, number>>

/** How much of each limit's counter has been used, by counter and period; in an effect, by how much it changed. */
export type Used = Readonly<Record<string, Readonly<Record<string, number>>>>

/**
 * A cap of a rule (I11), kept in the member's own account and moved in the same write as the balance. `counter` names
 * the rule and whose cap it is ("pickup-recyclable/person/<id>"), `period` is a day, a window ("2026-11-22T18") or a
 * month. `amount` is what this post uses of a cap in grams or times; of a cap in points it uses what is granted.
 */
export type Limit = {
  counter: string
  period: string
  measure: 'points' | 'grams' | 'times'
  amount: number
  most: number
}

/** Why, as data: the words are made when someone reads them (shared/ledger/words.ts). */
export type Why = { template: string; params: Readonly<Record<string, string | number>> }

export type Post = {
  /**
   * What brought it about, unique for ever within its partition: "pickup:<id>:settled" (I3). At most 160 characters.
   */
  cause: string
  kind: EntryKind
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
  /**
   * Caps (I11). An earning past one is trimmed to what is left, down to nothing, and says so in `details.trimmed`; a
   * hold or gift past one is refused (LEDGER_LIMIT_REACHED). Not part of the content: what was asked is.
   */
  limits?: readonly Limit[]
  /**
   * Points that the rule's budget of the month still allows this post (I15); an earning above is trimmed by "budget".
   * Not part of the content.
   */
  budget?: { left: number }
  /**
   * Of an earning that takes what was pending: where that goes which a limit does not grant. Not part of the content.
   */
  rest?: Account
  /** Only on reversals, filled by `reversalOf`. */
  reverses?: { entryId: string; kind: EntryKind }
  /** Only on captures and voids, filled by `endOf`: the hold's entry id. */
  ends?: string
  /**
   * Which lots points come from (−) or go to (+), filled by `reversalOf`, `mergerOf`, `endOf` and `expiryOf`; the usual
   * rule where absent.
   */
  lots?: Readonly<Record<Account, Lots>>
  /** What is given back to counters, filled by `reversalOf` and `endOf`. */
  used?: Readonly<Record<Account, Used>>
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
  /** Changes to the counters of limits. */
  used?: Used
}

/** In an entry's details where a limit or budget granted less than was asked. `by`: the counter, or "budget". */
export type Trimmed = { asked: number; granted: number; by: string }

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
  /** The hold that a capture or void ends. */
  ends?: string
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
  /** The first month in `lots`, so that the expiry run finds what is due; null without lots. */
  oldestLot: Month | null
  /** Counters of limits, the latest periods of each. */
  used?: Used
}

export const entryIdOf = (post: Pick<Post, 'partition' | 'cause'>): string => `${post.partition}:${post.cause}`

/** What posting answers: the entry, new or from the first time. */
export type Posted = { status: 'posted' | 'had'; entry: Entry }
