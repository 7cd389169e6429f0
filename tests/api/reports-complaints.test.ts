// Complaints: a number and a day at once, answered by the office of the place, taken up again once, late ones go up
// once.
import { complaints } from '@shared/reports/complaints-contract'
import { notices } from '@shared/notices/contract'
import { operations } from '@shared/operations/contract'
import { people } from '@shared/people/contract'
import { placesDesk } from '@shared/places/desk-contract'
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { runJob } from '@server/jobs'
import { deliverNotice } from '@server/notices/notices'
import { Complaints } from '@server/reports/complaints.model'
import { deliverOutbox } from '@server/outbox'
import { reviewsLate } from '@server/reviews/reviews-jobs'
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
import { clearDatabase, useDatabase } from '../support/database'
import { aBooking, aWorld } from '../support/runs'

useDatabase()
const app = useApp()
const at = (day: string) => setClock(new Date(`${day}T10:00:00+08:00`))
const fresh = async (who: Signed) => app.as(await signInAs(who.personId))
const told = async (who: Signed): Promise<string[]> => {
  await deliverOutbox({ notice: deliverNotice })
  return (await (await fresh(who)).call(notices.inbox, {})).items.map(({ title }) => title)
}
beforeEach(async () => {
  await clearDatabase()
  at('2026-11-23')
})
afterAll(() => setClock())

async function aComplaint() {
  const place = await aPlace()
  const worker = await aStaff('communityWorker', (await ancestorOf(place, 'community'))._id)
  const wang = await aResident()
  const input = { id: newId(), about: 'crew' as const, placeId: place._id, text: '收运员大声说话，态度不好' }
  return { place, worker, wang, input, made: await app.as(wang).call(complaints.file, input) }
}

test('a number and a day at once; the same again is the same; nobody else sees it', async () => {
  const { wang, worker, input, made } = await aComplaint()
  expect(made).toMatchObject({
    number: 'TS20261123-0001',
    status: 'waiting',
    dueOn: '2026-11-30',
    late: false,
    allowed: [],
  })
  expect(await app.as(wang).call(complaints.file, input)).toEqual(made)
  await expectError(
    app.as(wang).call(complaints.file, { ...input, text: '别的事情，也请看一下' }),
    'IDEMPOTENCY_KEY_REUSED',
  )
  expect((await Complaints.findById(made.id).lean())?.textSealed).not.toContain('态度')
  expect(await told(worker)).toEqual(['有一条投诉待答复'])
  const elsewhere = await aStaff('communityWorker', (await aPlace())._id)
  expect((await app.as(elsewhere).call(complaints.desk, {})).items).toEqual([])
  await expectError(
    app.as(elsewhere).call(complaints.answer, { id: made.id, outcome: 'upheld', text: '不归我管' }),
    'NOT_FOUND',
  )
  expect((await app.as(await aResident()).call(complaints.mine, {})).items).toEqual([])
})

test('about a pickup only for who may see it, and at its place', async () => {
  const world = await aWorld(app)
  const { who, booking } = await aBooking(world)
  const about = (person: Signed, bookingId: string, placeId: string) =>
    app
      .as(person)
      .call(complaints.file, { id: newId(), about: 'crew', placeId, bookingId, text: '收运员大声说话，态度不好' })
  const stranger = await aResident()
  const elsewhere = (await aPlace())._id
  await expectError(about(stranger, booking.id, world.compound._id), 'NOT_FOUND')
  await expectError(about(who, newId(), world.compound._id), 'NOT_FOUND')
  await expectError(about(who, booking.id, elsewhere), 'NOT_FOUND')
  expect(await Complaints.countDocuments()).toBe(0)
  expect((await about(who, booking.id, world.compound._id)).status).toBe('waiting')
})

test("the day of the answer is the area's promise: a street of 2 working days, the city of 10", async () => {
  const place = await aPlace()
  const [street, city] = [await ancestorOf(place, 'subdistrict'), await ancestorOf(place, 'city')]
  const officer = await aStaff('cityOfficer', city._id)
  const change = (id: string, complaintWorkingDays: number) =>
    app.as(officer).call(placesDesk.setSettings, {
      id,
      version: 0,
      settings: { office: { complaintWorkingDays } },
      reason: '统一期限',
    })
  await expectError(change(street._id, 0), 'INPUT_INVALID')
  await change(street._id, 2)
  await change(city._id, 10)
  const wang = await aResident()
  const file = (placeId: string) =>
    app.as(wang).call(complaints.file, { id: newId(), about: 'staff', placeId, text: '办事的人不在，白跑了两趟' })
  const made = await file(place._id)
  expect(made.dueOn).toBe('2026-11-25')
  expect((await file(city._id)).dueOn).toBe('2026-12-07')
  const about = await app.as(wang).call(operations.about, {})
  expect(about.complaintText).toContain('10个工作日内答复')
  expect(about.contestText).toContain('一般 7天内都可以')
  at('2026-11-24')
  await (await fresh(officer)).call(complaints.answer, { id: made.id, outcome: 'upheld', text: '以后有人值班' })
  expect((await (await fresh(wang)).call(complaints.reopen, { id: made.id, text: '还是没有人' })).dueOn).toBe(
    '2026-11-26',
  )
})

