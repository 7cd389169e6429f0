// Earning rules over HTTP and under load: two persons behind every version, never into the past, trials against last
// month, budgets that are exact with two instances, caps that are exact under concurrency, and lines that say so when
// less was granted.
import { ledger } from '@shared/ledger/contract'
import { earning } from '@shared/ledger/earning-contract'
import type { Fact } from '@shared/ledger/earning'
import type { SourceKey } from '@shared/ledger/earning-sources'
import type { InputOf } from '@shared/contract'
import { partitionOf } from '@shared/partition'
import { AuditRows } from '@server/audit'
import { now } from '@server/clock'
import { features } from '@server/features'
import { newId } from '@server/ids'
import { runJob } from '@server/jobs'
import { budgetOwner, ledgerBudgets, ownBudgets } from '@server/ledger/budgets'
import { planEarning } from '@server/ledger/earning'
import { Budgets, EarningRules } from '@server/ledger/earning.model'
import { balanceOf, post } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { Memberships } from '@server/people/households.model'
import mongoose from 'mongoose'
import {
  aHousehold,
  aPlace,
  aResident,
  aStaff,
  ancestorOf,
  expectError,
  setClock,
  signInAs,
  useApp,
  type Signed,
} from '../support/app'
import { useDatabase } from '../support/database'
import { anEarningRule } from '../support/earning'

useDatabase()
const app = useApp({ features: features.filter((feature) => feature.name === 'ledger') })
const shanghai = (text: string): Date => new Date(`${text}:00+08:00`)

let xu: Signed
let tang: Signed
let auditor: Signed
let home: Awaited<ReturnType<typeof aHousehold>>
let wang: Signed

beforeAll(async () => {
  const place = await aPlace()
  const city = await ancestorOf(place, 'city')
  xu = await aStaff('cityOfficer', city._id, { name: '徐岩' })
  tang = await aStaff('administrator', city._id, { name: '唐志远' })
  auditor = await aStaff('auditor', city._id)
  home = await aHousehold({ place })
  wang = await aResident({ name: '王秀英', household: home })
  await Memberships.updateMany({}, { $set: { since: new Date('2026-01-01T00:00:00Z') } })
})
beforeEach(() => setClock(shanghai('2026-11-22T10:00')))
afterEach(async () => {
  await ownBudgets.stop()
  setClock()
})

type Earned = {
  source?: SourceKey
  facts?: Fact[]
  account?: string
  owner?: ReturnType<typeof budgetOwner>
  verifierId?: string | null
  earnerId?: string
  cause?: string
  at?: Date
}

/** What a feature does with facts: plan, post, close. */
async function earn({
  source = 'tourist-return',
  facts = [{ code: 'bottle', amount: 1 }],
  account = `person:${newId()}`,
  owner,
  verifierId = null,
  earnerId,
  cause,
  at = now(),
}: Earned = {}) {
  const plan = await planEarning({ source, facts, at, account, verifierId, earnerId }, owner)
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
            placePath: home.placePath,
          },
        ])
  if (outcome?.status === 'refused') throw new Error(outcome.code)
  plan.note(outcome ?? null)
  plan.close('committed')
  return { plan, entry: outcome?.entry ?? null, status: outcome?.status ?? null }
}

const pointsOf = (entry: { postings: { account: string; amount: number }[] } | null): number =>
  entry?.postings.filter((each) => each.account.startsWith('issuer:')).reduce((sum, each) => sum - each.amount, 0) ?? 0
const trimmedOf = (entry: { details?: Readonly<Record<string, unknown>> } | null) => entry?.details?.['trimmed']

