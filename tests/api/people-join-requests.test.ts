// Invitations into a household and requests that the community decides, over HTTP.
import { people } from '@shared/people/contract'
import { households } from '@shared/people/household-contract'
import { AuditRows } from '@server/audit'
import { now, setClock } from '@server/clock'
import { newId } from '@server/ids'
import { Households } from '@server/people/households.model'
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

let compound: Place
let worker: Signed
let elsewhere: Signed
beforeAll(async () => {
  compound = await aPlace()
  worker = await aStaff('communityWorker', (await ancestorOf(compound, 'community'))._id)
  elsewhere = await aStaff('communityWorker', (await ancestorOf(await aPlace(), 'community'))._id)
})

const detail = (who: Signed, id: string) => app.as(who).call(households.detail, { id })
const family = async () => {
  const household = await aHousehold({ place: compound })
  return { household, owner: await aResident({ name: '王建国', household }) }
}

describe('by invitation', () => {
  const invite = (who: Signed, householdId: string, more: object = {}) =>
    app.as(who).call(households.invite, { householdId, id: newId(), kind: 'member' as const, ...more })
  const accept = (who: Signed, code: string) => app.as(who).call(households.accept, { code })

  test('a code is good once; the call repeats safely', async () => {
    const { household, owner } = await family()
    const id = newId()
    const first = await invite(owner, household._id, { id })
    expect(await invite(owner, household._id, { id })).toEqual(first)
    const son = await aResident({ name: '王小明' })
    expect(await accept(son, first.code.toLowerCase())).toEqual({ householdId: household._id, kind: 'member' })
    await expectError(accept(await aResident(), first.code), 'INVITATION_EXPIRED')
    await expectError(accept(await aResident(), 'AAAAAAAAAA'), 'INVITATION_UNKNOWN')
    expect((await detail(owner, household._id)).members.map((member) => member.name)).toEqual(['王建国', '王小明'])
  })

  test('10 at once with one code: one gets in', async () => {
    const { household, owner } = await family()
    const { code } = await invite(owner, household._id)
    const persons = await Promise.all(Array.from({ length: 10 }, () => aResident()))
    const outcomes = await Promise.all(
      persons.map((person) =>
        accept(person, code).then(
          () => 'in',
          (error: { code: string }) => error.code,
        ),
      ),
    )
    expect(outcomes.filter((outcome) => outcome === 'in')).toHaveLength(1)
    expect((await Households.findById(household._id).lean())?.memberCount).toBe(2)
  })

  test('expires after 72 hours, and with the membership of its maker', async () => {
    const { household, owner } = await family()
    const one = await invite(owner, household._id)
    setClock(new Date(now().getTime() + 73 * 3600_000))
    await expectError(accept(await aResident(), one.code), 'INVITATION_EXPIRED')
    const again = await signInAs(owner.personId)
    const two = await invite(again, household._id)
    await app.as(again).call(households.leave, { id: household._id })
    await expectError(accept(await aResident(), two.code), 'INVITATION_EXPIRED')
  })

  test('a guardian’s invitation records the consent', async () => {
    const { household, owner } = await family()
    const teen = await aResident({ person: { birthYear: now().getUTCFullYear() - 16 } })
    await expectError(accept(teen, (await invite(owner, household._id)).code), 'GUARDIAN_CONSENT_MISSING')
    await accept(teen, (await invite(owner, household._id, { asGuardian: true })).code)
    expect((await app.as(teen).call(people.me, {})).guardianConsent).toBe('given')
  })

  test('strangers invite nobody', async () => {
    const { household } = await family()
    await expectError(invite(await aResident(), household._id), 'NOT_FOUND')
  })
})

describe('asking the community', () => {
  const ask = (who: Signed, room: string, more: object = {}) =>
    app.as(who).call(households.ask, {
      id: newId(),
      placeId: compound._id,
      building: '９号楼',
      unit: '1单元',
      room,
      note: '刚搬来',
      ...more,
    })

  test('approved, the household is made; spelled otherwise it is the same one', async () => {
    const person = await aResident({ name: '李搬来' })
    const { requestId } = await ask(person, '0301室')
    await expectError(ask(person, '301'), 'REQUEST_WAITING')
    const listed = (await app.as(worker).call(households.requests, { status: 'waiting' })).items.find(
      (item) => item.id === requestId,
    )
    expect(listed).toMatchObject({
      name: '李**',
      label: `${compound.name} 9栋1单元301`,
      roomHasMembers: false,
      allowed: ['approve', 'refuse'],
    })
    await expectError(
      app.as(elsewhere).call(households.decide, { id: requestId, decision: 'approve', reason: '核对过' }),
      'NOT_FOUND',
    )
    expect((await app.as(elsewhere).call(households.requests, {})).items).toEqual([])
    await app.as(worker).call(households.decide, { id: requestId, decision: 'approve', reason: '看过租房合同' })
    await expectError(
      app.as(worker).call(households.decide, { id: requestId, decision: 'refuse', reason: '再想想' }),
      'REQUEST_CLOSED',
    )
    const [mine] = (await app.as(person).call(households.mine, {})).items
    expect(mine).toMatchObject({ owner: true, label: `${compound.name} 9栋1单元***` })
    await expectError(
      app
        .as(worker)
        .call(households.create, { id: newId(), placeId: compound._id, building: '9幢', unit: '一', room: '301' }),
      'HOUSEHOLD_ADDRESS_TAKEN',
    )
    expect(await AuditRows.exists({ subject: `joinRequests/${requestId}`, reason: '看过租房合同' })).not.toBeNull()
  })

  test('refused with a reason the asker reads', async () => {
    const person = await aResident()
    const { requestId } = await ask(person, '302')
    await app.as(worker).call(households.decide, { id: requestId, decision: 'refuse', reason: '门牌不对' })
    expect((await app.as(person).call(households.myRequests, {})).items[0]).toMatchObject({
      status: 'refused',
      reason: '门牌不对',
      allowed: [],
    })
  })

  test('former tenants moved out by the worker lose access at once', async () => {
    const { household, owner } = await family()
    const person = await aResident()
    const { requestId } = await ask(person, household.parts.room, {
      building: household.parts.building,
      unit: household.parts.unit,
    })
    await app.as(owner).call(people.me, {})
    await app
      .as(worker)
      .call(households.decide, { id: requestId, decision: 'approve', reason: '前租客已搬走', moveOutOthers: true })
    await expectError(detail(owner, household._id), 'NOT_FOUND')
    expect((await detail(person, household._id)).members).toHaveLength(1)
  })

  test('flat-sharers of one room are accounts of their own', async () => {
    for (const sub of ['A', 'B']) {
      const person = await aResident()
      const { requestId } = await ask(person, '303', { sub })
      await app.as(worker).call(households.decide, { id: requestId, decision: 'approve', reason: '合租' })
      expect((await app.as(person).call(households.mine, {})).items[0]).toMatchObject({ owner: true, memberCount: 1 })
    }
  })

  test('what is no door plate is refused; a withdrawn request is closed', async () => {
    const person = await aResident()
    await expectError(ask(person, '室'), 'HOUSEHOLD_ADDRESS_INVALID')
    await expectError(ask(person, '301', { placeId: compound.path[0] }), 'NOT_FOUND')
    const { requestId } = await ask(person, '304')
    await app.as(person).call(households.withdraw, { id: requestId })
    await expectError(
      app.as(worker).call(households.decide, { id: requestId, decision: 'approve', reason: '核对过' }),
      'REQUEST_CLOSED',
    )
  })
})
