// Trainings over real HTTP and the real database: arranged in one's area, signed into with a rotating code up to the
// capacity, results by somebody else, qualifications that end, and a person's rights in theirs.
import { AuditRows } from '@server/audit'
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import type { Place } from '@server/places/places.model'
import { balanceOf } from '@server/ledger/ledger'
import { deliverNotice } from '@server/notices/notices'
import { Notices } from '@server/notices/notices.model'
import { deliverOutbox } from '@server/outbox'
import { warnExpiring } from '@server/trainings/expiry'
import { earnTrainings } from '@server/trainings/points'
import { hasTraining } from '@server/trainings/attendance'
import { Attendances, TrainingSessions } from '@server/trainings/trainings.model'
import { accountFor } from '@shared/ledger/accounts'
import { people } from '@shared/people/contract'
import { trainings } from '@shared/trainings/contract'
import { anEarningRule } from '../support/earning'
import { grant } from '../support/people'
import {
  aPlace,
  aResident,
  aStaff,
  ancestorOf,
  expectError,
  signInAs,
  useApp,
  type Refused,
  type Signed,
} from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()
const at = (time: string, day = '2026-11-23'): void => setClock(new Date(`${day}T${time}+08:00`))

let street: Place
let officer: Signed, elsewhere: Signed, auditor: Signed, lecturer: Signed

beforeAll(async () => {
  at('10:00:00')
  street = await aPlace({ kind: 'subdistrict' })
  officer = await aStaff('subdistrictOfficer', street._id, { name: '冯街道' })
  elsewhere = await aStaff('subdistrictOfficer', (await aPlace({ kind: 'subdistrict' }))._id)
  auditor = await aStaff('auditor', (await ancestorOf(street, 'city'))._id)
  lecturer = await aStaff('lecturer', (await ancestorOf(street, 'city'))._id, { name: '魏讲师' })
})
beforeEach(() => at('10:00:00'))
afterAll(() => setClock())

const plan = (over: object = {}) => ({
  id: newId(),
  title: '引导员上岗培训',
  kind: 'guide' as const,
  placeId: street._id,
  room: '三楼会议室',
  startsAt: '2026-11-23T06:00:00Z',
  endsAt: '2026-11-23T08:00:00Z',
  capacity: 30,
  isTested: true,
  validMonths: 12,
  lecturerIds: [lecturer.personId],
  ...over,
})
const planned = (over: object = {}) => app.as(officer).call(trainings.create, plan(over))
/** Access tokens last a quarter of an hour: signs in again at the present instant. */
const fresh = async (who: Signed) => app.as(await signInAs(who.personId))
const codeOf = async (id: string) => (await fresh(lecturer)).call(trainings.code, { id })

