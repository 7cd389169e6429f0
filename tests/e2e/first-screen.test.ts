// How much script stands between somebody who comes for the first time and the first screen: at most 300 kB gzipped for
// residents, 350 kB for the console. The guide's names, which it answers from without a network, are data and have a
// budget of their own.
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { siteFolders } from '@server/serve'
import { buildSites } from '../../scripts/sites'
import { useApp } from '../support/app'
import { openBrowser } from '../support/browser'
import { useDatabase } from '../support/database'
import { scriptsOf, type Script } from '../support/first-screen'
import { filesIn } from '../support/package-sizes'
import { aheadOf } from '../support/phone-level'

const H5_LIMIT = 300_000
const NAMES_LIMIT = 130_000
const CONSOLE_LIMIT = 350_000

useDatabase()
const app = useApp({ requestsPerSecond: 100_000, site: siteFolders(path.resolve(__dirname, '../..')) })
jest.setTimeout(300_000)

let browser: Browser
/** Long enough to wait for two builds on a slow machine. */
beforeAll(() => buildSites(() => undefined), 900_000)
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

const sum = (scripts: readonly Script[]): number => scripts.reduce((total, { gzipBytes }) => total + gzipBytes, 0)
const isNames = ({ name }: Script): boolean => name.includes('guide-names')

test.each(['home', 'guide', 'pickups', 'me'])('the tab %s opens with at most 300 kB of script', async (tab) => {
  const scripts = await scriptsOf(browser, `${app.url}/#/pages/${tab}`)
  expect(scripts.length).toBeGreaterThan(1)
  expect(sum(scripts.filter((script) => !isNames(script)))).toBeLessThanOrEqual(H5_LIMIT)
  expect(scripts.filter(isNames)).toHaveLength(tab === 'guide' ? 1 : 0)
  expect(sum(scripts.filter(isNames))).toBeLessThanOrEqual(NAMES_LIMIT)
})

test('the console asks who you are with at most 350 kB of script, and no page of it is among them', async () => {
  const scripts = await scriptsOf(browser, `${app.url}/admin/`)
  expect(sum(scripts)).toBeGreaterThan(50_000)
  expect(sum(scripts)).toBeLessThanOrEqual(CONSOLE_LIMIT)
  expect(scripts.filter(({ name }) => /Page|Table/.test(name))).toEqual([])
})

test('files that may be kept for a year carry their content in their name, and travel compressed', async () => {
  const scripts = [...(await scriptsOf(browser, `${app.url}/`)), ...(await scriptsOf(browser, `${app.url}/admin/`))]
  expect(scripts.filter(({ name }) => !/[.-][\w-]{8}\.js$/.test(name))).toEqual([])
  for (const { name } of scripts) {
    const answer = await app.anonymous().raw('GET', name, { headers: { 'accept-encoding': 'gzip' } })
    expect([name, answer.headers['content-encoding'], answer.headers['cache-control']]).toEqual([
      name,
      'gzip',
      expect.stringContaining('immutable'),
    ])
  }
  const page = await app.anonymous().raw('GET', '/')
  expect(page.headers['content-encoding']).toBeUndefined()
  expect(page.headers['cache-control']).toBe('no-cache')
})

test('every script of the residents’ site is ES2017, regular expressions included, and calls nothing that phones lack', () => {
  const { h5Root } = siteFolders(path.resolve(__dirname, '../..'))
  const scripts = filesIn(h5Root).filter((name) => name.endsWith('.js'))
  expect(scripts.length).toBeGreaterThan(50)
  expect(aheadOf(scripts, 2017)).toEqual([])
})
