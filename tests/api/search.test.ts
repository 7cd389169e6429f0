// The one search box of the console: a room, a card, a telephone number, a name, a booking or a complaint, each found
// by whoever may see it, in their places alone; what was found is audited, what was typed is kept nowhere.
import { AuditRows } from '@server/audit'
import { newId } from '@server/ids'
import { HouseholdCodes } from '@server/people/households.model'
import { Persons } from '@server/people/people.model'
import { phoneIndexOf } from '@server/people/people'
import { Places } from '@server/places/places.model'
import { searchKeysOf } from '@server/places/search-keys'
import { households } from '@shared/people/household-contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { placesDesk } from '@shared/places/desk-contract'
import { complaints } from '@shared/reports/complaints-contract'
import { search } from '@shared/search/contract'
import { aHousehold, aResident, aStaff, expectError, setClock, type Signed } from '../support/app'
import { clearDatabase, useDatabase } from '../support/database'
import { aBooking, aWorld, useCrewApp, type World } from '../support/runs'

useDatabase()
const app = useCrewApp()
let world: World
let clerk: Signed
const NAME = '锦绣花园'
beforeEach(async () => {
  await clearDatabase()
  world = await aWorld(app)
  clerk = await aStaff('communityWorker', world.compound._id)
  await Places.updateOne({ _id: world.compound._id }, { $set: { name: NAME, searchKeys: searchKeysOf(NAME) } })
})
afterAll(() => setClock())

const find = async (who: Signed, q: string): Promise<string[]> =>
  (await app.as(who).call(search.all, { q })).groups.flatMap(({ kind, items }) =>
    items.map(({ id }) => `${kind} ${id}`),
  )

describe('a household', () => {
  it('is found by room, card, telephone and name, and opens its page; elsewhere it is not there', async () => {
    const home = await aHousehold({ place: world.compound, building: '5', unit: '2', room: '202' })
    const phone = '13911112222'
    await aResident({ name: '魏玉兰', household: home, person: { phoneIndex: phoneIndexOf(phone) } })
    const elsewhere = await aStaff('communityWorker', (await aWorld(app)).compound._id)
    const typed = [
      [`${NAME} 5栋2单元202`, 'room'],
      [`${NAME}5-2-202`, 'room'],
      ['5-2-202', 'room'],
      [home.typed, 'card'],
      [phone, 'phone'],
      ['139 1111 2222', 'phone'],
      ['魏玉兰', 'name'],
    ] as const
    for (const [q, kind] of typed) {
      expect([q, await find(clerk, q)]).toEqual([q, [`people.${kind} ${home._id}`]])
      expect([q, await find(elsewhere, q)]).toEqual([q, []])
    }
    const [group] = (await app.as(clerk).call(search.all, { q: '魏玉兰' })).groups
    expect(group?.items[0]?.link).toBe(`/household?open=${home._id}`)
    expect(JSON.stringify(group)).not.toContain('魏玉兰')
  })

  it('is found by a card that is no longer good too, and it is said', async () => {
    const home = await aHousehold({ place: world.compound })
    const notes = async (): Promise<(string | undefined)[]> =>
      (await app.as(clerk).call(search.all, { q: home.typed })).groups.map(({ items }) => items[0]?.note)
    expect(await notes()).toEqual([expect.stringContaining('在用')])
    await HouseholdCodes.updateMany({ householdId: home._id }, { $set: { active: false } })
    expect(await notes()).toEqual([expect.stringContaining('已停用')])
  })

  it('is not found by part of a name or number, nor for who may not look for people', async () => {
    const home = await aHousehold({ place: world.compound, building: '5', unit: '2', room: '202' })
    await aResident({ name: '魏玉兰', household: home })
    for (const q of ['玉兰', '1391111', '5栋', '..*', '$ne']) expect([q, await find(clerk, q)]).toEqual([q, []])
    await expectError(app.as(clerk).call(search.all, { q: '魏' }), 'INPUT_INVALID')
    const auditor = await aStaff('auditor', world.district._id)
    expect(await find(auditor, '魏玉兰')).toEqual([])
    await expectError(app.as(await aResident()).call(search.all, { q: '魏玉兰' }), 'NOT_ALLOWED')
  })
})

describe('a person without a household', () => {
  it('who asked to join one here is found by number and name and opens a page of their own; elsewhere nobody is', async () => {
    const phone = '13933334444'
    const person = { phoneIndex: phoneIndexOf(phone), phoneSealed: '' }
    const asker = await aResident({ name: '林小满', person })
    expect(await find(clerk, '林小满')).toEqual([])
    const ask = { id: newId(), placeId: world.compound._id, building: '8', unit: '1', room: '101', note: '' }
    await app.as(asker).call(households.ask, ask)
    const elsewhere = await aStaff('communityWorker', (await aWorld(app)).compound._id)
    const id = asker.personId
    for (const [q, kind] of [
      [phone, 'phone'],
      ['林小满', 'name'],
    ] as const) {
      expect([q, await find(clerk, q)]).toEqual([q, [`people.${kind} ${id}`]])
      expect([q, await find(elsewhere, q)]).toEqual([q, []])
    }
    const shown = await app.as(clerk).call(households.person, { id })
    expect(shown).toMatchObject({
      name: '林**',
      households: [],
      roles: [],
      requests: [{ id: ask.id, status: 'waiting' }],
    })
    expect(shown.requests[0]?.label).toBe(`${NAME} 8栋1单元101`)
    await expectError(app.as(elsewhere).call(households.person, { id }), 'NOT_FOUND')
    expect(await AuditRows.countDocuments({ action: 'people.readPerson', subject: `people/${id}` })).toBe(1)
    await expectError(app.as(clerk).call(households.person, { id: (await aResident()).personId }), 'NOT_FOUND')
  })
})

