// A day closes although households have booked it: the day takes nobody from then on, and each booking is moved to the
// nearest free day or cancelled; all are told, once, and the job goes on where it stopped.
import { setClock } from '@server/clock'
import { runJob } from '@server/jobs'
import { balanceOf } from '@server/ledger/ledger'
import { deliverNotice } from '@server/notices/notices'
import { deliverOutbox } from '@server/outbox'
import { Bookings } from '@server/pickups/bookings.model'
import { clearClosedDays } from '@server/pickups/day-closings'
import { DayClosings } from '@server/pickups/day-closings.model'
import { pickupPool } from '@server/pickups/service-days'
import { reconcilePool } from '@server/slots/reconcile'
import { notices } from '@shared/notices/contract'
import { pickups } from '@shared/pickups/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { aResident, aStaff, expectError, useApp, type Signed } from '../support/app'
import { clearDatabase, useDatabase } from '../support/database'
import { aCity, bookingOf } from '../support/pickups'

useDatabase()
const app = useApp()
beforeEach(async () => {
  await clearDatabase()
  setClock(new Date('2026-11-22T10:00:00+08:00'))
})
afterAll(() => setClock())

const DAY = '2026-11-24'
const clear = (minute: string) => {
  setClock(new Date(`2026-11-22T${minute}:00+08:00`))
  return runJob(clearClosedDays, `2026-11-22T${minute}`)
}

/** A city with three booked households and a dispatcher who closes the day. */
async function aBookedDay(capacity = 7) {
  const city = await aCity({ capacity })
  const people: Signed[] = [city.wang, await aResident(), await aResident()]
  const ids: string[] = []
  for (const [index, who] of people.entries()) {
    const asked = bookingOf(city.place, index < 2 ? city.am : city.pm)
    const address = { ...asked.address, room: `60${index + 1}` }
    ids.push((await app.as(who).call(pickups.book, { ...asked, address })).id)
  }
  const dispatcher = app.as(await aStaff('dispatcher', city.place.path[1] ?? ''))
  const closing = {
    day: DAY,
    placeId: city.place._id,
    version: 0,
    closed: true,
    cap: null,
    windows: [],
    reason: '大雪',
  }
  return { ...city, people, ids, dispatcher, closing }
}
const toldOf = async (who: Signed) => {
  await deliverOutbox({ notice: deliverNotice })
  return (await app.as(who).call(notices.inbox, {})).items.filter((notice) => notice.kind === 'booking_changed')
}

test('without saying what becomes of the bookings it is refused, with how many there are', async () => {
  const { dispatcher, closing } = await aBookedDay()
  expect(
    (await expectError(dispatcher.call(pickupsDesk.setDay, closing), 'PICKUP_DAY_HAS_BOOKINGS')).body.details,
  ).toEqual({
    booked: 3,
  })
})

test('moved to the nearest free day, at the price that was agreed; told once; nobody books the closed day meanwhile', async () => {
  const { dispatcher, closing, people, ids, place, am, wang } = await aBookedDay()
  const before = await balanceOf(`person:${wang.personId}`)
  expect(await dispatcher.call(pickupsDesk.setDay, { ...closing, booked: 'move' })).toEqual({ day: DAY, version: 1 })
  await expectError(app.as(await aResident()).call(pickups.book, bookingOf(place, am)), 'PICKUP_DAY_CLOSED')
  await clear('10:01')
  await clear('10:02')
  const rows = await Bookings.find({ _id: { $in: ids } })
    .sort({ _id: 1 })
    .lean()
  expect(rows.map(({ day, status, history }) => [day, status, history.at(-1)?.action])).toEqual(
    ids.map(() => ['2026-11-25', 'confirmed', 'moveByOperator']),
  )
  for (const who of people) expect(await toldOf(who)).toMatchObject([{ title: '对不起，上门日期改了' }])
  expect((await toldOf(wang))[0]?.text).toContain('大雪')
  expect((await balanceOf(`person:${wang.personId}`))?.fen).toBe(before?.fen)
  expect(await DayClosings.find({}).lean()).toMatchObject([{ status: 'done', moved: 3, cancelled: 0 }])
  const { days } = await dispatcher.call(pickupsDesk.calendar, { placeId: place._id, from: DAY, days: 2 })
  expect(days.map(({ closed, taken }) => [closed, taken])).toEqual([
    [true, 0],
    [false, 3],
  ])
  expect(await reconcilePool(pickupPool, '2026-11-20')).toMatchObject({ orphans: 0, missing: 0, holders: 0 })
})

