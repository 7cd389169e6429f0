// What the desk does for those who ring up: another day for a booking whose address staff see masked, and a property
// manager's own bookings of a site, which are all that it sees.
import { Bookings } from '@server/pickups/bookings.model'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { pickups } from '@shared/pickups/contract'
import { pickupsTelling } from '@shared/pickups/telling-contract'
import { AuditRows } from '@server/audit'
import { deliverOutbox } from '@server/outbox'
import { deliverReminder } from '@server/pickups/reminders'
import { ancestorOf, aStaff, expectError, setClock, type Signed } from '../support/app'
import { clearDatabase, useDatabase } from '../support/database'
import { bookingOf, sofa } from '../support/pickups'
import { aBooking, aWorld, boardOf, plan, shanghai, TODAY, useCrewApp, type World } from '../support/runs'

useDatabase()
const app = useCrewApp()
let world: World
beforeEach(async () => {
  await clearDatabase()
  world = await aWorld(app)
})
afterAll(() => setClock())

describe('another day', () => {
  it('moves the pickup and nothing else, is told, and is refused elsewhere, for an old version and for no change', async () => {
    const { booking, who } = await aBooking(world)
    const moved = { id: booking.id, version: booking.version, day: booking.day, slot: `${world.round._id}:pm` }
    const elsewhere = await aStaff('dispatcher', (await aWorld(app)).district._id)
    await expectError(app.as(elsewhere).call(pickupsDesk.reschedule, moved), 'NOT_FOUND')
    await expectError(app.as(who).call(pickupsDesk.reschedule, moved), 'NOT_ALLOWED')
    const after = await app.as(world.dispatcher).call(pickupsDesk.reschedule, moved)
    expect(after).toMatchObject({ number: booking.number, from: '14:00', contactName: '王**' })
    const seen = await app.as(who).call(pickups.show, { id: booking.id })
    expect(seen).toMatchObject({ from: '14:00', addressText: booking.addressText, items: booking.items })
    const old = { ...moved, slot: `${world.round._id}:am` }
    await expectError(app.as(world.dispatcher).call(pickupsDesk.reschedule, old), 'CHANGED_MEANWHILE')
    const same = { ...moved, version: after.version }
    await expectError(app.as(world.dispatcher).call(pickupsDesk.reschedule, same), 'PICKUP_NOTHING_CHANGED')
  })
})

test('a property manager sees the bookings of the sites of its compounds, and no resident', async () => {
  const manager = await aStaff('propertyManager', world.compound._id)
  const { booking } = await aBooking(world)
  expect((await app.as(manager).call(pickupsDesk.bookings, {})).items).toEqual([])
  await expectError(app.as(manager).call(pickupsDesk.showBooking, { id: booking.id }), 'NOT_FOUND')
  await Bookings.updateOne({ _id: booking.id }, { $set: { siteId: '01KDVDNA00NGBB7BEWDGQZZ23N' } })
  expect((await app.as(manager).call(pickupsDesk.bookings, {})).items.map(({ id }) => id)).toEqual([booking.id])
  await app.as(manager).call(pickupsDesk.showBooking, { id: booking.id })
  const other = await aStaff('propertyManager', (await aWorld(app)).compound._id)
  await expectError(app.as(other).call(pickupsDesk.showBooking, { id: booking.id }), 'NOT_FOUND')
})

