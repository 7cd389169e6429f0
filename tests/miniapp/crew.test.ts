// A crew's night without signal, on the compiled pages against the real server: whenever the phone dies, whatever is
// lost on the way, each stop is on the server exactly once and the ledger has one entry a settlement. Server and phones
// share one set clock.
import { crew } from '@shared/pickups/crew-contract'
import type { PickupKind } from '@shared/pickups/schemas'
import { AuditRows } from '@server/audit'
import { now } from '@server/clock'
import { newId } from '@server/ids'
import { Entries } from '@server/ledger/entries.model'
import { verifyLedger } from '@server/ledger/verify'
import { Bookings } from '@server/pickups/bookings.model'
import { Runs } from '@server/pickups/runs.model'
import { StopLogs, Stops, type StopRecord } from '@server/pickups/stops.model'
import sharp from 'sharp'
import { setClock, signInAs, useApp, type Signed } from '../support/app'
import { aBooking, aWorld, DAY, plan, shanghai, type World } from '../support/crew'
import { useDatabase } from '../support/database'
import { launch, type Flash, type MiniProgram, type Page } from './harness'
import { newFlash } from './phone'
import { answer } from './wechat'

useDatabase()
const server = useApp({ requestsPerSecond: 1000 })
afterAll(() => setClock())

const UNDO_MS = 10_000
/** Some thirty cold starts, on a machine that is busy with other tests. */
const MANY_LIVES_MS = 600_000
let picture: Buffer
beforeAll(async () => {
  picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#777' } })
    .jpeg()
    .toBuffer()
})

type Day = { world: World; zhang: Signed; runId: string; stops: StopRecord[] }

/** Booked and planned the day before, to be driven from 08:00 on. */
async function aDay(kinds: readonly PickupKind[]): Promise<Day> {
  const world = await aWorld(server)
  for (const kind of kinds) await aBooking(world, { kind })
  await plan(world)
  setClock(shanghai('08:00'))
  const stops = await Stops.find({ day: DAY, placePath: world.district._id }).sort({ seq: 1 }).lean<StopRecord[]>()
  return { world, zhang: await signInAs(world.zhang.personId), runId: stops[0]?.runId ?? '', stops }
}

function signedIn({ personId, token, refreshToken }: Signed, name = '张强'): Flash {
  const flash = newFlash()
  const session = { tokens: { access: token, refresh: refreshToken }, person: { id: personId, name, roles: ['crew'] } }
  flash.storage.set('wufei/session', JSON.stringify(JSON.stringify(session)))
  return flash
}

const copyOf = ({ storage, files }: Flash): Flash => ({ storage: new Map(storage), files: new Map(files) })
const queued = (flash: Flash): Record<string, unknown>[] =>
  [...flash.storage]
    .filter(([key]) => key.startsWith('wufei/outbox/'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => JSON.parse(JSON.parse(value) as string) as Record<string, unknown>)

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

const key = (keys: string) => async (page: Page) => {
  for (const one of keys) await page.tap(`key-${one}`)
}
const hasNothingWaiting = (flash: Flash) => () => queued(flash).length === 0

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
  expect(run.text()).toContain('现在登记:张强')
  expect(run.text()).toContain('0 / ')
  await app.until(hasNothingWaiting(flash))
  expect(app.phone.failures).toEqual([])
  app.kill()
  expect((await Runs.findById(runId).lean())?.names).toEqual(['张强', '李雷'])
}

async function comeBackOnline(flash: Flash, page = '/crew/home'): Promise<MiniProgram> {
  const app = await start(flash, true)
  await app.open(page)
  await app.until(hasNothingWaiting(flash), 2 * UNDO_MS)
  return app
}

const statusesOf = async ({ stops }: Day) => {
  const found = await Stops.find({ _id: { $in: stops.map(({ _id }) => _id) } })
    .sort({ seq: 1 })
    .lean<StopRecord[]>()
  return new Map(found.map((stop) => [stop._id, stop.status]))
}
/** How many logs of a day the server has kept. */
const countLogs = ({ stops }: Day, outcome: 'accepted' | 'refused') =>
  StopLogs.countDocuments({ stopId: { $in: stops.map(({ _id }) => _id) }, outcome })
