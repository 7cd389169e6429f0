// 以工代罚 over real HTTP and the real database: referred once and for a person alone, seen by nobody else, worked off
// by confirmed evenings and trainings that earn nothing, closed by the officer, back in time when it is not done.
import { AuditRows } from '@server/audit'
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { showHours } from '@server/shifts/hours'
import { ShiftBookings, type ShiftRecord } from '@server/shifts/shifts.model'
import { Attendances, TrainingSessions } from '@server/trainings/trainings.model'
import { recountAll } from '@server/workoffs/counting'
import { WorkoffCases } from '@server/workoffs/workoffs.model'
import { workOf } from '@server/work'
import { workoffsWork } from '@server/workoffs/work'
import { people } from '@shared/people/contract'
import { certificates } from '@shared/shifts/certificates-contract'
import { shifts } from '@shared/shifts/contract'
import { shiftsDesk } from '@shared/shifts/desk-contract'
import { workoffs } from '@shared/workoffs/contract'
import { workoffsDesk } from '@shared/workoffs/desk-contract'
import { actorOf, grant, signInAs } from '../support/people'
import { squeezed } from '../support/papers'
import { aResident, aStaff, ancestorOf, expectError, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { aMark, aSupervisedSite, shiftsOn, type ShiftWorld } from '../support/shifts'

useDatabase()
const app = useApp()
const DAY = '2026-11-23'
const at = (clock: string, day = DAY): void => setClock(new Date(`${day}T${clock}:00+08:00`))

let world: ShiftWorld
let police: Signed, elsewhere: Signed, auditor: Signed, lead: Signed
beforeAll(async () => {
  at('10:00')
  world = await aSupervisedSite(app)
  const district = await ancestorOf(world.compound, 'district')
  police = await aStaff('enforcementOfficer', district._id, { name: '戚执法' })
  elsewhere = await aStaff('enforcementOfficer', (await aSupervisedSite(app)).street._id)
  auditor = await aStaff('auditor', (await ancestorOf(world.compound, 'city'))._id)
  lead = await aResident({ name: '朱组长' })
  await grant(lead.personId, 'volunteer', world.compound._id)
  await grant(lead.personId, 'leadVolunteer', world.compound._id)
})
beforeEach(() => at('10:00'))
afterAll(() => setClock())

/** Access tokens last a quarter of an hour: signs in again at the present instant. */
const fresh = async (who: Signed) => app.as(await signInAs(who.personId))
let numbers = 0
const referral = (person: Signed, over: object = {}) => ({
  id: newId(),
  personId: person.personId,
  name: '陈一新',
  number: `东湖城管罚决〔2026〕第${(numbers += 1)}号`,
  agency: '东湖区城市管理综合执法大队',
  placeId: world.compound._id,
  offence: 'unsorted' as const,
  happenedOn: '2026-11-20',
  fineYuan: 50,
  ...over,
})
const refer = async (person: Signed, over: object = {}) =>
  (await fresh(police)).call(workoffsDesk.refer, referral(person, over))
const mineOf = async (who: Signed) => (await (await fresh(who)).call(workoffs.mine, {})).items[0]
async function accepted(over: object = {}) {
  const person = await aResident({ name: '陈一新' })
  const { id } = await refer(person, over)
  await (await fresh(person)).call(workoffs.answer, { id, answer: 'accept' })
  return { person, id }
}

const checked = async (number: string | null): Promise<string> =>
  (await app.anonymous().raw('GET', `/c/workoffs?number=${number ?? ''}`)).body.toString()

/** Books an evening for the case, and is there from one hour to another by the lead's code. */
async function anEvening({ person, id }: { person: Signed; id: string }, day: string, isConfirmed = true) {
  const [shift] = await shiftsOn(world, day)
  const { _id: shiftId } = shift as ShiftRecord
  if (!(await ShiftBookings.exists({ shiftId, personId: lead.personId })))
    await (await fresh(lead)).call(shifts.book, { id: shiftId, bookingId: newId(), as: 'volunteer' })
  const bookingId = newId()
  await (await fresh(person)).call(workoffs.book, { id, shiftId, bookingId })
  at('19:00', day)
  const { qr } = await (await fresh(lead)).call(shifts.code, { id: shiftId })
  const rows = [aMark(bookingId, 'in', isConfirmed ? { how: 'code', code: qr } : {})]
  await (await fresh(person)).call(shifts.sendMarks, { sentAt: new Date(`${day}T19:00:00+08:00`).toISOString(), rows })
  at('21:30', day)
  return { shiftId, bookingId }
}

describe('a referral', () => {
  test('fixes what is owed by the table of the day, once a decision, for a person', async () => {
    const person = await aResident()
    const input = referral(person, { fineYuan: 100 })
    const made = await (await fresh(police)).call(workoffsDesk.refer, input)
    expect(made).toMatchObject({ state: 'referred', owed: 240, dueOn: '2026-12-23', name: '陈一新' })
    expect(made.tableSource).toContain('参考值')
    expect(await (await fresh(police)).call(workoffsDesk.refer, input)).toEqual(made)
    const same = referral(person, { number: input.number.replace('〔2026〕', ' (2026) ') })
    await expectError((await fresh(police)).call(workoffsDesk.refer, same), 'WORKOFF_NUMBER_USED')
    await expectError(
      (await fresh(police)).call(workoffsDesk.refer, { ...input, number: '另一号2026' }),
      'IDEMPOTENCY_KEY_REUSED',
    )
    expect(await AuditRows.countDocuments({ action: 'workoffs.refer', subject: `workoffs/${made.id}` })).toBe(1)
  })

  test.each([
    ['of more than the ceiling', { fineYuan: 201 }, 'INPUT_INVALID'],
    ['of nothing', { fineYuan: 0 }, 'INPUT_INVALID'],
    ['of a unit', { organisationId: newId() }, 'INPUT_INVALID'],
    ['of somebody unknown', { personId: newId() }, 'NOT_FOUND'],
    ['of what is still to happen', { happenedOn: '2026-11-24' }, 'INPUT_INVALID'],
    ['of what is long past', { happenedOn: '2026-01-01' }, 'INPUT_INVALID'],
    ['at a place that is none', { placeId: newId() }, 'NOT_FOUND'],
  ] as const)('%s is refused', async (_what, over, code) => {
    await expectError(refer(await aResident(), over), code)
  })

  test('is made by an officer of the place, and for nobody near to them', async () => {
    const person = await aResident()
    await expectError((await fresh(elsewhere)).call(workoffsDesk.refer, referral(person)), 'NOT_FOUND')
    await expectError((await fresh(auditor)).call(workoffsDesk.refer, referral(person)), 'NOT_ALLOWED')
    await expectError((await fresh(world.officer)).call(workoffsDesk.refer, referral(person)), 'NOT_ALLOWED')
    await expectError((await fresh(police)).call(workoffsDesk.refer, referral(police)), 'DECIDES_OWN_CASE')
  })
})

describe('who sees a case', () => {
  test('its person and who enforces there; nobody else, whatever they ask', async () => {
    const { person, id } = await accepted()
    expect(await mineOf(person)).toMatchObject({ id, offence: 'unsorted', fineYuan: 50, owed: 120, state: 'working' })
    const stranger = await aResident()
    expect((await (await fresh(stranger)).call(workoffs.mine, {})).items).toEqual([])
    for (const who of [stranger, lead, world.officer, elsewhere]) {
      const client = await fresh(who)
      await expectError(client.call(workoffs.answer, { id, answer: 'decline' }), 'NOT_FOUND')
      await expectError(client.call(workoffs.offers, { id }), 'NOT_FOUND')
      await expectError(client.download(workoffs.paper, { id }), 'NOT_FOUND')
    }
    await expectError((await fresh(world.officer)).call(workoffsDesk.list, {}), 'NOT_ALLOWED')
    expect((await (await fresh(elsewhere)).call(workoffsDesk.list, { open: id })).items).toEqual([])
    await expectError((await fresh(elsewhere)).call(workoffsDesk.withdraw, { id, reason: '不归我管' }), 'NOT_FOUND')
    const [seen] = (await (await fresh(auditor)).call(workoffsDesk.list, { open: id })).items
    expect(seen?.allowed).toEqual([])
    await expectError((await fresh(auditor)).call(workoffsDesk.withdraw, { id, reason: '只看不改' }), 'NOT_ALLOWED')
  })

  test('the lead is told of somebody who learns, of no offence', async () => {
    const one = await accepted()
    const { shiftId, bookingId } = await anEvening(one, '2026-11-24')
    const answer = await (await fresh(lead)).call(shifts.people, { id: shiftId })
    expect(answer.items.find((item) => item.bookingId === bookingId)).toMatchObject({
      as: 'trainee',
      standing: 'verified',
    })
    expect(JSON.stringify(answer)).not.toMatch(/罚|workoff|unsorted|决定/)
  })
})

describe('working it off', () => {
  test('an evening that is confirmed counts, closes the case and is nobody’s volunteer hour', async () => {
    const one = await accepted()
    const { person, id } = one
    expect(await recountAll()).toMatchObject({ worked: 0 })
    const { bookingId } = await anEvening(one, '2026-11-25')
    expect(await mineOf(person)).toMatchObject({ minutes: 120, state: 'working', allowed: ['decline'] })
    await recountAll()
    expect((await mineOf(person))?.state).toBe('worked')
    const row = (await workOf(await actorOf(police), { persons: [], actors: [], households: [] }, workoffsWork)).rows
    expect(row.find(({ kind }) => kind === 'workoffs.toIssue')?.items.map((item) => item.id)).toContain(id)
    await expectError((await fresh(person)).download(workoffs.paper, { id }), 'WORKOFF_NO_PAPER')
    const done = await (await fresh(police)).call(workoffsDesk.issue, { id })
    expect(done).toMatchObject({ state: 'done', minutes: 120, allowed: ['revoke', 'paper'] })
    const paper = await (await fresh(person)).download(workoffs.paper, { id })
    const words = await squeezed(paper.body)
    for (const said of ['陈一新', done.certificate ?? '', '2小时', done.number.replace(/\s/g, '')])
      expect(words).toContain(said)
    const page = await checked(done.certificate)
    expect(page).toContain('class="state valid"')
    expect(page).not.toMatch(/陈一新|没有分类|50元|罚决/)
    const { sums } = await showHours(await actorOf(person))
    expect(sums).toEqual({ verified: 0, self: 0, madeUp: 0, certified: 0, trainee: 120 })
    expect((await (await fresh(person)).call(certificates.offices, {})).items).toEqual([])
    const short = { id: bookingId, in: '2026-11-25T11:00:00Z', out: '2026-11-25T11:30:00Z', reason: '半小时就走了' }
    await (await fresh(world.officer)).call(shifts.correct, short)
    expect(await checked(done.certificate)).toContain('记录有更正')
    await (await fresh(police)).call(workoffsDesk.revoke, { id, reason: '到岗记录不实' })
    expect(await checked(done.certificate)).toContain('已撤销')
    expect(await checked('YG2026-AAAAA-AAAAA')).toContain('查无此证')
  })

  test('one that nobody has confirmed does not; corrected away, the case falls back', async () => {
    const one = await accepted()
    const { bookingId } = await anEvening(one, '2026-11-26', false)
    await recountAll()
    expect(await mineOf(one.person)).toMatchObject({ minutes: 0, state: 'working' })
    await (await fresh(lead)).call(shifts.confirm, { id: bookingId })
    await recountAll()
    expect((await mineOf(one.person))?.state).toBe('worked')
    const gone = { id: bookingId, in: null, out: null, reason: '其实没有来' }
    await (await fresh(world.officer)).call(shifts.correct, gone)
    await expectError((await fresh(police)).call(workoffsDesk.issue, { id: one.id }), 'WORKOFF_NOT_ENOUGH')
    await recountAll()
    expect(await mineOf(one.person)).toMatchObject({ minutes: 0, state: 'working' })
  })

  test('a training counts too, by its own minutes, and earns no points', async () => {
    const { person, id } = await accepted()
    const sessionId = newId()
    const session = {
      _id: sessionId,
      title: '怎样分厨余',
      kind: 'resident',
      placeId: world.street._id,
      placePath: world.street.path,
      room: '',
      startsAt: new Date('2026-11-24T06:00:00Z'),
      endsAt: new Date('2026-11-24T08:00:00Z'),
      capacity: 30,
      signedIn: 1,
      isTested: false,
      validMonths: null,
      lecturerIds: [],
      status: 'planned',
      version: 0,
      createdAt: new Date(),
    }
    await TrainingSessions.create([session as never])
    const offers = await (await fresh(person)).call(workoffs.offers, { id })
    expect(offers.trainings.map((each) => each.id)).toContain(sessionId)
    await Attendances.create([
      {
        _id: `${sessionId}:${person.personId}`,
        sessionId,
        personId: person.personId,
        kind: 'resident',
        on: '2026-11-24',
        at: new Date('2026-11-24T06:10:00Z'),
        how: 'code',
        result: 'present',
        isTested: false,
        validUntil: null,
      } as never,
    ])
    at('17:00', '2026-11-24')
    await recountAll()
    expect(await mineOf(person)).toMatchObject({ minutes: 110, records: [{ kind: 'training', minutes: 110 }] })
    expect(await Attendances.findById(`${sessionId}:${person.personId}`).lean()).toMatchObject({
      isApart: true,
      pointsDue: true,
    })
  })

  test('a place is a trainee’s: beside those who supervise, two at most, only for who has said yes, in the area', async () => {
    const [shift] = await shiftsOn(world, '2026-11-28')
    const { _id: shiftId } = shift as ShiftRecord
    const [one, two, three] = [await accepted(), await accepted(), await accepted()]
    const book = async ({ person, id }: { person: Signed; id: string }, to = shiftId) =>
      (await fresh(person)).call(workoffs.book, { id, shiftId: to, bookingId: newId() })
    await book(one)
    await expectError(book(one), 'SHIFT_ALREADY_BOOKED')
    await book(two)
    await expectError(book(three), 'SHIFT_FULL')
    const day = { from: '2026-11-28', to: '2026-11-28', placeId: world.compound._id }
    const [row] = (await (await fresh(world.officer)).call(shiftsDesk.list, day)).items
    expect(row).toMatchObject({ booked: 0, below: 2, trainees: 2 })
    const asked = await aResident()
    const { id } = await refer(asked)
    await expectError(book({ person: asked, id }), 'WRONG_STATE')
    const other = await aSupervisedSite(app)
    const [away] = await shiftsOn(other, '2026-11-28')
    await expectError(book(three, away?._id ?? ''), 'WORKOFF_NOT_HERE')
    expect(await ShiftBookings.countDocuments({ personId: three.person.personId })).toBe(0)
    const listed = (await (await fresh(three.person)).call(workoffs.offers, { id: three.id })).shifts
    expect(listed.map((each) => each.shiftId)).not.toContain(shiftId)
  })
})

describe('not done', () => {
  test('is back with the officer after the last day and the days to confirm it; more time is asked again', async () => {
    const { person, id } = await accepted()
    at('10:00', '2026-12-26')
    await recountAll()
    expect((await WorkoffCases.findById(id).lean())?.state).toBe('working')
    at('10:00', '2026-12-27')
    expect((await recountAll()).returned).toBeGreaterThan(0)
    expect(await mineOf(person)).toMatchObject({ state: 'returned', allowed: [] })
    const desk = await fresh(police)
    await expectError(desk.call(workoffsDesk.extend, { id, dueOn: '2027-06-01', reason: '住院' }), 'INPUT_INVALID')
    expect(await desk.call(workoffsDesk.extend, { id, dueOn: '2027-01-20', reason: '住院' })).toMatchObject({
      state: 'referred',
      dueOn: '2027-01-20',
    })
    const again = await (await fresh(person)).call(workoffs.answer, { id, answer: 'accept' })
    expect(again.allowed).toEqual(['decline', 'book'])
  })

  test('whoever rather pays says so; the officer goes on with the fine', async () => {
    const { person, id } = await accepted()
    const said = await (await fresh(person)).call(workoffs.answer, { id, answer: 'decline' })
    expect(said).toMatchObject({ state: 'returned', reason: '本人选择缴纳罚款' })
    await expectError((await fresh(person)).call(workoffs.answer, { id, answer: 'accept' }), 'WRONG_STATE')
    expect(await (await fresh(police)).call(workoffsDesk.settle, { id, reason: '已缴清' })).toMatchObject({
      state: 'settled',
    })
  })

  test('who erases their account leaves the number behind and nothing else', async () => {
    const { person, id } = await accepted()
    await (await fresh(person)).call(people.deleteMe, { confirm: '注销' })
    const kept = await WorkoffCases.findById(id).lean()
    expect(kept).toMatchObject({ state: 'returned', returnedWhy: 'erased', nameSealed: '' })
    expect(kept?.personId).not.toBe(person.personId)
  })
})

describe('the table', () => {
  test('is written by one and published by another, and holds from its day on', async () => {
    const second = await aStaff('enforcementOfficer', world.street._id)
    const placeId = world.street._id
    const id = newId()
    const content = { days: 10, steps: [{ upToYuan: 200, minutes: 90 }] }
    const draft = { id, version: 0, placeId, validFrom: '2026-11-24', content, source: '街道办法' }
    const desk = await fresh(second)
    await expectError(desk.call(workoffsDesk.saveTable, { ...draft, validFrom: DAY }), 'INPUT_INVALID')
    const bad = { ...draft, content: { days: 10, steps: [{ upToYuan: 150, minutes: 90 }] } }
    await expectError(desk.call(workoffsDesk.saveTable, bad), 'INPUT_INVALID')
    const saved = await desk.call(workoffsDesk.saveTable, draft)
    expect(saved).toMatchObject({ state: 'proposed', version: 1, allowed: ['change', 'withdraw'] })
    await expectError(desk.call(workoffsDesk.publishTable, { id, version: 1 }), 'WORKOFF_SAME_PERSON')
    await (await fresh(police)).call(workoffsDesk.publishTable, { id, version: 1 })
    expect((await refer(await aResident(), { fineYuan: 200 })).owed).toBe(480)
    at('10:00', '2026-11-24')
    expect(await refer(await aResident(), { fineYuan: 200 })).toMatchObject({
      owed: 90,
      dueOn: '2026-12-04',
      tableSource: '街道办法',
    })
  })
})
