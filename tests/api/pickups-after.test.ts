// After booking, over real HTTP on the real database: amending, cancelling, rating, misses, and what the desk may do.
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { balanceOf } from '@server/ledger/ledger'
import { pickupPool } from '@server/pickups/service-days'
import { reconcilePool } from '@server/slots/reconcile'
import { PriceLists } from '@server/pickups/price-lists.model'
import { FreePieceYears } from '@server/pickups/free-pieces.model'
import { SeatHolders, SlotDays } from '@server/slots/days.model'
import { pickups } from '@shared/pickups/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { RoleGrants } from '@server/people/people.model'
import { aPlace, aResident, aStaff, expectError, signInAs, useApp, type Signed } from '../support/app'
import { clearDatabase, useDatabase } from '../support/database'
import { aCity, aRoundFor, bookingOf, chair, sofa } from '../support/pickups'

useDatabase()
const app = useApp()
const at = (clock: string, day = '2026-11-22') => setClock(new Date(`${day}T${clock}:00+08:00`))

/** Access tokens are short: after the clock has moved, people sign in anew. */
const later = async (who: Signed, clock: string, day: string) => {
  at(clock, day)
  return app.as(await signInAs(who.personId))
}

beforeEach(async () => {
  await clearDatabase()
  at('10:00')
})
afterAll(() => setClock())

describe('afterwards', () => {
  test('nobody else sees it', async () => {
    const { place, wang, am } = await aCity()
    const { id } = await app.as(wang).call(pickups.book, bookingOf(place, am))
    await expectError(app.as(await aResident()).call(pickups.show, { id }), 'NOT_FOUND')
    await expectError(app.as(await aResident()).call(pickups.cancel, { id }), 'NOT_FOUND')
    await expectError(
      app.as(await aStaff('dispatcher', (await aPlace())._id)).call(pickupsDesk.showBooking, { id }),
      'NOT_FOUND',
    )
    await expectError(app.anonymous().call(pickups.show, { id }), 'SIGN_IN_REQUIRED')
  })

  test('amending pays only the difference and moves the place', async () => {
    const { place, wang, am, pm } = await aCity()
    const input = bookingOf(place, am, { items: [{ ...sofa, count: 2 }, chair], agreedFen: 2000 })
    const booking = await app.as(wang).call(pickups.book, input)
    const change = {
      id: booking.id,
      version: booking.version,
      day: '2026-11-25',
      slot: pm,
      address: input.address,
      items: [
        { ...sofa, count: 2 },
        { ...chair, count: 2 },
      ],
      agreedFen: 4000,
      priceListVersion: 1,
    }
    await expectError(app.as(wang).call(pickups.amend, { ...change, agreedFen: 2000 }), 'PICKUP_PRICE_CHANGED')
    const after = await app.as(wang).call(pickups.amend, change)
    expect(after).toMatchObject({ version: 2, day: '2026-11-25', owedFen: 4000, quote: { freePieces: 2 } })
    expect((await balanceOf(`person:${wang.personId}`))?.fen).toBe(-4000)
    const days = await SlotDays.find({}).sort({ day: 1 }).lean()
    expect(days.map((day) => [day.day, day.seats.length])).toEqual([
      ['2026-11-24', 0],
      ['2026-11-25', 1],
    ])
    await expectError(app.as(wang).call(pickups.amend, { ...change, version: 2 }), 'PICKUP_NOTHING_CHANGED')
    await expectError(
      app.as(wang).call(pickups.amend, { ...change, version: 1, note: '请打电话' }),
      'CHANGED_MEANWHILE',
    )
    await expectError(
      (await later(wang, '20:00', '2026-11-24')).call(pickups.amend, { ...change, version: 2, note: '请打电话' }),
      'PICKUP_TOO_LATE',
    )
  })

  test('cancelled in time everything comes back, later half of the price stays', async () => {
    const { place, wang, am } = await aCity()
    const input = bookingOf(place, am, { items: [{ ...sofa, count: 2 }, chair], agreedFen: 2000 })
    await app.as(wang).call(pickups.book, input)
    const inTime = await later(wang, '19:59', '2026-11-23')
    const cancelled = await inTime.call(pickups.cancel, { id: input.id, reason: '不用了' })
    expect(cancelled).toMatchObject({ status: 'cancelled', owedFen: 0, allowed: [] })
    expect((await balanceOf(`person:${wang.personId}`))?.fen).toBe(0)
    expect((await FreePieceYears.find({}).lean()).flatMap((year) => year.used)).toEqual([])
    const again = bookingOf(place, am, { day: '2026-11-26', items: [{ ...sofa, count: 2 }, chair], agreedFen: 2000 })
    await inTime.call(pickups.book, again)
    const late = await later(wang, '07:59', '2026-11-26')
    expect(await late.call(pickups.cancel, { id: again.id })).toMatchObject({ status: 'cancelled', owedFen: 1000 })
    expect((await balanceOf(`person:${wang.personId}`))?.fen).toBe(-1000)
    expect((await FreePieceYears.find({}).lean()).flatMap((year) => year.used)).toMatchObject([{ pieces: 2 }])
    await expectError(late.call(pickups.cancel, { id: again.id }), 'WRONG_STATE')
  })

  test('booking and cancelling in a loop is slowed down', async () => {
    const { place, wang, am } = await aCity()
    for (let round = 0; round < 3; round += 1) {
      const { id } = await app.as(wang).call(pickups.book, bookingOf(place, am))
      await app.as(wang).call(pickups.cancel, { id })
    }
    await expectError(
      app.as(wang).call(pickups.hold, { id: newId(), kind: 'bulky', placeId: place._id, day: '2026-11-24', slot: am }),
      'PICKUP_TOO_MANY_OPEN',
    )
  })

  test('missed: opens an hour after the window, brings a revisit with a date and the compensation, once', async () => {
    const { place, wang, am } = await aCity()
    const { id } = await app.as(wang).call(pickups.book, bookingOf(place, am))
    const me = await later(wang, '12:59', '2026-11-24')
    await expectError(me.call(pickups.reportMissed, { id }), 'PICKUP_MISSED_TOO_EARLY')
    at('13:00', '2026-11-24')
    const missed = await me.call(pickups.reportMissed, { id, note: '等了一上午' })
    expect(missed).toMatchObject({ status: 'revisit_due', revisitId: expect.any(String) })
    expect((await balanceOf(`person:${wang.personId}`))?.points).toBe(50)
    const revisit = await me.call(pickups.show, { id: missed.revisitId ?? '' })
    expect(revisit).toMatchObject({
      day: '2026-11-25',
      status: 'confirmed',
      owedFen: 0,
      revisitOf: id,
      contactPhone: '13812341234',
    })
    await expectError(me.call(pickups.reportMissed, { id }), 'WRONG_STATE')
    expect(await reconcilePool(pickupPool, '2026-11-20')).toMatchObject({ orphans: 0, missing: 0, holders: 0 })
  })

  test('too late to report: the third working day, or the sixth day', async () => {
    const { place, wang, am } = await aCity()
    const { id } = await app.as(wang).call(pickups.book, bookingOf(place, am))
    await expectError(
      (await later(wang, '00:00', '2026-11-27')).call(pickups.reportMissed, { id }),
      'PICKUP_MISSED_TOO_LATE',
    )
  })
})

