// The compiled guide on a phone: it answers at the first opening without a network, asks where a condition decides,
// takes the newer edition by delta and keeps it, hands unknown words to the staff, and keeps to itself what was
// searched for.
import { forgetCurrent } from '@server/guide/editions'
import { AskedWords } from '@server/guide/guide.model'
import type { WeChat } from '@server/platform/wechat'
import { guide, type Term } from '@shared/guide/contract'
import { aPlace, aStaff, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { launch, type LaunchOptions, type MiniProgram } from './harness'

const wechat: WeChat = {
  signIn: () => Promise.resolve({ openid: 'openid-of-the-asker' }),
  phoneOf: () => Promise.reject(new Error('no phone is asked for')),
  sendSubscribeMessage: () => Promise.resolve(),
}

useDatabase()
const server = useApp({ people: { wechat } })

const aTerm = (name: string): Term & { version: number; reasonForChange: string } => ({
  id: name,
  name,
  aliases: [],
  code: 'R.plastic',
  route: 'bin',
  flags: [],
  preparation: '擦干净再投',
  reason: '塑料可以再造',
  variants: [],
  counterExample: null,
  source: null,
  version: 0,
  reasonForChange: '新东西',
})

async function publish(name: string): Promise<void> {
  const editor = server.as(await aStaff('cityOfficer', (await aPlace({ kind: 'city' }))._id))
  await editor.call(guide.saveTerm, aTerm(name))
  const { id } = await editor.call(guide.propose, { notes: '新增一条' })
  const second = server.as(await aStaff('cityOfficer', (await aPlace({ kind: 'city' }))._id))
  await second.call(guide.publish, { proposal: id })
  forgetCurrent()
}

async function openGuide(options: LaunchOptions): Promise<MiniProgram> {
  const app = await launch(options)
  await app.open('/pages/guide')
  await app.until(() => app.current().text().includes('版 · '))
  return app
}

const search = (app: MiniProgram, word: string) => app.current().input('guide-search', word)
const tapFirst = (app: MiniProgram) => app.current().tap(app.current().byClass('answer--first')[0] ?? 'no answer')

describe('without a network, on a phone that never had one', () => {
  test('the first opening answers “奶茶杯怎么扔” and says from which edition', async () => {
    const app = await openGuide({ online: false })
    await search(app, '奶茶杯怎么扔')
    expect(app.current().byLabel('奶茶杯')).toBeDefined()
    expect(app.current().text()).toContain('其他垃圾')
    expect(app.current().text()).toContain('第1版 · 2026-11-22 · 未经主管部门复核')
    expect(app.phone.failures).toEqual([])
  })

  test.each([
    ['naichabei', '奶茶杯'],
    ['ncb', '奶茶杯'],
    ['纽扣电吃', '纽扣电池'],
  ])('%s finds %s', async (typed, name) => {
    const app = await openGuide({ online: false })
    await search(app, typed)
    expect(app.current().byLabel(name)).toBeDefined()
  })

  test('a condition that decides is asked before the answer', async () => {
    const app = await openGuide({ online: false })
    await search(app, '奶茶杯')
    await tapFirst(app)
    expect(app.current().route).toBe('guide/answer')
    expect(app.current().text()).toContain('它是哪种情况？')
    expect(app.current().byClass('verdict')).toHaveLength(0)
    await app.current().tap('塑料杯、冲洗干净的')
    expect(app.current().text(app.current().byClass('verdict')[0])).toContain('可回收物')
    await app.current().tap('一般的奶茶杯')
    expect(app.current().text(app.current().byClass('verdict')[0])).toContain('其他垃圾')
    expect(app.phone.failures).toEqual([])
  })

  test('the village is answered in its own words, on every page from then on', async () => {
    const app = await openGuide({ online: false })
    await app.open('/guide/edition')
    await app.current().tap('rural')
    await app.open('/pages/guide')
    await search(app, '苹果核')
    expect(app.current().text()).toContain('可烂垃圾')
  })

  test('a bin can be looked through', async () => {
    const app = await openGuide({ online: false })
    await app.open('/guide/category?key=hazardous')
    await app.current().input('category-filter', '温度计')
    expect(app.current().text()).toContain('水银')
    expect(app.phone.failures).toEqual([])
  })
})

test('what was searched for stays on the phone and can be emptied', async () => {
  const app = await openGuide({ baseUrl: server.url })
  await search(app, '榴莲壳')
  await tapFirst(app)
  await app.open('/pages/guide')
  await search(app, '')
  expect(app.current().byLabel('再查榴莲壳')).toBeDefined()
  const asked = app.network
    .callsOf('request')
    .map(({ url, data }) => decodeURIComponent(`${String(url)}${String(data)}`))
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.filter((each) => each.includes('榴莲'))).toEqual([])
  await app.current().tap('清除最近查过的词')
  expect(app.current().byLabel('再查榴莲壳')).toBeUndefined()
})