describe('arranging', () => {
  test('staff of the place and who gives it see it; others do not', async () => {
    const session = await planned()
    expect(session).toMatchObject({
      signedIn: 0,
      lecturers: [{ name: '魏讲师' }],
      allowed: ['change', 'cancel', 'showCode', 'enter'],
    })
    const seen = async (who: Signed) =>
      (await app.as(who).call(trainings.sessions, { kind: 'guide', limit: 100 })).items.find(
        ({ id }) => id === session.id,
      )
    expect((await seen(lecturer))?.allowed).toEqual(['showCode', 'enter'])
    expect((await seen(auditor))?.allowed).toEqual([])
    expect(await seen(elsewhere)).toBeUndefined()
    const change = { ...plan({ title: '改名的培训' }), id: session.id, version: 0 }
    await expectError(app.as(elsewhere).call(trainings.change, change), 'NOT_FOUND')
    await expectError(app.as(elsewhere).call(trainings.code, { id: session.id }), 'NOT_FOUND')
    expect(await app.as(officer).call(trainings.change, change)).toMatchObject({ title: '改名的培训', version: 1 })
    await expectError(app.as(officer).call(trainings.change, change), 'CHANGED_MEANWHILE')
    await expectError(app.as(elsewhere).call(trainings.create, plan()), 'NOT_FOUND')
  })

  test.each([
    ['ends before it begins', { endsAt: '2026-11-23T05:00:00Z' }, 'TRAINING_TIMES_WRONG'],
    [
      'is thousands of years away',
      { startsAt: '9999-12-30T06:00:00Z', endsAt: '9999-12-30T08:00:00Z' },
      'INPUT_INVALID',
    ],
    ['lasts longer than half a day', { endsAt: '2026-11-23T19:00:00Z' }, 'TRAINING_TIMES_WRONG'],
    ['is given by somebody without the role', { lecturerIds: [newId()] }, 'INPUT_INVALID'],
    ['is at a place that is none', { placeId: newId() }, 'NOT_FOUND'],
  ] as const)('one that %s is refused', (_what, over, code) => expectError(planned(over), code))

  test('is cancelled or changed only while nobody has signed in', async () => {
    const [gone, held] = [await planned(), await planned()]
    expect((await app.as(officer).call(trainings.cancel, { id: gone.id, reason: '讲师生病' })).status).toBe('cancelled')
    at('14:00:00')
    await expectError((await fresh(officer)).call(trainings.code, { id: gone.id }), 'WRONG_STATE')
    await (await fresh(await aResident())).call(trainings.signIn, { qr: (await codeOf(held.id)).qr })
    const desk = await fresh(officer)
    await expectError(desk.call(trainings.cancel, { id: held.id, reason: '不办了' }), 'WRONG_STATE')
    await expectError(desk.call(trainings.change, { ...plan(), id: held.id, version: held.version }), 'WRONG_STATE')
  })
})

describe('signing in', () => {
  test('with the code of the moment, from half an hour before until the end, once', async () => {
    const { id } = await planned({ isTested: false })
    at('13:29:59')
    await expectError(codeOf(id), 'TRAINING_NOT_YET')
    at('13:30:00')
    const first = await codeOf(id)
    expect(first).toMatchObject({ until: '2026-11-23T05:31:00.000Z', refreshSeconds: 30 })
    const guest = await aResident()
    const signed = await app.as(guest).call(trainings.signIn, { qr: first.qr })
    expect(signed).toMatchObject({ result: 'present', qualifies: true, on: '2026-11-23', validUntil: '2027-11-22' })
    expect(await app.as(guest).call(trainings.signIn, { qr: first.qr })).toEqual(signed)
    expect((await TrainingSessions.findById(id).lean())?.signedIn).toBe(1)
    expect((await app.as(guest).call(trainings.mine, {})).items).toEqual([signed])
    at('13:30:30')
    expect((await codeOf(id)).qr).not.toBe(first.qr)
    at('16:00:01')
    await expectError(codeOf(id), 'TRAINING_OVER')
  })

  test('an old, forged, foreign or altered code is one answer', async () => {
    const [one, other] = [await planned(), await planned({ startsAt: '2026-11-23T06:30:00Z' })]
    at('14:10:00')
    const { qr } = await codeOf(one.id)
    const [prefix, , expires = '', mac] = qr.split('.')
    const later = (Number.parseInt(expires, 36) + 600).toString(36)
    const guest = await aResident()
    for (const wrong of [
      [prefix, other.id, expires, mac].join('.'),
      [prefix, one.id, later, mac].join('.'),
      ['WFR1', one.id, expires, mac].join('.'),
      [prefix, newId(), expires, mac].join('.'),
      qr.slice(0, -1),
      '',
      '不是码',
    ])
      await expectError(app.as(guest).call(trainings.signIn, { qr: wrong }), 'TRAINING_CODE_WRONG')
    at('14:11:00')
    await expectError(app.as(guest).call(trainings.signIn, { qr }), 'TRAINING_CODE_WRONG')
    expect(await Attendances.countDocuments({ personId: guest.personId })).toBe(0)
  })

  test('of thirty at once as many as there are seats, and one person once', async () => {
    const { id } = await planned({ capacity: 10 })
    at('14:00:00')
    const { qr } = await codeOf(id)
    const guests = await Promise.all(Array.from({ length: 20 }, () => aResident()))
    const eager = await aResident()
    const tries = await Promise.allSettled([
      ...guests.map((guest) => app.as(guest).call(trainings.signIn, { qr })),
      ...Array.from({ length: 10 }, () => app.as(eager).call(trainings.signIn, { qr })),
    ])
    const refused = tries.flatMap((each) => (each.status === 'rejected' ? [(each.reason as Refused).code] : []))
    expect(new Set(refused)).toEqual(new Set(['TRAINING_FULL']))
    expect(await Attendances.countDocuments({ sessionId: id })).toBe(10)
    expect((await TrainingSessions.findById(id).lean())?.signedIn).toBe(10)
    expect(await Attendances.countDocuments({ sessionId: id, personId: eager.personId })).toBeLessThanOrEqual(1)
  })

  test('who gives it does not sign in, and a role that has ended shows no code', async () => {
    const guide = await aStaff('guideWorker', street._id)
    const { id } = await planned({ lecturerIds: [guide.personId] })
    at('14:00:00')
    const { qr } = await (await fresh(guide)).call(trainings.code, { id })
    await expectError((await fresh(guide)).call(trainings.signIn, { qr }), 'DECIDES_OWN_CASE')
    const former = await aResident()
    await TrainingSessions.updateOne({ _id: id }, { $set: { lecturerIds: [former.personId] } })
    await grant(former.personId, 'lecturer', (await aPlace())._id)
    await expectError((await fresh(former)).call(trainings.code, { id }), 'NOT_FOUND')
  })
})

