// The ledger over HTTP: who sees which account, paging, plain words, public factors, the desk and its traces.
import { ledger } from '@shared/ledger/contract'
import { accountFor } from '@shared/ledger/accounts'
import { addDays, dayOf } from '@shared/time'
import { AuditRows } from '@server/audit'
import { now } from '@server/clock'
import { transaction } from '@server/db'
import { Memberships } from '@server/people/households.model'
import { features } from '@server/features'
import { ledgerVerify } from '@server/ledger/checks'
import { carbonOf } from '@server/ledger/factors'
import { post, postMany, reverse } from '@server/ledger/ledger'
import { sealDays } from '@server/ledger/seals'
import { runJob } from '@server/jobs'
import {
  aHousehold,
  addMember,
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
import { anEarning, aSpending } from '../ledger/posts'

useDatabase()
const app = useApp({ features: features.filter((feature) => feature.name === 'ledger') })
afterEach(() => setClock())

type Home = Awaited<ReturnType<typeof aHousehold>>
let home: Home
let wang: Signed
let stranger: Signed
let account = ''

beforeAll(async () => {
  home = await aHousehold()
  wang = await aResident({ name: '王秀英', household: home })
  await Memberships.updateMany({ householdId: home._id }, { $set: { since: new Date('2026-01-01T00:00:00Z') } })
  stranger = await aResident({ name: '外人', household: await aHousehold() })
  account = accountFor({ householdId: home._id })
  await post(
    Array.from({ length: 45 }, (_unused, index) =>
      anEarning({
        points: 2,
        carbonGrams: 10,
        to: account,
        placePath: home.placePath,
        at: new Date(Date.UTC(2026, 10, 3, 11, index)),
      }),
    ),
  )
})

describe('statement', () => {
  it('reads in plain words, the newest first, page by page without gap or repeat', async () => {
    const seen: number[] = []
    let cursor: string | undefined
    for (let page = 0; page < 4; page += 1) {
      const { items, next } = await app
        .as(wang)
        .call(ledger.statement, { account, limit: 20, ...(cursor ? { cursor } : {}) })
      seen.push(...items.map((line) => line.seq))
      cursor = next ?? undefined
      if (!next) break
    }
    expect(seen).toEqual(Array.from({ length: 45 }, (_unused, index) => 45 - index))
    const {
      items: [line],
    } = await app.as(wang).call(ledger.statement, { limit: 1 })
    expect(line).toMatchObject({
      points: 2,
      pointsAfter: 90,
      carbonGrams: 10,
      reversed: false,
      allowed: ['contest'],
      kind: 'earn',
    })
    expect(line?.text).toMatch(/^11月3日 19:\d\d 上门回收 纸板 12.5千克 \+2 · 减碳 0.01 kgCO₂e（价目 v1）$/)
  })

  it.each([
    ['a stranger', () => app.as(stranger), () => account],
    ['another person’s own account', () => app.as(stranger), () => accountFor({ personId: wang.personId })],
    ['a system account', () => app.as(wang), () => 'issuer:pickup-recyclable'],
    ['an account that does not exist', () => app.as(wang), () => 'household:nobody'],
  ])('NOT_FOUND for %s', async (_who, client, of) => {
    await expectError(client().call(ledger.statement, { account: of() }), 'NOT_FOUND')
  })

  it('asks to sign in, and refuses accounts and cursors that are none', async () => {
    await expectError(app.anonymous().call(ledger.statement, {}), 'SIGN_IN_REQUIRED')
    await expectError(app.anonymous().call(ledger.summaries, {}), 'SIGN_IN_REQUIRED')
    await expectError(app.as(wang).call(ledger.statement, { account: 'household:$ne' }), 'INPUT_INVALID')
    await expectError(app.as(wang).call(ledger.statement, { cursor: '-3' }), 'INPUT_INVALID')
    const { next } = await app.as(wang).call(ledger.statement, { account, limit: 20 })
    const another = `person:${wang.personId}`
    await expectError(app.as(wang).call(ledger.statement, { account: another, cursor: next ?? '' }), 'INPUT_INVALID')
    const beyond = Buffer.from(JSON.stringify([account, 999_999, ''])).toString('base64url')
    expect((await app.as(wang).call(ledger.statement, { account, cursor: beyond })).items[0]?.seq).toBe(45)
  })

  it('a newcomer sees nothing from before, neither lines nor totals', async () => {
    const newcomer = await aResident({ name: '新住户' })
    const house = await aHousehold()
    const theirs = accountFor({ householdId: house._id })
    setClock(new Date('2026-11-10T01:00:00Z'))
    await post([1, 2, 3, 4, 5].map(() => anEarning({ points: 10, carbonGrams: 100, to: theirs })))
    setClock(new Date('2026-11-12T01:00:00Z'))
    await addMember(house._id, newcomer.personId)
    const before = app.as(await signInAs(newcomer.personId))
    expect((await before.call(ledger.statement, { account: theirs })).items).toEqual([])
    setClock(new Date('2026-11-13T01:00:00Z'))
    await post([
      anEarning({ points: 3, carbonGrams: 7, to: theirs, at: now() }),
      anEarning({ points: 4, to: theirs, at: new Date('2026-11-01T00:00:00Z') }),
    ])
    const client = app.as(await signInAs(newcomer.personId))
    const { items, next } = await client.call(ledger.statement, { account: theirs })
    expect(items.map((line) => line.points)).toEqual([3])
    expect(next).toBeNull()
    const { accounts } = await client.call(ledger.summaries, {})
    expect(accounts[0]).toMatchObject({ account: theirs, available: 57, totalEarned: 7, carbonGrams: 7 })
  })

  it('the time of day is for the person whose act it was', async () => {
    const li = await aResident({ name: '李强', household: home })
    await post([anEarning({ points: 1, to: account, at: now(), placePath: home.placePath, earnerId: li.personId })])
    const lineFor = async (who: Signed) => (await app.as(who).call(ledger.statement, { account, limit: 1 })).items[0]
    const theirs = await lineFor(li)
    const others = await lineFor(wang)
    expect(theirs?.clock).toMatch(/^\d\d:\d\d$/)
    expect(others?.clock).toBeNull()
    expect(others?.text).not.toMatch(/\d\d:\d\d/)
  })

  it('a reversed line says so and can no longer be contested; nor can an old one', async () => {
    const [outcome] = await post([anEarning({ points: 6, to: accountFor({ personId: wang.personId }) })])
    const id = outcome?.status === 'posted' ? outcome.entry._id : ''
    await transaction((tx) => reverse(tx, id, { cause: `${id}:undo`, reason: '重复登记', by: 'system:test' }))
    const { items } = await app.as(wang).call(ledger.statement, { account: accountFor({ personId: wang.personId }) })
    expect(items.map((line) => [line.kind, line.reversed, line.reverses === id, line.allowed.length])).toEqual([
      ['reverse', false, true, 0],
      ['earn', true, false, 0],
    ])
    expect(items[0]?.text).toContain('冲正：重复登记 −6')
  })
})

it('the summary: available, held, what expires next, total earned, carbon', async () => {
  const person = await aResident()
  const own = accountFor({ personId: person.personId })
  await transaction((tx) =>
    postMany(tx, [
      anEarning({ points: 30, carbonGrams: 12_345, to: own, at: new Date('2026-10-05T00:00:00Z') }),
      anEarning({ points: 20, to: own, at: new Date('2026-11-05T00:00:00Z') }),
      ...aSpending({ points: 12, from: own }),
    ]),
  )
  const { accounts } = await app.as(person).call(ledger.summaries, {})
  expect(accounts).toEqual([
    {
      account: own,
      name: '本人',
      available: 38,
      held: 0,
      debt: 0,
      totalEarned: 50,
      expiringNext: { points: 18, on: '2028-10-31' },
      expiring: [
        { points: 18, on: '2028-10-31' },
        { points: 20, on: '2028-11-30' },
      ],
      fen: 0,
      carbonGrams: 12_345,
      carbonText: '12.35 kgCO₂e',
    },
  ])
})

describe('carbon factors', () => {
  it('are public, with sources, rounding and every change', async () => {
    const list = await app.anonymous().call(ledger.factors, { day: '2026-11-22' })
    expect(list.items).toHaveLength(18)
    expect(list.items.find((each) => each.material === 'cardboard')).toMatchObject({
      gramsPerKg: 100,
      low: 100,
      high: 3460,
      edition: '2026-11-draft',
      sourceEdition: '2025',
    })
    expect(list.items.every((each) => each.gramsPerKg === 0 || each.source.length > 3)).toBe(true)
    expect(list.roundingNote).toContain('向下取整')
    expect(list.changes).toHaveLength(18)
  })

  it('a new edition begins tomorrow at the earliest, alters nothing of the past, and is listed', async () => {
    const officer = await aStaff('cityOfficer', (await ancestorOf(home.place, 'city'))._id)
    const tomorrow = addDays(dayOf(now()), 1)
    const factor = {
      material: 'cardboard',
      gramsPerKg: 90,
      low: 80,
      high: 3460,
      baseline: '再生料替代原生料生产',
      source: 'DB3308/T 102-2022',
      sourceEdition: '2022',
      sourcePlace: '表 3',
      note: '',
    }
    const before = await carbonOf('cardboard', 12_500, dayOf(now()))
    expect(before).toMatchObject({ carbonGrams: 1_250, factorVersion: '2026-11-draft' })
    await expectError(
      app.as(officer).call(ledger.publishFactors, { edition: 'e2', validFrom: dayOf(now()), factors: [factor] }),
      'LEDGER_FACTOR_PAST',
    )
    await expectError(
      app.as(officer).call(ledger.publishFactors, { edition: 'e2', validFrom: '9999-12-31', factors: [factor] }),
      'INPUT_INVALID',
    )
    await expectError(
      app.as(officer).call(ledger.publishFactors, {
        edition: 'e2',
        validFrom: tomorrow,
        factors: [{ ...factor, material: 'gold' }],
      }),
      'INPUT_INVALID',
    )
    await expectError(
      app.as(wang).call(ledger.publishFactors, { edition: 'e2', validFrom: tomorrow, factors: [factor] }),
      'NOT_ALLOWED',
    )
    expect(
      await app.as(officer).call(ledger.publishFactors, { edition: 'e2', validFrom: tomorrow, factors: [factor] }),
    ).toEqual({ edition: 'e2', count: 1 })
    await expectError(
      app.as(officer).call(ledger.publishFactors, { edition: 'e2', validFrom: tomorrow, factors: [factor] }),
      'LEDGER_EDITION_EXISTS',
    )
    expect(await carbonOf('cardboard', 12_500, dayOf(now()))).toEqual(before)
    expect(await carbonOf('cardboard', 12_500, tomorrow)).toMatchObject({ carbonGrams: 1_125, factorVersion: 'e2' })
    const { changes } = await app.anonymous().call(ledger.factors, {})
    expect(changes[0]).toMatchObject({ edition: 'e2', from: 100, to: 90, text: '纸板：每千克100克改为90克' })
    // an edition that repeats what already holds announces only what it changes, and one that changes nothing is none
    const later = addDays(tomorrow, 1)
    const { items } = await app.anonymous().call(ledger.factors, { day: tomorrow })
    const same = items.map(
      ({ material, gramsPerKg, low, high, baseline, source, sourceEdition, sourcePlace, note }) => ({
        material,
        gramsPerKg,
        low,
        high,
        baseline,
        source,
        sourceEdition,
        sourcePlace,
        note,
      }),
    )
    await expectError(
      app.as(officer).call(ledger.publishFactors, { edition: 'e3', validFrom: later, factors: same }),
      'INPUT_INVALID',
    )
    const one = same.map((each) => (each.material === 'paper' ? { ...each, gramsPerKg: 310 } : each))
    expect(
      await app.as(officer).call(ledger.publishFactors, { edition: 'e3', validFrom: later, factors: one }),
    ).toEqual({ edition: 'e3', count: 1 })
    expect(
      (await app.anonymous().call(ledger.factors, {})).changes
        .filter(({ edition }) => edition === 'e3')
        .map(({ text }) => text),
    ).toEqual(['纸类：每千克300克改为310克'])
  })

  it('a material without a factor is refused, not guessed', async () => {
    await expect(carbonOf('gold', 1_000, '2026-11-22')).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    await expect(carbonOf('paper', 1_000, '2020-01-01')).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })
})

describe('the desk', () => {
  it('staff see accounts and entries of their area, and each look leaves a trace', async () => {
    const worker = await aStaff('communityWorker', (await ancestorOf(home.place, 'community'))._id)
    const { items } = await app.as(worker).call(ledger.deskAccounts, { starts: account })
    expect(items).toMatchObject([{ account, name: expect.stringMatching(/^住户 .+\*\*\*$/) }])
    const entries = await app.as(worker).call(ledger.deskEntries, { account, limit: 10 })
    expect(entries.items).toHaveLength(10)
    const first = entries.items[1]
    expect(first).toMatchObject({ byName: '系统', effects: [{ accountName: items[0]?.name }] })
    expect(first?.postings.map(({ accountName }) => accountName)).toContain('发放 可回收物上门')
    expect(first?.postings.reduce((sum, each) => sum + (each.unit === 'points' ? each.amount : 0), 0)).toBe(0)
    expect(await app.as(worker).call(ledger.deskEntry, { id: first?.id ?? '' })).toEqual(first)
    expect(
      await AuditRows.countDocuments({
        actorId: worker.personId,
        subject: { $in: [`ledger/${account}`, `ledger/${first?.id}`] },
      }),
    ).toBe(2)
    const second = await app.as(worker).call(ledger.deskEntries, { account, limit: 10, cursor: entries.next ?? '' })
    expect(second.items[0]?.effects[0]?.seq).toBe((entries.items.at(-1)?.effects[0]?.seq ?? 0) - 1)
    expect(
      (await app.as(worker).call(ledger.deskEntries, { account, day: dayOf(now()), limit: 5 })).items,
    ).toHaveLength(5)
  })

  it('staff do not see whose act was at what time; auditors do', async () => {
    const house = await aHousehold()
    const theirs = accountFor({ householdId: house._id })
    await post([anEarning({ points: 1, to: theirs, placePath: house.placePath, earnerId: wang.personId })])
    const worker = await aStaff('communityWorker', house.place._id)
    const auditor = await aStaff('auditor', (await ancestorOf(house.place, 'city'))._id)
    expect((await app.as(worker).call(ledger.deskEntries, { account: theirs })).items[0]).toMatchObject({
      at: null,
      recordedAt: null,
    })
    expect((await app.as(auditor).call(ledger.deskEntries, { account: theirs })).items[0]?.at).toMatch(/T/)
  })

  it('another area answers NOT_FOUND, residents are not allowed, system accounts are the city’s', async () => {
    const elsewhere = await aStaff('communityWorker', (await aPlace({ kind: 'community' }))._id)
    await expectError(app.as(elsewhere).call(ledger.deskEntries, { account }), 'NOT_FOUND')
    await expectError(app.as(elsewhere).call(ledger.deskEntries, { account: 'issuer:pickup-recyclable' }), 'NOT_FOUND')
    expect((await app.as(elsewhere).call(ledger.deskAccounts, {})).items).toEqual([])
    const {
      items: [line],
    } = await app.as(wang).call(ledger.statement, { account, limit: 1 })
    await expectError(app.as(elsewhere).call(ledger.deskEntry, { id: line?.entryId ?? '' }), 'NOT_FOUND')
    await expectError(app.as(wang).call(ledger.deskAccounts, {}), 'NOT_ALLOWED')
    await expectError(app.as(wang).call(ledger.deskEntries, { account }), 'NOT_ALLOWED')
    await expectError(app.as(wang).call(ledger.deskChecks, {}), 'NOT_ALLOWED')
    const auditor = await aStaff('auditor', (await ancestorOf(home.place, 'city'))._id)
    const page = await app.as(auditor).call(ledger.deskEntries, { account: 'issuer:pickup-recyclable', limit: 30 })
    const next = await app
      .as(auditor)
      .call(ledger.deskEntries, { account: 'issuer:pickup-recyclable', limit: 30, cursor: page.next ?? '' })
    expect(new Set([...page.items, ...next.items].map((entry) => entry.id)).size).toBe(
      page.items.length + next.items.length,
    )
  })

  it('exports CSV that no spreadsheet takes for a formula', async () => {
    const house = await aHousehold()
    const theirs = accountFor({ householdId: house._id })
    await post([{ ...anEarning({ points: 5, to: theirs, placePath: house.placePath }), subject: '=HYPERLINK("x")' }])
    const worker = await aStaff('communityWorker', house.place._id)
    const { body, headers } = await app.as(worker).download(ledger.deskExport, { account: theirs })
    expect(headers['content-type']).toContain('text/csv')
    expect(body.toString('utf8')).toContain('+5')
    expect(body.toString('utf8')).not.toMatch(/(^|,)"?=HYPER/m)
  })

  it('shows what the nightly verification found', async () => {
    await sealDays(addDays(dayOf(now()), -1))
    await runJob(ledgerVerify, '2026-11-21')
    const auditor = await aStaff('auditor', (await ancestorOf(home.place, 'city'))._id)
    expect((await app.as(auditor).call(ledger.deskChecks, {})).items[0]).toMatchObject({
      id: 'ledger.verify:2026-11-21',
      status: 'finished',
      differences: 0,
      findings: [],
    })
  })
})

it('a person’s copy of their data holds every line', async () => {
  const ledgerFeature = features.find((feature) => feature.name === 'ledger')
  const copy = (await ledgerFeature?.personalData?.export(wang.personId)) as { lines: string[] }
  expect(copy.lines).toHaveLength(2)
})
