// Ways into a household and out of it, who sees what, codes, proxies, merging: its stories over HTTP.
import type { Role } from '@shared/actors'
import { people } from '@shared/people/contract'
import { households } from '@shared/people/household-contract'
import { addDays } from '@shared/time'
import { AuditRows } from '@server/audit'
import { now, setClock } from '@server/clock'
import { newId } from '@server/ids'
import { HouseholdCodes, Households, Memberships } from '@server/people/households.model'
import { householdByCode, householdsOfPlace, memberSince } from '@server/people/households'
import { lapseClaims } from '@server/people/joining'
import { configurePeople } from '@server/people/settings'
import type { Place } from '@server/places/places.model'
import {
  aHousehold,
  aPlace,
  aResident,
  aStaff,
  ancestorOf,
  expectError,
  signInAs,
  TOKEN_SECRET,
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
    expect((await lapseClaims.run(dueOn, { progress: async () => undefined }))['lapsed']).toBeGreaterThanOrEqual(1)
    expect((await lapseClaims.run(dueOn, { progress: async () => undefined }))['lapsed']).toBe(0)
    await expectError(detail(later, household._id), 'NOT_FOUND')
    expect((await claim(later, household.token)).outcome).toBe('waiting')
  })
})

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

describe('leaving', () => {
  test('the owner hands over first; who is out is out', async () => {
    const { household, owner } = await family()
    const son = await aResident({ household })
    await expectError(app.as(owner).call(households.leave, { id: household._id }), 'HOUSEHOLD_OWNER_LEAVES')
    await expectError(
      app.as(son).call(households.transfer, { id: household._id, personId: owner.personId }),
      'NOT_FOUND',
    )
    await expectError(
      app.as(owner).call(households.transfer, { id: household._id, personId: (await aResident()).personId }),
      'HOUSEHOLD_NOT_MEMBER',
    )
    await app.as(owner).call(households.transfer, { id: household._id, personId: son.personId })
    await app.as(owner).call(households.leave, { id: household._id })
    await expectError(detail(owner, household._id), 'NOT_FOUND')
    await expectError(app.as(owner).call(households.code, { id: household._id }), 'NOT_FOUND')
    await app.as(son).call(households.leave, { id: household._id })
    expect((await Households.findById(household._id).lean())?.memberCount).toBe(0)
  })

  test('removing: by the owner and the community, not by members or strangers', async () => {
    const { household, owner } = await family()
    const guest = await aResident({ household })
    const remove = (who: Signed, personId: string) =>
      app.as(who).call(households.removeMember, { id: household._id, personId, reason: '搬走了' })
    await expectError(remove(guest, owner.personId), 'NOT_FOUND')
    await expectError(remove(elsewhere, guest.personId), 'NOT_FOUND')
    await expectError(remove(owner, owner.personId), 'HOUSEHOLD_OWNER_LEAVES')
    await remove(owner, guest.personId)
    await expectError(detail(guest, household._id), 'NOT_FOUND')
    await remove(worker, owner.personId)
    expect((await detail(worker, household._id)).cardOnly).toBe(true)
  })
})