describe('somebody without a telephone', () => {
  let worker: Signed
  beforeEach(async () => {
    worker = await aStaff('communityWorker', (await ancestorOf(world.compound, 'community'))._id)
  })
  const counter = { how: 'counter' as const, consent: '当面同意' }
  const wanted = (over: object = {}) =>
    bookingOf(world.compound, `${world.round._id}:am`, {
      items: [sofa],
      agreedFen: 3000,
      contact: { name: '赵桂兰', noPhone: true },
      onBehalf: counter,
      ...over,
    })
  const toTell = async (who: Signed = worker) => (await app.as(who).call(pickupsTelling.list, {})).items

  it('is booked for by name and door, and the crew is told to knock', async () => {
    const booking = await app.as(worker).call(pickups.book, wanted())
    expect(booking).toMatchObject({ contactName: '赵**', contactPhone: '' })
    expect(await toTell()).toEqual([])
    await plan(world)
    expect((await boardOf(world))[0]?.stops[0]).toMatchObject({ contactPhone: '', status: 'planned' })
  })

  it('is known by the door: as many open bookings as a household may have', async () => {
    const days = ['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29']
    const codes: string[] = []
    for (const day of days) {
      const asked = app.as(worker).call(pickups.book, wanted({ day }))
      codes.push(
        await asked.then(
          () => 'booked',
          (error: { body: { error: { code: string } } }) => error.body.error?.code,
        ),
      )
    }
    expect(codes[0]).toBe('booked')
    expect(codes.filter((code) => code !== 'booked').length).toBeGreaterThan(0)
  })

  it('only where staff book for a resident whose door they write down', async () => {
    const { who } = await aBooking(world)
    const own = { ...wanted({ onBehalf: undefined }), householdId: undefined }
    await app
      .as(who)
      .call(pickups.book, { ...own, agreedFen: 3000 })
      .catch(() => undefined)
    expect(await Bookings.countDocuments({ phoneIndex: 'none' })).toBe(0)
    const address = { ...wanted().address, building: '', unit: '', room: '' }
    await expectError(app.as(worker).call(pickups.book, wanted({ address })), 'INPUT_INVALID')
  })

  it('what changes is put on a list of who is told at the door; it is ended once, in one area, and named', async () => {
    const silent = await app.as(worker).call(pickups.book, wanted())
    const rings = await app.as(worker).call(
      pickups.book,
      wanted({
        ...bookingOf(world.compound, `${world.round._id}:am`, {
          onBehalf: counter,
          agreedFen: 3000,
          contact: { name: '钱进', phone: '13800002222' },
        }),
      }),
    )
    for (const { id, version, day } of [silent, rings])
      await app.as(world.dispatcher).call(pickupsDesk.reschedule, { id, version, day, slot: `${world.round._id}:pm` })
    const rows = await toTell()
    expect(rows.map(({ bookingId, way, title }) => [bookingId, way, title])).toEqual([
      [silent.id, 'visit', '预约已修改'],
      [rings.id, 'ring', '预约已修改'],
    ])
    const elsewhere = await aStaff('communityWorker', (await ancestorOf((await aWorld(app)).compound, 'community'))._id)
    const done = { id: rows[0]?.id ?? '', outcome: 'visited' as const }
    expect(await toTell(elsewhere)).toEqual([])
    await expectError(app.as(elsewhere).call(pickupsTelling.done, done), 'NOT_FOUND')
    await expectError(app.as(elsewhere).call(pickupsTelling.contact, { id: silent.id, reason: '告知' }), 'NOT_FOUND')
    const full = await app.as(worker).call(pickupsTelling.contact, { id: rings.id, reason: '告知改期' })
    expect(full).toMatchObject({ name: '钱进', phone: '13800002222' })
    expect(await AuditRows.countDocuments({ action: 'pickups.readContact', reason: '告知改期' })).toBe(1)
    const ended = await app.as(worker).call(pickupsTelling.done, done)
    expect(ended.done).toMatchObject({ outcome: 'visited' })
    await expectError(app.as(worker).call(pickupsTelling.done, { ...done, outcome: 'not_reached' }), 'WRONG_STATE')
    expect((await toTell()).map(({ bookingId }) => bookingId)).toEqual([rings.id])
  })

  it('is reminded the day before by somebody who goes there', async () => {
    const booking = await app.as(worker).call(pickups.book, wanted())
    setClock(shanghai('18:05', TODAY))
    await deliverOutbox({ pickupReminder: deliverReminder })
    await deliverOutbox({ pickupReminder: deliverReminder })
    expect((await toTell()).map(({ bookingId, title, way }) => [bookingId, title, way])).toEqual([
      [booking.id, '大件垃圾明天上门', 'visit'],
    ])
  })
})
