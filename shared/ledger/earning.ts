// The rule book of earning, pure: which version of a rule holds on a day, what facts are worth, which caps they meet,
// what a valid draft is, and what changes when. Rules are versions that only follow each other: what has begun to hold
// is never changed, only ended.
import type { Transition } from '../machine'
import { addDays, dayOf, monthOf, showDay, type Day, type Month } from '../time'
import { showGrams } from '../units'
import {
  capTexts,
  earningSources,
  FOOD_BAGS_A_DAY,
  type CapKind,
  type EarningBasis,
  type SourceKey,
} from './earning-sources'
import type { Limit, Trimmed } from './entries'

export const ruleStatuses = ['draft', 'proposed', 'active', 'ended'] as const
export type RuleStatus = (typeof ruleStatuses)[number]
export const ruleStatusNames: Readonly<Record<RuleStatus, string>> = {
  draft: '草稿',
  proposed: '待审定',
  active: '已启用',
  ended: '已停用',
}

export type Rate = { code: string; points: number }
export type Cap = { kind: CapKind; most: number }

/** One version of the rule of a source. */
export type EarningRule = {
  key: SourceKey
  version: number
  name: string
  rates: readonly Rate[]
  caps: readonly Cap[]
  budgetPerMonth: number
  validFrom: Day
  validTo: Day | null
  status: RuleStatus
}

export const ruleIdOf = ({ key, version }: Pick<EarningRule, 'key' | 'version'>): string => `${key}@v${version}`
/** Where the points of a source come from. */
export const issuerOf = (key: SourceKey): string => `issuer:${key}`
export const basisOf = (key: SourceKey): EarningBasis => earningSources[key].basis

/**
 * The version that holds on a day: the latest that has begun by then, unless it has ended. After an end nothing holds
 * until the next version begins.
 */
export function ruleOn<R extends EarningRule>(versions: readonly R[], day: Day): R | null {
  // a version that was ended before it began has never held
  const begun = versions.filter(
    (rule) =>
      (rule.status === 'active' || rule.status === 'ended') &&
      rule.validFrom <= day &&
      (rule.validTo ?? day) >= rule.validFrom,
  )
  const [latest] = begun.sort((a, b) =>
    a.validFrom === b.validFrom ? b.version - a.version : a.validFrom < b.validFrom ? 1 : -1,
  )
  return latest && (latest.validTo === null || latest.validTo >= day) ? latest : null
}

/** What was brought: grams of a material, or how often an act was done. */
export type Fact = { code: string; amount: number }

/** Points of one fact: per kilogram rounded down, or per act. @param amount whole grams, or times */
export function pointsFor(rule: Pick<EarningRule, 'key' | 'rates'>, { code, amount }: Fact): number {
  const points = rule.rates.find((rate) => rate.code === code)?.points ?? 0
  return basisOf(rule.key) === 'perKg' ? Math.floor((amount * points) / 1000) : amount * points
}

/** Whose caps count, and in which periods. `window` names the time slot of the act, "2026-11-22T19:00". */
export type Occasion = { day: Day; window?: string | undefined; earnerId?: string | undefined }

/**
 * The caps of a rule as limits of one post. Counters belong to the source, so that a new version does not begin anew.
 */
export function limitsFor(
  rule: Pick<EarningRule, 'key' | 'rates' | 'caps'>,
  facts: readonly Fact[],
  points: number,
  occasion: Occasion,
): Limit[] {
  const grams = facts.filter((fact) => pointsFor(rule, fact) > 0).reduce((sum, fact) => sum + fact.amount, 0)
  return rule.caps.flatMap(({ kind, most }): Limit[] => {
    const counter = `${rule.key}/${kind}`
    const limit = { counter, period: occasion.day, measure: 'points' as const, amount: points, most }
    switch (kind) {
      case 'personDay':
        return occasion.earnerId === undefined ? [] : [{ ...limit, counter: `${counter}/${occasion.earnerId}` }]
      case 'householdMonth':
        return [{ ...limit, period: monthOf(occasion.day) }]
      case 'window':
        return occasion.window === undefined ? [] : [{ ...limit, period: occasion.window }]
      case 'gramsPerHouseholdDay':
        return [{ ...limit, measure: 'grams', amount: grams }]
      case 'foodBagsPerHouseholdDay':
        return []
      default:
        return [limit]
    }
  })
}

