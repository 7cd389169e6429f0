// A place gets another parent over HTTP, on the demo city: who may, where to, what follows at once and what afterwards,
// what stays as it was recorded; while things are written, after a cut, and there and back.
import mongoose from 'mongoose'
import { accountFor } from '@shared/ledger/accounts'
import { complaints } from '@shared/reports/complaints-contract'
import { pickups } from '@shared/pickups/contract'
import { placesDesk } from '@shared/places/desk-contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { AuditRows } from '@server/audit'
import { features } from '@server/features'
import { newId } from '@server/ids'
import { Accounts } from '@server/ledger/accounts.model'
import { Entries } from '@server/ledger/entries.model'
import { post } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { Complaints } from '@server/reports/complaints.model'
import { deliverOutbox } from '@server/outbox'
import { Households, Memberships } from '@server/people/households.model'
import { RoleGrants } from '@server/people/people.model'
import { Bookings } from '@server/pickups/bookings.model'
import { SeatHolders } from '@server/slots/days.model'
import { Stops } from '@server/runs/stops.model'
import { Places, Sites, type Place } from '@server/places/places.model'
import { Goods, Shops, Stocks } from '@server/rewards/rewards.model'
import { anEarning } from '../ledger/posts'
import {
  aHousehold,
  ancestorOf,
  aPlace,
  aResident,
  aStaff,
  expectError,
  grant,
  setClock,
  signInAs,
  type Signed,
} from '../support/app'
import { aBooking, aWorld, DAY, plan, TODAY, shanghai, useCrewApp } from '../support/runs'
import { useDatabase } from '../support/database'
import { bookingOf } from '../support/pickups'
import { aGood, aShop } from '../support/rewards'

useDatabase()
const app = useCrewApp()
const follow = () =>
  deliverOutbox(
    Object.assign({}, ...features.map((feature) => feature.outbox ?? {})) as Parameters<typeof deliverOutbox>[0],
  )

let city: Place, from: Place, to: Place, compound: Place, officer: Signed
/** A community with a compound, and another community of another subdistrict of the same district. */
beforeEach(async () => {
  setClock(shanghai('10:00', TODAY))
  compound = await aPlace()
  from = await ancestorOf(compound, 'community')
  city = await ancestorOf(compound, 'city')
  to = await aPlace({
    kind: 'community',
    parent: await aPlace({ kind: 'subdistrict', parent: await ancestorOf(compound, 'district') }),
  })
  officer = await aStaff('cityOfficer', city._id)
})
afterEach(() => setClock())

const revisionOf = async (id: string) => (await Places.findById(id).lean<Place>())?.revision ?? -1
const move = async (id: string, parentId: string, who = officer) =>
  app.as(who).call(placesDesk.move, { id, parentId, revision: await revisionOf(id), reason: '社区区划调整' })
const moved = () => [...to.path, compound._id]

test('the tree, and what lives there, follow; the move can be read with its progress, and is audited', async () => {
  const household = await aHousehold({ place: compound })
  const wang = await aResident({ household })
  const worker = await aStaff('communityWorker', compound._id)
  await post([anEarning({ points: 5, to: accountFor({ householdId: household._id }), placePath: compound.path })])
  const site = await app.as(officer).call(placesDesk.createSite, {
    id: newId(),
    placeId: compound._id,
    kind: 'drop_off',
    name: '南门投放点',
    takes: ['bin'],
    streams: ['food'],
    windows: [],
    address: '南门',
    position: null,
    keeper: null,
    duties: [],
    note: '',
  })
  const row = await move(compound._id, to._id)
  expect(row).toMatchObject({ parentId: to._id, path: moved() })
  expect((await app.as(officer).call(placesDesk.moves, { id: compound._id })).items).toMatchObject([
    { status: 'running', reason: '社区区划调整', done: 0 },
  ])
  await follow()
  for (const found of [
    await Households.findById(household._id).lean(),
    await Memberships.findOne({ personId: wang.personId }).lean(),
    await RoleGrants.findOne({ personId: worker.personId }).lean(),
    await Accounts.findById(accountFor({ householdId: household._id })).lean(),
    await Sites.findById(site.site.id).lean(),
  ])
    expect(found?.placePath).toEqual(moved())
  expect((await app.as(officer).call(placesDesk.moves, { id: compound._id })).items).toMatchObject([
    { status: 'finished', done: 5, from: expect.arrayContaining([from.name]), to: expect.arrayContaining([to.name]) },
  ])
  expect(await AuditRows.findOne({ action: 'places.move', subject: `places/${compound._id}` }).lean()).toMatchObject({
    reason: '社区区划调整',
    details: { from: compound.path, to: moved() },
  })
  expect((await verifyLedger({ scope: { kind: 'all' } })).differences).toBe(0)
})

