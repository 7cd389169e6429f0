// The residents' site without a network and over a new release: what was opened once opens again without a network, on
// the pages of residents, crews and shops; a new release takes over by itself and never leaves a tap without an effect.
// The second release is the first with other names for its files, and with a service worker of its own.
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { seedDemoCity } from '@server/demo-city'
import { siteFolders } from '@server/serve'
import { writeServiceWorker } from '../../miniapp/scripts/service-worker'
import { buildSites } from '../../scripts/sites'
import { useApp } from '../support/app'
import { openBrowser, phonePage } from '../support/browser'
import { useDatabase } from '../support/database'
import { peopleOfScreens, storedSession, whoSees, type ScreenPeople } from '../support/screen-people'

const folders = siteFolders(path.resolve(__dirname, '../..'))
const served = mkdtempSync(path.join(tmpdir(), 'wufei-release-'))
const h5Root = path.join(served, 'h5')
useDatabase()
const app = useApp({ requestsPerSecond: 100_000, site: { ...folders, h5Root } })
jest.setTimeout(180_000)
// On a loaded machine an opening without a network has stayed empty for half a minute, once in some sixty openings, and
// could not be made to do so again. A first failure is printed with what the page showed; a second one is red.
jest.retryTimes(1, { logErrorsBeforeRetry: true })

let browser: Browser
let page: Page
let who: ScreenPeople
/** Long enough to wait for two builds on a slow machine. */
beforeAll(() => buildSites(() => undefined), 900_000)
beforeAll(async () => {
  await seedDemoCity(() => undefined)
  browser = await openBrowser()
  who = await peopleOfScreens()
})
afterAll(async () => {
  await browser?.close()
  rmSync(served, { recursive: true, force: true })
})
beforeEach(async () => {
  serveFirst()
})
afterEach(() => page?.close())

/** As a deployment does it: the files of the release before are gone. */
function serveFirst(): void {
  rmSync(h5Root, { recursive: true, force: true })
  cpSync(folders.h5Root, h5Root, { recursive: true, filter: (file) => !file.endsWith('.gz') })
}

/** Every page's own file gets another name; pages and the worker know the new ones. Texts of licences stay. */
function serveSecond(): void {
  const renamed = readdirSync(path.join(h5Root, 'chunk')).flatMap((name) => {
    const [, id, hash] = /^(.+)\.([0-9a-f]{8})\.js$/.exec(name) ?? []
    if (!id || !hash) return []
    const next = [...hash].reverse().join('')
    renameSync(path.join(h5Root, 'chunk', name), path.join(h5Root, 'chunk', `${id}.${next}.js`))
    return [[`"${hash}"`, `"${next}"`] as const]
  })
  for (const name of readdirSync(path.join(h5Root, 'js')).filter((one) => /^app\..+\.js$/.test(one))) {
    const text = renamed.reduce((all, [before, after]) => all.split(before).join(after), fileText('js', name))
    const next = name.replace(/^app\.\w{4}/, 'app.2222')
    rmSync(path.join(h5Root, 'js', name))
    writeFileSync(path.join(h5Root, 'js', next), text)
    writeFileSync(path.join(h5Root, 'index.html'), fileText('index.html').replace(name, next))
  }
  writeServiceWorker(h5Root)
}
const fileText = (...names: string[]): string => readFileSync(path.join(h5Root, ...names), 'utf8')

const shown = (text: string | RegExp) => page.getByText(text).filter({ visible: true }).first()
/** Waits for it; what is on the page instead is part of the error. */
const seen = (what: Locator): Promise<void> =>
  what.waitFor().catch(async (error: Error) => {
    throw new Error(`${error.message}\n\nOn the page:\n${await page.evaluate(() => document.body.innerText)}`)
  })
const isSecond = () => [...document.scripts].some(({ src }) => src.includes('/js/app.2222'))

/** Somebody who has opened a page, with all of the release kept if the browser may. */
async function phoneAt(name: string, keeps: 'allow' | 'block' = 'allow'): Promise<void> {
  page = await phonePage(browser, keeps)
  await page.goto(`${app.url}/healthz`)
  await page.evaluate(
    (session) => localStorage.setItem('wufei/session', JSON.stringify({ data: JSON.stringify(session) })),
    storedSession(whoSees(who, name), name, false),
  )
  await goTo(name)
  if (keeps === 'allow') await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
}

async function goTo(name: string): Promise<void> {
  const query = who.parameters[name]
  await page.goto(`${app.url}/#/${name}${query ? `?${query}` : ''}`)
  await page.locator('.screen:visible').first().waitFor({ timeout: 20_000 })
}
const withoutNetwork = () => page.context().setOffline(true)

