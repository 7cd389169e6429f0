// Booking over real HTTP on the real database: who may, what it costs, what is refused, and what everyone sees.
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { balanceOf } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { Persons } from '@server/people/people.model'
import { Bookings } from '@server/pickups/bookings.model'
import { FreePieceYears } from '@server/pickups/free-pieces.model'
import { SlotDays } from '@server/slots/days.model'
import { pickups } from '@shared/pickups/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { people } from '@shared/people/contract'
import { PRIVACY_VERSION } from '@shared/people/rules'
import { aHousehold, aPlace, aResident, aStaff, addMember, expectError, useApp } from '../support/app'
import { clearDatabase, useDatabase } from '../support/database'
import { aCity, aRoundFor, bookingOf, chair, sofa } from '../support/pickups'

useDatabase()
const app = useApp()
const at = (clock: string, day = '2026-11-22') => setClock(new Date(`${day}T${clock}:00+08:00`))

beforeEach(async () => {
  await clearDatabase()
  at('10:00')
})
afterAll(() => setClock())

describe('before booking', () => {
  test('the next three free days stand first, with windows and places left', async () => {
    const { place } = await aCity()
    const dates = await app.anonymous().call(pickups.freeDates, { kind: 'bulky', placeId: place._id })
    expect(dates.served).toBe(true)
    expect(dates.next.map((offer) => offer.day)).toEqual(['2026-11-23', '2026-11-24', '2026-11-25'])
    expect(dates.next[0]?.windows.map(({ from, to, left }) => `${from}-${to} ${left}`)).toEqual([
      '08:00-12:00 7',
      '14:00-18:00 7',
    ])
    expect(dates.all.at(-1)?.day).toBe('2026-12-20')
    at('16:00')
    const later = await app.anonymous().call(pickups.freeDates, { kind: 'bulky', placeId: place._id })
    expect(later.next[0]?.day).toBe('2026-11-24')
  })

  test('beyond the announced calendar the screen says so', async () => {
    const { place } = await aCity()
    at('10:00', '2026-12-20')
    const dates = await app.anonymous().call(pickups.freeDates, { kind: 'bulky', placeId: place._id })
    expect(dates.all.find((offer) => offer.day === '2027-01-04')?.note).toBe('节假日安排未公布，可能调整')
  })

  test('recyclables: asked before noon the same half-day, afterwards the next', async () => {
    const { place } = await aCity()
    const first = async () =>
      (await app.anonymous().call(pickups.freeDates, { kind: 'recyclable', placeId: place._id })).next[0]
    expect(await first()).toMatchObject({ day: '2026-11-22', windows: [{ from: '08:00' }, { from: '14:00' }] })
    at('11:30')
    expect(await first()).toMatchObject({ day: '2026-11-22', windows: [{ from: '14:00' }] })
    at('12:00')
    expect(await first()).toMatchObject({ day: '2026-11-23', windows: [{ from: '08:00' }, { from: '14:00' }] })
  })

  test('a place without a round is told so, with whom to call', async () => {
    const elsewhere = await aPlace({ settings: undefined })
    const dates = await app.anonymous().call(pickups.freeDates, { kind: 'bulky', placeId: elsewhere._id })
    expect(dates).toMatchObject({ served: false, next: [], phone: null })
  })

  test('staff-only rounds are hidden from residents', async () => {
    const place = await aPlace()
    const round = await aRoundFor(place, { staffOnly: true })
    const wang = await aResident()
    const worker = await aStaff('communityWorker', place._id)
    expect((await app.as(wang).call(pickups.freeDates, { kind: 'bulky', placeId: place._id })).served).toBe(false)
    expect((await app.as(worker).call(pickups.freeDates, { kind: 'bulky', placeId: place._id })).served).toBe(true)
    await expectError(
      app.as(wang).call(pickups.hold, {
        id: newId(),
        kind: 'bulky',
        placeId: place._id,
        day: '2026-11-24',
        slot: `${round._id}:am`,
      }),
      'PICKUP_NOT_SERVED',
    )
  })

  test('the price before confirming, line by line', async () => {
    const { place, wang } = await aCity()
    const quote = await app.as(wang).call(pickups.quote, {
      kind: 'bulky',
      address: { placeId: place._id, floor: 5, hasLift: false },
      items: [{ ...sofa, count: 2 }, chair],
    })
    expect(quote.lines.map(({ text, fen }) => `${text}|${fen}`)).toEqual([
      '本年度免费件 2件（三人沙发）|0',
      '椅子 1件|2000',
      '5楼无电梯搬运费，每件5.00元，共3件|1500',
    ])
    expect(quote).toMatchObject({ totalFen: 3500, freePieces: 2, freePiecesLeft: 0, priceListVersion: 1 })
  })

  test('what is free this year is known before anything is chosen, to the household only', async () => {
    const { place, wang, household, am } = await aCity()
    const asked = { placeId: place._id, householdId: household._id }
    expect(await app.as(wang).call(pickups.freePieces, asked)).toEqual({ free: false, perYear: 2, left: 2 })
    await app.as(wang).call(pickups.book, bookingOf(place, am, { householdId: household._id }))
    expect(await app.as(wang).call(pickups.freePieces, asked)).toMatchObject({ left: 1 })
    await expectError(app.as(await aResident()).call(pickups.freePieces, asked), 'PICKUP_NOT_YOURS')
    await expectError(app.anonymous().call(pickups.freePieces, asked), 'SIGN_IN_REQUIRED')
  })

  test('the best way for a thing: re-use, door recycling, paid bulky, each with its reason', async () => {
    const { place } = await aCity()
    const sofaAdvice = await app.anonymous().call(pickups.advise, { item: '旧沙发', placeId: place._id })
    expect(sofaAdvice.item?.code).toBe('sofa_3')
    expect(sofaAdvice.ways.map((way) => way.way)).toEqual(['reuse', 'paid_bulky'])
    const fridge = await app.anonymous().call(pickups.advise, { item: '冰箱', placeId: place._id })
    expect(fridge.ways.map((way) => way.way)).toEqual(['reuse', 'door_recycling'])
  })

  test('catalogue with prices and rules', async () => {
    const { place } = await aCity()
    const { items, rules, priceListVersion } = await app.anonymous().call(pickups.catalogue, { placeId: place._id })
    expect(items.length).toBeGreaterThanOrEqual(90)
    expect(items.find((item) => item.code === 'sofa_3')?.priceFen).toBe(3000)
    expect(rules).toMatchObject({ itemsPerBooking: 5, openBookings: 1, freePiecesPerYear: 2, priceMode: 'per_item' })
    expect(priceListVersion).toBe(1)
  })
})