test('what happened before keeps the path it was recorded with', async () => {
  const household = await aHousehold({ place: compound })
  const wang = await aResident({ household })
  const account = accountFor({ householdId: household._id })
  await post([anEarning({ points: 5, to: account, placePath: compound.path })])
  const complaint = await app
    .as(wang)
    .call(complaints.file, { id: newId(), about: 'staff', placeId: compound._id, text: '办事的人不在，白跑一趟' })
  await move(compound._id, to._id)
  await follow()
  expect((await Entries.findOne({ 'effects.account': account }).lean())?.placePath).toEqual(compound.path)
  expect((await Complaints.findById(complaint.id).lean())?.placePath).toEqual(compound.path)
  expect(
    await app
      .as(await signInAs(wang.personId))
      .call(complaints.file, { id: newId(), about: 'staff', placeId: compound._id, text: '搬到新社区以后的投诉' }),
  ).toMatchObject({ placeId: compound._id })
  expect(await Complaints.countDocuments({ placePath: to._id })).toBe(1)
})

test('the workers of the new community see the household, those of the old one no more', async () => {
  const household = await aHousehold({ place: compound })
  const [old, next] = [await aStaff('communityWorker', from._id), await aStaff('communityWorker', to._id)]
  const seen = async (who: Signed) =>
    await app
      .as(await signInAs(who.personId))
      .call(placesDesk.get, { id: compound._id })
      .then(
        () => 'seen',
        () => 'hidden',
      )
  expect([await seen(old), await seen(next)]).toEqual(['seen', 'hidden'])
  await move(compound._id, to._id)
  await follow()
  expect([await seen(old), await seen(next)]).toEqual(['hidden', 'seen'])
  expect((await Households.findById(household._id).lean())?.placePath).toContain(to._id)
})

test('a whole community takes all below it along, and goods offered in several places are kept one level higher', async () => {
  const neighbour = await aPlace({ kind: 'community', parent: await ancestorOf(compound, 'subdistrict') })
  const good = aGood(from._id, { placeIds: [from._id, neighbour._id] })
  await app.as(officer).call(rewardsOffice.saveGood, good)
  const shop = aShop(compound._id)
  await app.as(officer).call(rewardsOffice.saveShop, shop)
  await app
    .as(officer)
    .call(rewardsOffice.moveStock, { id: newId(), goodId: good.id, shopId: shop.id, change: 3, reason: '到货' })
  const subdistrict = to.path[2] ?? ''
  await move(from._id, subdistrict)
  await follow()
  const path = [...to.path.slice(0, 3), from._id, compound._id]
  expect((await Places.findById(compound._id).lean<Place>())?.path).toEqual(path)
  expect((await Shops.findById(shop.id).lean())?.placePath).toEqual(path)
  expect((await Stocks.findById(`${good.id}:${shop.id}`).lean())?.placePath).toEqual(path)
  expect((await Goods.findById(good.id).lean())?.placePath).toEqual(to.path.slice(0, 2))
})

