// Factories of earning rules, versions in force without the way through drafting and approval, and of what facts earn
// by them.
import { partitionOf } from '@shared/partition'
import type { EarningRule, Fact, Rate } from '@shared/ledger/earning'
import { earningSources, type SourceKey } from '@shared/ledger/earning-sources'
import { now } from '@server/clock'
import { newId } from '@server/ids'
import type { budgetOwner } from '@server/ledger/budgets'
import { prepareEarning } from '@server/ledger/earning'
import { EarningRules, type RuleRecord } from '@server/ledger/earning.model'
import { post } from '@server/ledger/ledger'

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

export type Earned = {
  source?: SourceKey
  facts?: Fact[]
  account?: string
  owner?: ReturnType<typeof budgetOwner>
  verifierId?: string | null
  earnerId?: string
  cause?: string
  at?: Date
}

/** What a feature does with facts of a place: plan, post, close. */
export async function earnFacts(
  placePath: readonly string[],
  {
    source = 'tourist-return',
    facts = [{ code: 'bottle', amount: 1 }],
    account = `person:${newId()}`,
    owner,
    verifierId = null,
    earnerId,
    cause,
    at = now(),
  }: Earned = {},
) {
  const plan = await prepareEarning({ source, switchedOn: true, facts, at, account, verifierId, earnerId }, owner)
  const id = newId()
  const [outcome] =
    plan.postings.length === 0
      ? []
      : await post([
          {
            cause: cause ?? `tests/${id}`,
            kind: 'earn',
            at,
            by: 'system:test',
            partition: partitionOf(account),
            subject: `tests/${cause ?? id}`,
            postings: plan.postings,
            why: { template: 'dropoff.checked', params: { site: '景区', result: '归还瓶罐', rule: 'v1' } },
            ...plan.post,
            details: plan.details,
            placePath: [...placePath],
          },
        ])
  if (outcome?.status === 'refused') throw new Error(outcome.code)
  plan.note(outcome ?? null)
  plan.close('committed')
  return { plan, entry: outcome?.entry ?? null, status: outcome?.status ?? null }
}
