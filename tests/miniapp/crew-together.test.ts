// More than one phone or person on a run, on the compiled pages against the real server: handing a run over, another
// person on the same phone, and the weighbridge. Nothing that waits is lost. Server and phones share one set clock.
import { AuditRows } from '@server/audit'
import { Runs } from '@server/runs/runs.model'
import { signInAs } from '../support/app'
import { hasNothingWaiting, key, logsOf, MANY_LIVES_MS, signedIn, UNDO_MS, useCrewPhones } from './crew-phone'
import type { Page } from './harness'

const { aDay, start, dyingPhone, takeAlong, comeBackOnline } = useCrewPhones()

test('handed over while something still waits: the other phone has the run, and nothing of the first one is lost', async () => {
  const day = await aDay(['recyclable', 'recyclable'])
  const [first, second] = day.stops.map(({ _id }) => _id) as [string, string]
  const flash = signedIn(day.zhang)
  await takeAlong(flash, day.runId)
  const mine = await start(flash, true)
  await (await mine.open(`/crew/stop?id=${first}`)).tap('arrive')
  const offered = await mine.open(`/crew/hand-over?id=${day.runId}`)
  expect(offered.text()).toContain('还有1条记录没有上传')
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

  await mine.pass(UNDO_MS)
  await mine.until(hasNothingWaiting(flash))
  await mine.until(() => mine.current().text().includes('已经不在这部手机上'))
  await theirs.pass(0)
  await theirs.until(
    () => theirs.network.callsOf('request').filter(({ url }) => String(url).endsWith('/api/crew/logs')).length > 0,
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
    expect(await on(url, type('13'), 'send')).toContain('已记下，待上传|整车过磅 13千克')
    expect(await on(url, type('12.7'), 'send', '中转站卸货', type('12.1'), 'send')).toContain('4条待上传')
    expect(await on(url)).toContain('整车过磅 12.7千克')
    expect(failures).toEqual([])
    expect((await Runs.findById(day.runId).lean())?.weighings).toBeUndefined()
    const app = await comeBackOnline(flash, url)
    await app.until(() => app.current().text().includes('已上传的'))
    const shown = app.current().text()
    for (const part of [
      '0条待上传',
      '上门合计|12.6千克',
      '整车|比上门合计 多 0.8%|12.7千克',
      '中转站|比前一次 少 4.7%|12.1千克',
    ])
      expect(shown).toContain(part)
    expect(app.phone.failures).toEqual([])
    expect((await Runs.findById(day.runId).lean())?.weighings).toMatchObject({
      truck: { grams: 12_700 },
      station: { grams: 12_100 },
    })
    expect(await AuditRows.countDocuments({ action: 'runs.logWeighing', subject: `runs/${day.runId}` })).toBe(3)
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