test('bookings that are not over go along within the district; across districts they hold the place', async () => {
  const world = await aWorld(app)
  const { booking } = await aBooking(world)
  await plan(world)
  const district = await ancestorOf(world.compound, 'district')
  const chief = await aStaff('cityOfficer', (await ancestorOf(world.compound, 'city'))._id)
  const near = await aPlace({ kind: 'community', parent: await aPlace({ kind: 'subdistrict', parent: district }) })
  const far = await aPlace({
    kind: 'community',
    parent: await aPlace({
      kind: 'subdistrict',
      parent: await aPlace({ kind: 'district', parent: await ancestorOf(world.compound, 'city') }),
    }),
  })
  await expectError(move(world.compound._id, far._id, chief), 'PLACE_MOVE_BUSY')
  await move(world.compound._id, near._id, chief)
  await follow()
  expect((await Bookings.findById(booking.id).lean())?.placePath).toEqual([...near.path, world.compound._id])
  expect((await Stops.findOne({ bookingId: booking.id }).lean())?.placePath).toEqual([...near.path, world.compound._id])
})

describe('a move across districts in the very moment of a booking', () => {
  async function aFarCommunity() {
    const world = await aWorld(app)
    const town = await ancestorOf(world.compound, 'city')
    const chief = await aStaff('cityOfficer', town._id)
    const far = await aPlace({
      kind: 'community',
      parent: await aPlace({ kind: 'subdistrict', parent: await aPlace({ kind: 'district', parent: town }) }),
    })
    return { world, chief, far }
  }
  const districtOf = async (id: string) => (await Places.findById(id).lean<Place>())?.path[1]
  afterEach(() => jest.restoreAllMocks())

  /** A resident who is about to book. */
  async function aBooker(world: Awaited<ReturnType<typeof aWorld>>) {
    const household = await aHousehold({ place: world.compound })
    const who = await aResident({ household })
    return () =>
      app
        .as(who)
        .call(
          pickups.book,
          bookingOf(world.compound, `${world.round._id}:am`, { day: DAY, householdId: household._id, agreedFen: 3000 }),
        )
  }

  test('a booking made after the move has looked for some is seen all the same', async () => {
    const { world, chief, far } = await aFarCommunity()
    const book = await aBooker(world)
    const count = Bookings.countDocuments.bind(Bookings)
    let booked: Promise<unknown> | null = null
    jest.spyOn(Bookings, 'countDocuments').mockImplementation(((...asked: Parameters<typeof count>) => ({
      exec: async () => {
        const found = await count(...asked).exec()
        booked ??= book()
        await booked
        return found
      },
    })) as never)
    await expectError(move(world.compound._id, far._id, chief), 'PLACE_MOVE_BUSY')
    expect(booked).not.toBeNull()
    expect(await districtOf(world.compound._id)).toBe(world.district._id)
  })

  test('a booking that was prepared before the move and comes after it is refused, and another try goes by what holds now', async () => {
    const { world, chief, far } = await aFarCommunity()
    const book = await aBooker(world)
    const exists = SeatHolders.exists.bind(SeatHolders)
    let moved_: Promise<unknown> | null = null
    jest.spyOn(SeatHolders, 'exists').mockImplementation((async (...asked: Parameters<typeof exists>) => {
      moved_ ??= move(world.compound._id, far._id, chief)
      await moved_
      return exists(...asked)
    }) as never)
    await expectError(book(), 'CHANGED_MEANWHILE')
    expect(await districtOf(world.compound._id)).toBe(far.path[1])
    expect(await Bookings.countDocuments({ placeId: world.compound._id })).toBe(0)
    await expectError(book(), 'PICKUP_NOT_SERVED')
  })

  test('raced ten times, never both', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { world, chief, far } = await aFarCommunity()
      const book = await aBooker(world)
      const [booking, move_] = await Promise.allSettled([
        book(),
        new Promise((go) => {
          setTimeout(go, round * 8)
        }).then(() => move(world.compound._id, far._id, chief)),
      ])
      const lost = await Bookings.countDocuments({
        placeId: world.compound._id,
        districtId: { $ne: await districtOf(world.compound._id) },
      })
      expect({ lost, both: booking.status === 'fulfilled' && move_.status === 'fulfilled' }).toEqual({
        lost: 0,
        both: false,
      })
    }
  }, 60_000)
})

