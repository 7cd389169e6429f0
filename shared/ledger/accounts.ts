// Accounts of the ledger are strings, "<kind>:<name>". This file says which kinds there are, which units each may
// carry, and which keep a balance document. System accounts (issuers, nature, expiry …) are summed from entries: a
// stored balance that every post touches would be the ceiling of the whole ledger. `debt:` and `held:` are parts of a
// member's own document (I5, I10).
import type { Unit } from '../units'

export type Account = string

/**
 * `stored`: has a balance document with lots; `part`: kept inside its member's document; `derived`: summed from
 * entries.
 */
type AccountKind = { keeps: 'stored' | 'part' | 'derived'; units: readonly Unit[]; name: string }

export const accountKinds = {
  person: { keeps: 'stored', units: ['points', 'fen', 'carbonGrams'], name: '个人' },
  household: { keeps: 'stored', units: ['points', 'fen', 'carbonGrams'], name: '住户' },
  /** A compound's or school's fund, which gifts go to. */
  fund: { keeps: 'stored', units: ['points'], name: '公益金' },
  /** debt:<member>: points taken back after they were spent; never above zero in sum. */
  debt: { keeps: 'part', units: ['points'], name: '待偿还' },
  /** held:<member>: set aside for a redemption under way. */
  held: { keeps: 'part', units: ['points'], name: '预留' },
  /** pending:<member>: issued, and not the member's before a day is closed; never below zero in sum. Without lots. */
  pending: { keeps: 'derived', units: ['points'], name: '待入账' },
  /** issuer:<rule>: where points of a rule come from; its negative sum is what the rule has issued. */
  issuer: { keeps: 'derived', units: ['points'], name: '发放' },
  /** compensation:<placeId>: points for the operator's own failures, apart from the rules' budgets. */
  compensation: { keeps: 'derived', units: ['points'], name: '补偿' },
  /**
   * operator:<placeId>: its fen sum is what it still has to collect (positive) or pay out; its carbon is what no
   * household claims.
   */
  operator: { keeps: 'derived', units: ['fen', 'carbonGrams'], name: '运营方' },
  /** The counter-account of avoided emissions. */
  nature: { keeps: 'derived', units: ['carbonGrams'], name: '减碳' },
  expiry: { keeps: 'derived', units: ['points'], name: '到期' },
  merchant: { keeps: 'derived', units: ['points'], name: '兑换点' },
  campaign: { keeps: 'derived', units: ['points'], name: '活动' },
} as const satisfies Record<string, AccountKind>
export type AccountKindName = keyof typeof accountKinds

const SHAPE =
  /^(nature|expiry|(debt|held|pending):(person|household|fund):[\w-]{1,64}|(person|household|fund|issuer|compensation|operator|merchant|campaign):[\w.-]{1,64})$/

/** Every post asks this of its accounts several times, and they come again and again. */
const known = new Map<Account, AccountKindName | null>()
const MOST_KNOWN = 50_000

/** The kind of a well-formed account, else null. */
export function kindOf(account: Account): AccountKindName | null {
  const before = known.get(account)
  if (before !== undefined) return before
  const colon = account.indexOf(':')
  const kind = SHAPE.test(account) ? ((colon < 0 ? account : account.slice(0, colon)) as AccountKindName) : null
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(account, kind)
  return kind
}

/** True for accounts with a balance document: person, household, fund. */
export function isStored(account: Account): boolean {
  const kind = kindOf(account)
  return kind !== null && accountKinds[kind].keeps === 'stored'
}

export function mayCarry(account: Account, unit: Unit): boolean {
  const kind = kindOf(account)
  return kind !== null && (accountKinds[kind].units as readonly Unit[]).includes(unit)
}

export const debtOf = (member: Account): Account => `debt:${member}`
export const heldOf = (member: Account): Account => `held:${member}`
export const pendingOf = (member: Account): Account => `pending:${member}`
/** The member a `debt:` or `held:` account is part of, else the account itself. */
export const memberOf = (account: Account): Account =>
  account.startsWith('debt:') || account.startsWith('held:') ? account.slice(5) : account

/**
 * The account of a household, or of a person who has none (a visitor, an anonymous booking with a person behind it).
 */
export function accountFor(of: { householdId: string } | { personId: string }): Account {
  return 'householdId' in of ? `household:${of.householdId}` : `person:${of.personId}`
}
