// Booking numbers: the letters of the city and the day on which it was made, none twice however many are made at once,
// found however they are typed, by staff in their places alone.
import { Bookings } from '@server/pickups/bookings.model'
import { nextNumber } from '@server/pickups/numbers'
import { pickups } from '@shared/pickups/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { aStaff, setClock } from '../support/app'
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

const find = async (who: Parameters<typeof app.as>[0], q: string): Promise<string[]> =>
  (await app.as(who).call(pickupsDesk.bookings, { q })).items.map(({ id }) => id)

test('a booking has a number of two letters, the day on which it was made and four figures; its people and staff see it', async () => {
  const { booking, who } = await aBooking(world)
  expect(booking.number).toMatch(/^[A-Z]{2}\d{6}-\d{4}$/)
  expect((await app.as(who).call(pickups.mine, {})).items[0]?.number).toBe(booking.number)
  const found = await app.as(world.dispatcher).call(pickupsDesk.showBooking, { id: booking.id })
  expect(found.number).toBe(booking.number)
})

test('numbers asked for at once are all different, and two bookings never have one', async () => {
  const numbers = await Promise.all(Array.from({ length: 90 }, () => nextNumber(world.compound.path)))
  expect(new Set(numbers).size).toBe(90)
  const { booking } = await aBooking(world)
  const stored = await Bookings.findById(booking.id).lean()
  await expect(Bookings.create([{ ...stored, _id: '01KDVDNA00NGBB7BEWDGQZZ23N' }])).rejects.toThrow('duplicate key')
})

test('a number is found in any writing, in the places of the staff member alone', async () => {
  const { booking } = await aBooking(world)
  const [head = '', count = ''] = booking.number.split('-')
  for (const typed of [booking.number, `${head}${count}`, `${head.toLowerCase()} ${count}`, booking.id])
    expect([typed, await find(world.dispatcher, typed)]).toEqual([typed, [booking.id]])
  expect(await find(world.dispatcher, `${head}-9999`)).toEqual([])
  const elsewhere = await aWorld(app)
  const stranger = await aStaff('dispatcher', elsewhere.district._id)
  expect(await find(stranger, booking.number)).toEqual([])
})
