// The compiled shell: its four tabs open in a world with nothing but what WeChat documents, and the phone's own choices
// last.
import { launch } from './harness'

test('each of the four tabs opens with its title and nothing goes wrong unseen', async () => {
  const app = await launch()
  expect(app.json.tabBar.list.map(({ pagePath }) => pagePath)).toEqual([
    'pages/home',
    'pages/guide',
    'pages/pickups',
    'pages/me',
  ])
  for (const { pagePath } of app.json.tabBar.list) {
    const page = await app.open(`/${pagePath}`)
    expect(page.text()).not.toBe('')
    expect(page.byClass('screen')).toHaveLength(1)
  }
  const titles = app.network.callsOf('setNavigationBarTitle').map(({ title }) => title)
  expect(titles).toEqual(expect.arrayContaining(['首页', '垃圾分类', '预约回收', '我的']))
  expect(app.phone.failures).toEqual([])
})

test('elder mode is switched on by hand, holds on every page and survives a kill', async () => {
  const app = await launch()
  await app.open('/pages/me')
  await app.current().tap('settings')
  expect(app.current().route).toBe('me/settings')
  expect(app.current().byClass('screen--elder')).toHaveLength(0)
  await app.current().tap('elder')
  expect(app.current().byClass('screen--elder')).toHaveLength(1)
  const me = await app.back()
  expect(me.byClass('screen--elder')).toHaveLength(1)

  const again = await launch({ flash: app.kill() })
  expect((await again.open('/pages/home')).byClass('screen--elder')).toHaveLength(1)
})

test('a phone set to large text is in elder mode without asking', async () => {
  const app = await launch({ fontScale: 1.4 })
  expect((await app.open('/pages/home')).byClass('screen--elder')).toHaveLength(1)
})

test('without a network every page says so', async () => {
  const app = await launch({ online: false })
  expect((await app.open('/pages/home')).text()).toContain('没有网络')
  app.network.setOnline(true)
  await app.settled()
  expect(app.current().text()).not.toContain('没有网络')
})

test('a switch is read aloud with its state', async () => {
  const app = await launch()
  const page = await app.open('/me/settings')
  expect(page.byLabel('农村分类')).toBeDefined()
})

test('the world of the harness lacks what phones lack', async () => {
  const { phone } = await launch()
  for (const name of [
    'fetch',
    'AbortController',
    'crypto',
    'process',
    'Buffer',
    'window',
    'document',
    'URL',
    'Intl',
    'BigInt',
    'structuredClone',
  ]) {
    expect([name, phone.value(`typeof ${name}`)]).toEqual([name, 'undefined'])
  }
  expect(() => phone.value('new Function("return 1")')).toThrow()
})