test('what was written from an old path just after everything had followed, follows in a second round', async () => {
  const household = await aHousehold({ place: compound })
  await move(compound._id, to._id)
  await follow()
  await Households.updateOne({ _id: household._id }, { $set: { placePath: compound.path } })
  await follow()
  expect((await Households.findById(household._id).lean())?.placePath).toEqual(compound.path)
  setClock(shanghai('10:04', TODAY))
  await follow()
  expect((await Households.findById(household._id).lean())?.placePath).toEqual(moved())
})

test.each([
  ['its own parent', () => from],
  ['a place of its own level', async () => aPlace({ parent: from })],
  ['two levels up', async () => ancestorOf(compound, 'subdistrict')],
  ['itself', () => compound],
  [
    'another city',
    async () =>
      aPlace({
        kind: 'community',
        parent: await aPlace({
          kind: 'subdistrict',
          parent: await aPlace({ kind: 'district', parent: await aPlace({ kind: 'city' }) }),
        }),
      }),
  ],
] as const)('%s is no parent', async (_what, parentOf) => {
  const parent = await parentOf()
  await aStaffAnywhere(parent)
  await expectError(move(compound._id, parent._id), 'PLACE_MOVE_WRONG')
  expect((await Places.findById(compound._id).lean<Place>())?.path).toEqual(compound.path)
})

/** The officer may shape the other city too, so that the refusal is the rule's. */
const aStaffAnywhere = async (place: Place): Promise<void> => {
  if (place.path[0] === city._id) return
  await grant(officer.personId, 'cityOfficer', place.path[0] ?? '')
}

test('one level above both is needed, in the version that was seen, and a name is free there', async () => {
  const own = await aStaff('subdistrictOfficer', (await ancestorOf(compound, 'subdistrict'))._id)
  await expectError(move(compound._id, to._id, own), 'NOT_FOUND')
  await expectError(move(compound._id, to._id, await aStaff('communityWorker', city._id)), 'NOT_ALLOWED')
  await expectError(
    app.as(officer).call(placesDesk.move, { id: compound._id, parentId: to._id, revision: 99, reason: '旧版本' }),
    'CHANGED_MEANWHILE',
  )
  await aPlace({ parent: to, name: compound.name })
  await expectError(move(compound._id, to._id), 'PLACE_NAME_TAKEN')
})

test('moved on before all had followed, and back: in the end everything stands where the place stands', async () => {
  const households = await Promise.all([1, 2, 3].map(() => aHousehold({ place: compound })))
  const third = await aPlace({ kind: 'community', parent: await ancestorOf(compound, 'subdistrict') })
  await move(compound._id, to._id)
  await move(compound._id, third._id)
  await follow()
  const paths = async () =>
    (await Households.find({ _id: { $in: households.map(({ _id }) => _id) } }).lean()).map(({ placePath }) => placePath)
  expect(await paths()).toEqual(Array.from({ length: 3 }, () => [...third.path, compound._id]))
  await move(compound._id, from._id)
  await follow()
  expect(await paths()).toEqual(Array.from({ length: 3 }, () => compound.path))
  expect(
    (await app.as(officer).call(placesDesk.moves, { id: compound._id })).items.map(({ status }) => status),
  ).toEqual(['finished', 'finished', 'finished'])
})

test('whatever carries a place’s path follows it or is known to record where something happened', () => {
  const follows = new Set(['Site', ...features.flatMap(({ livesAt }) => (livesAt ?? []).map(({ name }) => name))])
  const placed = Object.values(mongoose.models)
    .filter(({ schema }) => schema.path('placePath') !== undefined)
    .map(({ modelName }) => modelName)
  expect(placed.filter((name) => !follows.has(name)).sort()).toEqual([
    'AuditRow',
    'Complaint',
    'Dropoff',
    'DropoffCount',
    'DropoffDay',
    'DropoffSignal',
    'DropoffSiteDay',
    'InspectionDraw',
    'InspectionForward',
    'LedgerContest',
    'LedgerEntry',
    'LoadCheck',
    'Redemption',
    'RewardFlag',
    'RewardSettlement',
    'Run',
    'StandingImported',
    'StandingReply',
    'StandingRun',
    'StopLog',
  ])
})
