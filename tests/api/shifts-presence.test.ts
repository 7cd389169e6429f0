// Being there, over real HTTP: the lead's code as it rotates, typed or scanned late; the code at the site; rows that
// come late, twice and in any order from clocks that are wrong; a second person who confirms and corrects.
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { siteCode } from '@server/shifts/codes'
import { phonesOut, presentAt, sayNothingLeft, shiftAt, timesAt } from '@server/shifts/presence'
import { ShiftBookings, ShiftMarks, Shifts } from '@server/shifts/shifts.model'
import { transaction } from '@server/db'
import { Attendances } from '@server/trainings/trainings.model'
import { shifts, type MarkRow } from '@shared/shifts/contract'
import { shiftsDesk } from '@shared/shifts/desk-contract'
import { instantAt } from '@shared/time'
import { expectError, signInAs, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { addMember, aHousehold, aStaff, grant, type Signed } from '../support/people'
import { aMark, aSupervisedSite, shiftsOn, type ShiftWorld } from '../support/shifts'

useDatabase()
const app = useApp()
const DAY = '2026-12-02'
const when = (clock: string, day = DAY): Date => instantAt(day, clock)
const at = (clock: string, day = DAY): void => setClock(when(clock, day))

let world: ShiftWorld
let shiftId: string
let lead: Signed, who: Signed
let bookingId: string, leadBooking: string
beforeEach(async () => {
  at('09:00', '2026-12-01')
  world = await aSupervisedSite(app, [
    { from: '07:00', to: '09:00' },
    { from: '19:00', to: '21:00' },
  ])
  shiftId = (await shiftsOn(world, DAY))[1]?._id ?? ''
  lead = await aStaff('leadVolunteer', world.street._id, { name: '朱组长' })
  who = await aStaff('volunteer', world.street._id, { name: '孙志愿' })
  leadBooking = (await app.as(lead).call(shifts.book, { id: shiftId, bookingId: newId() })).id
  bookingId = (await app.as(who).call(shifts.book, { id: shiftId, bookingId: newId() })).id
  at('19:00')
})
afterAll(() => setClock())

const fresh = async (person: Signed) => app.as(await signInAs(person.personId))
const send = async (rows: MarkRow[], person = who, sentAt = new Date()) => {
  const { results } = await (await fresh(person)).call(shifts.sendMarks, { sentAt: sentAt.toISOString(), rows })
  return results.map(({ outcome, code, standing }) => code ?? `${outcome} ${standing}`)
}
/** Sends by a phone whose clock is that of the server. */
const sendNow = (rows: MarkRow[], person = who) => send(rows, person, clock())
const clock = (): Date => new Date(aMark(bookingId, 'in').at)
const codeNow = async () => (await fresh(lead)).call(shifts.code, { id: shiftId })
const seen = async (person = lead) => {
  const { items } = await (await fresh(person)).call(shifts.people, { id: shiftId })
  return items.find((one) => one.bookingId === bookingId)
}

describe('checking in', () => {
  test('with the lead’s code: at once 已核; sent again it is had; going with the hours counted', async () => {
    const { qr } = await codeNow()
    const row = aMark(bookingId, 'in', { how: 'code', code: qr })
    expect(await sendNow([row])).toEqual(['accepted verified'])
    expect(await sendNow([row, row])).toEqual(['had verified', 'had verified'])
    at('20:30')
    expect(await sendNow([aMark(bookingId, 'out', { left: 3 })])).toEqual(['accepted verified'])
    at('21:30')
    expect(await seen()).toMatchObject({
      minutes: 90,
      standing: 'verified',
      how: 'code',
      uncounted: [{ why: 'leftEarly' }],
    })
    expect(await ShiftMarks.countDocuments({ bookingId })).toBe(2)
  })

  test('the same row twice at the same moment is one', async () => {
    const row = aMark(bookingId, 'in')
    const both = await Promise.all([sendNow([row]), sendNow([row])])
    expect(both.flat().sort()).toEqual(['accepted self', 'had self'])
  })

  test('read without a network and sent an hour later it proves the same minute', async () => {
    const { qr, digits } = await codeNow()
    const row = aMark(bookingId, 'in', { how: 'code', code: qr })
    at('20:00')
    expect(await sendNow([row])).toEqual(['accepted verified'])
    expect((await seen())?.checkedInAt?.slice(0, 16)).toBe(when('19:00').toISOString().slice(0, 16))
    const typed = aMark(leadBooking, 'in', { how: 'typed', code: digits, at: row.at })
    // the lead's own code stands for nobody but others
    expect(await sendNow([typed], lead)).toEqual(['accepted self'])
  })

  test('what is 已核 grows by no tap, in time or days later, and a code sent days later is 自助', async () => {
    at('19:10')
    const { qr } = await codeNow()
    await sendNow([aMark(bookingId, 'in', { how: 'code', code: qr })])
    const other = await aStaff('volunteer', world.street._id)
    const { id } = await (await fresh(other)).call(shifts.book, { id: shiftId, bookingId: newId() })
    const kept = aMark(id, 'in', { how: 'code', code: qr })
    await sendNow([aMark(bookingId, 'in', { at: when('18:50').toISOString() })])
    at('20:30')
    await sendNow([aMark(bookingId, 'out')])
    const widen = () =>
      sendNow([
        aMark(bookingId, 'in', { at: when('18:40').toISOString() }),
        aMark(bookingId, 'out', { at: when('21:00').toISOString() }),
      ])
    for (const [time, day] of [
      ['21:30', DAY],
      ['09:00', '2026-12-05'],
    ] as const) {
      at(time, day)
      expect(await widen()).toEqual(['accepted verified', 'accepted verified'])
      expect(await seen()).toMatchObject({ minutes: 80, standing: 'verified', how: 'code' })
    }
    expect(await sendNow([kept], other)).toEqual(['accepted self'])
  })

  test('a photographed code shown later is 自助 only; that of another shift and a forged one are refused', async () => {
    const { qr } = await codeNow()
    at('19:30')
    expect(await sendNow([aMark(bookingId, 'in', { how: 'code', code: qr })])).toEqual(['accepted self'])
    const next = (await shiftsOn(world, '2026-12-03'))[1]
    at('19:00', '2026-12-03')
    const other = (await (await fresh(who)).call(shifts.book, { id: next?._id ?? '', bookingId: newId() })).id
    expect(await sendNow([aMark(other, 'in', { how: 'code', code: qr })])).toEqual(['SHIFT_CODE_ELSEWHERE'])
    const forged = `${qr.replace(shiftId, next?._id ?? '').slice(0, -43)}${'A'.repeat(43)}`
    const rows = [forged, 'WFS1.x', '', siteCode(newId())].map((code) => aMark(other, 'in', { how: 'code', code }))
    expect(new Set(await sendNow(rows))).toEqual(new Set(['SHIFT_CODE_WRONG']))
    expect(await sendNow([aMark(other, 'in', { how: 'typed', code: '000000' })])).toEqual(['SHIFT_CODE_WRONG'])
    expect(await sendNow([aMark(other, 'in', { how: 'site', code: siteCode(newId()) })])).toEqual([
      'SHIFT_CODE_ELSEWHERE',
    ])
    expect(await ShiftMarks.countDocuments({ bookingId: other })).toBe(0)
  })

  test('digits can’t be guessed: after ten wrong ones the right ones are refused too, a scanned code is not', async () => {
    const { qr, digits } = await codeNow()
    const wrong = String((Number(digits) + 1) % 1_000_000).padStart(6, '0')
    const typed = (code: string) => aMark(bookingId, 'in', { how: 'typed', code })
    const guesses = await sendNow(Array.from({ length: 12 }, () => typed(wrong)))
    expect(guesses.filter((code) => code === 'SHIFT_CODE_WRONG')).toHaveLength(10)
    const other = await aStaff('volunteer', world.street._id)
    const { id } = await (await fresh(other)).call(shifts.book, { id: shiftId, bookingId: newId() })
    expect(await sendNow([aMark(id, 'in', { how: 'typed', code: digits })], other)).toEqual(['accepted verified'])
    expect(await sendNow([typed(digits)])).toEqual(['SHIFT_TYPED_OFTEN'])
    expect(await sendNow([aMark(bookingId, 'in', { how: 'code', code: qr })])).toEqual(['accepted verified'])
  })

  test('the code at the site is 自助 until the lead confirms; nobody confirms themselves or their home', async () => {
    expect(await sendNow([aMark(bookingId, 'in', { how: 'site', code: siteCode(world.siteId) })])).toEqual([
      'accepted self',
    ])
    expect(await seen()).toMatchObject({ standing: 'self', name: '孙志愿', allowed: ['confirm', 'correct'] })
    const client = await fresh(lead)
    await expectError((await fresh(who)).call(shifts.confirm, { id: bookingId }), 'NOT_FOUND')
    await expectError(
      (await fresh(world.officer)).call(shifts.confirm, { id: leadBooking }),
      'SHIFT_NOTHING_TO_CONFIRM',
    )
    expect(await client.call(shifts.confirm, { id: bookingId })).toEqual({ id: bookingId, standing: 'verified' })
    expect(await client.call(shifts.confirm, { id: bookingId })).toEqual({ id: bookingId, standing: 'verified' })
    await sendNow([aMark(leadBooking, 'in')], lead)
    await expectError(client.call(shifts.confirm, { id: leadBooking }), 'DECIDES_OWN_CASE')
    await expectError(
      client.call(shifts.correct, { id: leadBooking, in: null, out: null, reason: '没来' }),
      'DECIDES_OWN_CASE',
    )
    const household = await aHousehold({ place: world.compound })
    for (const person of [lead, who]) await addMember(household._id, person.personId)
    await expectError(
      (await fresh(lead)).call(shifts.correct, { id: bookingId, in: null, out: null, reason: '没来' }),
      'DECIDES_OWN_CASE',
    )
    expect(
      await app.as(await signInAs(world.officer.personId)).call(shifts.confirm, { id: leadBooking }),
    ).toMatchObject({
      standing: 'verified',
    })
  })

  test('not before, not after, not without a place, not when it was called off', async () => {
    at('18:29')
    expect(await sendNow([aMark(bookingId, 'in')])).toEqual(['SHIFT_NOT_NOW'])
    await expectError(codeNow(), 'SHIFT_NOT_NOW')
    expect(await sendNow([aMark(bookingId, 'out')])).toEqual(['SHIFT_NOT_CHECKED_IN'])
    at('21:00')
    expect(await sendNow([aMark(bookingId, 'in')])).toEqual(['SHIFT_NOT_NOW'])
    at('19:00')
    expect(await sendNow([aMark(bookingId, 'in')], lead)).toEqual(['SHIFT_NOT_BOOKED'])
    await app.as(await signInAs(world.officer.personId)).call(shiftsDesk.cancel, { ids: [shiftId], reason: '大雪' })
    expect(await sendNow([aMark(bookingId, 'in')])).toEqual(['SHIFT_CANCELLED'])
    await expectError(codeNow(), 'SHIFT_CANCELLED')
  })

  test('clocks that are wrong by hours and years are put right; a row out of order and late counts the same', async () => {
    at('21:40')
    const off = 6 * 365 * 86_400_000
    const row = (kind: 'in' | 'out', time: string) =>
      aMark(bookingId, kind, { at: new Date(when(time).getTime() - off).toISOString() })
    const sentAt = new Date(clock().getTime() - off)
    expect(await send([row('out', '20:50')], who, sentAt)).toEqual(['accepted none'])
    expect(await send([row('in', '19:10')], who, sentAt)).toEqual(['accepted self'])
    expect(await seen()).toMatchObject({ minutes: 100 })
    at('09:00', '2027-01-02')
    expect(await send([aMark(bookingId, 'in', { at: when('19:00').toISOString() })], who, clock())).toEqual([
      'SHIFT_OVER',
    ])
  })

  test('a guide whose training ended before the shift can’t check in; taken back later, their logs count no more', async () => {
    const guide = await aStaff('guideWorker', world.street._id)
    const day = {
      kind: 'guide',
      on: '2026-01-01',
      at: new Date(),
      how: 'code',
      result: 'passed',
      isTested: true,
    } as const
    const training = { _id: newId(), sessionId: newId(), personId: guide.personId, ...day }
    await Attendances.create({ ...training, validUntil: DAY })
    const { id } = await app.as(guide).call(shifts.book, { id: shiftId, bookingId: newId() })
    await Attendances.updateOne({ _id: training._id }, { $set: { validUntil: '2026-12-01' } })
    expect(await sendNow([aMark(id, 'in')], guide)).toEqual(['SHIFT_TRAINING_NEEDED'])
    const hours = { from: when('19:00'), to: when('21:00') }
    const there = async () => {
      const times = await timesAt([guide.personId], [world.siteId], hours)
      return [times.there.has(guide.personId), times.unconfirmed.has(guide.personId)]
    }
    await Attendances.updateOne({ _id: training._id }, { $set: { validUntil: DAY } })
    expect(await sendNow([aMark(id, 'in')], guide)).toEqual(['accepted self'])
    // by their own word alone until somebody confirms it
    expect(await there()).toEqual([false, true])
    await ShiftBookings.updateOne({ _id: id }, { $set: { standing: 'verified' } })
    expect(await there()).toEqual([true, false])
    await Attendances.updateOne({ _id: training._id }, { $set: { result: 'failed', validUntil: null } })
    expect(await there()).toEqual([false, false])
  })

  test('a shift up to midnight ends there and never later', async () => {
    at('09:00', '2026-12-01')
    const late = await aSupervisedSite(app, [{ from: '22:00', to: '24:00' }])
    const night = (await shiftsOn(late, DAY))[0]
    await grant(who.personId, 'volunteer', late.street._id)
    const { id } = await (await fresh(who)).call(shifts.book, { id: night?._id ?? '', bookingId: newId() })
    at('22:00')
    await sendNow([aMark(id, 'in')])
    at('00:20', '2026-12-03')
    await sendNow([aMark(id, 'out')])
    const office = app.as(await signInAs(late.officer.personId))
    const { items } = await office.call(shifts.people, { id: night?._id ?? '' })
    expect(items[0]).toMatchObject({ minutes: 120, uncounted: [{ why: 'after', minutes: 20 }] })
  })
})

describe('what the lead and the office settle', () => {
  test('every mark is corrected with a reason, and again; all of it stays listed', async () => {
    await sendNow([aMark(bookingId, 'in')])
    at('21:10')
    const office = app.as(await signInAs(world.officer.personId))
    const correct = (over: object) =>
      office.call(shifts.correct, { id: bookingId, in: null, out: null, reason: '没有来', ...over })
    expect(await correct({})).toMatchObject({ standing: 'none', minutes: 0 })
    const times = { in: when('19:00').toISOString(), out: when('20:00').toISOString(), reason: '误标，来了一小时' }
    expect(await correct(times)).toMatchObject({ standing: 'verified', minutes: 60 })
    // a row that comes late changes nothing of what a person has settled
    await sendNow([aMark(bookingId, 'out', { at: when('21:00').toISOString() })])
    expect(await seen()).toMatchObject({
      minutes: 60,
      corrections: [
        { reason: '误标，来了一小时', text: '19:00到，20:00走' },
        { reason: '没有来', text: '没有到' },
      ],
    })
    await expectError(correct({ in: when('12:00').toISOString() }), 'SHIFT_TIMES_WRONG')
    await expectError(correct({ in: times.out, out: times.in }), 'SHIFT_TIMES_WRONG')
    const auditor = app.as(await aStaff('auditor', world.compound.path[0] ?? ''))
    await expectError(auditor.call(shifts.correct, { id: bookingId, ...times }), 'NOT_ALLOWED')
  })

  test('who did not come is counted for the lead alone', async () => {
    at('21:10')
    expect(await seen()).toMatchObject({ noShows: 1, standing: 'none', uncounted: [{ why: 'absent' }] })
    const auditor = await aStaff('auditor', world.compound.path[0] ?? '')
    expect(await seen(auditor)).toMatchObject({ noShows: 0, name: '孙**' })
  })
})

test('what drop-offs ask: who was there at an instant, whose phone may still hold something', async () => {
  const { qr } = await codeNow()
  await sendNow([aMark(bookingId, 'in', { how: 'code', code: qr })])
  at('19:05')
  await sendNow([aMark(leadBooking, 'in')], lead)
  const there = async (time: string) =>
    (await presentAt(world.siteId, when(time)))
      .map(({ personId, verified, isLead }) => [personId, verified, isLead] as const)
      .sort((a, b) => Number(a[2]) - Number(b[2]))
  expect(await there('18:59')).toEqual([])
  expect(await there('19:06')).toEqual([
    [who.personId, true, false],
    [lead.personId, false, true],
  ])
  at('20:00')
  await sendNow([aMark(bookingId, 'out', { left: 0 })])
  expect(await there('20:30')).toEqual([[lead.personId, false, true]])
  expect(await there('21:00')).toEqual([])
  expect((await phonesOut(DAY, world.siteId)).map(({ personId }) => personId)).toEqual([lead.personId])
  await transaction((tx) => sayNothingLeft(tx, shiftId, lead.personId))
  expect(await phonesOut(DAY, world.siteId)).toEqual([])
  const { seed } = (await Shifts.findById(shiftId).lean()) ?? {}
  expect(await shiftAt(world.siteId, when('20:00'))).toMatchObject({ id: shiftId, leadId: lead.personId, seed })
  expect(await shiftAt(world.siteId, when('12:00'))).toBeNull()
})
