// School classes at shifts over real HTTP and the real database: booked by a teacher for their school, one a shift,
// nobody named, counted by two people, settled when both say the same.
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { ShiftClasses } from '@server/shifts/classes.model'
import type { ShiftRecord } from '@server/shifts/shifts.model'
import type { OrganisationKind } from '@shared/organisations/vocabulary'
import { shiftsClasses } from '@shared/shifts/classes-contract'
import { shifts } from '@shared/shifts/contract'
import { shiftsDesk } from '@shared/shifts/desk-contract'
import { aResident, expectError, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { anOrganisation, belongs } from '../support/manifests'
import { grant, signInAs } from '../support/people'
import { squeezed } from '../support/papers'
import { aSupervisedSite, shiftsOn, type ShiftWorld } from '../support/shifts'

useDatabase()
const app = useApp()
const at = (clock: string, day = '2026-11-23'): void => setClock(new Date(`${day}T${clock}:00+08:00`))
const fresh = async (who: Signed) => app.as(await signInAs(who.personId))

let world: ShiftWorld
let teacher: Signed, other: Signed, lead: Signed
let school: string
beforeAll(async () => {
  at('10:00')
  world = await aSupervisedSite(app)
  teacher = await aResident({ name: '金老师' })
  other = await aResident({ name: '别的老师' })
  for (const { personId } of [teacher, other]) await grant(personId, 'teacher', world.street._id)
  lead = await aResident({ name: '朱组长' })
  await grant(lead.personId, 'volunteer', world.compound._id)
  await grant(lead.personId, 'leadVolunteer', world.compound._id)
  school = await aSchool('school', teacher)
})
beforeEach(() => at('10:00'))
afterAll(() => setClock())

async function aSchool(kind: OrganisationKind, who: Signed): Promise<string> {
  const organisationId = await anOrganisation(world.street, [kind])
  await belongs(who, organisationId, 'teacher')
  return organisationId
}

async function led(day: string): Promise<string> {
  const [shift] = await shiftsOn(world, day)
  const { _id: id } = shift as ShiftRecord
  await (await fresh(lead)).call(shifts.book, { id, bookingId: newId(), as: 'volunteer' })
  return id
}
const asked = (id: string, over: object = {}) => ({
  id,
  classId: newId(),
  organisationId: school,
  className: '四年级2班',
  pupils: 30,
  ...over,
})

test('one class a shift, for a school of one’s own, and no child is named', async () => {
  const id = await led('2026-11-24')
  const client = await fresh(teacher)
  await expectError(client.call(shiftsClasses.book, asked(id, { className: '王小明' })), 'INPUT_INVALID')
  await expectError(client.call(shiftsClasses.book, asked(id, { pupils: 51 })), 'INPUT_INVALID')
  await expectError((await fresh(other)).call(shiftsClasses.book, asked(id)), 'ORGANISATION_NOT_YOURS')
  const shop = await aSchool('shop', teacher)
  await expectError(client.call(shiftsClasses.book, asked(id, { organisationId: shop })), 'ORGANISATION_NOT_YOURS')
  await expectError((await fresh(lead)).call(shiftsClasses.book, asked(id)), 'NOT_ALLOWED')
  const away = await aSupervisedSite(app)
  const [elsewhere] = await shiftsOn(away, '2026-11-24')
  await expectError(client.call(shiftsClasses.book, asked(elsewhere?._id ?? '')), 'NOT_FOUND')
  const input = asked(id)
  const made = await client.call(shiftsClasses.book, input)
  expect(made).toMatchObject({
    className: '四年级2班',
    pupils: 30,
    state: 'booked',
    teacher: '金老师',
    allowed: ['cancel'],
  })
  expect(await client.call(shiftsClasses.book, input)).toEqual(made)
  await expectError(client.call(shiftsClasses.book, asked(id)), 'CLASS_TAKEN')
  const { offers, schools } = await client.call(shiftsClasses.mine, {})
  expect(offers.map(({ shiftId }) => shiftId)).not.toContain(id)
  expect(schools.map((each) => each.id)).toContain(school)
  const day = { from: '2026-11-24', to: '2026-11-24', placeId: world.compound._id }
  const [row] = (await (await fresh(world.officer)).call(shiftsDesk.list, day)).items
  expect(row).toMatchObject({ booked: 1, below: 1 })
})

test('both say how many came; only the same number counts, and then there is a paper without names', async () => {
  const id = await led('2026-11-25')
  const { id: classId } = await (await fresh(teacher)).call(shiftsClasses.book, asked(id))
  await expectError((await fresh(teacher)).call(shiftsClasses.count, { id: classId, pupils: 30 }), 'CLASS_NOT_YET')
  at('20:30', '2026-11-25')
  const [byTeacher, byLead] = [await fresh(teacher), await fresh(lead)]
  expect(await byTeacher.call(shiftsClasses.count, { id: classId, pupils: 30 })).toMatchObject({
    byTeacher: 30,
    state: 'booked',
  })
  await expectError((await fresh(other)).call(shiftsClasses.count, { id: classId, pupils: 30 }), 'NOT_FOUND')
  await expectError(byTeacher.download(shiftsClasses.paper, { id: classId }), 'CLASS_NO_PAPER')
  expect((await byLead.call(shiftsClasses.count, { id: classId, pupils: 28 })).state).toBe('booked')
  const settled = await byTeacher.call(shiftsClasses.count, { id: classId, pupils: 28 })
  expect(settled).toMatchObject({ state: 'confirmed', minutes: 120, allowed: ['paper'] })
  await expectError(byTeacher.call(shiftsClasses.count, { id: classId, pupils: 27 }), 'WRONG_STATE')
  const words = await squeezed((await byTeacher.download(shiftsClasses.paper, { id: classId })).body)
  for (const said of ['四年级2班', '28人', '2小时', settled.certificate ?? '']) expect(words).toContain(said)
  const page = await app.anonymous().raw('GET', `/c/classes?number=${settled.certificate ?? ''}`)
  expect(page.body.toString()).toContain('class="state valid"')
  expect(page.body.toString()).not.toContain('金老师')
  expect((await byLead.call(shiftsClasses.ofShift, { id })).item?.id).toBe(classId)
  await expectError((await fresh(await aResident())).call(shiftsClasses.ofShift, { id }), 'NOT_FOUND')
})

test('a teacher who leads the shift does not confirm their own count; the office does', async () => {
  const id = await led('2026-11-26')
  const { id: classId } = await (await fresh(teacher)).call(shiftsClasses.book, asked(id))
  for (const role of ['volunteer', 'leadVolunteer'] as const) await grant(teacher.personId, role, world.compound._id)
  const [row] = (await (await fresh(world.officer)).call(shiftsDesk.list, { from: '2026-11-26', to: '2026-11-26' }))
    .items
  const { version = 0, minimum = 2, maximum = 4, maxMinutes = 120 } = row ?? {}
  const change = { id, version, minimum, maximum, maxMinutes, leadId: teacher.personId }
  await (await fresh(world.officer)).call(shiftsDesk.change, change)
  at('20:30', '2026-11-26')
  const client = await fresh(teacher)
  for (const pupils of [30, 30]) await client.call(shiftsClasses.count, { id: classId, pupils })
  expect(await ShiftClasses.findById(classId).lean()).toMatchObject({ state: 'booked', byTeacher: { pupils: 30 } })
  const officer = await fresh(world.officer)
  expect((await officer.call(shiftsClasses.count, { id: classId, pupils: 30 })).state).toBe('confirmed')
})

test('a class cancels until twelve hours before; a shift that is called off calls off its class', async () => {
  const [first, second] = [await led('2026-11-27'), await led('2026-11-28')]
  const client = await fresh(teacher)
  const one = await client.call(shiftsClasses.book, asked(first))
  const two = await client.call(shiftsClasses.book, asked(second))
  expect((await client.call(shiftsClasses.cancel, { id: one.id })).state).toBe('cancelled')
  expect((await client.call(shiftsClasses.book, asked(first))).state).toBe('booked')
  await (await fresh(world.officer)).call(shiftsDesk.cancel, { ids: [second], reason: '大雨' })
  const mine = (await (await fresh(teacher)).call(shiftsClasses.mine, {})).items
  expect(mine.find(({ id }) => id === two.id)).toMatchObject({ state: 'calledOff', allowed: [] })
  at('08:00', '2026-11-27')
  const again = mine.find(({ shiftId, state }) => shiftId === first && state === 'booked')
  await expectError(
    (await fresh(teacher)).call(shiftsClasses.cancel, { id: again?.id ?? '' }),
    'SHIFT_TOO_LATE_TO_CANCEL',
  )
})
