// Posts that follow from what the ledger already has: a hold and its end, an expiry, a reversal, a merger. They carry
// the lots they give back or take, so that the rules need not look anything up. Keeps I2 (undone by one opposite
// entry), I6 (one end a hold) and I8 (back to its lots).
import type { Day } from '../time'
import type { Unit } from '../units'
import { heldOf, isStored, memberOf, type Account } from './accounts'
import { normalise } from './content'
import type { AccountState, Entry, Limit, Post, Why } from './entries'
import { endIdOf } from './kinds'
import { givenBack } from './limits'
import { endedLots, negated, sumOf } from './lots'

export type HoldRequest = {
  /** "rewards/<redemptionId>/hold", at most 156 characters: its end is "<cause>/end". */
  cause: string
  account: Account
  points: number
  subject: string
  by: string
  at: Date
  partition: number
  placePath: readonly string[]
  why: Why
  details?: Readonly<Record<string, unknown>>
  /** Past one of them the hold is refused (LEDGER_LIMIT_REACHED). */
  limits?: readonly Limit[]
}

/** Sets points aside (I5). */
export function holdOf({ account, points, ...rest }: HoldRequest): Post {
  return {
    ...rest,
    kind: 'hold',
    postings: [
      { account, unit: 'points', amount: -points },
      { account: heldOf(account), unit: 'points', amount: points },
    ],
  }
}

export type HoldEnd = { by: string; at: Date; why: Why } & ({ kind: 'capture'; to: Account } | { kind: 'void' })

/**
 * Ends a hold: its points go to a shop or campaign, or back to the lots they came from (I8). Null for what is no hold.
 */
export function endOf(hold: Entry, end: HoldEnd): Post | null {
  const effect = hold.effects[0]
  if (hold.kind !== 'hold' || !effect) return null
  const lots = negated(effect.lots)
  const points = sumOf(lots)
  const back = end.kind === 'void'
  return {
    // I6: capture and void share one cause, so the entry's own id admits only one of them
    cause: endIdOf(hold.cause),
    kind: end.kind,
    at: end.at,
    by: end.by,
    partition: hold.partition,
    subject: hold.subject,
    ends: hold._id,
    postings: [
      { account: heldOf(effect.account), unit: 'points', amount: -points },
      { account: back ? effect.account : (end as { to: Account }).to, unit: 'points', amount: points },
    ],
    why: end.why,
    placePath: hold.placePath,
    ...(back ? { lots: { [effect.account]: lots } } : {}),
    ...(back && effect.used ? { used: { [effect.account]: givenBack(effect.used) } } : {}),
  }
}

/** Books out the lots whose month has ended by a day (I9); null when there are none. */
export function expiryOf(state: AccountState, day: Day, at: Date): Post | null {
  const lots = endedLots(state.lots, day)
  const points = sumOf(lots)
  if (points === 0) return null
  return {
    cause: `expire/${state._id}/${day}`,
    kind: 'expire',
    at,
    by: 'system:ledgerExpire',
    partition: state.partition,
    subject: `ledger/${state._id}`,
    postings: [
      { account: state._id, unit: 'points', amount: -points },
      { account: 'expiry', unit: 'points', amount: points },
    ],
    why: { template: 'ledger.expired', params: { month: Object.keys(lots).sort().at(-1) ?? '' } },
    placePath: state.placePath,
    lots: { [state._id]: negated(lots) },
  }
}

/**
 * Neither undone nor mended by undoing: what was right is posted anew under its own cause. A hold is undone by its
 * void.
 */
const FINAL: readonly Entry['kind'][] = ['reverse', 'merge', 'hold', 'void', 'expire']

/**
 * The post that undoes an entry (I2): every posting negated, a debt that was repaid or made counted with its member,
 * what had been held given back to the member, lots returned to where they came from (I8) and counters given back.
 * @param hold of a capture, the hold it ended
 * @returns null for what cannot be reversed
 */
export function reversalOf(
  entry: Entry,
  by: { cause: string; reason: string; by: string; at: Date },
  hold?: Entry | null,
): Post | null {
  if (FINAL.includes(entry.kind) || (entry.kind === 'capture' && !hold)) return null
  const effects = hold?.effects ?? entry.effects
  const used = effects.flatMap((effect) => (effect.used ? [[effect.account, givenBack(effect.used)] as const] : []))
  return {
    cause: by.cause,
    kind: 'reverse',
    at: by.at,
    by: by.by,
    partition: entry.partition,
    subject: entry.subject,
    postings: normalise(
      entry.postings.map((each) => ({
        ...each,
        account: isStored(memberOf(each.account)) ? memberOf(each.account) : each.account,
        amount: -each.amount,
      })),
    ),
    why: { template: 'ledger.reversed', params: { reason: by.reason } },
    placePath: entry.placePath,
    reverses: { entryId: entry._id, kind: entry.kind },
    lots: Object.fromEntries(effects.map((effect) => [effect.account, negated(effect.lots)])),
    ...(used.length > 0 ? { used: Object.fromEntries(used) } : {}),
  }
}

/**
 * The post that moves everything a duplicate household has to the one that stays: points with their lots (a debt the
 * other way), fen and carbon, and what was used of caps, so that nobody doubles them by merging. What is held stays
 * until its hold ends. Null when there is nothing to move.
 */
export function mergerOf(
  from: AccountState,
  into: Account,
  by: { partition: number; at: Date; by: string; placePath: readonly string[] },
): Post | null {
  const claim = from.points - from.debt
  const amounts: [Unit, number][] = [
    ['points', claim],
    ['fen', from.fen],
    ['carbonGrams', from.carbonGrams],
  ]
  const postings = amounts.flatMap(([unit, amount]) => [
    { account: from._id, unit, amount: -amount },
    { account: into, unit, amount },
  ])
  if (normalise(postings).length === 0) return null
  return {
    cause: `merge:${from._id}:${into}:${from.seq}`,
    kind: 'merge',
    at: by.at,
    by: by.by,
    partition: by.partition,
    subject: into.replace(':', 's/'),
    postings,
    why: { template: 'ledger.merged', params: {} },
    placePath: by.placePath,
    ...(claim > 0 ? { lots: { [from._id]: negated(from.lots), [into]: from.lots } } : {}),
    ...(from.used ? { used: { [from._id]: givenBack(from.used), [into]: from.used } } : {}),
  }
}
