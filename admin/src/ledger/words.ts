// How states of earning rules, contests and budgets read, and in which colour the word stands.
import type { OutputOf } from '@shared/contract'
import type { earning, PublicRule, RuleView } from '@shared/ledger/earning-contract'
import type { ContestView } from '@shared/ledger/contests-contract'
import { longDay } from '@/lib/format'

export type Rule = RuleView
export type Budget = NonNullable<PublicRule['budget']>
export type RuleFacts = OutputOf<typeof earning.ruleSources>['items'][number]

export const ruleStatuses: Record<Rule['status'], string> = {
  active: '已启用',
  proposed: '待审定',
  draft: '草稿',
  ended: '已停用',
}
export const ruleColours: Record<Rule['status'], string> = {
  active: 'green',
  proposed: 'orange',
  draft: 'default',
  ended: 'default',
}
export const contestStatuses: Record<ContestView['status'], string> = {
  open: '待裁定',
  kept: '不成立，维持',
  reversed: '成立，已冲正',
  added: '成立，已补差',
}
export const contestColours: Record<ContestView['status'], string> = {
  open: 'orange',
  kept: 'default',
  reversed: 'blue',
  added: 'green',
}
export const budgetWords: Record<Budget['state'], string> = { open: '够用', low: '超过八成', spent: '本月已用完' }
export const budgetColours: Record<Budget['state'], string> = { open: '#0b645c', low: '#b25e09', spent: '#b3261e' }

export const unitNames = { points: '积分', fen: '款项', carbonGrams: '减碳' } as const

/** The page that shows one entry. */
export const entryPage = (id: string): string => `/accounts?entry=${encodeURIComponent(id)}`

/** The page of the console where the thing behind an entry is: "pickups/<id>" → "/bookings?open=<id>". */
export function pageOfSubject(subject: string): { to: string; text: string } | null {
  const [feature, id] = subject.split('/')
  if (!id) return null
  if (feature === 'pickups') return { to: `/bookings?open=${id}`, text: '查看这次预约' }
  if (feature === 'households') return { to: `/households?household=${id}`, text: '查看这一户' }
  if (feature === 'rewards') return { to: `/redemptions?open=${id}`, text: '查看这次兑换' }
  return null
}

/** "2026年11月22日起,长期" */
export const showSpan = (rule: Pick<Rule, 'validFrom' | 'validTo'>): string =>
  `${longDay(rule.validFrom)}起，${rule.validTo ? `到${longDay(rule.validTo)}为止` : '长期'}`
