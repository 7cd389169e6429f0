// Factories of earning rules: versions in force without the way through drafting and approval.
import type { EarningRule, Rate } from '@shared/ledger/earning'
import { earningSources, type SourceKey } from '@shared/ledger/earning-sources'
import { now } from '@server/clock'
import { EarningRules, type RuleRecord } from '@server/ledger/earning.model'

/** A version in force since 2026-01-01 with a budget that is not felt; a version of the same number is replaced. */
export async function anEarningRule(
  key: SourceKey,
  rates: Readonly<Record<string, number>>,
  overrides: Partial<EarningRule> & { draftedBy?: string; activatedBy?: string } = {},
): Promise<RuleRecord> {
  const version = overrides.version ?? 1
  const list: Rate[] = Object.entries(rates).map(([code, points]) => ({ code, points }))
  const rule: RuleRecord = {
    _id: `${key}@v${version}`,
    key,
    version,
    name: earningSources[key].name,
    rates: list,
    caps: [],
    budgetPerMonth: 1_000_000,
    validFrom: '2026-01-01',
    validTo: null,
    status: 'active',
    revision: 3,
    reason: '测试',
    draftedBy: 'system:tests',
    proposedBy: 'system:tests',
    activatedBy: 'system:tests',
    endedBy: null,
    previewId: null,
    history: [],
    updatedAt: now(),
    ...overrides,
  }
  await EarningRules.replaceOne({ _id: rule._id }, rule, { upsert: true })
  return rule
}

/** The same points for every kind of pickup. */
export async function pickupRules(rates: Readonly<Record<string, number>>): Promise<void> {
  for (const key of ['pickup-recyclable', 'pickup-appliance', 'pickup-bulky', 'pickup-hazardous'] as const)
    await anEarningRule(key, rates)
}
