// A phone names the last log that it holds as answered: a server that was put back to before it asks for all of them
// again, and sent again they count once.
import { runsCrew } from '@shared/runs/crew-contract'
import { newId } from '@server/ids'
import { verifyLedger } from '@server/ledger/verify'
import { StopLogs } from '@server/runs/stops.model'
import { setClock } from '../support/app'
import { aBooking, aLog, aWorld, morning, plan, send, useCrewApp, type World } from '../support/runs'
import { useDatabase } from '../support/database'

useDatabase()
const app = useCrewApp()
afterAll(() => setClock())

let world: World
let stopId: string
beforeAll(async () => {
  world = await aWorld(app)
  await aBooking(world)
  await plan(world)
  stopId = (await morning(world))[0]?.stops[0]?.id ?? ''
})
const asks = async (rows: ReturnType<typeof aLog>[], lastAnswered?: string): Promise<boolean | undefined> =>
  (await app.as(world.zhang).call(runsCrew.syncLogs, { rows, ...(lastAnswered ? { lastAnswered } : {}) })).sendAgain

test('known: nothing is asked for; unknown, and another person’s: all of the last 30 days', async () => {
  const row = aLog(stopId, 'arrive', '08:50')
  expect(await asks([row])).toBeUndefined()
  expect(await asks([], row.id)).toBeUndefined()
  expect(await asks([], newId())).toBe(true)
  const { sendAgain } = await app.as(world.liu).call(runsCrew.syncLogs, { rows: [], lastAnswered: row.id })
  expect(sendAgain).toBe(true)
})

test('after the server has lost a log, the whole day again leaves each once and the ledger whole', async () => {
  const day = [
    aLog(stopId, 'arrive', '08:51'),
    aLog(stopId, 'collect', '08:55', { weights: [{ material: 'paper', grams: 2_000 }] }),
  ]
  await send(world, day)
  const before = await StopLogs.countDocuments()
  const lost = await StopLogs.findById(day[0]?.id).lean()
  await StopLogs.deleteOne({ _id: day[0]?.id })
  expect(await asks([], day[0]?.id)).toBe(true)
  const answers = await send(world, day)
  expect(answers.map(({ id }) => id)).toEqual(day.map(({ id }) => id))
  expect(lost).not.toBeNull()
  expect(await StopLogs.countDocuments()).toBe(before)
  expect((await verifyLedger({ scope: { kind: 'all' } })).differences).toBe(0)
})
