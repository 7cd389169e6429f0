// The clockwork of bookings: settling, and what nobody logged.
import { pickups } from '@shared/pickups/contract'
import { addDays, instantAt } from '@shared/time'
import { deliverOutbox } from '@server/outbox'
import { deliverNotice } from '@server/notices/notices'
import { Bookings } from '@server/pickups/bookings.model'
import { pointOutUnloggedPickups, settlePickups } from '@server/pickups/pickups-jobs'
import { notices } from '@shared/notices/contract'
import { setClock } from '../support/app'
import { clearDatabase, useDatabase } from '../support/database'
import { aBooking, aLog, aWorld, DAY, morning, plan, send, shanghai, useCrewApp, type World } from '../support/runs'

useDatabase()
const app = useCrewApp()
afterAll(() => setClock())

let world: World
beforeEach(async () => {
  await clearDatabase()
  world = await aWorld(app)
})
const noProgress = { progress: async () => undefined }
const statusOf = async (id: string) => (await Bookings.findById(id).lean())?.status

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