const logsOf = (stopId: string) => StopLogs.find({ stopId }).sort({ deviceAt: 1 }).lean()
const settlementsOf = (bookingId: string) =>
  Entries.countDocuments({ cause: new RegExp(`^pickups/${bookingId}/settled/`) })

test(
  'five stops without signal, killed after every tap: each is on the server once, each settlement is one entry',
  async () => {
    const day = await aDay(['recyclable', 'recyclable', 'recyclable', 'recyclable', 'bulky'])
    const flash = signedIn(day.zhang)
    await takeAlong(flash, day.runId)
    const { on, failures } = dyingPhone(flash)
    const [one, two, three, four, five] = day.stops.map(({ _id }) => _id) as [string, string, string, string, string]
    const at = (id: string) => `/crew/stop?id=${id}`
    const weigh = (id: string, more = '') => `/crew/weigh?id=${id}${more}`

    // each line is a life of the phone
    expect(await on(`/crew/run?id=${day.runId}`, 'who')).toContain('现在登记:李雷')
    expect(await on(at(one), 'set_out')).toContain('已记下')
    expect(await on(at(one))).toContain('在路上')
    expect(await on(at(one), 'arrive')).toContain('现在登记:李雷')
    expect(await on(at(one), 'collect')).toContain('还没有称')
    expect(await on(weigh(one), 'add-material', 'material-paper', key('12.6'), 'weight-done')).toContain('12.60 千克')
    expect(await on(weigh(one), 'add-material', 'material-cardboard', key('8.29'), 'weight-done')).toContain(
      '共 20.89 千克',
    )
    await on(weigh(one), 'done')
    expect(await on(at(one))).toContain('已收走')

    await on(at(two), 'arrive')
    await on(weigh(two), 'mixed')
    await on(weigh(two), 'add-material', 'material-paper', key('5'), 'weight-done')
    await on(weigh(two), 'done')

    expect(await on(`/crew/reason?id=${three}&action=not_presented`, 'done')).toContain('请先选原因')
    expect(await on(`/crew/reason?id=${three}&action=not_presented`, '到场没有见到物品')).toContain(
      '住户也可以提出异议',
    )
    expect(await on(`/crew/reason?id=${three}&action=not_presented`, 'done')).toContain('请先拍一张照片')
    await on(`/crew/reason?id=${three}&action=not_presented`, 'shoot')
    await on(`/crew/reason?id=${three}&action=not_presented`, 'done')
    expect(await on(at(three))).toContain('没有见到物品')

    await on(at(four), 'arrive')
    await on(`/crew/reason?id=${four}&action=collect_partly`, '车已装满', 'shoot')
    await on(weigh(four, '&action=collect_partly'), 'add-material', 'material-paper', key('0.5'), 'weight-done')
    await on(weigh(four, '&action=collect_partly'), 'done')

    await on(weigh(five), '当面收到 30.00 元')
    await on(weigh(five), 'done')
    const shown = await on(`/crew/run?id=${day.runId}`)
    expect(shown).toContain('9 条待上传')
    expect(shown).toContain('5 / 5 站,1 站没收成')
    expect(shown).toContain('没有网络')
    expect(failures).toEqual([])
    expect(await countLogs(day, 'accepted')).toBe(0)

    const app = await comeBackOnline(flash, `/crew/run?id=${day.runId}`)
    await app.until(() => app.current().text().includes('0 条待上传'))
    expect(app.current().text()).toContain('这个班次都做完了')
    expect(app.phone.failures).toEqual([])
    app.kill()

    expect(await statusesOf(day)).toEqual(
      new Map([
        [one, 'collected'],
        [two, 'collected'],
        [three, 'not_presented'],
        [four, 'partly_collected'],
        [five, 'collected'],
      ]),
    )
    expect((await logsOf(one)).map(({ action, outcome, by }) => [action, outcome, by])).toEqual([
      ['set_out', 'accepted', '李雷'],
      ['arrive', 'accepted', '李雷'],
      ['collect', 'accepted', '李雷'],
    ])
    expect(await countLogs(day, 'accepted')).toBe(9)
    expect(await countLogs(day, 'refused')).toBe(0)
    const bookings = new Map((await Bookings.find({ day: DAY }).lean()).map((booking) => [booking._id, booking]))
    const bookingOf = (id: string) => bookings.get(day.stops.find((stop) => stop._id === id)?.bookingId ?? '')
    expect(bookingOf(one)?.receipt).toMatchObject({ totalGrams: 20_890, points: 25 + 24 })
    expect(bookingOf(two)?.receipt).toMatchObject({ totalGrams: 5000, points: 0 })
    expect(bookingOf(three)?.reason).toMatchObject({ code: 'nothing_outside', photoIds: [expect.any(String)] })
    expect(bookingOf(four)?.receipt).toMatchObject({ totalGrams: 500, points: 1 })
    expect(bookingOf(five)).toMatchObject({ paidFen: 3000 })
    expect(await Promise.all([one, four].map((id) => settlementsOf(bookingOf(id)?._id ?? '')))).toEqual([1, 1])
    expect((await verifyLedger({ scope: { kind: 'all' } })).differences).toBe(0)
    expect((await Runs.findById(day.runId).lean())?.status).toBe('finished')
  },
  MANY_LIVES_MS,
)

