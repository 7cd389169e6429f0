// Leaving a household, who sees what of it, codes and merging: its stories over HTTP.
import { staffRoles, type Role } from '@shared/actors'
import { people } from '@shared/people/contract'
import { households, roomSearchers } from '@shared/people/household-contract'
import { AuditRows } from '@server/audit'
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { Households } from '@server/people/households.model'
import { configurePeople } from '@server/people/settings'
import type { Place } from '@server/places/places.model'
import {
  addMember,
  aHousehold,
  aPlace,
  aResident,
  aStaff,
  ancestorOf,
  expectError,
  grant,
  TOKEN_SECRET,
  useApp,
  type Signed,
} from '../support/app'
import { useDatabase } from '../support/database'
import { pagesOf } from '../support/papers'

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
    await expectError(
      app.as(elsewhere).download(households.cards, { placeId: compound._id, which: 'card' }),
      'NOT_FOUND',
    )
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
        note: '电话里说的',
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
    await addMember(household._id, person.personId)
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
      { id: person.personId, name: '金****', phone: '139****0001', verified: false },
    ])
  })
})

describe('rooms of the register', () => {
  const searches = (who: Signed, household: { parts: { building: string; room: string } }) =>
    app.as(who).call(households.list, {
      placeId: compound._id,
      building: household.parts.building,
      room: household.parts.room,
    })

  test.each(staffRoles.filter((role) => !(roomSearchers as readonly Role[]).includes(role)))(
    'a %s finds nobody by a room that their lists hide',
    async (role) => {
      const household = await aHousehold({ place: compound })
      const who = await aStaff(role, compound.path[0] ?? '')
      await expectError(searches(who, household), 'NOT_ALLOWED')
    },
  )

  test.each(roomSearchers)('a %s does, and it is told who was found', async (role) => {
    const household = await aHousehold({ place: compound })
    const who = await aStaff(role, compound.path[0] ?? '')
    expect((await searches(who, household)).items.map(({ id }) => id)).toContain(household._id)
    const row = await AuditRows.findOne({ actorId: who.personId, action: 'people.searchHouseholds' }).lean()
    expect(row?.details?.['found']).toContain(household._id)
    expect(JSON.stringify(row)).not.toContain(household.parts.room)
  })

  test('a unit names the very door, however it is written, and who typed the room reads it', async () => {
    const worker = await aStaff('communityWorker', compound.path[0] ?? '')
    const place = await aPlace({ parent: await ancestorOf(compound, 'community') })
    const make = (unit: string) =>
      app.as(worker).call(households.create, { id: newId(), placeId: place._id, building: '1', unit, room: '101' })
    const { householdId } = await make('1')
    await make('2')
    const find = async (typed: { building?: string; unit?: string; room: string }) =>
      (await app.as(worker).call(households.list, { placeId: place._id, ...typed })).items
    expect(await find({ building: '1栋', unit: '1单元', room: '101室' })).toMatchObject([
      { id: householdId, label: expect.stringContaining('1栋1单元101') as string },
    ])
    expect(await find({ building: '1', unit: '3', room: '101' })).toEqual([])
    expect(await find({ building: '1栋2单元', unit: '1', room: '101' })).toEqual([])
    expect(await find({ building: '1', room: '101' })).toHaveLength(2)
  })

  test('a role at another place does not help: the room is asked for where one keeps the register', async () => {
    const household = await aHousehold({ place: compound })
    const mixed = await aStaff('propertyManager', compound._id)
    await grant(mixed.personId, 'communityWorker', (await aPlace({ kind: 'community' }))._id)
    expect((await searches(mixed, household)).items).toEqual([])
  })

  test('a hauler has no register; whoever reads it leaves a trace', async () => {
    const household = await aHousehold({ place: compound })
    const hauler = await aStaff('hauler', compound.path[0] ?? '')
    await expectError(app.as(hauler).call(households.list, { placeId: compound._id }), 'NOT_ALLOWED')
    await expectError(app.as(hauler).call(households.detail, { id: household._id }), 'NOT_FOUND')
    const manager = await aStaff('propertyManager', compound._id)
    for (let times = 0; times < 3; times += 1) await app.as(manager).call(households.list, { placeId: compound._id })
    expect(await AuditRows.countDocuments({ actorId: manager.personId, action: 'people.listHouseholds' })).toBe(1)
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
    const { body } = await app
      .as(keeper)
      .download(households.cards, { placeId: place._id, building: '2#', which: 'card' })
    const [page = ''] = await pagesOf(body)
    expect(page).toContain('2栋101')
    expect(page).not.toContain('5栋')
    const [, code = ''] = /([2-9A-HJ-NP-Z]{4} [2-9A-HJ-NP-Z]{4})/.exec(page) ?? []
    expect(await app.as(keeper).call(households.lookup, { code })).toMatchObject({
      householdId: id,
      cardOnly: true,
    })
    expect((await app.as(keeper).call(households.list, { placeId: place._id, room: '101室' })).items).toHaveLength(2)
    const first = await app.as(keeper).call(households.list, { placeId: place._id, limit: 1 })
    expect(
      (await app.as(keeper).call(households.list, { placeId: place._id, limit: 1, cursor: first.next ?? '' })).next,
    ).toBeNull()
  })

  test('households of a place come door by door, page after page; 2栋 before 10栋', async () => {
    const street = await aPlace()
    const doors = ['10栋 1单元 101', '2栋 2单元 301', '2栋 1单元 1001', '2栋 1单元 201']
    const clerk = await aStaff('communityWorker', (await ancestorOf(street, 'community'))._id)
    for (const door of doors) {
      const [building = '', unit = '', room = ''] = door.split(' ')
      await app.as(clerk).call(households.create, { id: newId(), placeId: street._id, building, unit, room })
    }
    const read = (cursor?: string) =>
      app.as(clerk).call(households.list, { placeId: street._id, limit: 3, ...(cursor ? { cursor } : {}) })
    const first = await read()
    const rest = await read(first.next ?? '')
    expect([...first.items, ...rest.items].map(({ label }) => label.replace(`${street.name} `, ''))).toEqual([
      '2栋1单元201',
      '2栋1单元1001',
      '2栋2单元301',
      '10栋1单元101',
    ])
    expect([first.total?.count, rest.next]).toEqual([4, null])
    await expectError(app.as(clerk).call(households.list, { cursor: first.next ?? '' }), 'INPUT_INVALID')
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