test('a resident without a network opens the site, finds what goes where, and comes to every tab', async () => {
  await phoneAt('pages/home')
  await withoutNetwork()
  await page.reload()
  await seen(page.locator('#book-bulky'))
  await page.getByRole('searchbox', { name: '想扔什么？' }).fill('旧沙发')
  await page.getByRole('button', { name: /^沙发\s/ }).click()
  await seen(shown('约车上门收'))
  await page.reload()
  await seen(shown('约车上门收'))
  await goTo('pages/me')
})

test('a crew without a network opens its run anew and goes on to a stop that was never opened', async () => {
  await phoneAt('crew/home')
  await page
    .getByRole('button', { name: /^打开班次/ })
    .first()
    .click()
  await seen(page.locator('#start, .stop-line').first())
  if (await page.locator('#start').isVisible()) {
    await page.locator('.name').first().click()
    await page.locator('#start').click()
  }
  await seen(page.locator('.stop-line').first())
  await withoutNetwork()
  await page.reload()
  await seen(page.locator('.stop-line').first())
  await page.locator('.stop-line').first().click()
  await seen(shown(/^第\d+站，共/))
  await page.reload()
  await seen(shown(/^第\d+站，共/))
})

test('a shop without a network opens its workbench anew and takes codes', async () => {
  await phoneAt('shop/home')
  await withoutNetwork()
  await page.reload()
  await seen(page.locator('.screen:visible').first())
  await goTo('shop/offline')
  await seen(page.locator('.screen:visible').first())
})

test('a new release takes over at the next opening', async () => {
  await phoneAt('pages/home')
  serveSecond()
  await page.reload()
  await page.waitForFunction(isSecond)
  await seen(page.locator('#book-bulky'))
})

test('who is in the middle of something keeps the release it began with, whatever page comes next', async () => {
  await phoneAt('pages/home')
  await page.locator('#my-place').click()
  await seen(page.locator('.sheet__panel'))
  serveSecond()
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update())
  await page.waitForFunction(
    async () => (await navigator.serviceWorker.getRegistration())?.waiting?.state === 'installed',
  )
  await page.locator('.sheet__close').click()
  await page.locator('#tab-pickups').click()
  await page.waitForFunction(() => location.hash.includes('pages/pickups'))
  await seen(page.locator('.tabs__tab--on#tab-pickups:visible'))
  expect(await page.evaluate(isSecond)).toBe(false)
})

test('a browser that keeps nothing: after a release the page that is wanted is loaded anew, once', async () => {
  await phoneAt('pages/home', 'block')
  serveSecond()
  await page.locator('#book-bulky').click()
  await page.waitForFunction(isSecond)
  await seen(page.locator('.screen:visible', { hasText: '选日期' }).or(shown('选日期')).first())
})

test('a browser that keeps nothing and has no network says so, goes back, and opens the page once there is one', async () => {
  await phoneAt('pages/home', 'block')
  await withoutNetwork()
  await page.locator('#book-bulky').click()
  await seen(shown('没有网络，这一页还没下载'))
  await page.getByRole('button', { name: '先回去' }).click()
  await page.waitForFunction(() => /#\/?pages\/home/.test(location.hash))
  await page.locator('#tab-guide').click()
  await seen(shown('没有网络，这一页还没下载'))
  await page.getByRole('button', { name: '先回去' }).click()
  await page.waitForFunction(() => /#\/?pages\/home/.test(location.hash))
  await page.locator('#book-bulky').click()
  await seen(shown('没有网络，这一页还没下载'))
  await page.getByRole('button', { name: '重试' }).click()
  await seen(shown('没有网络，这一页还没下载'))
  await page.context().setOffline(false)
  await page.getByRole('button', { name: '重试' }).click()
  await page.waitForFunction(() => /pickups\/dates/.test(location.hash))
  await seen(page.locator('.screen:visible').filter({ hasNotText: '想扔什么' }).first())
})

test('only what carries its content in its name may be kept by the browser itself, and workers come from here alone', async () => {
  const headers = async (file: string) => (await app.anonymous().raw('GET', file)).headers
  expect((await headers('/service-worker.js'))['cache-control']).toBe('no-cache')
  expect((await headers('/'))['cache-control']).toBe('no-cache')
  const [script = ''] = readdirSync(path.join(h5Root, 'js'))
  expect((await headers(`/js/${script}`))['cache-control']).toContain('immutable')
  expect(String((await headers('/'))['content-security-policy']).split(';')).toContain("worker-src 'self'")
})