test(
  'killed at every step of a tap: what the next life shows is what waits, and nothing arrives twice',
  async () => {
    const day = await aDay(Array.from({ length: 6 }, () => 'recyclable' as const))
    const flash = signedIn(day.zhang)
    await takeAlong(flash, day.runId)
    for (const [step, { _id }] of day.stops.entries()) {
      const url = `/crew/stop?id=${_id}`
      const app = await start(flash, false)
      const page = await app.open(url)
      app.phone.killAtStep(step + 1)
      await page.tap('arrive')
      app.kill()
      const isKept = queued(flash).some(({ input }) => (input as { stopId: string }).stopId === _id)
      const again = await start(flash, false)
      const next = await again.open(url)
      expect([step, next.text().includes('已到|')]).toEqual([step, isKept])
      if (!isKept) await next.tap('arrive')
      expect(queued(flash).filter(({ input }) => (input as { stopId: string }).stopId === _id)).toHaveLength(1)
      again.kill()
    }
    ;(await comeBackOnline(flash)).kill()
    for (const { _id } of day.stops)
      expect((await logsOf(_id)).map(({ action, outcome }) => [action, outcome])).toEqual([['arrive', 'accepted']])
  },
  MANY_LIVES_MS,
)

test(
  'killed at every step of sending, with answers lost on the way: once, and with its photo',
  async () => {
    const day = await aDay(['recyclable', 'recyclable', 'recyclable'])
    const flash = signedIn(day.zhang)
    await takeAlong(flash, day.runId)
    const { on } = dyingPhone(flash)
    const [one, two, three] = day.stops.map(({ _id }) => _id) as [string, string, string]
    await on(`/crew/weigh?id=${one}`, 'add-material', 'material-paper', key('12.6'), 'weight-done', 'done')
    await on(`/crew/reason?id=${two}&action=no_access`, '小区或单元门打不开', 'shoot', 'done')
    await on(`/crew/weigh?id=${three}`, 'add-material', 'material-paper', key('3'), 'weight-done', 'done')
    await new Promise((resolve) => setTimeout(resolve, UNDO_MS))
    let lives = 0
    for (let step = 1; queued(flash).length > 0 && lives < 60; step = (step % 9) + 1) {
      lives += 1
      const app = await start(flash, false)
      await app.open('/crew/home')
      if (lives % 3 === 0) app.network.weather = ({ method }) => (method === 'POST' ? 'loseAnswer' : 'pass')
      app.phone.killAtStep(step)
      app.network.setOnline(true)
      await app.settled()
      app.kill()
    }
    expect(lives).toBeGreaterThan(3)
    expect(queued(flash)).toEqual([])
    expect([...(await statusesOf(day)).entries()].sort()).toEqual(
      [
        [one, 'collected'],
        [two, 'no_access'],
        [three, 'collected'],
      ].sort(),
    )
    expect([await countLogs(day, 'accepted'), await countLogs(day, 'refused')]).toEqual([3, 0])
    for (const { _id, bookingId } of day.stops) expect(await settlementsOf(bookingId)).toBe(_id === two ? 0 : 1)
    expect((await Stops.findById(two).lean())?.photoIds).toHaveLength(1)
    expect((await verifyLedger({ scope: { kind: 'all' } })).differences).toBe(0)
  },
  MANY_LIVES_MS,
)

