// A stop that leaves the window promised to its household, or goes to a round not made for it, over real HTTP: refused
// until it is confirmed; then written down, told, and the time to report a miss follows. What else may touch a window
// leaves it as it was promised.
import { deliverNotice } from '@server/notices/notices'
import { deliverOutbox } from '@server/outbox'
import { tellWindow } from '@server/pickups/promised-window'
import { Rounds } from '@server/pickups/rounds.model'
import { Stops } from '@server/runs/stops.model'
import { SlotDays, type SlotDay } from '@server/slots/days.model'
import { notices } from '@shared/notices/contract'
import { pickups } from '@shared/pickups/contract'
import { runsDesk } from '@shared/runs/desk-contract'
import { expectError, setClock } from '../support/app'
import {
  aBooking,
  aWorld,
  boardOf,
  DAY,
  plan,
  shanghai,
  TODAY,
  useCrewApp,
  type Booked,
  type World,
} from '../support/runs'
import { useDatabase } from '../support/database'
import { aRoundFor } from '../support/pickups'

useDatabase()
const app = useCrewApp()
afterAll(() => setClock())

let world: World
let booked: Booked
beforeEach(async () => {
  world = await aWorld(app)
  booked = await aBooking(world)
  await aBooking(world, { window: 'pm' })
})

const stopOf = async () => {
  const runs = await boardOf(world)
  const run = runs.find(({ stops }) => stops.some(({ bookingId }) => bookingId === booked.booking.id))
  return { runs, run, stop: run?.stops.find(({ bookingId }) => bookingId === booked.booking.id) }
}
const moveTo = async (name: RegExp, confirm?: ('window' | 'kind')[]) => {
  const { runs, stop } = await stopOf()
  const to = runs.find((run) => name.test(run.name))
  return app.as(world.dispatcher).call(runsDesk.moveStop, {
    id: stop?.id ?? '',
    runId: to?.id ?? '',
    position: 0,
    version: to?.version ?? 0,
    ...(confirm ? { confirm } : {}),
  })
}
const shown = () => app.as(booked.who).call(pickups.show, { id: booked.booking.id })
const told = async () => {
  await deliverOutbox({ notice: deliverNotice, pickupWindowChanged: tellWindow })
  return (await app.as(booked.who).call(notices.inbox, {})).items.filter(({ title }) => title === '上门时间改了')
}

describe('the afternoon in place of the promised morning', () => {
  it('is refused with both windows, and nothing has changed', async () => {
    await plan(world)
    const before = await shown()
    const refused = await expectError(moveTo(/下午/), 'RUN_MOVE_UNCONFIRMED')
    expect(refused.body.details).toMatchObject({
      concerns: ['window'],
      promised: { from: '08:00', to: '12:00' },
      window: { from: '14:00', to: '18:00' },
    })
    await expectError(moveTo(/下午/, ['kind']), 'RUN_MOVE_UNCONFIRMED')
    expect(await shown()).toEqual(before)
    expect((await stopOf()).run?.name).toMatch(/上午/)
  })

  it('confirmed: window, history, arrival and the time to report a miss follow, and the household is told once', async () => {
    await plan(world)
    await moveTo(/下午/, ['window'])
    const after = await shown()
    expect(after).toMatchObject({ from: '14:00', to: '18:00' })
    expect(after.missedFrom).toBe(shanghai('19:00').toISOString())
    expect(after.history.at(-1)?.text).toContain('上门时间由 08:00–12:00 改为 14:00–18:00')
    expect((after.arrival?.from ?? '') >= '14:00').toBe(true)
    expect(await Stops.findOne({ bookingId: booked.booking.id }).lean()).toMatchObject({ from: '14:00', to: '18:00' })
    setClock(new Date(shanghai('10:00', TODAY).getTime() + 20_000))
    expect(await told()).toHaveLength(1)
    expect(await told()).toHaveLength(1)
    setClock(shanghai('13:30'))
    await expectError(
      app.as(booked.who).call(pickups.reportMissed, { id: booked.booking.id }),
      'PICKUP_MISSED_TOO_EARLY',
    )
  })

  it('taken back within ten seconds: as promised, and nobody was disturbed', async () => {
    await plan(world)
    await moveTo(/下午/, ['window'])
    await moveTo(/上午/, ['window', 'kind'])
    expect(await shown()).toMatchObject({ from: '08:00', to: '12:00', missedFrom: shanghai('13:00').toISOString() })
    setClock(new Date(shanghai('10:00', TODAY).getTime() + 60_000))
    expect(await told()).toEqual([])
  })
})

