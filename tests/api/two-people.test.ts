// Money takes two people. Every way in which two accounts are one hand, tried on everything that is signed by a second
// person; and nobody handles the money of their own booking.
import { earning } from '@shared/ledger/earning-contract'
import { pickups } from '@shared/pickups/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { addDays, dayOf } from '@shared/time'
import { now, setClock } from '@server/clock'
import { newId } from '@server/ids'
import { EarningRules } from '@server/ledger/earning.model'
import { phoneIndexOf } from '@server/people/people'
import { Persons, StaffLogins } from '@server/people/people.model'
import { newStaffLogin } from '@server/people/staff'
import type { Place } from '@server/places/places.model'
import { Settlements } from '@server/rewards/settlements.model'
import { addMember, aHousehold, aPlace, aResident, aStaff, expectError, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { aCity, aPriceList, bookingOf, chair, sofa } from '../support/pickups'

useDatabase()
const app = useApp()

const DAY_MS = 24 * 3600_000
let city: Place
beforeAll(async () => {
  city = await aPlace({ kind: 'city' })
})

/** An officer whose account somebody made or reset so many days ago. */
async function anOfficer(madeBy?: string, daysAgo = 0): Promise<Signed> {
  const officer = await aStaff('cityOfficer', city._id)
  await StaffLogins.create([
    {
      ...newStaffLogin(officer.personId, `officer-${newId().slice(-8).toLowerCase()}`, 'none', false),
      ...(madeBy ? { passwordSetBy: madeBy, passwordSetAt: new Date(now().getTime() - daysAgo * DAY_MS) } : {}),
    },
  ])
  return officer
}

type Pair = { first: Signed; second: Signed }
const sameHand: Record<string, () => Promise<Pair>> = {
  'the same person': async () => {
    const one = await anOfficer()
    return { first: one, second: one }
  },
  'two accounts of one verified number': async () => {
    const pair = { first: await anOfficer(), second: await anOfficer() }
    await Persons.updateMany(
      { _id: { $in: [pair.first.personId, pair.second.personId] } },
      { $set: { phoneIndex: phoneIndexOf(`139${String(Date.now()).slice(-8)}`), phoneVerifiedAt: now() } },
    )
    return pair
  },
  'two who live together': async () => {
    const pair = { first: await anOfficer(), second: await anOfficer() }
    const household = await aHousehold()
    await addMember(household._id, pair.first.personId)
    await addMember(household._id, pair.second.personId)
    return pair
  },
  'who made the account of the other': async () => {
    const second = await anOfficer()
    return { first: await anOfficer(second.personId), second }
  },
  'whose account the other made': async () => {
    const first = await anOfficer()
    return { first, second: await anOfficer(first.personId, 89) }
  },
  'two whose accounts one administrator made or reset': async () => {
    const { personId } = await aResident()
    return { first: await anOfficer(personId), second: await anOfficer(personId, 89) }
  },
}
const twoHands: Record<string, () => Promise<Pair>> = {
  'two who were made by two': async () => ({
    first: await anOfficer((await aResident()).personId),
    second: await anOfficer((await aResident()).personId),
  }),
  'two whom one made, one of them long ago': async () => {
    const { personId } = await aResident()
    return { first: await anOfficer(personId), second: await anOfficer(personId, 91) }
  },
}

async function aSettlement(first: Signed, as: 'draftedBy' | 'confirmedBy') {
  const id = `${newId()}:2026-10`
  await Settlements.create([
    {
      _id: id,
      shopId: id.slice(0, 26),
      shopName: '便民店',
      month: '2026-10',
      placePath: city.path,
      status: 'confirmed',
      version: 3,
      lines: [],
      pieces: 0,
      points: 0,
      fen: 0,
      openDisputes: 0,
      createdAt: now(),
      draftedAt: now(),
      draftedBy: 'system:jobs',
      confirmedBy: (await aResident()).personId,
      [as]: first.personId,
    },
  ])
  const sign = (who: Signed) => app.as(who).call(rewardsOffice.signOff, { id, version: 3 })
  const offered = async (who: Signed) =>
    (await app.as(who).call(rewardsOffice.settlement, { id })).allowed.includes('signOff')
  return { sign, offered, refusal: 'REWARD_SECOND_PERSON' as const }
}

let version = 0
async function aRule(first: Signed, as: 'draftedBy' | 'proposedBy') {
  version += 1
  const id = `quiz@v${version}`
  await EarningRules.create([
    {
      _id: id,
      key: 'quiz',
      version,
      name: '答题',
      rates: [{ code: 'passed', points: 1 }],
      caps: [],
      budgetPerMonth: 1000,
      validFrom: addDays(dayOf(now()), 10),
      validTo: null,
      status: 'proposed',
      revision: 2,
      reason: '试行',
      draftedBy: (await anOfficer()).personId,
      proposedBy: (await anOfficer()).personId,
      activatedBy: null,
      endedBy: null,
      previewId: newId(),
      history: [],
      updatedAt: now(),
      [as]: first.personId,
    },
  ])
  const sign = (who: Signed) => app.as(who).call(earning.activateRule, { id, revision: 2 })
  const offered = async (who: Signed) => (await app.as(who).call(earning.deskRule, { id })).allowed.includes('activate')
  return { sign, offered, refusal: 'LEDGER_RULE_SAME_PERSON' as const }
}

let days = 1
async function aPriceProposal(first: Signed, as: 'last' | 'earlier') {
  const list = await aPriceList(city, {
    validFrom: addDays(dayOf(now()), (days += 1)),
    state: 'proposed',
    writtenBy: as === 'last' ? [first.personId] : [first.personId, (await anOfficer()).personId],
  })
  const sign = (who: Signed) => app.as(who).call(pickupsDesk.publishPrices, { id: list._id, version: list.version })
  const offered = async (who: Signed) =>
    (await app.as(who).call(pickupsDesk.prices, { placeId: city._id })).items.find(({ id }) => id === list._id)
      ?.mayPublish
  return { sign, offered, refusal: 'PICKUP_SECOND_PERSON' as const }
}

const signed = {
  'a settlement that the first drafted': (first: Signed) => aSettlement(first, 'draftedBy'),
  'a settlement that the first confirmed': (first: Signed) => aSettlement(first, 'confirmedBy'),
  'a rule that the first drafted': (first: Signed) => aRule(first, 'draftedBy'),
  'a rule that the first proposed': (first: Signed) => aRule(first, 'proposedBy'),
  'a price list that the first wrote': (first: Signed) => aPriceProposal(first, 'last'),
  'a price list that the first wrote in before another': (first: Signed) => aPriceProposal(first, 'earlier'),
}

describe.each(Object.entries(signed))('%s', (_what, make) => {
  test.each(Object.entries(sameHand))('%s: neither offered nor done', async (_who, pair) => {
    const { first, second } = await pair()
    const { sign, offered, refusal } = await make(first)
    expect(await offered(second)).toBe(false)
    await expectError(sign(second), refusal)
  })

  test.each(Object.entries(twoHands))('%s: offered and done', async (_who, pair) => {
    const { first, second } = await pair()
    const { sign, offered } = await make(first)
    expect(await offered(second)).toBe(true)
    await sign(second)
  })
})

describe('nobody handles the money of a booking of their own', () => {
  const acts: [string, (who: Signed, id: string) => Promise<unknown>][] = [
    [
      'writing down what was paid',
      (who, id) => app.as(who).call(pickupsDesk.recordPayment, { id, paymentId: newId(), fen: 100, note: '现场收取' }),
    ],
    [
      'cancelling with everything given back',
      (who, id) => app.as(who).call(pickupsDesk.cancelByOperator, { id, reason: '车辆故障' }),
    ],
  ]
  const theirs: [string, (who: Signed, household: { _id: string }) => Promise<unknown>][] = [
    ['that they made', async () => undefined],
    ['of their home', (who, household) => addMember(household._id, who.personId)],
  ]
  afterEach(() => setClock())

  test.each(acts.flatMap(([act, run]) => theirs.map(([whose, belongs]) => [act, whose, run, belongs] as const)))(
    '%s, for a booking %s: a colleague does it',
    async (_act, whose, run, belongs) => {
      setClock(new Date('2026-11-23T10:00:00+08:00'))
      const { place, household, wang, am } = await aCity()
      const mine = await aStaff('dispatcher', place.path[0] ?? '')
      const colleague = await aStaff('dispatcher', place.path[0] ?? '')
      await belongs(mine, household)
      const booker = whose === 'that they made' ? mine : wang
      // one piece more than is free, so that a fee is due
      const things = { items: [{ ...sofa, count: 2 }, chair], agreedFen: 2000 }
      const booking = await app.as(booker).call(pickups.book, bookingOf(place, am, things))
      await expectError(run(mine, booking.id), 'DECIDES_OWN_CASE')
      await run(colleague, booking.id)
    },
  )
})