describe('results', () => {
  test('a paper list is entered and judged by somebody else; the latest word stands and is on record', async () => {
    const { id } = await planned()
    const qin = await aResident({ name: '秦引导' })
    const desk = () => fresh(officer)
    await expectError(app.as(officer).call(trainings.enter, { id, personId: qin.personId }), 'TRAINING_NOT_YET')
    at('18:00:00')
    await (await desk()).call(trainings.enter, { id, personId: qin.personId })
    await (await desk()).call(trainings.enter, { id, personId: qin.personId })
    expect(await hasTraining(qin.personId, 'guide', '2026-11-23')).toBe(false)
    const record = async (who: Signed, personId: string, result: 'passed' | 'failed') =>
      (await fresh(who)).call(trainings.record, { id, personId, result })
    expect(await record(lecturer, qin.personId, 'failed')).toMatchObject({ validUntil: null })
    expect(await record(officer, qin.personId, 'passed')).toMatchObject({ validUntil: '2027-11-22' })
    expect((await (await desk()).call(trainings.attendance, { id })).items).toEqual([
      expect.objectContaining({ name: '秦引导', how: 'paper', result: 'passed', recordedBy: '冯街道' }),
    ])
    expect((await (await fresh(auditor)).call(trainings.attendance, { id })).items).toMatchObject([{ name: '秦**' }])
    await expectError((await fresh(elsewhere)).call(trainings.attendance, { id }), 'NOT_FOUND')
    await expectError(record(elsewhere, qin.personId, 'failed'), 'NOT_FOUND')
    await expectError(record(officer, newId(), 'passed'), 'NOT_FOUND')
    const trail = await AuditRows.find({ subject: `trainings/${id}` })
      .sort({ _id: 1 })
      .lean()
    expect(trail.map(({ action }) => action).filter((action) => action === 'trainings.record')).toHaveLength(2)
    at('16:00:01', '2026-12-23')
    await expectError(record(officer, qin.personId, 'failed'), 'TRAINING_OVER')
  })

  test('it earns by the rule the day after, once; another result earns the difference', async () => {
    await anEarningRule('training', { attended: 10, passed: 10 })
    const [session, who] = [await planned(), await aResident()]
    at('14:10:00')
    await (await fresh(who)).call(trainings.signIn, { qr: (await codeOf(session.id)).qr })
    const points = async () => (await balanceOf(accountFor({ personId: who.personId })))?.points ?? 0
    const judge = async (result: 'passed' | 'failed') =>
      (await fresh(officer)).call(trainings.record, { id: session.id, personId: who.personId, result })
    await earnTrainings()
    expect(await points()).toBe(0)
    at('10:00:00', '2026-11-24')
    for (const [result, worth] of [
      ['passed', 20],
      ['failed', 10],
      ['passed', 20],
    ] as const) {
      await judge(result)
      await Promise.all([earnTrainings(), earnTrainings()])
      await earnTrainings()
      expect(await points()).toBe(worth)
    }
  })

  test('two weeks before it ends its holder is told, once, unless there is a later one', async () => {
    const [ends, renewed] = [await aResident(), await aResident()]
    const row = (who: Signed, validUntil: string) => ({
      _id: newId(),
      sessionId: newId(),
      personId: who.personId,
      kind: 'guide' as const,
      on: '2026-01-05',
      at: new Date(),
      how: 'paper' as const,
      result: 'passed' as const,
      isTested: true,
      validUntil,
    })
    await Attendances.create([row(ends, '2027-06-15'), row(renewed, '2027-06-15'), row(renewed, '2027-12-31')])
    for (let time = 0; time < 2; time += 1) expect(await warnExpiring('2027-06-01')).toEqual({ told: 1 })
    expect(await warnExpiring('2027-06-02')).toEqual({ told: 0 })
    await deliverOutbox({ notice: deliverNotice })
    const told = await Notices.find({ personId: { $in: [ends.personId, renewed.personId] } }).lean()
    expect(told.map(({ personId, title }) => [personId, title])).toEqual([[ends.personId, '培训快到期了']])
  })

  test('nobody enters or judges themselves', async () => {
    const { id } = await planned()
    at('15:00:00')
    await expectError(
      (await fresh(officer)).call(trainings.enter, { id, personId: officer.personId }),
      'DECIDES_OWN_CASE',
    )
    await expectError(
      (await fresh(officer)).call(trainings.enter, { id, personId: lecturer.personId }),
      'DECIDES_OWN_CASE',
    )
    await (await fresh(officer)).call(trainings.signIn, { qr: (await codeOf(id)).qr })
    await expectError(
      (await fresh(officer)).call(trainings.record, { id, personId: officer.personId, result: 'passed' }),
      'DECIDES_OWN_CASE',
    )
  })

  test('a qualification holds from its day to its last, for its kind', async () => {
    const { id } = await planned()
    const qin = await aResident()
    at('15:00:00')
    await (await fresh(qin)).call(trainings.signIn, { qr: (await codeOf(id)).qr })
    await (await fresh(lecturer)).call(trainings.record, { id, personId: qin.personId, result: 'passed' })
    const has = (day: string, kind: 'guide' | 'volunteer' = 'guide') => hasTraining(qin.personId, kind, day)
    expect(await has('2026-11-22')).toBe(false)
    expect(await has('2026-11-23')).toBe(true)
    expect(await has('2027-11-22')).toBe(true)
    expect(await has('2027-11-23')).toBe(false)
    expect(await has('2026-11-23', 'volunteer')).toBe(false)
  })

  test('a person takes a copy of theirs away; erased, only the count of the session is left', async () => {
    const { id, title } = await planned()
    const guest = await aResident({ name: '要注销的人' })
    at('15:00:00')
    await (await fresh(guest)).call(trainings.signIn, { qr: (await codeOf(id)).qr })
    const copy = JSON.parse((await (await fresh(guest)).download(people.myData, {})).body.toString()) as {
      trainings: unknown
    }
    expect(copy.trainings).toMatchObject([{ title, kind: 'guide', on: '2026-11-23', result: 'present', how: 'code' }])
    await (await fresh(guest)).call(people.deleteMe, { confirm: '注销' })
    expect(await Attendances.countDocuments({ personId: guest.personId })).toBe(0)
    expect((await TrainingSessions.findById(id).lean())?.signedIn).toBe(1)
  })
})
