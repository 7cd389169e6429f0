// Every screen of the mini-program, generated from its table of pages: content, empty, loading and error, each in
// normal and elder mode at 375 px, on the built H5 in a real browser against the seeded city. Screenshots are kept for
// looking at. Two test files share the pages, so that two workers can share the time.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { seedDemoCity } from '@server/demo-city'
import { siteFolders } from '@server/serve'
import { buildSites } from '../../scripts/sites'
import { useApp } from './app'
import { openBrowser, phonePage, screenshot } from './browser'
import { useDatabase } from './database'
import { inspectScreen } from './screen-checks'
import { peopleOfScreens, storedSession, whoSees, type ScreenPeople } from './screen-people'

const root = path.resolve(__dirname, '../..')
useDatabase()
const app = useApp({ requestsPerSecond: 100_000, site: siteFolders(root) })
jest.setTimeout(300_000)

/** The pages as src/app.config.ts lists them, so that a new page is covered without writing a test. */
const config = readFileSync(path.join(root, 'miniapp/src/app.config.ts'), 'utf8')
const tabs = [...config.matchAll(/'(pages\/[\w-]+)'/g)].map((match) => match[1] ?? '')
const packages = /const packages[^=]*= \{([\s\S]*?)\n\}/.exec(config)?.[1] ?? ''
const subPages = [...packages.matchAll(/(\w+): \[([\s\S]*?)\]/g)].flatMap(([, folder, list]) =>
  [...(list ?? '').matchAll(/'([\w-]+)'/g)].map((match) => `${folder}/${match[1]}`),
)
/** "me/points", as in the address after the #. */
export const pages: readonly string[] = [...new Set([...tabs, ...subPages])]

const states = ['content', 'empty', 'loading', 'error'] as const
type State = (typeof states)[number]
let browser: Browser
let who: ScreenPeople

/** Long enough to wait for two builds on a slow machine. */
beforeAll(() => buildSites(() => undefined), 900_000)
beforeAll(async () => {
  await seedDemoCity(() => undefined)
  browser = await openBrowser()
  who = await peopleOfScreens()
})
afterAll(async () => browser?.close())

/** Opens a page as a phone that has just been switched on, with answers hanging or failing as the state asks. */
async function openState(page: Page, name: string, state: State, elder: boolean): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  if (state === 'loading') await page.route('**/api/**', () => undefined)
  if (state === 'error')
    await page.route('**/api/**', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/json',
        body: JSON.stringify({
          error: { code: 'SYSTEM_BUSY', text: '系统正忙,请稍后再试', requestId: '01JTESTREQUEST' },
        }),
      }),
    )
  const stored = storedSession(whoSees(who, name, state === 'empty'), name, elder)
  await page.goto(`${app.url}/healthz`)
  await page.evaluate((session) => {
    localStorage.clear()
    localStorage.setItem('wufei/session', JSON.stringify({ data: JSON.stringify(session) }))
  }, stored)
  const query = who.parameters[name]
  await page.goto(`${app.url}/#/${name}${query ? `?${query}` : ''}`)
  await page.waitForSelector('.screen', { timeout: 20_000 })
  // Skeletons go when an answer or a refusal has come; a failed read is tried again for about two seconds first.
  if (state !== 'loading')
    await page
      .waitForFunction(() => document.querySelector('.skeleton') === null, null, { timeout: 8_000 })
      .catch(() => undefined)
  await page.waitForTimeout(state === 'error' ? 400 : 250)
}

/** Declares the tests of some of the pages. */
export const coverScreens = (covered: readonly string[]): void =>
  describe.each(covered)('%s', (name) => {
    test.each([
      ['normal', false],
      ['elder', true],
    ] as const)('%s mode: four states without overflow, low contrast or small targets', async (mode, elder) => {
      const page = await phonePage(browser)
      const failures: string[] = []
      page.on('pageerror', (error) => failures.push(error.message))
      const found: Record<string, unknown> = {}
      for (const state of states) {
        await openState(page, name, state, elder)
        await screenshot(page, `${name.replace('/', '-')}-${state}-${mode}`)
        const findings = await page.evaluate(inspectScreen, elder)
        if (findings.length > 0) found[state] = findings
      }
      await page.context().close()
      expect(found).toEqual({})
      expect(failures).toEqual([])
    })
  })
