// Earning rules as everyone may read them: what is in force on a day with rates, caps and this month's budget, what
// will change, and the sources that rules can be made for.
import type { OutputOf, ParsedOf } from '@shared/contract'
import { basisOf, ruleOn, showCap, showRate, upcoming, type EarningRule } from '@shared/ledger/earning'
import type { earning, PublicRule } from '@shared/ledger/earning-contract'
import { capTexts, earningSources, sourceKeys, type SourceKey } from '@shared/ledger/earning-sources'
import { dayOf } from '@shared/time'
import { now } from '../clock'
import { budgetsNow } from './budgets'
import { EarningRules, type RuleRecord } from './earning.model'

const MAX_VERSIONS = 2_000

/** All versions that were ever activated. */
export const activated = (): Promise<RuleRecord[]> =>
  EarningRules.find({ key: { $in: [...sourceKeys] }, status: { $in: ['active', 'ended'] } })
    .sort({ validFrom: -1 })
    .limit(MAX_VERSIONS)
    .lean<RuleRecord[]>()
    .exec()

export const showRates = (rule: EarningRule): PublicRule['rates'] =>
  rule.rates.map((rate) => ({
    ...rate,
    name: earningSources[rule.key].rates[rate.code] ?? rate.code,
    text: showRate(rule.key, rate),
  }))
export const showCaps = (rule: EarningRule): PublicRule['caps'] =>
  rule.caps.map((cap) => ({ ...cap, text: showCap(cap) }))

type BudgetNow = Awaited<ReturnType<typeof budgetsNow>> extends Map<SourceKey, infer Value> ? Value : never

export function showBudget(budget: BudgetNow | undefined): PublicRule['budget'] {
  if (!budget) return null
  const text =
    budget.state === 'spent'
      ? '本月预算已用完，下月恢复计分'
      : budget.state === 'low'
        ? `本月预算已用 ${budget.percent}%，用完后本月不再计分`
        : `本月预算已用 ${budget.percent}%`
  return { ...budget, text }
}

/** The rules of a day for everyone, with caps, this month's budget and what will change. */
export async function publicRules(input: ParsedOf<typeof earning.rules>): Promise<OutputOf<typeof earning.rules>> {
  const day = input.day ?? dayOf(now())
  const versions = await activated()
  const inForce = sourceKeys.flatMap(
    (key) =>
      ruleOn(
        versions.filter((rule) => rule.key === key),
        day,
      ) ?? [],
  )
  const budgets = await budgetsNow(inForce.map(({ key, budgetPerMonth }) => ({ key, total: budgetPerMonth })))
  return {
    day,
    note: '积分奖励做法，不能兑现。每次称重按材料分别计分，不足 1分的舍去；到达上限或本月预算用完时少记或不记，明细里会写明。',
    items: inForce.map((rule) => ({
      id: rule._id,
      key: rule.key,
      version: rule.version,
      name: rule.name,
      source: rule.key,
      sourceName: earningSources[rule.key].name,
      basis: basisOf(rule.key),
      rates: showRates(rule),
      caps: showCaps(rule),
      budget: showBudget(budgets.get(rule.key)),
      validFrom: rule.validFrom,
      validTo: rule.validTo,
      text: rule.reason,
    })),
    upcoming: upcoming(versions, dayOf(now())).map(({ rule, on, text }) => ({
      ruleId: rule._id,
      key: rule.key,
      name: rule.name,
      on,
      text,
      reason: rule.reason,
    })),
  }
}

/** What rules can be made for. */
export async function ruleSources(): Promise<OutputOf<typeof earning.ruleSources>> {
  return {
    items: sourceKeys.map((key) => {
      const { name, basis, rates, caps } = earningSources[key]
      return {
        key,
        name,
        basis,
        rates: Object.entries(rates).map(([code, rateName]) => ({ code, name: rateName })),
        caps: caps.map((kind) => ({ kind, name: capTexts[kind].name })),
      }
    }),
  }
}
