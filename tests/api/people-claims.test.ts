// Claiming a household by its card, over HTTP: having a card is not enough, and says nothing of the address.
import { households } from '@shared/people/household-contract'
import { rewardsDesk } from '@shared/rewards/desk-contract'
import { addDays, dayOf, instantAt } from '@shared/time'
import { now, setClock } from '@server/clock'
import { newId } from '@server/ids'
import { lapseClaims } from '@server/people/claims'
import { Households, Memberships } from '@server/people/households.model'
import { memberSince } from '@server/people/households'
import { settleClaims } from '@server/people/slips'
import type { Place } from '@server/places/places.model'
import {
  aHousehold,
  aPlace,
  aResident,
  aStaff,
  ancestorOf,
  expectError,
  signInAs,
  useApp,
  type Signed,
} from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()
afterEach(() => setClock())

const PIN = '480362'
let compound: Place
let worker: Signed
let colleague: Signed
beforeAll(async () => {
  compound = await aPlace()
  const community = (await ancestorOf(compound, 'community'))._id
  worker = await aStaff('communityWorker', community)
  colleague = await aStaff('communityWorker', community)
})

const claim = (who: Signed, code: string, more: { id?: string; pin?: string } = {}) =>
  app.as(who).call(households.claim, { id: newId(), code, ...more })
const detail = (who: Signed, id: string) => app.as(who).call(households.detail, { id })
const setPin = (code: string, who = worker) => app.as(who).call(rewardsDesk.setPin, { code, pin: PIN, how: 'idCard' })
const mine = async (who: Signed) => (await app.as(who).call(households.myRequests, {})).items[0]
const family = async () => {
  const household = await aHousehold({ place: compound })
  return { household, owner: await aResident({ name: '王建国', household }) }
}
const run = (job: typeof settleClaims, day: string) => job.run(day, { progress: async () => undefined })

describe('a household without members', () => {
  test('with a PIN takes in who knows it, as owner, by scanning or typing', async () => {
    const one = await aHousehold({ place: compound })
    await setPin(one.token)
    const person = await aResident({ name: '王桂兰' })
    await expectError(claim(person, one.token), 'HOUSEHOLD_PIN_NEEDED')
    expect(await claim(person, ` ${one.typed.slice(0, 4).toLowerCase()}-${one.typed.slice(4)}`, { pin: PIN })).toEqual({
      outcome: 'joined',
      householdId: one._id,
      requestId: null,
      dueOn: null,
    })
    expect(await detail(person, one._id)).toMatchObject({
      address: one.parts,
      members: [{ name: '王桂兰', owner: true, isMe: true }],
    })
    await expectError(claim(person, one.token), 'HOUSEHOLD_ALREADY_MEMBER')
  })

  test('five wrong PINs by whomever close this way, and the desk stays open', async () => {
    const household = await aHousehold({ place: compound })
    await setPin(household.token)
    for (let left = 4; left >= 0; left -= 1) {
      const refused = await expectError(
        claim(await aResident(), household.token, { pin: '111112' }),
        'REWARD_PIN_WRONG',
      )
      expect(refused.body.details).toMatchObject({ left })
    }
    await expectError(claim(await aResident(), household.token, { pin: PIN }), 'HOUSEHOLD_PIN_LOCKED')
    expect(await app.as(worker).call(rewardsDesk.card, { code: household.token })).toMatchObject({ pinLocked: false })
    await setPin(household.token)
    expect((await claim(await aResident(), household.token, { pin: PIN })).outcome).toBe('joined')
  })

  test('20 tries at once get no more than five', async () => {
    const household = await aHousehold({ place: compound })
    await setPin(household.token)
    const persons = await Promise.all(Array.from({ length: 20 }, () => aResident()))
    const codes = await Promise.all(
      persons.map((person) =>
        claim(person, household.token, { pin: '111112' }).catch((error: { code: string }) => error.code),
      ),
    )
    expect(codes.filter((code) => code === 'REWARD_PIN_WRONG')).toHaveLength(5)
    expect(codes.filter((code) => code === 'HOUSEHOLD_PIN_LOCKED')).toHaveLength(15)
  })

  test('20 persons at once with card and PIN: one owner, the others wait for them', async () => {
    const household = await aHousehold({ place: compound })
    await setPin(household.token)
    const persons = await Promise.all(Array.from({ length: 20 }, () => aResident()))
    const outcomes = await Promise.all(
      persons.map((person) =>
        claim(person, household.token, { pin: PIN }).then(
          ({ outcome }) => outcome,
          (error: { code: string }) => error.code,
        ),
      ),
    )
    expect(outcomes.filter((outcome) => outcome === 'joined')).toHaveLength(1)
    expect(await Memberships.countDocuments({ householdId: household._id, active: true })).toBe(1)
    expect((await Households.findById(household._id).lean())?.memberCount).toBe(1)
  })

  test('whoever set the PIN may not claim with it', async () => {
    const household = await aHousehold({ place: compound })
    await setPin(household.token)
    await expectError(claim(worker, household.token, { pin: PIN }), 'DECIDES_OWN_CASE')
  })

  test('without a PIN waits for the community, which is told and decides', async () => {
    const household = await aHousehold({ place: compound })
    const person = await aResident({ name: '陈新来' })
    expect(await claim(person, household.token)).toMatchObject({ outcome: 'waiting', householdId: null, dueOn: null })
    await expectError(claim(person, household.token), 'REQUEST_WAITING')
    await expectError(detail(person, household._id), 'NOT_FOUND')
    expect((await app.as(person).call(households.mine, {})).items).toEqual([])
    expect(await mine(person)).toMatchObject({ status: 'waiting', waitsFor: 'community', allowed: ['withdraw'] })
    const listed = (await app.as(worker).call(households.requests, { status: 'waiting' })).items[0]
    expect(listed).toMatchObject({
      label: `${compound.name} 3栋2单元${household.parts.room}`,
      allowed: ['approve', 'refuse', 'printSlip'],
    })
    await app.as(worker).call(households.decide, { id: listed?.id ?? '', decision: 'approve', reason: '看过身份证' })
    expect((await detail(person, household._id)).members).toHaveLength(1)
  })

  test('a fourth claim that waits is refused', async () => {
    const person = await aResident()
    for (let count = 0; count < 3; count += 1) await claim(person, (await aHousehold({ place: compound })).token)
    await expectError(claim(person, (await aHousehold({ place: compound })).token), 'REQUEST_TOO_MANY')
  })

  test('a card that is replaced ends the claims made with it', async () => {
    const household = await aHousehold({ place: compound })
    const finder = await aResident()
    await claim(finder, household.token)
    await app.as(worker).call(households.reissueCode, { id: household._id, reason: '户卡丢了' })
    expect(await mine(finder)).toMatchObject({ status: 'refused', waitsFor: null, allowed: [] })
  })
})

