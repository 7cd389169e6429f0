// Earning rules over HTTP and under load: two persons behind every version, never into the past, trials against last
// month, budgets that are exact with two instances, caps that are exact under concurrency, and lines that say so when
// less was granted.
import { ledger } from '@shared/ledger/contract'
import { earning } from '@shared/ledger/earning-contract'
import { features } from '@server/features'
import { newId } from '@server/ids'
import { runJob } from '@server/jobs'
import { budgetOwner, ledgerBudgets, ownBudgets } from '@server/ledger/budgets'
import { Budgets, EarningRules } from '@server/ledger/earning.model'
import { balanceOf } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { Memberships } from '@server/people/households.model'
import mongoose from 'mongoose'
import { aHousehold, aPlace, aResident, aStaff, ancestorOf, setClock, useApp, type Signed } from '../support/app'
import { shanghai } from '../support/contests'
import { useDatabase } from '../support/database'
import { anEarningRule, earnFacts, type Earned } from '../support/earning'

useDatabase()
const app = useApp({ features: features.filter((feature) => feature.name === 'ledger') })

let xu: Signed
let home: Awaited<ReturnType<typeof aHousehold>>
let wang: Signed

beforeAll(async () => {
  const place = await aPlace()
  const city = await ancestorOf(place, 'city')
  xu = await aStaff('cityOfficer', city._id, { name: '徐岩' })
  home = await aHousehold({ place })
  wang = await aResident({ name: '王秀英', household: home })
  await Memberships.updateMany({}, { $set: { since: new Date('2026-01-01T00:00:00Z') } })
})
beforeEach(() => setClock(shanghai('2026-11-22T10:00')))
afterEach(async () => {
  await ownBudgets.stop()
  setClock()
})

const earn = (earned: Earned = {}) => earnFacts(home.placePath, earned)

const pointsOf = (entry: { postings: { account: string; amount: number }[] } | null): number =>
  entry?.postings.filter((each) => each.account.startsWith('issuer:')).reduce((sum, each) => sum - each.amount, 0) ?? 0
const trimmedOf = (entry: { details?: Readonly<Record<string, unknown>> } | null) => entry?.details?.['trimmed']

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
    ).toMatchObject({ state: 'spent', left: 0, percent: 100, text: '本月预算已用完，下月恢复计分' })
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
      trimmed: { asked: 2, granted: 0, text: '已到「每户每天积分」上限，按规则应得2分，记0分' },
      text: expect.stringMatching(/按规则应得2分，记0分$/),
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
