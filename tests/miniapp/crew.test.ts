// A crew's night without signal, on the compiled pages against the real server: whenever the phone dies, whatever is
// lost on the way, each stop is on the server exactly once and the ledger has one entry a settlement. Server and phones
// share one set clock.
import { runsCrew } from '@shared/runs/crew-contract'
import { now } from '@server/clock'
import { newId } from '@server/ids'
import { Entries } from '@server/ledger/entries.model'
import { verifyLedger } from '@server/ledger/verify'
import { Bookings } from '@server/pickups/bookings.model'
import { Runs } from '@server/runs/runs.model'
import { Stops } from '@server/runs/stops.model'
import { DAY } from '../support/runs'
import {
  copyOf,
  countLogs,
  hasNothingWaiting,
  key,
  logsOf,
  MANY_LIVES_MS,
  pass,
  queued,
  settlementsOf,
  signedIn,
  statusesOf,
  UNDO_MS,
  useCrewPhones,
} from './crew-phone'

const { server, aDay, start, dyingPhone, takeAlong, comeBackOnline } = useCrewPhones()

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
    expect(await on(`/crew/run?id=${day.runId}`, 'who')).toContain('现在登记：李雷')
    expect(await on(at(one), 'set_out')).toContain('已记下')
    expect(await on(at(one))).toContain('在路上')
    expect(await on(at(one), 'arrive')).toContain('现在登记：李雷')
    expect(await on(at(one), 'collect')).toContain('还没有称')
    expect(await on(weigh(one), 'add-material', 'material-paper', key('12.6'), 'weight-done')).toContain('12.60千克')
    expect(await on(weigh(one), 'add-material', 'material-cardboard', key('8.29'), 'weight-done')).toContain(
      '共20.89千克',
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
    await on(`/crew/reason?id=${three}&action=not_presented`, 'done', '到过，登记')
    expect(await on(at(three))).toContain('没有见到物品')

    await on(at(four), 'arrive')
    await on(`/crew/reason?id=${four}&action=collect_partly`, '车已装满', 'shoot')
    await on(weigh(four, '&action=collect_partly'), 'add-material', 'material-paper', key('0.5'), 'weight-done')
    await on(weigh(four, '&action=collect_partly'), 'done')

    await on(weigh(five), '当面收到30.00元')
    await on(weigh(five), 'done')
    const shown = await on(`/crew/run?id=${day.runId}`)
    expect(shown).toContain('9条待上传')
    expect(shown).toContain('5 / 5站，1站没收成')
    expect(shown).toContain('没有网络')
    expect(failures).toEqual([])
    expect(await countLogs(day, 'accepted')).toBe(0)

    const app = await comeBackOnline(flash, `/crew/run?id=${day.runId}`)
    await app.until(() => app.current().text().includes('0条待上传'))
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
    await on(`/crew/reason?id=${two}&action=no_access`, '小区或单元门打不开', 'shoot', 'done', '到过，登记')
    await on(`/crew/weigh?id=${three}`, 'add-material', 'material-paper', key('3'), 'weight-done', 'done')
    pass(UNDO_MS)
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
  expect(page.text()).toMatch(/点错了，撤回（\d+秒）/)
  await page.tap('take-back')
  expect(page.text()).toContain('待收')
  expect(queued(flash)).toEqual([])

  await page.tap('collect')
  const weighing = app.current()
  for (const tap of ['add-material', 'material-paper', 'key-9', 'weight-done']) await weighing.tap(tap)
  await weighing.tap('done')
  expect(app.current().route).toBe('crew/stop')
  await app.pass(UNDO_MS)
  await app.until(hasNothingWaiting(flash))
  expect(app.current().text()).toContain('已收走')
  await app.current().tap('take-back')
  await app.pass(UNDO_MS)
  await app.until(hasNothingWaiting(flash))
  expect((await statusesOf(day)).get(stopId)).toBe('planned')
  expect(app.current().text()).toContain('待收')
  expect(await logsOf(stopId)).toHaveLength(2)
  // the weights are still there
  await app.current().tap('collect')
  expect(app.current().text()).toContain('9.00千克')
  await app.current().tap('done')
  await app.pass(UNDO_MS)
  await app.until(hasNothingWaiting(flash))
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
  await on(`/crew/reason?id=${stopId}&action=refuse`, '物品不在收运范围', 'shoot', 'done', '到过，登记')
  // the other phone of the same crew was faster
  const weights = [{ material: 'paper' as const, grams: 1000 }]
  const row = { id: newId(), stopId, action: 'collect' as const, at: now().toISOString(), by: '李雷', weights }
  await server.as(day.zhang).call(runsCrew.syncLogs, { rows: [row] })
  pass(UNDO_MS)
  const app = await start(flash, true)
  await app.open(`/crew/run?id=${day.runId}`)
  await app.until(() => app.current().text().includes('没有被接受的记录'))
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