test('a newer edition comes as a delta, is kept over a kill, and an update cut off goes on where it stopped', async () => {
  await publish('硅胶奇物甲')
  const app = await openGuide({ online: false, baseUrl: server.url })
  app.network.weather = ({ path }) => (path.includes('detail=true') ? 'drop' : 'pass')
  app.network.setOnline(true)
  await app.open('/guide/edition')
  await app.current().tap('检查新版本')
  await app.until(() => app.current().text().includes('手机里的是第2版'))

  const cutOff = await openGuide({ flash: app.kill(), online: false })
  await search(cutOff, '硅胶奇物甲')
  expect(cutOff.current().byLabel('硅胶奇物甲，可回收物')).toBeDefined()
  expect(cutOff.current().text()).not.toContain('擦干净再投')

  const again = await openGuide({ flash: cutOff.kill(), baseUrl: server.url })
  await again.until(() => [...again.phone.flash.storage.keys()].some((key) => key.endsWith('guide-detail')))
  const cores = again.network
    .callsOf('request')
    .filter(({ url }) => String(url).includes('/delta') && !String(url).includes('detail'))
  expect(cores).toEqual([])
  const offline = await openGuide({ flash: again.kill(), online: false })
  await search(offline, '硅胶奇物甲')
  expect(offline.current().text()).toContain('擦干净再投')

  await publish('硅胶奇物乙')
  const third = await openGuide({ flash: offline.kill(), baseUrl: server.url })
  await third.until(() => third.current().text().includes('第3版'))
  await search(third, '硅胶奇物乙')
  await third.until(() => third.current().text().includes('擦干净再投'))
  const sizes = third.network.callsOf('request').filter(({ url }) => String(url).includes('from=2'))
  expect(sizes).toHaveLength(2)
  expect(third.phone.failures).toEqual([])
})

test('a damaged edition on the phone is left for the one in the package', async () => {
  const app = await openGuide({ online: false })
  const flash = app.kill()
  flash.storage.set('wufei/guide-core', JSON.stringify('guide-core-2\t9\t2026-12-01\t\t\n\n\n'))
  const again = await openGuide({ flash, online: false })
  await search(again, '奶茶杯')
  expect(again.current().text()).toContain('第1版')
  expect(again.current().byLabel('奶茶杯')).toBeDefined()
})

test('a word nobody knows goes to the staff, once', async () => {
  const app = await openGuide({ baseUrl: server.url })
  await search(app, '量子纠缠仪')
  await app.current().tap('ask')
  expect(app.current().route).toBe('guide/ask')
  await app.current().input('note', '桌上的摆件')
  app.network.weather = ({ path }) => (path.startsWith('/api/guide/questions') ? 'loseAnswer' : 'pass')
  await app.current().tap('submit')
  await app.until(() => app.current().byId('sign-in') !== undefined)
  await app.current().tap('sign-in')
  await app.until(() => app.current().text().includes('网络不通'))
  app.network.weather = () => 'pass'
  await app.current().tap('submit')
  await app.until(() => app.current().route === 'guide/questions' && app.current().text().includes('等待答复'))
  expect(app.current().text()).toContain('量子纠缠仪')
  expect(await AskedWords.countDocuments({ word: '量子纠缠仪' })).toBe(1)
  expect(app.phone.failures).toEqual([])
})
