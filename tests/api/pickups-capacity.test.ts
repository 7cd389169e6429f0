// Exact capacity on the real database: whatever the concurrency, live seats stay within window, district and weekday
// caps.
import { setClock } from '@server/clock'
import { transaction } from '@server/db'
import { newId } from '@server/ids'
import { findHeldSeat, prepareHolder } from '@server/slots/holders'
import { confirmSeat, freeSeat, moveSeat, releaseSeat, type HoldAsk } from '@server/slots/seats'
import { takeSeat } from '@server/slots/taking'
import { dayViews, ensureDay, followPlan, keepDays, leftIn, viewDays } from '@server/slots/days'
import { Rounds, WeekdayCapsOf, type RoundRecord } from '@server/pickups/rounds.model'
import { pickupPool } from '@server/pickups/service-days'
import { SeatHolders, SlotDays } from '@server/slots/days.model'
import { DomainError } from '@shared/errors'
import { clearDatabase, useDatabase } from '../support/database'

const DISTRICT = '01KAJZ5T00DDDDDDDDDDDDDDDD'
const DAY = '2026-11-24'
const at = (clock: string, day = '2026-11-22') => new Date(`${day}T${clock}:00+08:00`)

useDatabase()
beforeEach(async () => {
  await clearDatabase()
  setClock(at('10:00'))
})
afterAll(() => setClock())

async function aRound(overrides: Partial<RoundRecord> = {}): Promise<RoundRecord> {
  const round: RoundRecord = {
    _id: newId(),
    name: '东湖一线',
    placeId: DISTRICT,
    placePath: [DISTRICT],
    districtId: DISTRICT,
    areaPlaceIds: [DISTRICT],
    kinds: ['bulky'],
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    windows: [
      { key: 'am', from: '08:00', to: '12:00', capacity: 7 },
      { key: 'pm', from: '14:00', to: '18:00', capacity: 7 },
    ],
    vehicle: '',
    crewIds: [],
    validFrom: '2026-01-01',
    validUntil: null,
    staffOnly: false,
    version: 1,
    updatedAt: new Date(),
    updatedBy: 'test',
    ...overrides,
  }
  await Rounds.create([round])
  return round
}

const ask = (slot: string, overrides: Partial<HoldAsk> = {}): HoldAsk => ({
  id: newId(),
  poolId: DISTRICT,
  day: DAY,
  slot,
  key: `person:${newId()}`,
  limit: 1,
  minutes: 15,
  maxMinutes: 60,
  ...overrides,
})
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'ok',
    (error: unknown) => {
      if (error instanceof DomainError) return error.code
      throw error
    },
  )
const confirm = async (wanted: HoldAsk): Promise<void> => {
  await ensureDay(pickupPool, wanted.poolId, wanted.day)
  await prepareHolder(wanted.key)
  await transaction((tx) => confirmSeat(tx, pickupPool, wanted))
}
/**
 * Forty transactions on one document may run out of time on a slow machine: nothing is written then, and they ask
 * again.
 */
const confirmInTheEnd = async (wanted: HoldAsk): Promise<string> => {
  for (;;) {
    const code = await codeOf(confirm(wanted))
    if (code !== 'SYSTEM_BUSY') return code
  }
}
const seatsOf = async (day = DAY) => (await SlotDays.findById(`pickups:${DISTRICT}:${day}`).lean())?.seats ?? []

test('60 at once for 7 seats: 7 holds, 53 refusals', async () => {
  const round = await aRound()
  const codes = await Promise.all(
    Array.from({ length: 60 }, () => codeOf(takeSeat(pickupPool, ask(`${round._id}:am`)))),
  )
  expect(codes.filter((code) => code === 'ok')).toHaveLength(7)
  expect(codes.filter((code) => code === 'PICKUP_SLOT_FULL')).toHaveLength(53)
  expect(await seatsOf()).toHaveLength(7)
})

test('40 at once confirming without a hold: exactly 7 confirmed', async () => {
  const round = await aRound()
  const codes = await Promise.all(Array.from({ length: 40 }, () => confirmInTheEnd(ask(`${round._id}:am`))))
  expect(codes.filter((code) => code === 'ok')).toHaveLength(7)
  expect((await seatsOf()).filter((seat) => seat.until === null)).toHaveLength(7)
}, 120_000)

test('a weekday cap counts across windows', async () => {
  const round = await aRound()
  await WeekdayCapsOf.create([{ _id: DISTRICT, caps: [null, 9, null, null, null, null, null], version: 1 }])
  const codes = await Promise.all(
    Array.from({ length: 40 }, (_unused, index) =>
      codeOf(takeSeat(pickupPool, ask(`${round._id}:${index % 2 ? 'am' : 'pm'}`))),
    ),
  )
  expect(codes.filter((code) => code === 'ok')).toHaveLength(9)
})

