// Put right without cancelling: the contact, and the volume of a pile; one booking a day where the area says so; a
// photo a thing. Figures by tests/support/runs.ts.
import { newId } from '@server/ids'
import { Bookings } from '@server/pickups/bookings.model'
import { PriceLists } from '@server/pickups/price-lists.model'
import type { InputOf } from '@shared/contract'
import { pickups } from '@shared/pickups/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { placesDesk } from '@shared/places/desk-contract'
import { aHousehold, aResident, aStaff, expectError, setClock, type Signed } from '../support/app'
import { clearDatabase, useDatabase } from '../support/database'
import { bookingOf, sofa } from '../support/pickups'
import { site } from '../support/places'
import { aBooking, aPhoto, aWorld, DAY, plan, shanghai, useCrewApp, type World } from '../support/runs'

useDatabase()
const app = useCrewApp()
let world: World
let worker: Signed
beforeEach(async () => {
  await clearDatabase()
  world = await aWorld(app)
  worker = await aStaff('communityWorker', world.compound.path.at(-2) ?? '')
})
afterAll(() => setClock())

const as = (who: Signed) => app.as(who)
type Book = InputOf<typeof pickups.book>
const orderOf = (more: Partial<Book> = {}): Book =>
  bookingOf(world.compound, `${world.round._id}:am`, { agreedFen: 3000, ...more })

describe('put right without cancelling', () => {
  it('the contact, by its people and at the counter, also with the crew planned, and by nobody else', async () => {
    const { who, booking } = await aBooking(world)
    const correct = (actor: Signed, version: number, contact: { name: string; phone?: string }) =>
      as(actor).call(pickups.correctContact, { id: booking.id, version, contact })
    const one = await correct(who, booking.version, { name: '王秀英', phone: '13900002222' })
    expect(one).toMatchObject({ status: 'confirmed', contactPhone: '13900002222', day: booking.day })
    await expectError(correct(who, one.version, { name: '王秀英' }), 'PICKUP_NOTHING_CHANGED')
    await expectError(correct(who, booking.version, { name: '王芳' }), 'CHANGED_MEANWHILE')
    await plan(world)
    const planned = await as(who).call(pickups.show, { id: booking.id })
    expect(await correct(worker, planned.version, { name: '王芳' })).toMatchObject({ status: 'assigned' })
    expect(await as(who).call(pickups.show, { id: booking.id })).toMatchObject({
      contactName: '王芳',
      contactPhone: '13900002222',
    })
    const stranger = await aResident({ household: await aHousehold({ place: world.compound }) })
    await expectError(correct(stranger, 1, { name: '别人' }), 'NOT_FOUND')
    expect((await as(worker).call(pickupsDesk.bookings, { q: '13900002222' })).items).toHaveLength(1)
  })

  it('the volume of a site’s pile, with its price agreed anew', async () => {
    await PriceLists.updateMany({}, { $set: { mode: 'per_cubic_metre', perCubicMetreFen: 8000 } })
    const officer = await aStaff('cityOfficer', world.compound.path[0] ?? '')
    const pile = site(world.compound._id, { kind: 'bulky', takes: ['bulky'], streams: [] })
    await as(officer).call(placesDesk.createSite, pile)
    const manager = await aStaff('propertyManager', world.compound._id)
    const booked = await as(manager).call(
      pickups.book,
      orderOf({ siteId: pile.id, cubicDecimetres: 1000, agreedFen: 8000, items: [sofa] }),
    )
    expect(booked.site).toEqual({ cubicDecimetres: 1000 })
    const right = (more: object = {}) =>
      as(manager).call(pickupsDesk.correctVolume, {
        ...{ id: booked.id, version: booked.version, cubicDecimetres: 2500 },
        ...more,
      })
    await expectError(right({ cubicDecimetres: 1000 }), 'PICKUP_NOTHING_CHANGED')
    await expectError(right(), 'PICKUP_PRICE_CHANGED')
    expect(await right({ agreedFen: 20_000, priceListVersion: 1 })).toMatchObject({
      owedFen: 20_000,
      site: { cubicDecimetres: 2500 },
      day: booked.day,
    })
    const { booking } = await aBooking(world, { kind: 'recyclable' })
    await expectError(
      as(worker).call(pickupsDesk.correctVolume, { id: booking.id, version: booking.version, cubicDecimetres: 10 }),
      'NOT_FOUND',
    )
  })
})

it('one booking a day where the area says so, also for two at once, and none moved onto it', async () => {
  const officer = await aStaff('cityOfficer', world.compound.path[0] ?? '')
  const set = (sameDay: 'allowed' | 'refused', version: number) =>
    as(officer).call(placesDesk.setSettings, {
      id: world.district._id,
      version,
      settings: { booking: { sameDay, openBookingsPerHousehold: 5 } },
      reason: '一天一次',
    })
  const { version } = await set('refused', 0)
  const household = await aHousehold({ place: world.compound })
  const wang = await aResident({ household })
  const paper = { code: 'paper', name: '旧书报', count: 1 }
  const book = (day: string) =>
    as(wang).call(
      pickups.book,
      orderOf({ kind: 'recyclable', day, items: [paper], agreedFen: 0, householdId: household._id }),
    )
  const both = await Promise.allSettled([book(DAY), book(DAY)])
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  await expectError(book(DAY), 'PICKUP_SAME_DAY')
  const other = await book('2026-11-25')
  const { address } = orderOf()
  await expectError(
    as(wang).call(pickups.amend, {
      ...{ id: other.id, version: other.version, day: DAY, slot: other.slot, address, items: [paper] },
      ...{ agreedFen: 0, priceListVersion: 1 },
    }),
    'PICKUP_SAME_DAY',
  )
  await set('allowed', version)
  await book(DAY)
})

it('a thing may have its own photo, which is one of the booking’s', async () => {
  const household = await aHousehold({ place: world.compound })
  const wang = await aResident({ household })
  const photoId = await aPhoto(app, wang)
  const order = orderOf({ householdId: household._id, items: [{ ...sofa, photoId }] })
  await expectError(as(wang).call(pickups.book, order), 'INPUT_INVALID')
  const booked = await as(wang).call(pickups.book, { ...order, id: newId(), photoIds: [photoId] })
  expect(booked.items).toEqual([{ ...sofa, photoId }])
  expect((await Bookings.findById(booked.id).lean())?.photoIds).toEqual([photoId])
  setClock(shanghai('10:00'))
})