/** Why less was granted than the rule says, in words. @param by the limit's counter, or "budget" */
export function showTrimmed({ asked, granted, by }: Trimmed): string {
  if (by === 'budget') return `本月预算已用完，按规则应得${asked}分，记${granted}分`
  const kind = by.split('/')[1] as CapKind | undefined
  return `已到「${(kind && capTexts[kind]?.name) ?? '规定'}」上限，按规则应得${asked}分，记${granted}分`
}

/** "每户每天最多40分"; a figure that no source gives says that it is our default. */
export const showCap = ({ kind, most }: Cap): string =>
  capTexts[kind].text.replace('{most}', kind === 'gramsPerHouseholdDay' ? showGrams(most) : String(most)) +
  (kind === 'foodBagsPerHouseholdDay' && most === FOOD_BAGS_A_DAY ? '（本产品的默认值，当地可以改）' : '')
/** "纸板 每千克10分" */
export const showRate = (key: SourceKey, { code, points }: Rate): string =>
  `${earningSources[key].rates[code] ?? code} ${basisOf(key) === 'perKg' ? '每千克' : '每次'}${points}分`

export type FieldError = { path: string; text: string }

/** Everything that is wrong with a draft, field by field. @param today Shanghai day of the change */
export function draftErrors(draft: Omit<EarningRule, 'version' | 'status'>, today: Day): FieldError[] {
  const source = earningSources[draft.key]
  const errors: FieldError[] = []
  draft.rates.forEach(({ code }, index) => {
    if (!(code in source.rates)) errors.push({ path: `rates.${index}`, text: `「${source.name}」没有这个计分项目` })
    if (draft.rates.findIndex((each) => each.code === code) !== index)
      errors.push({ path: `rates.${index}`, text: '同一个项目写了两次' })
  })
  if (draft.rates.every((rate) => rate.points === 0)) errors.push({ path: 'rates', text: '至少有一个项目要有积分' })
  draft.caps.forEach(({ kind }, index) => {
    if (!source.caps.includes(kind)) errors.push({ path: `caps.${index}`, text: `「${source.name}」不能设这种上限` })
    if (draft.caps.findIndex((each) => each.kind === kind) !== index)
      errors.push({ path: `caps.${index}`, text: '同一种上限写了两次' })
  })
  if (draft.validTo !== null && draft.validTo < draft.validFrom)
    errors.push({ path: 'validTo', text: '截止日期不能早于生效日期' })
  if (draft.validFrom > addDays(today, 366)) errors.push({ path: 'validFrom', text: '生效日期不能超过一年以后' })
  return errors
}

/** What a new version changes against the one before it, one sentence each. */
export function changesIn(before: EarningRule | null, after: EarningRule): string[] {
  if (!before) return after.rates.map((rate) => showRate(after.key, rate))
  const codes = [...new Set([...before.rates, ...after.rates].map((rate) => rate.code))]
  const unit = basisOf(after.key) === 'perKg' ? '每千克' : '每次'
  const changes = codes.flatMap((code) => {
    const [from, to] = [before, after].map((rule) => rule.rates.find((rate) => rate.code === code)?.points ?? 0)
    return from === to ? [] : [`${earningSources[after.key].rates[code] ?? code} ${unit}${from}分改为${to}分`]
  })
  const kinds = [...new Set([...before.caps, ...after.caps].map((cap) => cap.kind))]
  for (const kind of kinds) {
    const [from, to] = [before, after].map((rule) => rule.caps.find((cap) => cap.kind === kind))
    if (from?.most !== to?.most) changes.push(to ? showCap(to) : `取消「${capTexts[kind].name}」上限`)
  }
  if (before.budgetPerMonth !== after.budgetPerMonth)
    changes.push(`每月预算${before.budgetPerMonth}分改为${after.budgetPerMonth}分`)
  return changes
}

/**
 * Changes announced for after a day, soonest first: versions that will begin, and versions that will end without
 * another.
 */