test('a full day is passed over, and what finds no day is cancelled with everything given back', async () => {
  const { dispatcher, closing, ids, place } = await aBookedDay()
  const shut = { placeId: place._id, cap: null, windows: [], reason: '大雪' }
  const { days } = await dispatcher.call(pickupsDesk.calendar, { placeId: place._id, from: '2026-11-25', days: 40 })
  for (const day of days.slice(1))
    if (day.windows.length > 0)
      await dispatcher.call(pickupsDesk.setDay, { ...shut, day: day.day, version: day.version, closed: true })
  await dispatcher.call(pickupsDesk.setDay, { ...shut, day: '2026-11-25', version: 0, closed: false, cap: 1 })
  await dispatcher.call(pickupsDesk.setDay, { ...closing, booked: 'move' })
  await clear('10:01')
  const rows = await Bookings.find({ _id: { $in: ids } }).lean()
  expect(rows.map(({ status }) => status).sort()).toEqual([
    'cancelled_by_operator',
    'cancelled_by_operator',
    'confirmed',
  ])
  expect(rows.filter(({ status }) => status === 'cancelled_by_operator').map(({ owedFen }) => owedFen)).toEqual([0, 0])
  expect(await DayClosings.find({}).lean()).toMatchObject([{ moved: 1, cancelled: 2 }])
})

test('cancelled and told; one that its household cancelled meanwhile is left alone', async () => {
  const { dispatcher, closing, people, ids, wang } = await aBookedDay()
  await dispatcher.call(pickupsDesk.setDay, { ...closing, booked: 'cancel' })
  await app.as(wang).call(pickups.cancel, { id: ids[0] ?? '' })
  await clear('10:01')
  const status = async (id = '') => (await Bookings.findById(id).lean())?.status
  expect(await Promise.all(ids.map(status))).toEqual(['cancelled', 'cancelled_by_operator', 'cancelled_by_operator'])
  expect(await toldOf(people[1] ?? wang)).toMatchObject([{ title: '对不起，预约被取消了' }])
  expect((await toldOf(wang)).map((notice) => notice.title)).toEqual(['预约已取消'])
})

test('a job that stopped half-way goes on with what is left; a day that opens again keeps its bookings', async () => {
  const { dispatcher, closing } = await aBookedDay()
  await dispatcher.call(pickupsDesk.setDay, { ...closing, booked: 'move' })
  // the run is cancelled while the first of the three is done: the job notices at its next sign of progress
  const stopped = clearClosedDays.run('2026-11-22T10:00', { progress: () => Promise.reject(new Error('cancelled')) })
  await expect(stopped).rejects.toThrow('cancelled')
  expect(await Bookings.countDocuments({ day: '2026-11-25', status: 'confirmed' })).toBe(1)
  await clear('10:02')
  expect(await Bookings.countDocuments({ day: '2026-11-25', status: 'confirmed' })).toBe(3)
  await dispatcher.call(pickupsDesk.setDay, { ...closing, day: '2026-11-25', booked: 'cancel' })
  await dispatcher.call(pickupsDesk.setDay, { ...closing, day: '2026-11-25', version: 1, closed: false })
  await clear('10:03')
  expect(await Bookings.countDocuments({ day: '2026-11-25', status: 'confirmed' })).toBe(3)
})