test('answered, taken up again once, and closed by the second answer', async () => {
  const { place, wang, worker, made } = await aComplaint()
  expect((await app.as(worker).call(complaints.desk, { open: 'true' })).items).toMatchObject([
    { id: made.id, allowed: ['answer', 'note'] },
  ])
  await app.as(worker).call(complaints.answer, { id: made.id, outcome: 'notUpheld', text: '查看录像，没有发现' })
  await expectError(
    app.as(worker).call(complaints.answer, { id: made.id, outcome: 'upheld', text: '再答一次' }),
    'WRONG_STATE',
  )
  expect((await app.as(wang).call(complaints.mine, {})).items).toMatchObject([
    { status: 'answered', answers: [{ text: '查看录像，没有发现' }], allowed: ['reopen'] },
  ])
  expect(await app.as(wang).call(complaints.reopen, { id: made.id, text: '录像没有声音' })).toMatchObject({
    status: 'reopened',
    again: '录像没有声音',
    allowed: [],
  })
  // taken up again, it is for somebody else
  await expectError(
    app.as(worker).call(complaints.answer, { id: made.id, outcome: 'notUpheld', text: '还是没有' }),
    'DECIDES_OWN_CASE',
  )
  const colleague = await aStaff('subdistrictOfficer', (await ancestorOf(place, 'subdistrict'))._id)
  await app.as(colleague).call(complaints.answer, { id: made.id, outcome: 'upheld', text: '已批评教育' })
  await expectError(app.as(wang).call(complaints.reopen, { id: made.id, text: '还不满意' }), 'WRONG_STATE')
  expect((await told(wang)).filter((title) => title === '投诉有答复了')).toHaveLength(2)
})

test('a late answer goes up once, and the person is told', async () => {
  const { wang, made, place } = await aComplaint()
  const chief = await aStaff('subdistrictOfficer', (await ancestorOf(place, 'subdistrict'))._id)
  for (const [day, count] of [
    ['2026-11-30', 0],
    ['2026-12-01', 1],
    ['2026-12-02', 1],
  ] as const) {
    at(day)
    await runJob(reviewsLate, `${day}T10`)
    expect((await told(chief)).filter((title) => title === '投诉答复超期')).toHaveLength(count)
  }
  expect(await told(wang)).toContain('对不起，答复迟了')
  expect((await (await fresh(wang)).call(complaints.mine, {})).items).toMatchObject([{ id: made.id, late: true }])
})

test('erasing the account takes the words along', async () => {
  const { wang, worker, made } = await aComplaint()
  await app.as(wang).call(people.deleteMe, { confirm: '注销' })
  expect(await Complaints.findById(made.id).lean()).toMatchObject({ personId: 'erased', status: 'closed' })
  expect((await app.as(worker).call(complaints.desk, {})).items).toMatchObject([{ text: '', number: made.number }])
})

test('staff note among themselves and hand on; the dispatcher reads what concerns pickups; the person sees none of it', async () => {
  const { place, worker, wang, made } = await aComplaint()
  const district = await ancestorOf(place, 'district')
  const dispatcher = await aStaff('dispatcher', district._id)
  const elsewhere = await aStaff('dispatcher', (await ancestorOf(await aPlace(), 'district'))._id)
  const other = { id: newId(), about: 'staff' as const, placeId: place._id, text: '窗口的人不耐烦' }
  await app.as(wang).call(complaints.file, other)
  const seen = async (who: Signed) => (await app.as(who).call(complaints.desk, {})).items.map(({ id }) => id)
  expect([await seen(dispatcher), await seen(elsewhere), (await seen(worker)).length]).toEqual([[made.id], [], 2])

  const note = { id: made.id, noteId: newId(), text: '已请班组说明情况', to: 'dispatcher' as const }
  const notesOf = async () => (await app.as(dispatcher).call(complaints.desk, { id: made.id })).items[0]?.notes
  await app.as(worker).call(complaints.note, note)
  await app.as(worker).call(complaints.note, note)
  expect(await notesOf()).toMatchObject([{ text: note.text, to: 'dispatcher' }])
  expect(await told(dispatcher)).toContain('有一条投诉转给您办理')
  const back = { id: made.id, noteId: newId(), text: '当天换过人，已经谈过' }
  await app.as(dispatcher).call(complaints.note, back)
  expect(await notesOf()).toHaveLength(2)
  expect(JSON.stringify(await Complaints.findById(made.id).lean())).not.toContain('班组')
  const [own] = (await app.as(wang).call(complaints.mine, {})).items.filter(({ id }) => id === made.id)
  expect(own?.notes).toEqual([])
  await expectError(app.as(elsewhere).call(complaints.note, { ...note, noteId: newId() }), 'NOT_FOUND')
  await expectError(app.as(dispatcher).call(complaints.note, { ...back, id: other.id, noteId: newId() }), 'NOT_FOUND')
  await expectError(app.as(wang).call(complaints.note, note), 'NOT_ALLOWED')
})

test('on the page of a household stand the complaints of its members, but for those about people', async () => {
  const { place, worker } = await aComplaint()
  const household = await aHousehold({ place })
  const li = await aResident({ household })
  for (const about of ['pickup', 'staff', 'crew'] as const)
    await app.as(li).call(complaints.file, { id: newId(), about, placeId: place._id, text: '请尽快处理一下' })
  const { items } = await app.as(worker).call(complaints.desk, { householdId: household._id })
  expect(items.map(({ about }) => about)).toEqual(['pickup'])
  const elsewhere = await aStaff('communityWorker', (await ancestorOf(await aPlace(), 'community'))._id)
  await expectError(app.as(elsewhere).call(complaints.desk, { householdId: household._id }), 'NOT_FOUND')
})