describe('booking', () => {
  test('hold, extend, confirm; the household is told and reminded', async () => {
    const { place, wang, household, am } = await aCity()
    const me = app.as(wang)
    const input = bookingOf(place, am, { householdId: household._id })
    const held = await me.call(pickups.hold, {
      id: input.id,
      kind: 'bulky',
      placeId: place._id,
      day: input.day,
      slot: am,
      householdId: household._id,
    })
    expect(Math.round((Date.parse(held.expiresAt) - Date.parse('2026-11-22T02:00:00Z')) / 60_000)).toBe(15)
    at('10:10')
    const extended = await me.call(pickups.extendHold, { id: input.id })
    expect(Math.round((Date.parse(extended.expiresAt) - Date.parse('2026-11-22T02:00:00Z')) / 60_000)).toBe(25)
    const booking = await me.call(pickups.book, input)
    expect(booking).toMatchObject({
      status: 'confirmed',
      addressText: expect.stringContaining('501'),
      contactPhone: '13812341234',
      owedFen: 0,
      quote: { freePieces: 1, freePiecesLeft: 1 },
    })
    expect(booking.allowed).toEqual(['amend', 'cancel', 'correctContact'])
    expect(booking.cancelFreeUntil).toBe('2026-11-23T12:00:00.000Z')
    expect((await me.call(pickups.mine, { open: 'true' })).items.map((item) => item.id)).toEqual([input.id])
  })

  test('the same booking twice is one booking; another content under its id is refused', async () => {
    const { place, wang, am } = await aCity()
    const input = bookingOf(place, am)
    const key = newId()
    const first = await app.as(wang).call(pickups.book, input, { key })
    expect(await app.as(wang).call(pickups.book, input, { key })).toEqual(first)
    expect((await app.as(wang).call(pickups.book, input)).id).toBe(first.id)
    await expectError(app.as(wang).call(pickups.book, { ...input, items: [chair] }), 'IDEMPOTENCY_KEY_REUSED')
    expect(await Bookings.countDocuments({})).toBe(1)
  })

  test("address and number are left only after agreeing to the privacy policy; the desk writes down the resident's consent instead", async () => {
    const { place, household, am } = await aCity()
    const li = await aResident({
      household,
      person: { _id: newId(), elderMode: 'auto', privacyVersion: undefined, createdAt: new Date() },
    })
    const input = bookingOf(place, am, { householdId: household._id })
    const refused = await expectError(app.as(li).call(pickups.book, input), 'CONSENT_MISSING')
    expect(refused.body.details).toEqual({ version: PRIVACY_VERSION })
    expect(await SlotDays.countDocuments({ 'seats.id': input.id })).toBe(0)
    await app.as(li).call(people.setConsent, { purpose: 'privacyPolicy', granted: true, version: PRIVACY_VERSION })
    await app.as(li).call(pickups.book, input)
    await app.as(li).call(people.setConsent, { purpose: 'privacyPolicy', granted: false, version: PRIVACY_VERSION })
    const { id, day, slot, address, items, agreedFen, priceListVersion } = input
    await expectError(
      app.as(li).call(pickups.amend, {
        id,
        version: 1,
        day,
        slot,
        address,
        items,
        note: '放在门口',
        agreedFen,
        priceListVersion,
      }),
      'CONSENT_MISSING',
    )
    const worker = await aStaff('communityWorker', place._id)
    await Persons.updateOne({ _id: worker.personId }, { $unset: { privacyVersion: 1 } })
    const other = await aHousehold({ place })
    await app.as(worker).call(
      pickups.book,
      bookingOf(place, am, {
        householdId: other._id,
        onBehalf: { how: 'counter', householdId: other._id, consent: '当面同意' },
      }),
    )
  })

  test('a full window names other dates', async () => {
    const { place, wang, am } = await aCity({ capacity: 1 })
    await app.as(wang).call(pickups.book, bookingOf(place, am))
    const other = await aResident()
    const refused = await expectError(
      app.as(other).call(
        pickups.book,
        bookingOf(place, am, {
          address: { placeId: place._id, floor: 1, hasLift: false, standsAt: '门口' },
          agreedFen: 3000,
        }),
      ),
      'PICKUP_SLOT_FULL',
    )
    expect(refused.body.details).toMatchObject({
      next: [{ day: '2026-11-23' }, { day: '2026-11-24', windows: [{ from: '14:00' }] }, { day: '2026-11-25' }],
    })
  })

  test('one open booking a household, whoever of it asks; another by address counts for the person', async () => {
    const { place, household, wang, am, pm } = await aCity()
    const li = await aResident()
    await addMember(household._id, li.personId)
    await app.as(wang).call(pickups.book, bookingOf(place, am, { householdId: household._id }))
    await expectError(
      app.as(li).call(pickups.book, bookingOf(place, pm, { householdId: household._id })),
      'PICKUP_TOO_MANY_OPEN',
    )
    await expectError(
      app.as(li).call(pickups.hold, { id: newId(), kind: 'bulky', placeId: place._id, day: '2026-11-25', slot: am }),
      'PICKUP_TOO_MANY_OPEN',
    )
    const stranger = await aResident()
    await expectError(
      app.as(stranger).call(pickups.book, bookingOf(place, pm, { householdId: household._id })),
      'PICKUP_NOT_YOURS',
    )
  })

  test('two bookings cannot both take the last free piece', async () => {
    const { place, household, round } = await aCity()
    await FreePieceYears.create([{ _id: `household:${household._id}:2026`, used: [{ id: newId(), pieces: 1 }] }])
    // for six who ring up from the household's address: each counts for themselves, the free pieces are the household's
    const dispatcher = await aStaff('dispatcher', place.path[1] ?? '')
    const address = {
      placeId: place._id,
      building: household.parts.building,
      unit: household.parts.unit,
      room: household.parts.room,
      floor: 1,
      hasLift: false,
      standsAt: '门口',
    }
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, (_unused, index) =>
        app
          .as(dispatcher)
          .call(
            pickups.book,
            bookingOf(place, `${round._id}:am`, {
              address,
              contact: { name: '王小明', phone: `1381234000${index}` },
              onBehalf: { how: 'phone', consent: '电话里同意' },
            }),
          )
          .then(
            () => 'free',
            (error: { code: string }) => error.code,
          ),
      ),
    )
    expect(outcomes.filter((outcome) => outcome === 'free')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'PICKUP_PRICE_CHANGED')).toHaveLength(5)
    expect(
      (await FreePieceYears.findById(`household:${household._id}:2026`).lean())?.used.reduce(
        (sum, row) => sum + row.pieces,
        0,
      ),
    ).toBe(2)
  })

  test('what the person did not agree to is not booked', async () => {
    const { place, wang, am } = await aCity()
    const refused = await expectError(
      app.as(wang).call(pickups.book, bookingOf(place, am, { items: [{ ...sofa, count: 2 }, chair] })),
      'PICKUP_PRICE_CHANGED',
    )
    expect(refused.body.details).toMatchObject({ quote: { totalFen: 2000 } })
    expect(await SlotDays.countDocuments({ 'seats.until': null })).toBe(0)
  })

  test.each([
    ['too many pieces', { items: [{ ...chair, count: 6 }] }, 'PICKUP_TOO_MANY_ITEMS'],
    ['more of one thing than allowed', { items: [{ ...sofa, count: 3 }] }, 'PICKUP_ITEM_LIMIT'],
    ['a thing of another service', { items: [{ code: 'battery', name: '电池', count: 1 }] }, 'PICKUP_ITEM_NOT_TAKEN'],
    ['today', { day: '2026-11-22' }, 'PICKUP_TOO_LATE'],
    ['too far ahead', { day: '2026-12-21' }, 'PICKUP_TOO_FAR_AHEAD'],
  ] as const)('%s is refused', async (_name, overrides, code) => {
    const { place, wang, am } = await aCity()
    await expectError(app.as(wang).call(pickups.book, bookingOf(place, am, overrides as object)), code)
  })

  test('by telephone, noted by staff: for a card-only household, with consent; the worker sees it masked', async () => {
    const { place, am } = await aCity()
    const elderly = await aHousehold({ place })
    const worker = await aStaff('communityWorker', place.path[2] ?? '')
    const input = bookingOf(place, am, {
      householdId: elderly._id,
      onBehalf: { how: 'phone', consent: '本人电话同意' },
    })
    const booking = await app.as(worker).call(pickups.book, input)
    expect(booking).toMatchObject({ contactName: '王**', contactPhone: '138****1234', onBehalf: { how: 'phone' } })
    expect(booking.addressText).not.toContain('501')
    expect((await Bookings.findById(input.id).lean())?.beneficiary).toBe(`household:${elderly._id}`)
    const outsider = await aStaff('communityWorker', (await aPlace())._id)
    await expectError(
      app
        .as(outsider)
        .call(pickups.book, bookingOf(place, am, { onBehalf: { how: 'phone', consent: '本人电话同意' } })),
      'PICKUP_NOT_YOURS',
    )
  })
})

test('by telephone for an address nobody is known at, and for a site: owed, collected and given back stand in the ledger', async () => {
  const { place, am } = await aCity()
  const worker = await aStaff('dispatcher', place.path[1] ?? '')
  const address = { placeId: place._id, floor: 0, hasLift: false, standsAt: '楼下' }
  const input = bookingOf(place, am, { address, onBehalf: { how: 'phone', consent: '本人电话同意' }, agreedFen: 3000 })
  await app.as(worker).call(pickups.book, input)
  const owed = async () => (await balanceOf(`household:${input.id}`))?.fen
  expect(await owed()).toBe(-3000)
  await app
    .as(worker)
    .call(pickupsDesk.recordPayment, { id: input.id, paymentId: newId(), fen: 1000, note: '上门收取' })
  expect(await owed()).toBe(-2000)
  await app.as(worker).call(pickupsDesk.cancelByOperator, { id: input.id, reason: '车辆故障' })
  expect(await owed()).toBe(1000)
  await app.as(worker).call(pickupsDesk.recordPayment, { id: input.id, paymentId: newId(), fen: -1000, note: '退款' })
  expect(await owed()).toBe(0)
  expect((await verifyLedger({ scope: { kind: 'all' } })).differences).toBe(0)
})