describe('a round that does not take such things', () => {
  it('is named, with what it takes; confirmed it goes there, and keeps its window', async () => {
    const round = await aRoundFor(world.compound, { name: '大件二线', kinds: ['bulky'], crewIds: [] })
    await aBooking({ ...world, round }, { kind: 'bulky' })
    await plan(world)
    const refused = await expectError(moveTo(/大件二线 上午/), 'RUN_MOVE_UNCONFIRMED')
    expect(refused.body.details).toMatchObject({ concerns: ['kind'], kind: 'recyclable', kinds: ['bulky'] })
    await moveTo(/大件二线 上午/, ['kind'])
    expect(await shown()).toMatchObject({ from: '08:00', to: '12:00' })
    expect((await shown()).history.at(-1)?.text).toContain('大件二线')
  })
})

describe('the seat of a stop that is moved', () => {
  const tight = async (am: number, pm: number) => {
    world = await aWorld(app, {
      windows: [
        { key: 'am', from: '08:00', to: '12:00', capacity: am },
        { key: 'pm', from: '14:00', to: '18:00', capacity: pm },
      ],
    })
    booked = await aBooking(world)
    await aBooking(world, { window: 'pm' })
  }
  const seats = async () => {
    const day = await SlotDays.findOne({ 'seats.id': booked.booking.id } as object).lean<SlotDay>()
    return day?.seats.map(({ slot }) => slot.split(':')[1]).toSorted()
  }
  const wish = (window: 'am' | 'pm') => aBooking(world, { window })

  it('goes with it: what it left can be booked, where it went it counts', async () => {
    await tight(1, 2)
    await plan(world)
    await expectError(wish('am'), 'PICKUP_SLOT_FULL')
    await moveTo(/下午/, ['window'])
    expect(await seats()).toEqual(['pm', 'pm'])
    expect((await shown()).slot).toBe(`${world.round._id}:pm`)
    await expectError(wish('pm'), 'PICKUP_SLOT_FULL')
    await wish('am')
  })

  it('stays where the other window is full: no window ever holds more than it may', async () => {
    await tight(1, 1)
    await plan(world)
    await moveTo(/下午/, ['window'])
    expect(await seats()).toEqual(['am', 'pm'])
    await expectError(wish('am'), 'PICKUP_SLOT_FULL')
    await expectError(wish('pm'), 'PICKUP_SLOT_FULL')
  })

  it('goes to another round with the same hours, comes back with it, and is freed when cancelled', async () => {
    await tight(1, 2)
    const round = await aRoundFor(world.compound, { name: '二线', crewIds: [] })
    await aBooking({ ...world, round })
    await plan(world)
    await moveTo(/二线 上午/)
    expect((await shown()).slot).toBe(`${round._id}:am`)
    await moveTo(/一线 上午/)
    expect((await shown()).slot).toBe(`${world.round._id}:am`)
    await moveTo(/下午/, ['window'])
    await app.as(booked.who).call(pickups.cancel, { id: booked.booking.id })
    expect(await SlotDays.countDocuments({ 'seats.id': booked.booking.id } as object)).toBe(0)
    await wish('pm')
  })
})

describe('what leaves a promise as it is', () => {
  it('other hours of the round: planned, replanned and swapped crews, the promised window stays', async () => {
    await Rounds.updateOne(
      { _id: world.round._id },
      {
        $set: {
          windows: [
            { key: 'am', from: '06:00', to: '07:00', capacity: 40 },
            { key: 'pm', from: '19:00', to: '20:00', capacity: 40 },
          ],
        },
      },
    )
    const [run] = await plan(world)
    expect(await shown()).toMatchObject({ from: '08:00', to: '12:00' })
    await app.as(world.dispatcher).call(runsDesk.assignCrew, {
      id: run?.id ?? '',
      version: run?.version ?? 0,
      crewIds: [world.liu.personId],
      vehicle: '清A00002',
    })
    await plan(world)
    expect(await shown()).toMatchObject({ from: '08:00', to: '12:00', missedFrom: shanghai('13:00').toISOString() })
  })
  it('another place in its own run needs no question', async () => {
    await aBooking(world)
    await plan(world)
    const { run, stop } = await stopOf()
    await app
      .as(world.dispatcher)
      .call(runsDesk.moveStop, { id: stop?.id ?? '', runId: run?.id ?? '', position: 1, version: run?.version ?? 0 })
    expect(await shown()).toMatchObject({ day: DAY, from: '08:00', to: '12:00' })
  })
})