export function upcoming<R extends EarningRule>(
  versions: readonly R[],
  today: Day,
): { rule: R; on: Day; text: string }[] {
  const active = versions.filter((rule) => rule.status === 'active' || rule.status === 'ended')
  const begins = active
    .filter((rule) => rule.status === 'active' && rule.validFrom > today)
    .map((rule) => {
      const before = ruleOn(
        active.filter((each) => each.key === rule.key && each !== rule),
        addDays(rule.validFrom, -1),
      )
      const changes = changesIn(before, rule)
      return { rule, on: rule.validFrom, text: `${showDay(rule.validFrom)}起：${changes.join('；') || '内容不变'}` }
    })
  const ends = active.flatMap((rule) => {
    const on = rule.validTo === null ? null : addDays(rule.validTo, 1)
    const isLast =
      on !== null &&
      on > today &&
      ruleOn(
        active.filter((each) => each.key === rule.key),
        on,
      ) === null &&
      rule.validFrom <= today
    return isLast ? [{ rule, on, text: `${showDay(on)}起不再计分` }] : []
  })
  return [...begins, ...ends].sort((a, b) => (a.on < b.on ? -1 : 1))
}

/** The month a budget is drawn from: that in which the points are issued. */
export const budgetMonthOf = (at: Date): Month => monthOf(dayOf(at))
/** An instance leases this share of the month's budget at a time, at least what is asked. */
const SLICE_SHARE = 100
export const sliceSize = (total: number, asked: number): number => Math.max(asked, Math.ceil(total / SLICE_SHARE))

export const BUDGET_LOW_PERCENT = 80
export type BudgetState = 'open' | 'low' | 'spent'
/** @param used leased or issued, points */
export function budgetStateOf(total: number, used: number): { state: BudgetState; percent: number; left: number } {
  const left = Math.max(0, total - used)
  return {
    left,
    percent: Math.min(100, Math.floor((used * 100) / total)),
    state: left === 0 ? 'spent' : used * 100 >= total * BUDGET_LOW_PERCENT ? 'low' : 'open',
  }
}

export const ruleActions = ['edit', 'preview', 'propose', 'takeBack', 'activate', 'end'] as const
export type RuleAction = (typeof ruleActions)[number]
export type RuleRelation = 'maker'
/** `isAuthor`: the actor drafted or proposed this version, or can't be the second person to whoever did. */
export type RuleFacts = { startsAfterToday: boolean; previewed: boolean; isAuthor: boolean }

const notPast = (facts: RuleFacts) => (facts.startsAfterToday ? null : ('LEDGER_RULE_PAST' as const))

/** Who may do what to a version in which state; two persons stand behind every version in force. */
export const ruleMachine: readonly Transition<RuleStatus, RuleAction, RuleRelation, RuleFacts>[] = [
  { from: ['draft'], action: 'edit', by: ['maker'], to: 'draft' },
  { from: ['draft'], action: 'preview', by: ['maker'], to: 'draft' },
  { from: ['proposed'], action: 'preview', by: ['maker'], to: 'proposed' },
  {
    from: ['draft'],
    action: 'propose',
    by: ['maker'],
    when: (facts) => (facts.previewed ? notPast(facts) : 'LEDGER_RULE_NO_PREVIEW'),
    to: 'proposed',
  },
  { from: ['proposed'], action: 'takeBack', by: ['maker'], to: 'draft' },
  {
    from: ['proposed'],
    action: 'activate',
    by: ['maker'],
    when: (facts) => (facts.isAuthor ? 'LEDGER_RULE_SAME_PERSON' : notPast(facts)),
    to: 'active',
  },
  { from: ['active'], action: 'end', by: ['maker'], to: 'ended' },
]

/** The states of a version as a Mermaid diagram. */
export function ruleDiagram(): string {
  const arrows = ruleMachine.flatMap(({ from, action, to }) =>
    from.filter((state) => state !== to).map((state) => `  ${state} --> ${to}: ${action}`),
  )
  return ['stateDiagram-v2', '  [*] --> draft', ...arrows, '  ended --> [*]', ''].join('\n')
}
