// A crew's phone for tests: a day of stops on the real server, the compiled pages on a phone that may die after every
// tap, and what the server has kept of it. Server and phones share one set clock.
import type { PickupKind } from '@shared/pickups/schemas'
import { now } from '@server/clock'
import { Entries } from '@server/ledger/entries.model'
import { Runs } from '@server/runs/runs.model'
import { StopLogs, Stops, type StopRecord } from '@server/runs/stops.model'
import sharp from 'sharp'
import { setClock, signInAs, useApp, type Signed } from '../support/app'
import { aBooking, aWorld, DAY, plan, shanghai, type World } from '../support/runs'
import { useDatabase } from '../support/database'
import { launch, type Flash, type MiniProgram, type Page } from './harness'
import { newFlash } from './phone'
import { answer } from './wechat'

export const UNDO_MS = 10_000
/** Some thirty cold starts, on a machine that is busy with other tests. */
export const MANY_LIVES_MS = 600_000

export type Day = { world: World; zhang: Signed; runId: string; stops: StopRecord[] }

export function signedIn({ personId, token, refreshToken }: Signed, name = '张强'): Flash {
  const flash = newFlash()
  const session = { tokens: { access: token, refresh: refreshToken }, person: { id: personId, name, roles: ['crew'] } }
  flash.storage.set('wufei/session', JSON.stringify(JSON.stringify(session)))
  return flash
}

export const copyOf = ({ storage, files }: Flash): Flash => ({ storage: new Map(storage), files: new Map(files) })
export const queued = (flash: Flash): Record<string, unknown>[] =>
  [...flash.storage]
    .filter(([key]) => key.startsWith('wufei/outbox/'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => JSON.parse(JSON.parse(value) as string) as Record<string, unknown>)

export const key = (keys: string) => async (page: Page) => {
  for (const one of keys) await page.tap(`key-${one}`)
}
export const hasNothingWaiting = (flash: Flash) => () => queued(flash).length === 0

export const statusesOf = async ({ stops }: Day) => {
  const found = await Stops.find({ _id: { $in: stops.map(({ _id }) => _id) } })
    .sort({ seq: 1 })
    .lean<StopRecord[]>()
  return new Map(found.map((stop) => [stop._id, stop.status]))
}
/** How many logs of a day the server has kept. */
export const countLogs = ({ stops }: Day, outcome: 'accepted' | 'refused') =>
  StopLogs.countDocuments({ stopId: { $in: stops.map(({ _id }) => _id) }, outcome })
export const logsOf = (stopId: string) => StopLogs.find({ stopId }).sort({ deviceAt: 1 }).lean()
export const settlementsOf = (bookingId: string) =>
  Entries.countDocuments({ cause: new RegExp(`^pickups/${bookingId}/settled/`) })

/** Time goes by while no phone is on. */
export const pass = (ms: number): void => setClock(new Date(now().getTime() + ms))

/** The server and the phones of one test file. */
export function useCrewPhones() {
  useDatabase()
  const server = useApp({ requestsPerSecond: 1000 })
  afterAll(() => setClock())
  let picture: Buffer
  beforeAll(async () => {
    picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#777' } })
      .jpeg()
      .toBuffer()
  })

  /** Booked and planned the day before, to be driven from 08:00 on. */
  async function aDay(kinds: readonly PickupKind[]): Promise<Day> {
    const world = await aWorld(server)
    for (const kind of kinds) await aBooking(world, { kind })
    await plan(world)
    setClock(shanghai('08:00'))
    const stops = await Stops.find({ day: DAY, placePath: world.district._id }).sort({ seq: 1 }).lean<StopRecord[]>()
    return { world, zhang: await signInAs(world.zhang.personId), runId: stops[0]?.runId ?? '', stops }
  }

  async function start(flash: Flash, online: boolean): Promise<MiniProgram> {
    const program: { at?: MiniProgram } = {}
    const app = await launch({
      baseUrl: server.url,
      flash,
      online,
      apis: {
        chooseMedia: (options) =>
          program.at?.phone.soon(() =>
            answer(options, {
              tempFiles: [{ tempFilePath: program.at?.network.takePicture(picture), size: picture.length }],
            }),
          ),
      },
    })
    program.at = app
    return app
  }

  /** A phone that dies after every tap, and is found again where it lay. */
  function dyingPhone(flash: Flash) {
    const failures: string[] = []
    const on = async (url: string, ...taps: readonly (string | ((page: Page) => Promise<void>))[]): Promise<string> => {
      const app = await start(flash, false)
      const page = await app.open(url)
      for (const tap of taps) await (typeof tap === 'string' ? page.tap(tap) : tap(page))
      const text = app.current().text()
      failures.push(...app.phone.failures)
      app.kill()
      return text
    }
    return { on, failures }
  }

  /** The first look at the run, with a network; then who is on board. */
  async function takeAlong(flash: Flash, runId: string): Promise<void> {
    const app = await start(flash, true)
    const home = await app.open('/crew/home')
    expect(home.text()).toContain('打开班次')
    await home.tap('打开班次')
    const run = app.current()
    expect(run.route).toBe('crew/run')
    await run.tap('张强')
    await run.input('another', '李雷')
    await run.tap('add-name')
    await run.tap('start')
    await app.settled()
    expect(run.text()).toContain('现在登记：张强')
    expect(run.text()).toContain('0 / ')
    await app.until(hasNothingWaiting(flash))
    expect(app.phone.failures).toEqual([])
    app.kill()
    expect((await Runs.findById(runId).lean())?.names).toEqual(['张强', '李雷'])
  }

  /** When the last log can no longer be taken back. */
  async function comeBackOnline(flash: Flash, page = '/crew/home'): Promise<MiniProgram> {
    pass(UNDO_MS)
    const app = await start(flash, true)
    await app.open(page)
    await app.until(hasNothingWaiting(flash))
    return app
  }

  return { server, aDay, start, dyingPhone, takeAlong, comeBackOnline }
}
