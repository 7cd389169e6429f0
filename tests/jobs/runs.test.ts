// The clockwork of runs: planned at the cut-off, twice, by two instances, after a missed slot; late bookings.
import { addDays } from '@shared/time'
import { dueSlots } from '@server/job-slots'
import { runDueJobs, runJob } from '@server/jobs'
import { Bookings } from '@server/pickups/bookings.model'
import { insertLatePickups, planPickups } from '@server/runs/runs-jobs'
import { Runs } from '@server/runs/runs.model'
import { Stops } from '@server/runs/stops.model'
import { setClock } from '../support/app'
import { clearDatabase, useDatabase } from '../support/database'
import { aBooking, aWorld, DAY, shanghai, TODAY, useCrewApp, type World } from '../support/runs'

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