describe('the desk', () => {
  test('rounds, calendar, a day by hand', async () => {
    const { place, wang, am, pm, round } = await aCity()
    const dispatcher = app.as(await aStaff('dispatcher', place.path[1] ?? ''))
    await app.as(wang).call(pickups.book, bookingOf(place, am))
    const { days } = await dispatcher.call(pickupsDesk.calendar, { placeId: place._id, from: '2026-11-24', days: 2 })
    expect(days[0]).toMatchObject({
      day: '2026-11-24',
      taken: 1,
      held: 0,
      closed: false,
      windows: [
        { slot: am, taken: 1, capacity: 7 },
        { slot: pm, taken: 0 },
      ],
    })
    const change = {
      day: '2026-11-24',
      placeId: place._id,
      version: 0,
      closed: false,
      cap: 1,
      windows: [{ slot: pm, capacity: 3 }],
      reason: '车辆检修',
    }
    await expectError(dispatcher.call(pickupsDesk.setDay, { ...change, cap: 0 }), 'PICKUP_CAPACITY_BELOW_BOOKED')
    await expectError(dispatcher.call(pickupsDesk.setDay, { ...change, closed: true }), 'PICKUP_DAY_HAS_BOOKINGS')
    // the day is the whole district's: one subdistrict may not close its neighbours' rounds, another district does not
    // even see it
    for (const role of ['dispatcher', 'subdistrictOfficer'] as const)
      await expectError(app.as(await aStaff(role, place.path[2] ?? '')).call(pickupsDesk.setDay, change), 'NOT_ALLOWED')
    await expectError(
      app.as(await aStaff('dispatcher', (await aPlace())._id)).call(pickupsDesk.setDay, change),
      'NOT_FOUND',
    )
    expect(await dispatcher.call(pickupsDesk.setDay, change)).toEqual({ day: '2026-11-24', version: 1 })
    await expectError(dispatcher.call(pickupsDesk.setDay, change), 'CHANGED_MEANWHILE')
    await expectError(
      app
        .as(await aResident())
        .call(pickups.hold, { id: newId(), kind: 'bulky', placeId: place._id, day: '2026-11-24', slot: pm }),
      'PICKUP_SLOT_FULL',
    )
    const { items } = await dispatcher.call(pickupsDesk.rounds, { placeId: place._id })
    const {
      areaNames: _names,
      organisationName: _hauler,
      areas: _areas,
      active,
      ...saved
    } = items[0] ??
    (() => {
      throw new Error('no round')
    })()
    expect(active).toBe(true)
    const more = await dispatcher.call(pickupsDesk.saveRound, {
      ...saved,
      windows: saved.windows.map((window) => ({ ...window, capacity: 9 })),
    })
    expect(more.version).toBe(round.version + 1)
    const after = await dispatcher.call(pickupsDesk.calendar, { placeId: place._id, from: '2026-11-24', days: 2 })
    expect(after.days.map((day) => day.windows.map((window) => window.capacity))).toEqual([
      [9, 3],
      [9, 9],
    ])
    await expectError(dispatcher.call(pickupsDesk.saveRound, { ...more, validFrom: '9999-12-31' }), 'INPUT_INVALID')
    await expectError(
      app.as(await aStaff('dispatcher', (await aPlace())._id)).call(pickupsDesk.saveRound, { ...more }),
      'NOT_FOUND',
    )
  })

  test('only crews of the place stand on a round; who stood there stays until they are taken off', async () => {
    const { place, round } = await aCity()
    const dispatcher = app.as(await aStaff('dispatcher', place.path[1] ?? ''))
    const saved = (await dispatcher.call(pickupsDesk.rounds, { placeId: place._id })).items.map(
      ({ areaNames: _names, areas: _areas, active: _active, organisationName: _hauler, ...each }) => each,
    )[0]
    if (!saved) throw new Error('no round')
    const save = (crewIds: string[], version = round.version) =>
      dispatcher.call(pickupsDesk.saveRound, { ...saved, version, crewIds })
    const strangers = [
      newId(),
      (await aResident()).personId,
      (await aStaff('hauler', place.path[1] ?? '')).personId,
      (await aStaff('crew', (await aPlace())._id)).personId,
    ]
    for (const stranger of strangers) await expectError(save([stranger]), 'INPUT_INVALID')
    const crews = []
    for (const at of [place.path[0], place.path[1], place._id]) crews.push((await aStaff('crew', at ?? '')).personId)
    const { version } = await save(crews)
    await RoleGrants.updateMany({ personId: crews[0] }, { $set: { active: false } })
    await save(crews, version)
  })

  test('an extra day and weekday caps', async () => {
    const { place, wang, round } = await aCity()
    const sundays = await aRoundFor(place, { weekdays: [7], name: '周日线' })
    const dispatcher = app.as(await aStaff('dispatcher', place.path[1] ?? ''))
    const slot = `${sundays._id}:am`
    await expectError(
      app.as(wang).call(pickups.hold, { id: newId(), kind: 'bulky', placeId: place._id, day: '2026-11-25', slot }),
      'PICKUP_NOT_SERVED',
    )
    await dispatcher.call(pickupsDesk.setDay, {
      day: '2026-11-25',
      placeId: place._id,
      version: 0,
      closed: false,
      cap: null,
      windows: [{ slot, capacity: 2 }],
      reason: '加开一班',
    })
    await app.as(wang).call(pickups.hold, { id: newId(), kind: 'bulky', placeId: place._id, day: '2026-11-25', slot })
    expect(
      await dispatcher.call(pickupsDesk.saveWeekdayCaps, {
        placeId: place._id,
        caps: [null, null, 0, null, null, null, null],
        version: 0,
      }),
    ).toMatchObject({ version: 1 })
    await expectError(
      app.as(await aResident()).call(pickups.hold, {
        id: newId(),
        kind: 'bulky',
        placeId: place._id,
        day: '2026-12-02',
        slot: `${round._id}:am`,
      }),
      'PICKUP_SLOT_FULL',
    )
  })

  test('search, a look that leaves a trace, export masked, payment and its refund', async () => {
    const { place, wang, am } = await aCity()
    const input = bookingOf(place, am, { items: [{ ...sofa, count: 2 }, chair], agreedFen: 2000 })
    await app.as(wang).call(pickups.book, input)
    const dispatcher = app.as(await aStaff('dispatcher', place.path[1] ?? ''))
    expect((await dispatcher.call(pickupsDesk.bookings, { q: '13812341234' })).items.map((item) => item.id)).toEqual([
      input.id,
    ])
    expect((await dispatcher.call(pickupsDesk.bookings, { q: '13900000000' })).items).toEqual([])
    const shown = await dispatcher.call(pickupsDesk.showBooking, { id: input.id })
    expect(shown).toMatchObject({
      contactName: '王**',
      contactPhone: '138****1234',
    })
    const csv = (await dispatcher.download(pickupsDesk.exportBookings, { format: 'csv' })).body.toString('utf8')
    expect(csv).toContain(shown.number)
    expect(csv).not.toMatch(/13812341234|501/)
    const paymentId = newId()
    for (let time = 0; time < 2; time += 1) {
      expect(
        await dispatcher.call(pickupsDesk.recordPayment, { id: input.id, paymentId, fen: 2000, note: '现场收现金' }),
      ).toMatchObject({ owedFen: 2000, paidFen: 2000 })
    }
    expect((await balanceOf(`person:${wang.personId}`))?.fen).toBe(0)
    const cancelled = await dispatcher.call(pickupsDesk.cancelByOperator, { id: input.id, reason: '车辆故障' })
    expect(cancelled).toMatchObject({ status: 'cancelled_by_operator', owedFen: 0, paidFen: 2000 })
    expect(
      await dispatcher.call(pickupsDesk.recordPayment, {
        id: input.id,
        paymentId: newId(),
        fen: -2000,
        note: '退回现金',
      }),
    ).toMatchObject({ paidFen: 0 })
    expect(await SeatHolders.find({ 'open.0': { $exists: true } }).lean()).toEqual([])
  })

  test('a proposed price list holds nowhere until a second person publishes it, and is never changed afterwards', async () => {
    const { place } = await aCity()
    const placeId = place.path[2] ?? ''
    const [staff, colleague] = [
      await aStaff('subdistrictOfficer', placeId),
      await aStaff('subdistrictOfficer', placeId),
    ]
    const [officer, second] = [app.as(staff), app.as(colleague)]
    const elsewhere = app.as(await aStaff('subdistrictOfficer', (await aPlace({ kind: 'subdistrict' }))._id))
    const list = {
      id: newId(),
      placeId,
      validFrom: '2026-11-23',
      mode: 'per_item' as const,
      itemFen: { sofa_3: 3500, other: 100 },
      perCubicMetreFen: 0,
      floorSurchargeFen: 0,
      freePiecesPerYear: 3,
      materials: [],
      compensationPoints: 80,
      version: 0,
    }
    const sofaFen = async (): Promise<number | null | undefined> =>
      (await second.call(pickups.catalogue, { placeId: place._id, day: '2026-11-24' })).items.find(
        ({ code }) => code === 'sofa_3',
      )?.priceFen
    const state = async () => (await second.call(pickupsDesk.prices, { placeId })).items.map((each) => each.state)
    await expectError(officer.call(pickupsDesk.savePrices, { ...list, validFrom: '2026-11-22' }), 'PICKUP_PRICE_PAST')
    await expectError(officer.call(pickupsDesk.savePrices, { ...list, validFrom: '9999-12-31' }), 'INPUT_INVALID')
    const first = await officer.call(pickupsDesk.savePrices, list)
    await expectError(officer.call(pickupsDesk.savePrices, { ...list, id: newId() }), 'CHANGED_MEANWHILE')
    expect([await state(), await sofaFen()]).toEqual([['proposed', 'published'], 3000])
    const seen = { id: list.id, version: first.version }
    const changed = { ...list, version: first.version, itemFen: { sofa_3: 3600, other: 100 } }
    const { version } = await officer.call(pickupsDesk.savePrices, changed)
    for (const act of [pickupsDesk.publishPrices, pickupsDesk.withdrawPrices]) {
      const reason = act === pickupsDesk.withdrawPrices ? { reason: '多写了零' } : {}
      await expectError(second.call(act, { ...seen, ...reason } as never), 'CHANGED_MEANWHILE')
      await expectError(elsewhere.call(act, { ...seen, version, ...reason } as never), 'NOT_FOUND')
    }
    await expectError(officer.call(pickupsDesk.publishPrices, { ...seen, version }), 'PICKUP_SECOND_PERSON')
    await second.call(pickupsDesk.publishPrices, { ...seen, version })
    expect([await state(), await sofaFen()]).toEqual([['published', 'published'], 3600])
    await expectError(second.call(pickupsDesk.publishPrices, { ...seen, version }), 'WRONG_STATE')
    await expectError(officer.call(pickupsDesk.savePrices, { ...changed, version }), 'WRONG_STATE')
    await expectError(second.call(pickupsDesk.withdrawPrices, { ...seen, version, reason: '改错了' }), 'WRONG_STATE')

    const next = await officer.call(pickupsDesk.savePrices, { ...list, id: newId(), validFrom: '2026-11-24' })
    await expectError(
      (await later(colleague, '10:00', '2026-11-24')).call(pickupsDesk.publishPrices, {
        id: next.id,
        version: next.version,
      }),
      'PICKUP_PRICE_PAST',
    )
    const back = { id: next.id, version: next.version, reason: '赶不上了' }
    await (await later(staff, '10:00', '2026-11-24')).call(pickupsDesk.withdrawPrices, back)
    expect(await PriceLists.countDocuments({})).toBe(2)
  })
})