describe('versions', () => {
  const draft = (overrides: Partial<InputOf<typeof earning.draftRule>> = {}): InputOf<typeof earning.draftRule> => ({
    source: 'pickup-recyclable',
    name: '可回收物上门',
    rates: [{ code: 'paper', points: 5 }],
    caps: [{ kind: 'householdDay', most: 100 }],
    budgetPerMonth: 10_000,
    validFrom: '2026-12-01',
    validTo: null,
    reason: '纸价下降,从下月起调低',
    ...overrides,
  })

  it('drafted, tried, proposed, activated by somebody else, announced, in force, ended', async () => {
    await anEarningRule('pickup-recyclable', { paper: 10 })
    setClock(shanghai('2026-10-15T10:00'))
    const account = `household:${home._id}`
    await earn({ source: 'pickup-recyclable', facts: [{ code: 'paper', amount: 4_000 }], account })
    for (const grams of [1_000, 1_500])
      await earn({ source: 'pickup-recyclable', facts: [{ code: 'paper', amount: grams }] })
    setClock(shanghai('2026-11-22T10:00'))
    // weighed in October where there was no network, sent in November: it belongs to October
    await earn({
      source: 'pickup-recyclable',
      facts: [{ code: 'paper', amount: 1_000 }],
      at: shanghai('2026-10-31T20:00'),
    })

    const rule = await app.as(xu).call(earning.draftRule, draft())
    expect(rule).toMatchObject({
      id: 'pickup-recyclable@v2',
      status: 'draft',
      draftedBy: '徐岩',
      inForce: false,
      allowed: ['edit', 'preview'],
    })
    await expectError(
      app.as(xu).call(earning.proposeRule, { id: rule.id, revision: rule.revision }),
      'LEDGER_RULE_NO_PREVIEW',
    )
    const preview = await app.as(xu).call(earning.previewRule, { id: rule.id, previewId: newId() })
    expect(preview).toMatchObject({
      status: 'finished',
      month: '2026-10',
      would: { points: 37, members: 4, facts: 4 },
      did: { points: 75, members: 4, facts: 4 },
      done: 4,
      total: 4,
      pastBudget: 0,
    })
    expect(preview.text).toBe('按 10 月的 4 条记录,会发放 37 分给 4 户,原规则发放了 75 分')
    expect(preview.changes.map((change) => change.change)).toEqual([-20, -8, -5, -5])
    expect(await app.as(auditor).call(earning.rulePreview, { id: preview.id })).toEqual(preview)

    const proposed = await app.as(xu).call(earning.proposeRule, { id: rule.id, revision: rule.revision })
    expect(proposed).toMatchObject({ status: 'proposed', proposedBy: '徐岩' })
    await expectError(
      app.as(xu).call(earning.activateRule, { id: rule.id, revision: proposed.revision }),
      'LEDGER_RULE_SAME_PERSON',
    )
    await expectError(
      app.as(auditor).call(earning.activateRule, { id: rule.id, revision: proposed.revision }),
      'NOT_ALLOWED',
    )
    await expectError(app.as(tang).call(earning.activateRule, { id: rule.id, revision: 1 }), 'CHANGED_MEANWHILE')
    const active = await app.as(tang).call(earning.activateRule, { id: rule.id, revision: proposed.revision })
    expect(active).toMatchObject({
      status: 'active',
      activatedBy: '唐志远',
      allowed: ['end'],
      history: [{ action: 'draft' }, { action: 'propose' }, { action: 'activate', by: '唐志远' }],
    })
    await expectError(
      app.as(xu).call(earning.editRule, { id: rule.id, ...draft(), revision: active.revision }),
      'WRONG_STATE',
    )

    const before = await app.anonymous().call(earning.rules, {})
    expect(before.items.find((each) => each.key === 'pickup-recyclable')).toMatchObject({
      version: 1,
      rates: [{ text: '纸类 每千克 10 分' }],
      budget: { month: '2026-11', state: 'open' },
    })
    expect(before.upcoming).toMatchObject([
      {
        ruleId: rule.id,
        on: '2026-12-01',
        text: '12月1日 周二起:纸类 每千克 10 分改为 5 分;每户每天最多 100 分;每月预算 1000000 分改为 10000 分',
        reason: '纸价下降,从下月起调低',
      },
    ])
    setClock(shanghai('2026-12-01T00:01'))
    expect((await app.anonymous().call(earning.rules, {})).items[0]).toMatchObject({
      version: 2,
      caps: [{ text: '每户每天最多 100 分' }],
    })
    expect(
      (await earn({ source: 'pickup-recyclable', facts: [{ code: 'paper', amount: 4_000 }] })).entry,
    ).toMatchObject({ ruleVersion: 'pickup-recyclable@v2' })

    const later = app.as(await signInAs(tang.personId))
    await expectError(
      later.call(earning.endRule, {
        id: rule.id,
        revision: active.revision,
        lastDay: '2026-11-30',
        reason: '不再需要',
      }),
      'LEDGER_RULE_PAST',
    )
    const ended = await later.call(earning.endRule, {
      id: rule.id,
      revision: active.revision,
      lastDay: '2026-12-10',
      reason: '预算用完',
    })
    expect(ended).toMatchObject({ status: 'ended', validTo: '2026-12-10', inForce: true })
    expect((await app.anonymous().call(earning.rules, {})).upcoming).toMatchObject([
      { on: '2026-12-11', text: '12月11日 周五起不再计分' },
    ])
    setClock(shanghai('2026-12-11T08:00'))
    expect(
      (await app.anonymous().call(earning.rules, {})).items.filter((each) => each.key === 'pickup-recyclable'),
    ).toEqual([])
    expect((await earn({ source: 'pickup-recyclable', facts: [{ code: 'paper', amount: 4_000 }] })).plan).toMatchObject(
      { rule: null, asked: 0 },
    )
    const actions = (
      await AuditRows.find({ subject: `earningRules/${rule.id}` })
        .sort({ _id: 1 })
        .lean()
    ).map((row) => row.action)
    expect(actions).toEqual([
      'ledger.draftRule',
      'ledger.rule.preview',
      'ledger.rule.propose',
      'ledger.rule.activate',
      'ledger.rule.end',
    ])
  })

  it.each<[string, Partial<InputOf<typeof earning.draftRule>>, 'LEDGER_RULE_PAST' | 'INPUT_INVALID']>([
    ['from today', { validFrom: '2026-11-22' }, 'LEDGER_RULE_PAST'],
    ['from yesterday', { validFrom: '2026-11-21' }, 'LEDGER_RULE_PAST'],
    ['a code of another source', { rates: [{ code: 'bottle', points: 1 }] }, 'INPUT_INVALID'],
    ['a cap the source has not', { caps: [{ kind: 'window', most: 2 }] }, 'INPUT_INVALID'],
    ['ends before it begins', { validTo: '2026-11-30' }, 'INPUT_INVALID'],
  ])('a draft %s is refused', async (_what, overrides, code) => {
    await expectError(app.as(xu).call(earning.draftRule, draft(overrides)), code)
  })

  it('an edited draft is tried again; a proposal goes back; one that waited too long can’t begin in the past', async () => {
    const first = await app
      .as(xu)
      .call(
        earning.draftRule,
        draft({ source: 'pickup-bulky', rates: [{ code: 'steel', points: 4 }], validFrom: '2026-11-24' }),
      )
    await app.as(tang).call(earning.previewRule, { id: first.id, previewId: newId() })
    const edited = await app.as(xu).call(earning.editRule, {
      id: first.id,
      ...draft({ source: 'pickup-bulky', rates: [{ code: 'steel', points: 3 }], validFrom: '2026-11-24' }),
      revision: first.revision,
    })
    expect(edited).toMatchObject({ revision: 2, preview: null })
    await expectError(
      app.as(xu).call(earning.editRule, {
        id: first.id,
        ...draft({ source: 'quiz', rates: [{ code: 'passed', points: 3 }], caps: [] }),
        revision: 2,
      }),
      'INPUT_INVALID',
    )
    await expectError(app.as(tang).call(earning.proposeRule, { id: first.id, revision: 2 }), 'LEDGER_RULE_NO_PREVIEW')
    await app.as(tang).call(earning.previewRule, { id: first.id, previewId: newId() })
    const proposed = await app.as(tang).call(earning.proposeRule, { id: first.id, revision: 2 })
    await expectError(
      app.as(xu).call(earning.activateRule, { id: first.id, revision: proposed.revision }),
      'LEDGER_RULE_SAME_PERSON',
    )
    const back = await app
      .as(xu)
      .call(earning.takeBackRule, { id: first.id, revision: proposed.revision, reason: '再看看' })
    expect(back).toMatchObject({ status: 'draft', proposedBy: null })
    const again = await app.as(xu).call(earning.proposeRule, { id: first.id, revision: back.revision })
    setClock(shanghai('2026-11-24T09:00'))
    await expectError(
      app.as(await signInAs(tang.personId)).call(earning.activateRule, { id: first.id, revision: again.revision }),
      'LEDGER_RULE_PAST',
    )
    setClock(shanghai('2026-11-22T10:00'))
    expect((await app.as(auditor).call(earning.deskRules, { source: 'pickup-bulky' })).items).toMatchObject([
      { id: 'pickup-bulky@v1', status: 'proposed' },
    ])
    expect((await app.as(auditor).call(earning.deskRule, { id: first.id })).allowed).toEqual([])
    expect((await app.as(xu).call(earning.ruleSources, {})).items.map((each) => each.key)).toContain('tourist-return')
  })
})

