// Points that are pending until a day is closed: issued with the fact that earns them, from the rule and the month's
// budget (I15), without a lot and not to be spent; the earning that closes the day takes them over under the rule's
// caps (I11). Whoever posts them has asked before whether somebody earns for what they verified themselves (I12).
import { accountFor, pendingOf } from '@shared/ledger/accounts'
import {
  budgetMonthOf,
  issuerOf,
  limitsFor,
  pointsFor,
  ruleIdOf,
  type EarningRule,
  type Fact,
} from '@shared/ledger/earning'
import type { SourceKey } from '@shared/ledger/earning-sources'
import type { Post } from '@shared/ledger/entries'
import { addDays, instantAt, type Day } from '@shared/time'
import { ownBudgets } from './budgets'
import { rulesOnDays } from './earning'

export type Purse = {
  /** The rule that holds on a day; null where nothing is earned. */
  ruleOn: (day: Day) => EarningRule | null
  /** Takes points of what was set aside, fewer where there is no more. */
  take: (points: number) => number
  /** At the beginning of each attempt of the transaction. */
  begin: () => void
  close: (outcome: 'committed' | 'undone' | 'unknown') => void
}

/** What some facts are worth by a rule. */
export const pointsOf = (rule: EarningRule | null, facts: readonly Fact[]): number =>
  rule ? facts.reduce((sum, fact) => sum + pointsFor(rule, fact), 0) : 0

/**
 * Sets aside what facts may earn at most. Outside of any transaction; `withEarning` closes it afterwards.
 * @param facts by the day they happened on
 */
export async function preparePending(
  source: SourceKey,
  facts: readonly { day: Day; facts: readonly Fact[] }[],
  at: Date,
): Promise<Purse> {
  const rules = await rulesOnDays(source, [...new Set(facts.map((each) => each.day))])
  const asked = facts.reduce((sum, each) => sum + pointsOf(rules.get(each.day) ?? null, each.facts), 0)
  const rule = [...rules.values()].find((each) => each !== null)
  const reservation =
    rule && asked > 0
      ? await ownBudgets.reserve({ key: source, month: budgetMonthOf(at), total: rule.budgetPerMonth }, asked)
      : null
  let left = 0
  return {
    ruleOn: (day) => rules.get(day) ?? null,
    begin: () => {
      left = reservation?.points ?? 0
    },
    take: (points) => {
      const taken = Math.min(left, points)
      left -= taken
      return taken
    },
    close: (outcome) => {
      const reserved = reservation?.points ?? 0
      reservation?.settle(outcome === 'committed' ? reserved - left : outcome === 'undone' ? 0 : reserved)
    },
  }
}

type Of = { cause: string; householdId: string; partition: number; placePath: readonly string[]; subject: string }

/** The entry of what a fact earns, pending. */
export const accrualOf = (of: Of, rule: EarningRule, points: number, day: Day, by: string, at: Date): Post => ({
  cause: of.cause,
  kind: 'accrue',
  at,
  by,
  partition: of.partition,
  subject: of.subject,
  placePath: of.placePath,
  postings: [
    { account: issuerOf(rule.key), unit: 'points', amount: -points },
    { account: pendingOf(accountFor(of)), unit: 'points', amount: points },
  ],
  why: { template: 'dropoff.pending', params: { rule: rule.version } },
  ruleVersion: ruleIdOf(rule),
  details: { day },
})

type Closing = {
  /** Whose it was when it was pending: another household where that one was merged into this since. */
  pendingOf: string
  points: number
  day: Day
  why: Post['why']
}

/**
 * The one entry that makes what was pending of a day the household's: dated on that day, so that its lot is that of the
 * day, and trimmed by the rule's caps; what a cap does not leave goes back to the rule.
 */
export function closingOf(of: Of, rule: EarningRule, { pendingOf: householdId, points, day, why }: Closing): Post {
  const account = accountFor(of)
  return {
    cause: of.cause,
    kind: 'earn',
    at: new Date(instantAt(addDays(day, 1), '00:00').getTime() - 1000),
    by: 'system:dropoffs',
    partition: of.partition,
    subject: of.subject,
    placePath: of.placePath,
    postings: [
      { account: pendingOf(accountFor({ householdId })), unit: 'points', amount: -points },
      { account, unit: 'points', amount: points },
    ],
    rest: issuerOf(rule.key),
    why,
    ruleVersion: ruleIdOf(rule),
    limits: limitsFor(rule, [], points, { day }),
    details: { day },
  }
}
