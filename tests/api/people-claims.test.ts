// Claiming a household by its card, and how its members answer, over HTTP.
import { people } from '@shared/people/contract'
import { households } from '@shared/people/household-contract'
import { addDays } from '@shared/time'
import { now, setClock } from '@server/clock'
import { newId } from '@server/ids'
import { HouseholdCodes, Households, Memberships } from '@server/people/households.model'
import { householdByCode, memberSince } from '@server/people/households'
import { lapseClaims } from '@server/people/claims'
import type { Place } from '@server/places/places.model'
import { aHousehold, aPlace, aResident, expectError, signInAs, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()
afterEach(() => setClock())

let compound: Place
beforeAll(async () => {
  compound = await aPlace()
})

const claim = (who: Signed, code: string, id = newId()) => app.as(who).call(households.claim, { id, code })
const detail = (who: Signed, id: string) => app.as(who).call(households.detail, { id })
const family = async () => {
  const household = await aHousehold({ place: compound })
  return { household, owner: await aResident({ name: '王建国', household }) }
}

describe('by card', () => {
  test('an empty household takes its first person in as owner, by scanning or typing', async () => {
    const one = await aHousehold({ place: compound })
    const person = await aResident({ name: '王桂兰' })
    expect(await claim(person, one.token)).toMatchObject({ outcome: 'joined', householdId: one._id })
    const shown = await detail(person, one._id)
    expect(shown).toMatchObject({
      cardOnly: false,
      address: one.parts,
      members: [{ name: '王桂兰', owner: true, isMe: true }],
    })
    const two = await aHousehold({ place: compound })
    expect((await claim(person, ` ${two.typed.slice(0, 4).toLowerCase()}-${two.typed.slice(4)}`)).outcome).toBe(
      'joined',
    )
    expect((await app.as(person).call(people.me, {})).households).toHaveLength(2)
    await expectError(claim(person, one.token), 'HOUSEHOLD_ALREADY_MEMBER')
  })

  test('20 persons at once with one card: one owner, the others wait', async () => {
    const household = await aHousehold({ place: compound })
    const persons = await Promise.all(Array.from({ length: 20 }, () => aResident()))
    const outcomes = await Promise.all(persons.map((person) => claim(person, household.token)))
    expect(outcomes.filter((outcome) => outcome.outcome === 'joined')).toHaveLength(1)
    expect(await Memberships.countDocuments({ householdId: household._id, active: true })).toBe(1)
    expect((await Households.findById(household._id).lean())?.memberCount).toBe(1)
  })

  test('an old code is out of use, a wrong one unknown, guessing is slowed down', async () => {
    const { household, owner } = await family()
    await app.as(owner).call(households.reissueCode, { id: household._id, reason: '户卡丢了' })
    const person = await aResident()
    await expectError(claim(person, household.token), 'HOUSEHOLD_CODE_REVOKED')
    await expectError(claim(person, household.typed), 'HOUSEHOLD_CODE_REVOKED')
    await expectError(claim(person, 'AAAAAAAAAAAAAAAAAAAAAA'), 'HOUSEHOLD_CODE_UNKNOWN')
    const fresh = await app.as(owner).call(households.code, { id: household._id })
    expect((await householdByCode(fresh.token))._id).toBe(household._id)
    const codes = await Promise.all(
      Array.from({ length: 10 }, () =>
        claim(person, 'AAAAAAAAAAAAAAAAAAAAAA').catch((error: { code: string }) => error.code),
      ),
    )
    expect(codes.filter((code) => code === 'TOO_MANY_REQUESTS').length).toBeGreaterThanOrEqual(3)
  })

  test('codes are stored sealed', async () => {
    const household = await aHousehold({ place: compound })
    const stored = JSON.stringify(await HouseholdCodes.find({ householdId: household._id }).lean())
    expect(stored).not.toContain(household.token)
    expect(stored).not.toContain(household.typed)
  })

  test('privacy policy and guardian come first', async () => {
    const household = await aHousehold({ place: compound })
    await expectError(claim(await aResident({ person: { privacyVersion: 'old' } }), household.token), 'CONSENT_MISSING')
    await expectError(
      claim(await aResident({ person: { birthYear: now().getUTCFullYear() - 16 } }), household.token),
      'GUARDIAN_CONSENT_MISSING',
    )
  })

  test('a sixth household is refused', async () => {
    const person = await aResident()
    for (let count = 0; count < 5; count += 1) await claim(person, (await aHousehold({ place: compound })).token)
    const sixth = await aHousehold({ place: compound })
    await expectError(claim(person, sixth.token), 'HOUSEHOLD_TOO_MANY')
    expect((await Households.findById(sixth._id).lean())?.memberCount).toBe(0)
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
    expect((await lapseClaims.run(dayAfter, { progress: async () => undefined }))['lapsed']).toBeGreaterThanOrEqual(1)
    expect((await lapseClaims.run(dayAfter, { progress: async () => undefined }))['lapsed']).toBe(0)
    await expectError(detail(later, household._id), 'NOT_FOUND')
    expect((await claim(later, household.token)).outcome).toBe('waiting')
  })
})