describe('budget (I15)', () => {
  const leased = async (key: string) => (await Budgets.findById(`${key}/2026-11`).lean())?.leased

  it.each([
    [300, 10],
    [100, 7],
  ])('of %i is issued exactly by fifty earnings of %i on two instances', async (total, points) => {
    const key = total === 300 ? 'tourist-return' : 'quiz'
    await anEarningRule(key, key === 'quiz' ? { passed: points } : { bottle: points }, { budgetPerMonth: total })
    const owners = [budgetOwner(), budgetOwner()]
    const facts = [{ code: key === 'quiz' ? 'passed' : 'bottle', amount: 1 }]
    const done = await Promise.all(
      Array.from({ length: 50 }, (_unused, index) => earn({ source: key, facts, owner: owners[index % 2] })),
    )
    const granted = done.map(({ entry }) => pointsOf(entry))
    expect(granted.reduce((sum, each) => sum + each, 0)).toBe(total)
    expect(granted.every((each) => each >= 0 && each <= points)).toBe(true)
    for (const { entry } of done)
      expect(pointsOf(entry) === points ? trimmedOf(entry) : (trimmedOf(entry) as { by: string }).by).toBe(
        pointsOf(entry) === points ? undefined : 'budget',
      )
    for (const owner of owners) await owner.stop()
    expect(await leased(key)).toBe(total)
    expect(
      (await app.anonymous().call(earning.rules, {})).items.find((each) => each.key === key)?.budget,
    ).toMatchObject({ state: 'spent', left: 0, percent: 100, text: '本月预算已用完,下月恢复计分' })
  })

  it('is told to the city’s staff once, at 80 per cent', async () => {
    const rows = await mongoose.connection
      .collection('outbox')
      .find({ _id: /ledgerBudgets\/tourist-return\/2026-11\/low/ } as never)
      .toArray()
    expect(rows).toHaveLength(1)
    expect((await Budgets.findById('tourist-return/2026-11').lean())?.noticedAt).toBeInstanceOf(Date)
  })

  it('what a repeat or a cap does not use goes back; a stop returns the slice', async () => {
    await anEarningRule(
      'training',
      { attended: 10 },
      { budgetPerMonth: 5_000, caps: [{ kind: 'householdMonth', most: 15 }] },
    )
    const owner = budgetOwner()
    const given = {
      source: 'training' as const,
      facts: [{ code: 'attended', amount: 1 }],
      owner,
      account: `person:${newId()}`,
    }
    const first = await earn({ ...given, cause: 'tests/same' })
    expect(await leased('training')).toBe(50)
    expect((await earn({ ...given, cause: 'tests/same' })).status).toBe('had')
    const capped = await earn(given)
    expect([pointsOf(first.entry), pointsOf(capped.entry)]).toEqual([10, 5])
    await owner.stop()
    expect(await leased('training')).toBe(15)
  })

  it('a slice whose owner died is reconciled from entries', async () => {
    await anEarningRule('shift', { half_hour: 5 }, { budgetPerMonth: 10_000 })
    await earn({ source: 'shift', facts: [{ code: 'half_hour', amount: 2 }], owner: budgetOwner() })
    expect(await leased('shift')).toBe(100)
    await runJob(ledgerBudgets, '2026-11-22T10')
    expect(await leased('shift')).toBe(100)
    setClock(shanghai('2026-11-22T11:00'))
    await runJob(ledgerBudgets, '2026-11-22T11')
    expect(await Budgets.findById('shift/2026-11').lean()).toMatchObject({ leased: 10, slices: [] })
  })
})