test('taken back within ten seconds it never leaves the phone; afterwards the server takes it back, and it can be logged again', async () => {
  const day = await aDay(['recyclable'])
  const [{ _id: stopId, bookingId } = { _id: '', bookingId: '' }] = day.stops
  const flash = signedIn(day.zhang)
  await takeAlong(flash, day.runId)
  const app = await start(flash, true)
  const page = await app.open(`/crew/stop?id=${stopId}`)
  await page.tap('arrive')
  expect(page.text()).toMatch(/点错了,撤回\(\d+ 秒\)/)
  await page.tap('take-back')
  expect(page.text()).toContain('待收')
  expect(queued(flash)).toEqual([])

  await page.tap('collect')
  const weighing = app.current()
  for (const tap of ['add-material', 'material-paper', 'key-9', 'weight-done']) await weighing.tap(tap)
  await weighing.tap('done')
  expect(app.current().route).toBe('crew/stop')
  await app.until(hasNothingWaiting(flash), 2 * UNDO_MS)
  expect(app.current().text()).toContain('已收走')
  await app.current().tap('take-back')
  await app.until(hasNothingWaiting(flash), 2 * UNDO_MS)
  expect((await statusesOf(day)).get(stopId)).toBe('planned')
  expect(app.current().text()).toContain('待收')
  expect(await logsOf(stopId)).toHaveLength(2)
  // the weights are still there
  await app.current().tap('collect')
  expect(app.current().text()).toContain('9.00 千克')
  await app.current().tap('done')
  await app.until(hasNothingWaiting(flash), 2 * UNDO_MS)
  expect(app.phone.failures).toEqual([])
  expect((await Bookings.findById(bookingId).lean())?.receipt).toMatchObject({ totalGrams: 9000, points: 18 })
  expect(await settlementsOf(bookingId)).toBe(2)
  expect(await Entries.countDocuments({ cause: `pickups/${bookingId}/unsettled/1` })).toBe(1)
  expect((await verifyLedger({ scope: { kind: 'all' } })).differences).toBe(0)
})

test('what the server refuses is shown with its reason and stays, also after a kill', async () => {
  const day = await aDay(['recyclable'])
  const [{ _id: stopId } = { _id: '' }] = day.stops
  const flash = signedIn(day.zhang)
  await takeAlong(flash, day.runId)
  const { on } = dyingPhone(flash)
  await on(`/crew/reason?id=${stopId}&action=refuse`, '物品不在收运范围', 'shoot', 'done')
  // the other phone of the same crew was faster
  const row = { id: newId(), stopId, action: 'collect' as const, at: now().toISOString(), by: '李雷' }
  await server.as(day.zhang).call(crew.syncLogs, { rows: [row] })
  const app = await start(flash, true)
  await app.open(`/crew/run?id=${day.runId}`)
  await app.until(() => app.current().text().includes('没有被接受的记录'), 2 * UNDO_MS)
  expect(app.current().text()).toContain('已收走')
  expect(app.current().text()).toContain('拒收')
  const again = await start(copyOf(app.kill()), false)
  expect((await again.open('/crew/home')).text()).toContain('没有被接受的记录')
  expect(again.phone.failures).toEqual([])
  expect((await logsOf(stopId)).map(({ action, outcome }) => [action, outcome]).sort()).toEqual([
    ['collect', 'accepted'],
    ['refuse', 'refused'],
  ])
})

