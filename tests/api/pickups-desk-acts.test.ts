// What the desk does for those who ring up: another day for a booking whose address staff see masked, and a property
// manager's own bookings of a site, which are all that it sees.
import { Bookings } from '@server/pickups/bookings.model'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { pickups } from '@shared/pickups/contract'
import { aStaff, expectError, setClock } from '../support/app'
import { clearDatabase, useDatabase } from '../support/database'
import { aBooking, aWorld, useCrewApp, type World } from '../support/runs'

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
