// The residents' site as a web application: something is seen before the first script, the keyboard reaches and works
// everything, names are where screen readers look for them, a wide window shows one column, an unknown address and a
// page that asks for signing in lead somewhere, and going back never opens an emptied form. And one long story told
// through it: a restaurant that becomes 无废餐饮, and stops being one.
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { siteFolders } from '@server/serve'
import { buildSites } from '../../scripts/sites'
import { setClock, useApp } from '../support/app'
import { openBrowser } from '../support/browser'
import { aRestaurantsLife } from '../support/cells-life'
import { useDatabase } from '../support/database'
import { aDemoCity } from '../support/demo-city'

useDatabase()
const app = useApp({ requestsPerSecond: 100_000, site: siteFolders(path.resolve(__dirname, '../..')) })
jest.setTimeout(120_000)

let browser: Browser
let page: Page
/** Long enough to wait for two builds on a slow machine. */
beforeAll(() => buildSites(() => undefined), 900_000)
beforeAll(async () => {
  await aDemoCity()
  browser = await openBrowser()
})
afterAll(() => browser?.close())

const aWindow = (width: number, height = 800): Promise<Page> =>
  browser.newPage({ viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })

beforeEach(async () => {
  page = await aWindow(1280)
})
afterEach(() => page.close())

const open = async (route: string): Promise<void> => {
  await page.goto(`${app.url}/#/${route}`)
  await page.locator('.screen').first().waitFor({ timeout: 20_000 })
}
/** Moves on with the Tab key until an element has the focus. */
async function tabTo(selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((one) => document.activeElement?.matches(one) ?? false, selector)) return
  }
  throw new Error(`the Tab key never reaches ${selector}`)
}

test('before the first script there is a page, and the pages then cover it', async () => {
  await page.route('**/*.js', () => undefined)
  page.goto(app.url).catch(() => undefined)
  await page.getByText('正在打开').waitFor()
  expect(await page.locator('.first').isVisible()).toBe(true)
})

test('the keyboard reaches what can be tapped, Enter taps it, Escape closes what lies over the page', async () => {
  await open('pages/home')
  await tabTo('#my-place')
  await page.keyboard.press('Enter')
  await page.locator('.sheet__panel').waitFor()
  await page.waitForFunction(() => document.activeElement?.matches('.sheet__panel'))
  await page.keyboard.press('Escape')
  await page.locator('.sheet__panel').waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.activeElement?.id === 'my-place')
  await tabTo('#book-bulky')
  await page.keyboard.press('Space')
  await page.waitForURL(/pickups\/dates/)
})

test('answers stand below the field while one types, and open by keyboard', async () => {
  await open('pages/home')
  const field = page.getByRole('searchbox', { name: '想扔什么？' })
  await field.fill('旧沙发')
  const answer = page.getByRole('button', { name: /^沙发\s/ })
  await answer.waitFor({ timeout: 20_000 })
  await answer.focus()
  await page.keyboard.press('Enter')
  await page.getByText('约车上门收').waitFor()
})

test('buttons are buttons and fields have names', async () => {
  await open('guide/ask?word=x')
  await page.getByRole('button', { name: '提交提问' }).waitFor()
  await page.getByRole('textbox', { name: '什么东西' }).waitFor()
})

test('a wide window shows one column with the tab bar inside it, a narrow one loses nothing', async () => {
  await open('pages/home')
  for (const selector of ['.screen', '.tabs']) {
    const box = await page.locator(selector).first().boundingBox()
    expect([selector, box?.width, box && Math.round(box.x)]).toEqual([selector, 480, 400])
  }
  await page.setViewportSize({ width: 188, height: 400 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(188)
})

test('the browser’s own text size makes the text larger', async () => {
  await open('pages/home')
  const size = () =>
    page
      .locator('.do__title')
      .first()
      .evaluate((element) => parseFloat(getComputedStyle(element).fontSize))
  const before = await size()
  await page.addInitScript(() => {
    document.addEventListener('DOMContentLoaded', () => {
      document.documentElement.style.fontSize = '18px'
    })
  })
  await page.reload()
  await page.locator('.do__title').first().waitFor()
  expect(await size()).toBeGreaterThan(before)
})

test('an unknown address leads to the first page; a page of one’s own says how to get in', async () => {
  await page.goto(`${app.url}/#/nonexistent/page`)
  await page.locator('#book-bulky').waitFor({ timeout: 20_000 })
  await open('pickups/booking?id=01JTESTBOOKING0000000000000')
  await page.getByRole('button', { name: '登录' }).waitFor()
})

test('a restaurant from its clauses to the certificate, and the certificate to its end', async () => {
  await aRestaurantsLife(app, browser)
  setClock()
}, 180_000)