test('handed over while something still waits: the other phone has the run, and nothing of the first one is lost', async () => {
  const day = await aDay(['recyclable', 'recyclable'])
  const [first, second] = day.stops.map(({ _id }) => _id) as [string, string]
  const flash = signedIn(day.zhang)
  await takeAlong(flash, day.runId)
  const mine = await start(flash, true)
  await (await mine.open(`/crew/stop?id=${first}`)).tap('arrive')
  const offered = await mine.open(`/crew/hand-over?id=${day.runId}`)
  expect(offered.text()).toContain('还有 1 条记录没有上传')
  await offered.tap('copy')
  const code = String(mine.network.callsOf('setClipboardData')[0]?.['data'])

  const liu = await signInAs(day.world.liu.personId)
  const theirs = await start(signedIn(liu, '刘洋'), true)
  const page = await theirs.open('/crew/take-over')
  await page.input('code', `${code.slice(0, 40)}\n${code.slice(40)} `)
  await page.tap('enter')
  await theirs.until(() => theirs.current().route === 'crew/run')
  expect(theirs.current().text()).toContain('现在登记')
  theirs.network.setOnline(false)
  await (await theirs.open(`/crew/stop?id=${second}`)).tap('arrive')
  theirs.network.setOnline(true)

  await mine.until(hasNothingWaiting(flash), 2 * UNDO_MS)
  await mine.until(() => mine.current().text().includes('已经不在这部手机上'))
  await theirs.until(
    () => theirs.network.callsOf('request').filter(({ url }) => String(url).endsWith('/api/crew/logs')).length > 0,
    2 * UNDO_MS,
  )
  for (const [stopId, who] of [
    [first, day.zhang],
    [second, liu],
  ] as const) {
    expect((await logsOf(stopId)).map(({ action, outcome, personId }) => [action, outcome, personId])).toEqual([
      ['arrive', 'accepted', who.personId],
    ])
  }
  expect([...mine.phone.failures, ...theirs.phone.failures]).toEqual([])
})

test('another person signed in on the same phone sees nothing of the run', async () => {
  const day = await aDay(['recyclable'])
  const flash = signedIn(day.zhang)
  await takeAlong(flash, day.runId)
  const liu = signedIn(await signInAs(day.world.liu.personId), '刘洋')
  flash.storage.set('wufei/session', liu.storage.get('wufei/session') ?? '')
  const app = await start(flash, false)
  expect((await app.open(`/crew/run?id=${day.runId}`)).text()).toContain('这个班次不在这部手机上')
  expect([...flash.storage.values()].join('')).not.toContain('王秀英')
})

test(
  'weighed at the bridge without signal: it waits through a kill, goes up once, and the latest figure counts',
  async () => {
    const day = await aDay(['recyclable'])
    const [{ _id: stopId } = { _id: '' }] = day.stops
    const flash = signedIn(day.zhang)
    await takeAlong(flash, day.runId)
    const { on, failures } = dyingPhone(flash)
    await on(`/crew/weigh?id=${stopId}`, 'add-material', 'material-paper', key('12.6'), 'weight-done', 'done')
    const type = (kilograms: string) => (page: Page) => page.input('kilograms', kilograms)
    const url = `/crew/weighbridge?id=${day.runId}`
    expect(await on(url, type('13'), 'send')).toContain('已记下,待上传|整车过磅 13 千克')
    expect(await on(url, type('12.7'), 'send', '中转站卸货', type('12.1'), 'send')).toContain('4 条待上传')
    expect(await on(url)).toContain('整车过磅 12.7 千克')
    expect(failures).toEqual([])
    expect((await Runs.findById(day.runId).lean())?.weighings).toBeUndefined()
    const app = await comeBackOnline(flash, url)
    await app.until(() => app.current().text().includes('已上传的'))
    const shown = app.current().text()
    for (const part of [
      '0 条待上传',
      '上门合计|12.6 千克',
      '整车|比上门合计 多 0.8%|12.7 千克',
      '中转站|比前一次 少 4.7%|12.1 千克',
    ])
      expect(shown).toContain(part)
    expect(app.phone.failures).toEqual([])
    expect((await Runs.findById(day.runId).lean())?.weighings).toMatchObject({
      truck: { grams: 12_700 },
      station: { grams: 12_100 },
    })
    expect(await AuditRows.countDocuments({ action: 'pickups.logWeighing', subject: `runs/${day.runId}` })).toBe(3)
  },
  MANY_LIVES_MS,
)

test('handing over asks for a network in one sentence, and goes on by itself when there is one', async () => {
  const day = await aDay(['recyclable'])
  const flash = signedIn(day.zhang)
  await takeAlong(flash, day.runId)
  const app = await start(flash, false)
  const page = await app.open(`/crew/hand-over?id=${day.runId}`)
  expect(page.text()).toContain('交接码要连上网才能核对')
  expect(page.text()).not.toContain('请求编号')
  expect((await app.open('/crew/take-over')).text()).toContain('交接码要连上网才能核对')
  await app.back()
  app.network.setOnline(true)
  await app.until(() => app.current().text().includes('请对方扫一扫'))
  expect(app.current().text()).not.toContain('交接码要连上网才能核对')
  expect(app.phone.failures).toEqual([])
})
