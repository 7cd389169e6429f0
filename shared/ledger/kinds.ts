// What a post of each kind may look like: which accounts it may move, in which direction and unit. Checked before any
// balance is looked at. Keeps I1 (postings sum to zero per unit), I5 (what is held comes from and goes back to its own
// member) and I15 (a compensation never draws on a rule, an earning never on compensations).
import type { Unit } from '../units'
import { debtOf, isStored, kindOf, mayCarry, memberOf, type Account, type AccountKindName } from './accounts'
import { unbalanced } from './content'
import { entryIdOf, type EntryKind, type Post, type Posting } from './entries'
import type { ledgerErrors } from './errors'
import { isLimit } from './limits'

export type LedgerCode = keyof typeof ledgerErrors
export type Refusal = { ok: false; code: LedgerCode; details?: Record<string, unknown> }
export const refuse = (code: LedgerCode, details?: Record<string, unknown>): Refusal => ({
  ok: false,
  code,
  ...(details ? { details } : {}),
})

const MAX_AMOUNT = 1_000_000_000_000

type Sign = 1 | -1 | 0
/**
 * Counter-accounts; the direction of a member's points and of what is held of them; `single`: one member and points
 * alone.
 */
type KindRule = { counters: readonly AccountKindName[]; points: Sign; held: Sign; single: boolean }

const kindRules: Record<Exclude<EntryKind, 'reverse' | 'merge' | 'gift'>, KindRule> = {
  earn: { counters: ['issuer', 'pending', 'campaign', 'nature', 'operator'], points: 1, held: 0, single: false },
  accrue: { counters: ['issuer', 'pending'], points: 0, held: 0, single: false },
  // I15: what the operator owes for its own failures has an account of its own
  compensate: { counters: ['compensation', 'operator'], points: 1, held: 0, single: false },
  owe: { counters: ['operator'], points: 0, held: 0, single: false },
  pay: { counters: ['operator'], points: 0, held: 0, single: false },
  hold: { counters: [], points: -1, held: 1, single: true },
  capture: { counters: ['merchant', 'campaign'], points: 0, held: -1, single: true },
  void: { counters: [], points: 1, held: -1, single: true },
  expire: { counters: ['expiry'], points: -1, held: 0, single: true },
}

/** True for kinds whose points count as earned; a reversal counts as what it undoes. */
export const countsAsEarned = (kind: EntryKind): boolean => kind === 'earn' || kind === 'compensate'
/** An earning past a limit is trimmed; the others are refused, since nobody wants half of what they asked for. */
export const isTrimmed = (kind: EntryKind): boolean => kind === 'earn' || kind === 'compensate'
const mayBeLimited = (kind: EntryKind): boolean => isTrimmed(kind) || kind === 'hold' || kind === 'gift'

/** The members whose balance a posting is part of. */
export const membersIn = (postings: readonly Posting[]): Account[] => [
  ...new Set(postings.map((each) => memberOf(each.account)).filter(isStored)),
]

/** @param postings the post's, normalised */
export function checkShape(post: Post, postings: readonly Posting[]): Refusal | null {
  if (
    !Number.isInteger(post.partition) ||
    post.cause.length < 1 ||
    post.cause.length > 160 ||
    Number.isNaN(post.at.getTime())
  )
    return refuse('LEDGER_KIND_INVALID', { cause: post.cause })
  for (const { account, unit, amount } of post.postings) {
    if (!mayCarry(account, unit) || account === debtOf(memberOf(account)))
      return refuse('LEDGER_ACCOUNT_INVALID', { account, unit })
    if (!Number.isSafeInteger(amount) || Math.abs(amount) > MAX_AMOUNT)
      return refuse('LEDGER_AMOUNT_INVALID', { account, amount })
  }
  // an earning that a limit had trimmed to nothing moved nothing, and is reversed by something that moves nothing
  if (postings.length === 0 && post.reverses === undefined) return refuse('LEDGER_NOTHING_MOVED')
  // I1
  const rest = unbalanced(postings)
  if (rest) return refuse('LEDGER_UNBALANCED', rest)
  return checkKind(post, postings) ?? (post.limits || post.budget ? checkLimits(post, postings) : null)
}

function checkKind(post: Post, postings: readonly Posting[]): Refusal | null {
  const wrong = (details: Record<string, unknown> = {}): Refusal =>
    refuse('LEDGER_KIND_INVALID', { kind: post.kind, ...details })
  if ((post.kind === 'reverse') !== (post.reverses !== undefined)) return wrong()
  const ends = post.kind === 'capture' || post.kind === 'void'
  // I6: the end of a hold has one name, so that the database itself admits only one
  if (ends ? post.ends === undefined || entryIdOf(post) !== endIdOf(post.ends) : post.ends !== undefined) return wrong()
  if (post.kind === 'reverse' || post.kind === 'merge')
    return postings.every(
      (each) => memberOf(each.account) === each.account && (post.kind === 'reverse' || isStored(each.account)),
    )
      ? null
      : wrong()
  if (post.kind === 'gift') return isGift(postings) ? null : wrong()
  const rule = kindRules[post.kind] as KindRule | undefined
  if (!rule) return wrong()
  for (const posting of postings) if (!fits(posting, rule)) return wrong(posting)
  return rule.single && membersIn(postings).length !== 1 ? wrong() : null
}

function fits({ account, unit, amount }: Posting, rule: KindRule): boolean {
  if (rule.single && unit !== 'points') return false
  if (isStored(account))
    return unit === 'fen' || (unit === 'points' ? Math.sign(amount) === rule.points : amount > 0 && rule.points === 1)
  if (memberOf(account) !== account) return rule.held !== 0 && Math.sign(amount) === rule.held
  const kind = kindOf(account)
  if (kind === 'pending' && Math.sign(amount) !== (rule.points === 1 ? -1 : 1)) return false
  return kind !== null && rule.counters.includes(kind)
}

/** From one member to another, points alone. */
const isGift = (postings: readonly Posting[]): boolean =>
  postings.length === 2 && postings.every((each) => isStored(each.account) && each.unit === 'points')

function checkLimits(post: Post, postings: readonly Posting[]): Refusal | null {
  const limits = post.limits ?? []
  const inPoints = postings.filter((each) => each.unit === 'points')
  const asked = Math.max(0, ...inPoints.map((each) => each.amount))
  if (!mayBeLimited(post.kind) || (inPoints.length !== 2 && inPoints.length !== 0))
    return refuse('LEDGER_KIND_INVALID', { kind: post.kind, limits: limits.length })
  if (!limits.every((each) => isLimit(each) && Number.isSafeInteger(each.amount * asked)))
    return refuse('LEDGER_AMOUNT_INVALID', { limits: limits.length })
  if (new Set(limits.map((each) => `${each.counter} ${each.period}`)).size < limits.length)
    return refuse('LEDGER_KIND_INVALID', { limits: limits.length })
  return null
}

/** The id of the one entry that can end a hold (I6): its capture or its void. */
export const endIdOf = (holdEntryId: string): string => `${holdEntryId}/end`

/** The amount of one account in one unit. */
export function amountOf(postings: readonly Posting[], account: Account, unit: Unit): number {
  for (const each of postings) if (each.account === account && each.unit === unit) return each.amount
  return 0
}
