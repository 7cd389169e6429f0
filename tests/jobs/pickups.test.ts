// The clockwork of runs: planned at the cut-off, twice, by two instances, after a missed slot; late bookings; settling;
// what nobody logged.
import { pickups } from '@shared/pickups/contract'
import { addDays, instantAt } from '@shared/time'
import { dueSlots } from '@server/job-slots'
import { runDueJobs, runJob } from '@server/jobs'
import { deliverOutbox } from '@server/outbox'
import { deliverNotice } from '@server/notices/notices'
import { Bookings } from '@server/pickups/bookings.model'
import { insertLatePickups, planPickups, pointOutUnloggedPickups, settlePickups } from '@server/pickups/runs-jobs'
import { Runs } from '@server/pickups/runs.model'
import { Stops } from '@server/pickups/stops.model'
import { notices } from '@shared/notices/contract'
import { setClock } from '../support/app'
import { clearDatabase, useDatabase } from '../support/database'
import {
  aBooking,
  aLog,
  aWorld,
  DAY,
  morning,
  plan,
  send,
  shanghai,
  TODAY,
  useCrewApp,
  type World,
} from '../support/crew'

useDatabase()
const app = useCrewApp()
afterAll(() => setClock())

let world: World
beforeEach(async () => {
  await clearDatabase()
  world = await aWorld(app)
})
const noProgress = { progress: async () => undefined }
const stopsToday = () => Stops.countDocuments({ placePath: world.district._id, day: DAY, status: { $ne: 'withdrawn' } })
const statusOf = async (id: string) => (await Bookings.findById(id).lean())?.status

describe('planning at 16:05', () => {
  it("today's slot plans tomorrow", async () => {
    await aBooking(world)
    expect(dueSlots(planPickups, shanghai('16:04', TODAY))).toEqual([addDays(TODAY, -1)])
    expect(dueSlots(planPickups, shanghai('16:05', TODAY))).toEqual([TODAY])
    setClock(shanghai('16:05', TODAY))
    expect(await planPickups.run(TODAY, noProgress)).toMatchObject({ stops: 1 })
    expect(await planPickups.run(TODAY, noProgress)).toEqual({ runs: 0, stops: 0 })
    expect(await stopsToday()).toBe(1)
  })
  it('two instances at once: one does it', async () => {
    for (let index = 0; index < 3; index += 1) await aBooking(world)
    setClock(shanghai('16:05', TODAY))
    const done = await Promise.all([runJob(planPickups, `${TODAY}`), runJob(planPickups, `${TODAY}`)])
    expect(done.filter(Boolean)).toHaveLength(1)
    expect([await stopsToday(), await Runs.countDocuments({ roundId: world.round._id })]).toEqual([3, 1])
  })
  it('a slot missed in the night is caught up in the morning, and plans nothing of the past', async () => {
    await aBooking(world)
    setClock(shanghai('07:00'))
    await runDueJobs([planPickups])
    expect(await stopsToday()).toBe(1)
    setClock(shanghai('07:00', addDays(DAY, 1)))
    expect(await planPickups.run(TODAY, noProgress)).toEqual({ runs: 0, stops: 0 })
  })
})

describe('every minute', () => {
  it('what comes after the planning is inserted; before it, tomorrow is left to the planning', async () => {
    await aBooking(world)
    setClock(shanghai('16:04', TODAY))
    expect(await insertLatePickups.run(`${TODAY}T16:04`, noProgress)).toEqual({ runs: 0, stops: 0 })
    setClock(shanghai('16:05', TODAY))
    await planPickups.run(TODAY, noProgress)
    const late = await aBooking(world)
    expect(await insertLatePickups.run(`${TODAY}T16:05`, noProgress)).toMatchObject({ runs: 0, stops: 1 })
    expect(await statusOf(late.booking.id)).toBe('assigned')
  })
})

describe('settling', () => {
  it('at the end of the 7th day, not before; never while somebody objects', async () => {
    const [one, two] = [await aBooking(world), await aBooking(world)]
    await plan(world)
    const stops = (await morning(world)).flatMap((run) => run.stops)
    await send(
      world,
      stops.map(({ id }) => aLog(id, 'collect', '08:30', { weights: [{ material: 'paper', grams: 5_000 }] })),
    )
    setClock(shanghai('12:00', '2026-11-26'))
    await app.as(two.who).call(pickups.contest, {
      id: two.booking.id,
      contestId: '01KDVDNA00NGBB7BEWDGQZZ23N',
      about: 'weight',
      text: '比这多',
    })
    setClock(instantAt('2026-12-01', '23:59'))
    expect(await settlePickups.run('2026-12-01', noProgress)).toMatchObject({ settled: 0 })
    setClock(instantAt('2026-12-02', '00:20'))
    expect(await settlePickups.run('2026-12-02', noProgress)).toMatchObject({ settled: 1 })
    expect(await settlePickups.run('2026-12-02', noProgress)).toMatchObject({ settled: 0 })
    expect([await statusOf(one.booking.id), await statusOf(two.booking.id)]).toEqual(['settled', 'collected'])
  })
})

describe('what nobody logged', () => {
  it('is pointed out to the dispatcher once a day, and blames nobody', async () => {
    const { booking } = await aBooking(world)
    await plan(world)
    setClock(shanghai('07:40', addDays(DAY, 1)))
    expect((await pointOutUnloggedPickups.run(addDays(DAY, 1), noProgress)).unlogged).toBeGreaterThanOrEqual(1)
    await pointOutUnloggedPickups.run(addDays(DAY, 1), noProgress)
    await deliverOutbox({ notice: deliverNotice })
    const { items } = await app.as(world.dispatcher).call(notices.inbox, {})
    expect(items.filter(({ title }) => title === '有预约没有任何登记')).toHaveLength(1)
    expect(await statusOf(booking.id)).toBe('assigned')
  })
})