test('an expired hold makes room; the same id takes it again when there is room, and is refused when there is none', async () => {
  const round = await aRound({ windows: [{ key: 'am', from: '08:00', to: '12:00', capacity: 1 }] })
  const first = ask(`${round._id}:am`)
  expect(Math.round((await takeSeat(pickupPool, first)).getTime() / 60_000)).toBe(at('10:15').getTime() / 60_000)
  expect(await codeOf(takeSeat(pickupPool, ask(`${round._id}:am`)))).toBe('PICKUP_SLOT_FULL')
  setClock(at('10:16'))
  const second = ask(`${round._id}:am`)
  expect(await codeOf(takeSeat(pickupPool, second))).toBe('ok')
  expect(await codeOf(takeSeat(pickupPool, first))).toBe('PICKUP_SLOT_FULL')
  expect(await codeOf(confirm(first))).toBe('PICKUP_SLOT_FULL')
  setClock(at('10:40'))
  expect(await codeOf(confirm(first))).toBe('ok')
  expect((await seatsOf()).map((seat) => seat.id)).toEqual([first.id])
})

test('a hold is extended up to 60 minutes in all', async () => {
  const round = await aRound()
  const mine = ask(`${round._id}:am`)
  const ends: number[] = []
  for (const clock of ['10:00', '10:10', '10:24', '10:38', '10:52']) {
    setClock(at(clock))
    ends.push(Math.round((await takeSeat(pickupPool, mine)).getTime() / 60_000))
  }
  const start = at('10:00').getTime() / 60_000
  expect(ends.map((end) => end - start)).toEqual([15, 25, 39, 53, 60])
  expect(await seatsOf()).toHaveLength(1)
})

test('another date moves the hold; a full one leaves it', async () => {
  const round = await aRound({ windows: [{ key: 'am', from: '08:00', to: '12:00', capacity: 1 }] })
  const mine = ask(`${round._id}:am`)
  await takeSeat(pickupPool, mine)
  await takeSeat(pickupPool, { ...mine, day: '2026-11-25' })
  expect([await seatsOf(), await seatsOf('2026-11-25')].map((seats) => seats.length)).toEqual([0, 1])
  await takeSeat(pickupPool, ask(`${round._id}:am`))
  expect(await codeOf(takeSeat(pickupPool, mine))).toBe('PICKUP_SLOT_FULL')
  expect(await findHeldSeat(mine.id)).toMatchObject({ day: '2026-11-25' })
  expect((await seatsOf('2026-11-25')).map((seat) => seat.id)).toEqual([mine.id])
})

test('a holder keeps no more seats open than allowed, however many members ask: the last one has it, no seat is lost', async () => {
  const round = await aRound()
  const key = `household:${newId()}`
  await Promise.all(
    Array.from({ length: 20 }, (_unused, index) =>
      codeOf(takeSeat(pickupPool, ask(`${round._id}:am`, { key, day: `2026-11-${24 + (index % 5)}` }))),
    ),
  )
  const open = (await SeatHolders.findById(key).lean())?.open ?? []
  expect(open).toHaveLength(1)
  const days = await Promise.all([24, 25, 26, 27, 28].map((day) => seatsOf(`2026-11-${day}`)))
  expect(days.flat().map((seat) => seat.id)).toEqual(open.map((one) => one.id))
})

test('a hold forgotten on another phone gives way to a newer one; what is confirmed never does', async () => {
  const round = await aRound()
  const key = `household:${newId()}`
  const [forgotten, newer, confirmed] = [
    ask(`${round._id}:am`, { key }),
    ask(`${round._id}:pm`, { key, day: '2026-11-25' }),
    ask(`${round._id}:pm`, { key, day: '2026-11-26' }),
  ]
  await takeSeat(pickupPool, forgotten)
  expect(await codeOf(takeSeat(pickupPool, newer))).toBe('ok')
  expect(await findHeldSeat(forgotten.id)).toBeNull()
  expect(await seatsOf()).toEqual([])
  // confirming one elsewhere makes the hold give way too
  expect(await codeOf(confirm(confirmed))).toBe('ok')
  expect(await seatsOf('2026-11-25')).toEqual([])
  expect(await codeOf(takeSeat(pickupPool, forgotten))).toBe('PICKUP_TOO_MANY_OPEN')
  expect(await codeOf(confirm(newer))).toBe('PICKUP_TOO_MANY_OPEN')
  expect(await seatsOf('2026-11-26')).toMatchObject([{ id: confirmed.id, until: null }])
})

test('a hold that finds no seat makes nothing give way', async () => {
  const round = await aRound({ windows: [{ key: 'am', from: '08:00', to: '12:00', capacity: 1 }] })
  const key = `household:${newId()}`
  const first = ask(`${round._id}:am`, { key })
  await takeSeat(pickupPool, first)
  await takeSeat(pickupPool, ask(`${round._id}:am`, { day: '2026-11-25' }))
  expect(await codeOf(takeSeat(pickupPool, ask(`${round._id}:am`, { key, day: '2026-11-25' })))).toBe(
    'PICKUP_SLOT_FULL',
  )
  expect(await findHeldSeat(first.id)).toMatchObject({ day: first.day })
  expect((await seatsOf()).map((seat) => seat.id)).toEqual([first.id])
})