describe('the slip to the door', () => {
  const slip = (who: Signed, id: string) => app.as(who).call(households.printSlip, { id })
  const waiting = async () => {
    const household = await aHousehold({ place: compound })
    const person = await aResident({ name: '陈新来' })
    const { requestId } = await claim(person, household.token)
    return { household, person, id: requestId ?? '' }
  }
  const workerNow = () => signInAs(worker.personId)
  const at = (day: string) => setClock(instantAt(day, '10:00'))

  test('starts five working days, once; without objection the claim is settled the day after', async () => {
    at('2026-11-02')
    const { household, person, id } = await waiting()
    const printed = await slip(await workerNow(), id)
    expect(printed).toEqual({ requestId: id, slipOn: '2026-11-02', objectBy: '2026-11-09' })
    at('2026-11-04')
    expect(await slip(await workerNow(), id)).toEqual(printed)
    for (const day of ['2026-11-05', '2026-11-09']) {
      at(day)
      expect(await run(settleClaims, day)).toEqual({ approved: 0, refused: 0 })
    }
    const later = await signInAs(person.personId)
    expect(await mine(later)).toMatchObject({ status: 'waiting', waitsFor: 'door', objectBy: '2026-11-09' })
    await expectError(detail(later, household._id), 'NOT_FOUND')
    at('2026-11-10')
    expect(await run(settleClaims, '2026-11-10')).toEqual({ approved: 1, refused: 0 })
    expect(await run(settleClaims, '2026-11-10')).toEqual({ approved: 0, refused: 0 })
    const member = await signInAs(person.personId)
    expect((await detail(member, household._id)).members).toHaveLength(1)
    await expectError(slip(await workerNow(), id), 'REQUEST_CLOSED')
  })

  test('an objection at the community ends it', async () => {
    const { household, person, id } = await waiting()
    await slip(worker, id)
    await app.as(worker).call(households.decide, { id, decision: 'refuse', reason: '住户说不认识' })
    at(addDays(dayOf(now()), 30))
    await run(settleClaims, dayOf(now()))
    await expectError(detail(await signInAs(person.personId), household._id), 'NOT_FOUND')
  })

  test.each([
    ['a PIN was set', async (household: { token: string }) => void (await setPin(household.token))],
    [
      'somebody moved in',
      async (household: { _id: string }) => void (await aResident({ household: { _id: household._id } })),
    ],
  ])('and so does it when meanwhile %s', async (_what, happens) => {
    const { household, person, id } = await waiting()
    await slip(worker, id)
    await happens(household)
    at(addDays(dayOf(now()), 30))
    expect((await run(settleClaims, dayOf(now())))['refused']).toBe(1)
    const later = await signInAs(person.personId)
    expect(await mine(later)).toMatchObject({ status: 'refused' })
    await expectError(detail(later, household._id), 'NOT_FOUND')
  })

  test('is for the claims of others, on a household without members, in one’s own area', async () => {
    const { id } = await waiting()
    const elsewhere = await aStaff('communityWorker', (await ancestorOf(await aPlace(), 'community'))._id)
    await expectError(slip(elsewhere, id), 'NOT_FOUND')
    const household = await aHousehold({ place: compound })
    const own = (await claim(worker, household.token)).requestId ?? ''
    await expectError(slip(worker, own), 'DECIDES_OWN_CASE')
    await expectError(
      app.as(worker).call(households.decide, { id: own, decision: 'approve', reason: '我自己' }),
      'DECIDES_OWN_CASE',
    )
    expect((await app.as(worker).call(households.requests, {})).items.find((item) => item.id === own)?.allowed).toEqual(
      ['withdraw'],
    )
    await slip(colleague, own)
    const { household: full } = await family()
    const occupied = (await claim(await aResident(), full.token)).requestId ?? ''
    await expectError(slip(worker, occupied), 'HOUSEHOLD_SLIP_NOT_NEEDED')
  })
})