describe('a telephone number', () => {
  it('leads to whoever has verified it, not to who only typed it', async () => {
    const phone = '13955556666'
    const at = async (verified: boolean) => {
      const home = await aHousehold({ place: world.compound })
      const phoneVerifiedAt = verified ? { phoneVerifiedAt: new Date() } : {}
      await aResident({ household: home, person: { phoneIndex: phoneIndexOf(phone), ...phoneVerifiedAt } })
      return home._id
    }
    const typed = await at(false)
    expect(await find(clerk, phone)).toEqual([`people.phone ${typed}`])
    const verified = await at(true)
    expect(await find(clerk, phone)).toEqual([`people.phone ${verified}`])
  })

  it.each(['auditor', 'propertyManager'] as const)('matches nobody for a %s, in no list', async (role) => {
    const { booking } = await aBooking(world)
    const who = await aStaff(role, world.compound._id)
    for (const q of ['13900001111', '139 0000 1111']) {
      if (role === 'auditor') expect([q, await find(who, q)]).toEqual([q, []])
      expect((await app.as(who).call(pickupsDesk.bookings, { q })).items).toEqual([])
    }
    const officer = await aStaff('subdistrictOfficer', world.district._id)
    expect((await app.as(officer).call(pickupsDesk.bookings, { q: '13900001111' })).items[0]?.id).toBe(booking.id)
  })
})

describe('numbers', () => {
  it('a booking is found by its number and by the telephone of its contact, a complaint by its number', async () => {
    const { booking, who } = await aBooking(world)
    const input = { id: newId(), placeId: world.compound._id, about: 'other', text: '楼下一直没有人来收' } as const
    const complaint = await app.as(who).call(complaints.file, input)
    const officer = await aStaff('subdistrictOfficer', world.district._id)
    for (const q of [booking.number, booking.number.toLowerCase().replace('-', ' '), '13900001111'])
      expect([q, await find(officer, q)]).toEqual([q, [`pickups.bookings ${booking.id}`]])
    expect(await find(officer, complaint.number.replace('-', ''))).toEqual([`reports.complaints ${complaint.id}`])
    const elsewhere = await aStaff('subdistrictOfficer', (await aWorld(app)).district._id)
    for (const q of [booking.number, complaint.number]) expect(await find(elsewhere, q)).toEqual([])
  })
})

test('who looked, and what was found, is written down; what was typed is not', async () => {
  const home = await aHousehold({ place: world.compound })
  const who = await aResident({ name: '魏玉兰', household: home })
  await find(clerk, '魏玉兰')
  const [row] = await AuditRows.find({ action: 'operations.search' }).lean()
  expect(row).toMatchObject({ actorId: clerk.personId, details: { 'people/name': [home._id] } })
  expect(JSON.stringify(row)).not.toContain('魏玉兰')
  // what a name is found by doesn't tell the name
  const stored = await Persons.findById(who.personId).lean()
  expect(stored?.nameIndex).toMatch(/^[\w+/=-]{16,}$/)
  expect(JSON.stringify(stored)).not.toContain('魏玉兰')
})

describe('a site', () => {
  it('is found by a part of its name and by its compound, with when it is open; closed for good or elsewhere it is not', async () => {
    const administrator = app.as(await aStaff('administrator', world.district._id))
    const id = newId()
    await administrator.call(placesDesk.createSite, {
      id,
      placeId: world.compound._id,
      kind: 'drop_off',
      name: '1号投放点',
      takes: ['bin'],
      streams: ['food'],
      windows: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '07:00', to: '09:00' }],
      address: '东门内侧',
      position: null,
      keeper: null,
      duties: [],
      note: '',
    })
    for (const q of ['投放点', '1号投放']) expect([q, await find(clerk, q)]).toEqual([q, [`places.sites ${id}`]])
    expect(await find(clerk, NAME)).toContain(`places.sites ${id}`)
    const [group] = (await app.as(clerk).call(search.all, { q: '投放点' })).groups
    expect(group?.items[0]).toMatchObject({ text: `1号投放点（${NAME}）`, note: expect.stringContaining('07:00') })
    for (const q of ['.*', '投放点.', '1']) expect([q, await find(clerk, q).catch(() => [])]).toEqual([q, []])
    expect(await find(await aStaff('communityWorker', (await aWorld(app)).compound._id), '投放点')).toEqual([])
    await administrator.call(placesDesk.setSiteStatus, { id, status: 'archived', reason: '撤掉了' })
    expect(await find(clerk, '投放点')).toEqual([])
  })
})

describe('a compound', () => {
  it('is found by a part of its name and opens its page; elsewhere, and by what is no name, it is not', async () => {
    const { _id: id } = world.compound
    const elsewhere = await aStaff('communityWorker', (await aWorld(app)).compound._id)
    for (const q of [NAME, '锦绣', '绣花'])
      expect([q, await find(clerk, q), await find(elsewhere, q)]).toEqual([q, [`places.compounds ${id}`], []])
    const [group] = (await app.as(clerk).call(search.all, { q: NAME })).groups
    expect(group?.items[0]).toMatchObject({ text: NAME, link: `/places?place=${id}` })
    for (const q of ['.*', '5栋', '$ne']) expect([q, await find(clerk, q)]).toEqual([q, []])
  })
})