test('where three may be open, two confirmed ones leave room for one hold: the oldest hold gives way alone', async () => {
  const round = await aRound()
  const key = `household:${newId()}`
  const of = (day: string) => ask(`${round._id}:am`, { key, day, limit: 3 })
  const [one, first, second, third] = [of('2026-11-24'), of('2026-11-25'), of('2026-11-26'), of('2026-11-27')]
  await confirm(one)
  for (const each of [first, second, third]) await takeSeat(pickupPool, each)
  expect((await SeatHolders.findById(key).lean())?.open.map((each) => each.id)).toEqual([one.id, second.id, third.id])
})

test('released holds and freed seats count again; a confirmed seat is never held or released', async () => {
  const round = await aRound({ windows: [{ key: 'am', from: '08:00', to: '12:00', capacity: 1 }] })
  const mine = ask(`${round._id}:am`)
  await takeSeat(pickupPool, mine)
  await releaseSeat(pickupPool, mine)
  await confirm(mine)
  await releaseSeat(pickupPool, mine)
  expect(await codeOf(takeSeat(pickupPool, mine))).toBe('WRONG_STATE')
  expect(await seatsOf()).toMatchObject([{ id: mine.id, until: null }])
  await transaction((tx) => freeSeat(tx, pickupPool, { ...mine, holderKey: mine.key }))
  expect(await codeOf(takeSeat(pickupPool, ask(`${round._id}:am`, { key: mine.key })))).toBe('ok')
})

test('moving takes the new seat before it frees the old one; a full day leaves everything as it was', async () => {
  const round = await aRound({ windows: [{ key: 'am', from: '08:00', to: '12:00', capacity: 1 }] })
  const mine = ask(`${round._id}:am`)
  await confirm(mine)
  await confirm(ask(`${round._id}:am`, { day: '2026-11-25' }))
  expect(await codeOf(transaction((tx) => moveSeat(tx, pickupPool, mine, { ...mine, day: '2026-11-25' })))).toBe(
    'PICKUP_SLOT_FULL',
  )
  expect(await seatsOf()).toHaveLength(1)
  await ensureDay(pickupPool, DISTRICT, '2026-11-26')
  await transaction((tx) => moveSeat(tx, pickupPool, mine, { ...mine, day: '2026-11-26' }))
  expect([await seatsOf(), await seatsOf('2026-11-26')].map((seats) => seats.length)).toEqual([0, 1])
})

test('days follow their rounds and never fall below what is taken', async () => {
  const round = await aRound()
  await Promise.all(Array.from({ length: 7 }, () => takeSeat(pickupPool, ask(`${round._id}:am`))))
  await Rounds.updateOne(
    { _id: round._id },
    { $set: { windows: [{ key: 'am', from: '08:00', to: '12:00', capacity: 3 }] } },
  )
  await followPlan(pickupPool, DISTRICT, '2026-11-22')
  const [view] = await viewDays(pickupPool, DISTRICT, [DAY])
  expect(view?.windows).toEqual([{ slot: `${round._id}:am`, capacity: 7, own: false }])
  setClock(at('11:30'))
  await followPlan(pickupPool, DISTRICT, '2026-11-22')
  const [later] = await viewDays(pickupPool, DISTRICT, [DAY])
  expect(later && leftIn(later, `${round._id}:am`)).toBe(3)
  expect((await dayViews([`pickups:${DISTRICT}:${DAY}`]))[0]?.windows[0]?.capacity).toBe(3)
})

test('a window added to a round changes no day that is over', async () => {
  const round = await aRound()
  await ensureDay(pickupPool, DISTRICT, '2026-11-21')
  await SlotDays.deleteMany({ day: '2026-11-21' })
  setClock(at('10:00', '2026-11-21'))
  await keepDays(pickupPool)
  setClock(at('10:00'))
  await Rounds.updateOne(
    { _id: round._id },
    { $push: { windows: { key: 'eve', from: '18:00', to: '20:00', capacity: 9 } } },
  )
  await followPlan(pickupPool, DISTRICT, '2026-11-20')
  await ensureDay(pickupPool, DISTRICT, '2026-11-21')
  const [before, over, today] = await viewDays(pickupPool, DISTRICT, ['2026-11-20', '2026-11-21', '2026-11-22'])
  expect([before?.windows.length, over?.windows.length, today?.windows.length]).toEqual([0, 2, 3])
  expect((await dayViews([`pickups:${DISTRICT}:2026-11-21`]))[0]?.windows).toHaveLength(2)
})

test('a closed day takes nobody', async () => {
  const round = await aRound()
  await ensureDay(pickupPool, DISTRICT, DAY)
  await SlotDays.updateOne({ _id: `pickups:${DISTRICT}:${DAY}` }, { $set: { closed: true } })
  expect(await codeOf(takeSeat(pickupPool, ask(`${round._id}:am`)))).toBe('PICKUP_DAY_CLOSED')
  expect(await codeOf(confirm(ask(`${round._id}:am`)))).toBe('PICKUP_DAY_CLOSED')
})