describe('a claim on a household with members', () => {
  const waiting = async () => {
    const { household, owner } = await family()
    const newcomer = await aResident({ name: '陈新来' })
    const { requestId, dueOn } = await claim(newcomer, household.token)
    return { household, owner, newcomer, id: requestId ?? '', dueOn: dueOn ?? '' }
  }

  test('waits for the members, who see it; the newcomer sees nothing yet', async () => {
    const { household, owner, newcomer, id, dueOn } = await waiting()
    expect((await detail(owner, household._id)).requests).toEqual([
      expect.objectContaining({ id, name: '陈**', dueOn }),
    ])
    await expectError(detail(newcomer, household._id), 'NOT_FOUND')
    await expectError(claim(newcomer, household.token), 'REQUEST_WAITING')
    expect((await app.as(newcomer).call(households.myRequests, {})).items[0]).toMatchObject({
      kind: 'claim',
      status: 'waiting',
      allowed: ['withdraw'],
    })
  })

  test('answered "join" they live together, from today', async () => {
    const { household, owner, newcomer, id } = await waiting()
    await app.as(owner).call(households.answerClaim, { id, answer: 'join' })
    expect((await detail(newcomer, household._id)).members).toHaveLength(2)
    expect((await memberSince(newcomer.personId, household._id))?.getTime()).toBeGreaterThan(now().getTime() - 60_000)
    await expectError(app.as(owner).call(households.answerClaim, { id, answer: 'refuse' }), 'REQUEST_CLOSED')
  })

  test('answered "handOver" the former members lose access at once', async () => {
    const { household, owner, newcomer, id } = await waiting()
    await app.as(owner).call(households.answerClaim, { id, answer: 'handOver' })
    await expectError(detail(owner, household._id), 'NOT_FOUND')
    expect((await detail(newcomer, household._id)).members).toEqual([
      expect.objectContaining({ owner: true, isMe: true }),
    ])
  })

  test('refused, and by strangers not found', async () => {
    const { newcomer, owner, id } = await waiting()
    await expectError(app.as(await aResident()).call(households.answerClaim, { id, answer: 'join' }), 'NOT_FOUND')
    await expectError(app.as(newcomer).call(households.answerClaim, { id, answer: 'join' }), 'NOT_FOUND')
    await expectError(app.as(await aResident()).call(households.withdraw, { id }), 'NOT_FOUND')
    expect((await app.as(owner).call(households.answerClaim, { id, answer: 'refuse' })).status).toBe('refused')
  })

  test('without an answer it lapses after 3 working days and nothing changes', async () => {
    const { household, owner, newcomer, id, dueOn } = await waiting()
    setClock(new Date(`${addDays(dueOn, 1)}T08:00:00+08:00`))
    const later = await signInAs(newcomer.personId)
    const ownerLater = await signInAs(owner.personId)
    expect((await app.as(later).call(households.myRequests, {})).items[0]?.status).toBe('lapsed')
    await expectError(app.as(ownerLater).call(households.answerClaim, { id, answer: 'join' }), 'REQUEST_CLOSED')
    const dayAfter = addDays(dueOn, 1)
    expect((await run(lapseClaims, dayAfter))['lapsed']).toBeGreaterThanOrEqual(1)
    expect((await run(lapseClaims, dayAfter))['lapsed']).toBe(0)
    await expectError(detail(later, household._id), 'NOT_FOUND')
    expect((await claim(later, household.token)).outcome).toBe('waiting')
  })
})
