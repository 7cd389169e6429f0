// Who may not decide: every way in which a case can be one's own, asked of the one function that all features call.
import type { Role } from '@shared/actors'
import { households } from '@shared/people/household-contract'
import { staff } from '@shared/people/staff-contract'
import { now, setClock } from '@server/clock'
import { transaction } from '@server/db'
import { newId } from '@server/ids'
import { conflictOf, refuseOwnCase, type OwnCase } from '@server/people/conflicts'
import { Households, JoinRequests, Memberships, Proxies } from '@server/people/households.model'
import { Persons, StaffLogins } from '@server/people/people.model'
import { phoneIndexOf } from '@server/people/people'
import type { Place } from '@server/places/places.model'
import {
  actorOf,
  addMember,
  aHousehold,
  aPlace,
  aResident,
  aStaff,
  ancestorOf,
  expectError,
  useApp,
  type Signed,
} from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()
afterEach(() => setClock())

let compound: Place
beforeAll(async () => {
  compound = await aPlace()
})

const worker = async () => aStaff('communityWorker', (await ancestorOf(compound, 'community'))._id)
const conflict = async (who: Signed, own: OwnCase) => {
  const actor = await actorOf(who)
  return transaction((tx) => conflictOf(tx, actor, own))
}
const daysFromNow = (days: number): void => setClock(new Date(now().getTime() + days * 24 * 3600_000))
/** Every way in which a person can be part of a case. */
const asParty = (personId: string): OwnCase[] => [
  { author: personId },
  { personIds: [personId] },
  { actedBy: [personId] },
]

test('a stranger’s case and a job’s may be decided', async () => {
  const one = await worker()
  const stranger = await aResident({ household: await aHousehold({ place: compound }) })
  for (const own of asParty(stranger.personId)) expect(await conflict(one, own)).toBeNull()
  const household = await aHousehold({ place: compound })
  await addMember(household._id, (await aResident()).personId)
  expect(await conflict(one, { householdIds: [household._id] })).toBeNull()
  expect(
    await conflict(one, { author: 'system:people', actedBy: [null, undefined], householdIds: [undefined] }),
  ).toBeNull()
})

test('one’s own: asked for, acted in, or about oneself', async () => {
  const one = await worker()
  for (const own of asParty(one.personId)) expect(await conflict(one, own)).toBe('self')
})

describe('a household', () => {
  test('that one lives in, and the cases of those who live there', async () => {
    const household = await aHousehold({ place: compound })
    const one = await worker()
    await addMember(household._id, one.personId)
    const wife = await aResident({ household })
    expect(await conflict(one, { householdIds: [household._id] })).toBe('home')
    expect(await conflict(one, { author: wife.personId })).toBe('home')
    expect(await conflict(one, { personIds: [wife.personId] })).toBe('home')
  })

  test('that one left less than 90 days ago', async () => {
    const household = await aHousehold({ place: compound })
    const one = await worker()
    await addMember(household._id, one.personId)
    await Memberships.updateOne({ personId: one.personId }, { $set: { active: false, until: now() } })
    daysFromNow(89)
    expect(await conflict(one, { householdIds: [household._id] })).toBe('home')
    daysFromNow(2)
    expect(await conflict(one, { householdIds: [household._id] })).toBeNull()
  })

  test.each(['by its card', 'by its address'])('that one has asked to join %s, until that is decided', async (how) => {
    const household = await aHousehold({ place: compound })
    await aResident({ household })
    const one = await worker()
    const id = newId()
    if (how === 'by its card') await app.as(one).call(households.claim, { id, code: household.token })
    else await app.as(one).call(households.ask, { id, placeId: compound._id, ...household.parts, note: '' })
    expect(await conflict(one, { householdIds: [household._id] })).toBe('home')
    const again = { id: household._id, reason: '卡丢了' }
    await expectError(app.as(one).call(households.reissueCode, again), 'DECIDES_OWN_CASE')
    await JoinRequests.updateOne({ _id: id }, { $set: { status: 'refused' } })
    expect(await conflict(one, { householdIds: [household._id] })).toBeNull()
  })

  test('that one acts for by a recorded consent', async () => {
    const household = await aHousehold({ place: compound })
    const one = await worker()
    await Proxies.create({
      _id: newId(),
      householdId: household._id,
      placePath: compound.path,
      personId: one.personId,
      how: 'written',
      recordedBy: 'system:tests',
      recordedAt: now(),
      until: '2099-01-01',
      note: '测试',
      active: true,
    })
    expect(await conflict(one, { householdIds: [household._id] })).toBe('home')
  })

  test('under the name it had before it was merged into one’s own', async () => {
    const [first, second, own] = [await aHousehold(), await aHousehold(), await aHousehold()]
    const one = await worker()
    await addMember(own._id, one.personId)
    await Households.updateOne({ _id: first._id }, { $set: { status: 'merged', mergedInto: second._id } })
    await Households.updateOne({ _id: second._id }, { $set: { status: 'merged', mergedInto: own._id } })
    expect(await conflict(one, { householdIds: [first._id] })).toBe('home')
  })
})

describe('a second account', () => {
  test('of the same verified phone is the same person; a number typed by hand is no proof', async () => {
    const phone = phoneIndexOf('13900000123')
    const one = await worker()
    await Persons.updateOne({ _id: one.personId }, { $set: { phoneIndex: phone, phoneVerifiedAt: now() } })
    const household = await aHousehold({ place: compound })
    const atHome = await aResident({ household, person: { phoneIndex: phone, phoneVerifiedAt: now() } })
    const typed = await aResident({ person: { phoneIndex: phone } })
    for (const own of asParty(atHome.personId)) expect(await conflict(one, own)).toBe('self')
    expect(await conflict(one, { householdIds: [household._id] })).toBe('home')
    for (const own of asParty(typed.personId)) expect(await conflict(one, own)).toBeNull()
  })

  test('whoever made or reset an account counts as its holder for 90 days, both ways', async () => {
    const city = await ancestorOf(compound, 'city')
    const admin = await aStaff('administrator', city._id)
    const given = {
      id: newId(),
      displayName: '影子',
      loginName: `shadow${newId().slice(-6).toLowerCase()}`,
      password: '梧桐树下的第三只猫 kR7',
      role: 'cityOfficer' as Role,
      placeId: city._id,
    }
    await app.as(admin).call(staff.create, given)
    const shadow: Signed = { personId: given.id, token: '', refreshToken: '' }
    for (const own of asParty(admin.personId)) expect(await conflict(shadow, own)).toBe('account')
    for (const own of asParty(shadow.personId)) expect(await conflict(admin, own)).toBe('account')
    daysFromNow(91)
    expect(await conflict(shadow, { author: admin.personId })).toBeNull()
    setClock()
    await StaffLogins.updateOne({ _id: given.id }, { $set: { passwordSetAt: new Date(0) } })
    expect(await conflict(shadow, { author: admin.personId })).toBeNull()
    await app.as(admin).call(staff.resetPassword, { personId: given.id, password: '银杏叶落在东湖边的第二天 2x' })
    expect(await conflict(shadow, { author: admin.personId })).toBe('account')
  })
})

test('a decision is refused in one kind sentence', async () => {
  const one = await worker()
  const actor = await actorOf(one)
  await expect(transaction((tx) => refuseOwnCase(tx, actor, { author: one.personId }))).rejects.toMatchObject({
    code: 'DECIDES_OWN_CASE',
  })
})