describe('caps (I11)', () => {
  it('thirty earnings at once of one household: exactly the cap, and the lines say so', async () => {
    const account = `household:${home._id}`
    await anEarningRule('dropoff', { food_correct: 2 }, { caps: [{ kind: 'householdDay', most: 21 }] })
    const before = (await balanceOf(account))?.points ?? 0
    await Promise.all(
      Array.from({ length: 30 }, () =>
        earn({ source: 'dropoff', facts: [{ code: 'food_correct', amount: 1 }], account }),
      ),
    )
    expect(((await balanceOf(account))?.points ?? 0) - before).toBe(21)
    const { items } = await app.as(wang).call(ledger.statement, { account, limit: 30 })
    expect(items.filter((line) => line.trimmed === null).length).toBe(10)
    expect(items.filter((line) => line.trimmed?.granted === 1)).toHaveLength(1)
    expect(items.find((line) => line.points === 0)).toMatchObject({
      trimmed: { asked: 2, granted: 0, text: '已到「每户每天积分」上限,按规则应得 2 分,记 0 分' },
      text: expect.stringMatching(/按规则应得 2 分,记 0 分$/),
      allowed: ['contest'],
    })
    setClock(shanghai('2026-11-23T09:00'))
    expect(
      pointsOf((await earn({ source: 'dropoff', facts: [{ code: 'food_correct', amount: 1 }], account })).entry),
    ).toBe(2)
  })

  it('weight above the cap earns its share', async () => {
    await anEarningRule('plastics', { plastic_pet: 10 }, { caps: [{ kind: 'gramsPerHouseholdDay', most: 5_000 }] })
    const given = { source: 'plastics' as const, account: `person:${newId()}` }
    expect(pointsOf((await earn({ ...given, facts: [{ code: 'plastic_pet', amount: 4_000 }] })).entry)).toBe(40)
    expect(pointsOf((await earn({ ...given, facts: [{ code: 'plastic_pet', amount: 4_000 }] })).entry)).toBe(10)
    expect(pointsOf((await earn({ ...given, facts: [{ code: 'plastic_pet', amount: 4_000 }] })).entry)).toBe(0)
  })

  it('nobody earns for what they verified themselves, nor lets their household earn (I12)', async () => {
    await anEarningRule('dropoff', { food_correct: 2 })
    const ask = { source: 'dropoff' as const, facts: [{ code: 'food_correct', amount: 1 }] }
    for (const given of [
      { account: `household:${home._id}` },
      { account: `person:${wang.personId}` },
      { account: `person:${newId()}`, earnerId: wang.personId },
    ]) {
      expect((await earn({ ...ask, ...given, verifierId: wang.personId })).plan).toMatchObject({ own: true, asked: 0 })
    }
    expect((await earn({ ...ask, account: `household:${home._id}`, verifierId: xu.personId })).plan).toMatchObject({
      own: false,
      asked: 2,
    })
  })
})

test('the public account adds up, and the ledger verifies', async () => {
  setClock(shanghai('2026-12-20T10:00'))
  const account = await app.anonymous().call(earning.publicAccount, {})
  expect(account.outstanding).toBe(account.issued + account.compensated - account.spent - account.expired)
  expect(account.months.reduce((sum, month) => sum + month.issued, 0)).toBe(account.issued)
  expect(account.months[0]?.outstanding).toBe(account.outstanding)
  expect(account.issued).toBeGreaterThan(400)
  expect((await verifyLedger({ scope: { kind: 'all' } })).findings).toEqual([])
  expect(await EarningRules.countDocuments()).toBeGreaterThan(5)
})