describe('who sees what', () => {
  test('every household route with an id: strangers and other communities find nothing', async () => {
    const { household } = await family()
    const other = await aHousehold({ place: compound })
    const id = household._id
    for (const who of [await aResident(), elsewhere, await aResident({ household: await aHousehold() })]) {
      const client = app.as(who)
      await expectError(client.call(households.detail, { id }), 'NOT_FOUND')
      await expectError(client.call(households.code, { id }), 'NOT_FOUND')
      await expectError(client.call(households.reissueCode, { id, reason: '试试' }), 'NOT_FOUND')
      await expectError(client.call(households.leave, { id }), 'NOT_FOUND')
      await expectError(client.call(households.transfer, { id, personId: who.personId }), 'NOT_FOUND')
      await expectError(
        client.call(households.removeMember, { id, personId: who.personId, reason: '试试' }),
        'NOT_FOUND',
      )
      await expectError(client.call(households.invite, { householdId: id, id: newId(), kind: 'member' }), 'NOT_FOUND')
    }
    await expectError(app.as(elsewhere).call(households.merge, { id, intoId: other._id, reason: '试试' }), 'NOT_FOUND')
    await expectError(app.as(elsewhere).call(households.sheet, { placeId: compound._id }), 'NOT_FOUND')
    await expectError(
      app
        .as(elsewhere)
        .call(households.create, { id: newId(), placeId: compound._id, building: '1', unit: '1', room: '1' }),
      'NOT_FOUND',
    )
    await expectError(app.as(elsewhere).call(households.lookup, { code: household.token }), 'HOUSEHOLD_CODE_UNKNOWN')
    await expectError(
      app.as(elsewhere).call(households.recordProxy, {
        householdId: id,
        id: newId(),
        personId: worker.personId,
        how: 'phone',
        until: '2027-01-01',
        note: '',
      }),
      'NOT_FOUND',
    )
    expect((await app.as(elsewhere).call(households.list, {})).items).toEqual([])
  })

  test('residents may not use the register, property managers see no room and no member', async () => {
    const { household, owner } = await family()
    await expectError(app.as(owner).call(households.list, {}), 'NOT_ALLOWED')
    await expectError(
      app
        .as(owner)
        .call(households.create, { id: newId(), placeId: compound._id, building: '1', unit: '1', room: '1' }),
      'NOT_ALLOWED',
    )
    const manager = await aStaff('propertyManager', compound._id)
    const seen = await detail(manager, household._id)
    expect(seen).toMatchObject({ address: null, members: [], label: `${compound.name} 3栋2单元***` })
    await expectError(app.as(manager).call(households.code, { id: household._id }), 'NOT_FOUND')
    // the number as a word of its own: within an id, three digits prove nothing
    expect(JSON.stringify(await app.as(manager).call(households.list, { limit: 100 }))).not.toMatch(
      new RegExp(`(?<![0-9A-Za-z])${household.parts.room}(?![0-9A-Za-z])`),
    )
  })

  test('canary names and phones reach no other role', async () => {
    const phone = '13977770001'
    const person = await aResident({ name: '金丝雀之名' })
    await app.as(person).call(people.typePhone, { phone })
    const household = await aHousehold({ place: compound })
    await claim(person, household.token)
    const answers: unknown[] = []
    for (const role of ['propertyManager', 'communityWorker', 'dispatcher', 'auditor', 'inspector'] as Role[]) {
      const client = app.as(await aStaff(role, compound.path[0] ?? ''))
      answers.push(
        await client.call(households.detail, { id: household._id }),
        await client.call(households.list, { placeId: compound._id, limit: 100 }),
      )
    }
    expect(JSON.stringify(answers)).not.toMatch(/金丝雀之名|13977770001/)
    await expectError(app.as(elsewhere).call(people.phoneOf, { id: person.personId, reason: '联系' }), 'NOT_FOUND')
    expect(await app.as(worker).call(people.phoneOf, { id: person.personId, reason: '联系认领' })).toEqual({
      phone,
      verified: false,
    })
    expect(
      await AuditRows.exists({
        action: 'people.readPhone',
        subject: `people/${person.personId}`,
        actorId: worker.personId,
        reason: '联系认领',
      }),
    ).not.toBeNull()
    expect((await app.as(worker).call(people.findByPhone, { phone })).items).toEqual([
      { id: person.personId, name: '金****', phone: '139****0001' },
    ])
  })
})

describe('the register', () => {
  test('card-only households, print sheets, lookups', async () => {
    const place = await aPlace()
    const keeper = await aStaff('communityWorker', place._id)
    const id = newId()
    await app.as(keeper).call(households.create, { id, placeId: place._id, building: '2号楼', unit: '', room: '101' })
    await app
      .as(keeper)
      .call(households.create, { id: newId(), placeId: place._id, building: '5号楼', unit: '', room: '101' })
    const { items } = await app.as(keeper).call(households.sheet, { placeId: place._id, building: '2#' })
    expect(items).toEqual([expect.objectContaining({ householdId: id, label: `${place.name} 2栋101` })])
    expect(items[0]?.token).toMatch(/^[\w-]{22}$/)
    expect(await app.as(keeper).call(households.lookup, { code: items[0]?.typed ?? '' })).toMatchObject({
      householdId: id,
      cardOnly: true,
    })
    expect((await app.as(keeper).call(households.list, { placeId: place._id, room: '101室' })).items).toHaveLength(2)
    const first = await app.as(keeper).call(households.list, { placeId: place._id, limit: 1 })
    expect(
      (await app.as(keeper).call(households.list, { placeId: place._id, limit: 1, cursor: first.next ?? '' })).next,
    ).toBeNull()
    expect(await householdsOfPlace(place._id)).toHaveLength(2)
  })

  test('duplicates become one: members move with their day, the old card ends, other features are told', async () => {
    const { household: into, owner } = await family()
    const { household: from, owner: other } = await family()
    const both = await aResident({ household: from })
    const moves: string[][] = []
    configurePeople({
      mode: 'demo',
      tokenSecret: TOKEN_SECRET,
      onMerge: [async (_tx, fromId, intoId) => void moves.push([fromId, intoId])],
    })
    await expectError(
      app.as(worker).call(households.merge, { id: from._id, intoId: from._id, reason: '重复登记' }),
      'HOUSEHOLD_MERGE_REFUSED',
    )
    const key = newId()
    await app.as(worker).call(households.merge, { id: from._id, intoId: into._id, reason: '重复登记' }, { key })
    await app.as(worker).call(households.merge, { id: from._id, intoId: into._id, reason: '重复登记' }, { key })
    expect(moves).toEqual([[from._id, into._id]])
    const merged = await detail(owner, into._id)
    expect(merged.members.map((member) => [member.personId, member.owner])).toEqual([
      [owner.personId, true],
      [other.personId, false],
      [both.personId, false],
    ])
    await expectError(detail(other, from._id), 'NOT_FOUND')
    await expectError(claim(await aResident(), from.token), 'HOUSEHOLD_CODE_REVOKED')
    await expectError(
      app.as(worker).call(households.merge, { id: from._id, intoId: into._id, reason: '重复登记' }),
      'NOT_FOUND',
    )
  })
})
