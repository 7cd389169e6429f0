// Versions of earning rules over HTTP: drafted, tried, proposed, activated by a second person, ended.
import { earning } from '@shared/ledger/earning-contract'
import type { InputOf } from '@shared/contract'
import { AuditRows } from '@server/audit'
import { features } from '@server/features'
import { newId } from '@server/ids'
import { ownBudgets } from '@server/ledger/budgets'
import { Memberships } from '@server/people/households.model'
import {
  aHousehold,
  aPlace,
  aStaff,
  ancestorOf,
  expectError,
  setClock,
  signInAs,
  useApp,
  type Signed,
} from '../support/app'
import { shanghai } from '../support/contests'
import { useDatabase } from '../support/database'
import { anEarningRule, earnFacts, type Earned } from '../support/earning'

useDatabase()
const app = useApp({ features: features.filter((feature) => feature.name === 'ledger') })

let xu: Signed
let tang: Signed
let auditor: Signed
let home: Awaited<ReturnType<typeof aHousehold>>

beforeAll(async () => {
  const place = await aPlace()
  const city = await ancestorOf(place, 'city')
  xu = await aStaff('cityOfficer', city._id, { name: '徐岩' })
  tang = await aStaff('cityOfficer', city._id, { name: '唐志远' })
  auditor = await aStaff('auditor', city._id)
  home = await aHousehold({ place })
  await Memberships.updateMany({}, { $set: { since: new Date('2026-01-01T00:00:00Z') } })
})
beforeEach(() => setClock(shanghai('2026-11-22T10:00')))
afterEach(async () => {
  await ownBudgets.stop()
  setClock()
})

const earn = (earned: Earned = {}) => earnFacts(home.placePath, earned)

describe('versions', () => {
  const draft = (overrides: Partial<InputOf<typeof earning.draftRule>> = {}): InputOf<typeof earning.draftRule> => ({
    source: 'pickup-recyclable',
    name: '可回收物上门',
    rates: [{ code: 'paper', points: 5 }],
    caps: [{ kind: 'householdDay', most: 100 }],
    budgetPerMonth: 10_000,
    validFrom: '2026-12-01',
    validTo: null,
    reason: '纸价下降，从下月起调低',
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
    expect(preview.text).toBe('按10月的4条记录，会发放 37分给 4户，原规则发放了75分')
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
      rates: [{ text: '纸类 每千克10分' }],
      budget: { month: '2026-11', state: 'open' },
    })
    expect(before.upcoming).toMatchObject([
      {
        ruleId: rule.id,
        on: '2026-12-01',
        text: '12月1日 周二起：纸类 每千克10分改为5分；每户每天最多100分；每月预算1000000分改为10000分',
        reason: '纸价下降，从下月起调低',
      },
    ])
    setClock(shanghai('2026-12-01T00:01'))
    expect((await app.anonymous().call(earning.rules, {})).items[0]).toMatchObject({
      version: 2,
      caps: [{ text: '每户每天最多100分' }],
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
      'ledger.previewRule',
      'ledger.proposeRule',
      'ledger.activateRule',
      'ledger.endRule',
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
