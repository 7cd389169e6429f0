// A person's rights to their bookings, households that merge, and the repair of seats and bookings that do not match.
import { transaction } from '@server/db'
import { newId } from '@server/ids'
import { balanceOf } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { Bookings } from '@server/pickups/bookings.model'
import { pickupPool } from '@server/pickups/service-days'
import { reconcilePool } from '@server/slots/reconcile'
import { erasePickups } from '@server/pickups/pickups-erasure'
import { exportPickups, mergePickups } from '@server/pickups/pickups-rights'
import { FreePieceYears } from '@server/pickups/free-pieces.model'
import { SeatHolders, SlotDays } from '@server/slots/days.model'
import { pickups } from '@shared/pickups/contract'
import { addMember, aHousehold, aResident, expectError, setClock } from '../support/app'
import { clearDatabase, useDatabase } from '../support/database'
import { aBooking, aWorld, DAY, shanghai, useCrewApp, type Booked, type World } from '../support/runs'

useDatabase()
const app = useCrewApp()
let world: World
beforeEach(async () => {
  await clearDatabase()
  world = await aWorld(app)
})
afterAll(() => setClock())

const account = (booked: Booked) => balanceOf(`person:${booked.who.personId}`)

describe('rights, merging and clearing up', () => {
  it('a copy of everything; erased, only figures stay', async () => {
    const booked = await aBooking(world)
    expect(await exportPickups(booked.who.personId)).toMatchObject([
      { id: booked.booking.id, contact: { phone: '13900001111' } },
    ])
    await transaction((tx) => erasePickups(tx, booked.who.personId))
    const stored = await Bookings.findById(booked.booking.id).lean()
    expect(stored).toMatchObject({
      status: 'cancelled_by_operator',
      bookedBy: 'erased',
      phoneIndex: 'erased',
      note: '',
    })
    expect(await exportPickups(booked.who.personId)).toEqual([])
    expect(await SlotDays.countDocuments({ 'seats.id': booked.booking.id })).toBe(0)
  })

  it('erasing gives back what an open booking owes and has drawn', async () => {
    const booked = await aBooking(world, { kind: 'bulky' })
    await FreePieceYears.updateOne(
      { _id: `household:${booked.householdId}:2026` },
      { $set: { used: [{ id: booked.booking.id, pieces: 1 }] } },
      { upsert: true },
    )
    await Bookings.updateOne(
      { _id: booked.booking.id },
      { $set: { freeKey: `household:${booked.householdId}:2026`, freePieces: 1 } },
    )
    expect((await account(booked))?.fen).toBe(-3000)
    await transaction((tx) => erasePickups(tx, booked.who.personId))
    expect((await account(booked))?.fen).toBe(0)
    expect(await Bookings.findById(booked.booking.id).lean()).toMatchObject({
      status: 'cancelled_by_operator',
      owedFen: 0,
      freePieces: 0,
    })
    expect((await FreePieceYears.findById(`household:${booked.householdId}:2026`).lean())?.used).toEqual([])
    expect((await verifyLedger({ scope: { kind: 'all' } })).differences).toBe(0)
  })

  it('a merged household keeps its open booking and its used free pieces', async () => {
    const booked = await aBooking(world)
    const into = await aHousehold({ place: world.compound })
    await FreePieceYears.create([{ _id: `household:${booked.householdId}:2026`, used: [{ id: newId(), pieces: 2 }] }])
    await transaction((tx) => mergePickups(tx, booked.householdId, into._id))
    expect((await SeatHolders.findById(`household:${into._id}`).lean())?.open.map((open) => open.id)).toEqual([
      booked.booking.id,
    ])
    expect((await FreePieceYears.findById(`household:${into._id}:2026`).lean())?.used).toMatchObject([{ pieces: 2 }])
    expect(await Bookings.findById(booked.booking.id).lean()).toMatchObject({
      householdId: into._id,
      holderKey: `household:${into._id}`,
    })
    expect(await reconcilePool(pickupPool, '2026-11-20')).toMatchObject({ orphans: 0, missing: 0, holders: 0 })
  })

  it('a seat without its booking is freed, a booking without its seat gets it back; a second run finds nothing', async () => {
    const booked = await aBooking(world)
    await SlotDays.updateOne(
      { _id: `pickups:${world.district._id}:${DAY}` },
      {
        $set: {
          seats: [{ id: newId(), slot: `${world.round._id}:am`, key: 'person:x', until: null, latest: new Date() }],
        },
      },
    )
    await SeatHolders.create([
      {
        _id: 'person:y',
        open: [
          {
            id: newId(),
            pool: 'pickups',
            poolId: world.district._id,
            day: DAY,
            slot: 'x',
            until: null,
            latest: new Date(),
            minutes: 0,
            limit: 1,
          },
        ],
        cancelledAt: [],
      },
    ])
    expect(await reconcilePool(pickupPool, '2026-11-20')).toMatchObject({ orphans: 1, missing: 1, holders: 1 })
    expect(await reconcilePool(pickupPool, '2026-11-20')).toMatchObject({ orphans: 0, missing: 0, holders: 0 })
    expect(
      (await SlotDays.findById(`pickups:${world.district._id}:${DAY}`).lean())?.seats.map((place) => place.id),
    ).toEqual([booked.booking.id])
  })

  it('a newcomer to the household sees nothing from before', async () => {
    const booked = await aBooking(world)
    setClock(shanghai('10:30', '2026-11-23'))
    const newcomer = await aResident()
    await addMember(booked.householdId, newcomer.personId)
    await expectError(app.as(newcomer).call(pickups.show, { id: booked.booking.id }), 'NOT_FOUND')
    expect((await app.as(newcomer).call(pickups.mine, {})).items).toEqual([])
  })
})
