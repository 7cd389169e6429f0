// Every screen of the mini-program, generated from its table of pages: content, empty, loading and error, each in
// normal and elder mode at 375 px, and its content without overflow on the narrowest phone and in a wide window, on
// the built H5 in a real browser against the seeded city; axe-core looks at each state too. Screenshots are kept for
// looking at. Two test files share the pages, so that two workers can share the time; in each of them one browser holds
// some desks with a phone a state.
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { features, tabs } from '../../miniapp/src/features'
import { siteFolders } from '@server/serve'
import { buildSites } from '../../scripts/sites'
import { useApp } from './app'
import { seriousFindings } from './axe'
import { openBrowser, phonePage, screenshot } from './browser'
import { useDatabase } from './database'
import { aDemoCity } from './demo-city'
import { inspectScreen } from './screen-checks'
import { peopleOfScreens, storedSession, whoSees, type ScreenPeople } from './screen-people'

const root = path.resolve(__dirname, '../..')
useDatabase()
const app = useApp({ requestsPerSecond: 100_000, site: siteFolders(root) })
jest.setTimeout(300_000)

/** "me/points", as in the address after the #: every page of the table, so that a new one is covered by its row. */
export const pages: readonly string[] = [tabs, ...features].flatMap((feature) =>
  Object.keys(feature.pages).map((page) => `${feature.folder}/${page}`),
)

const states = ['content', 'empty', 'loading', 'error'] as const
type State = (typeof states)[number]
const modes = ['normal', 'elder'] as const
type Mode = (typeof modes)[number]

/** Nothing is asked for so long: what the page shows then is what stays. */
const QUIET_MS = 120
/** The narrowest phone, and a desk. */
const OTHER_WIDTHS = [320, 1280]
let browser: Browser
let who: ScreenPeople
/** One phone a state, used by one page after another: its answers hang or fail from the first page to the last. */
type Desk = ReadonlyMap<State, Phone>
/** Most of a page's time is waiting for a failed read to be given up, so several pages are looked at meanwhile. */
const DESKS = 3
let free: Desk[]
let failing: http.Server

/** Long enough to wait for two builds on a slow machine. */
beforeAll(() => buildSites(() => undefined), 900_000)
beforeAll(async () => {
  await aDemoCity()
  browser = await openBrowser()
  who = await peopleOfScreens()
  failing = await aFailingServer()
  free = await Promise.all(Array.from({ length: DESKS }, aDesk))
})
afterAll(async () => {
  await browser?.close()
  failing?.closeAllConnections()
  failing?.close()
})

const BUSY = JSON.stringify({
  error: { code: 'SYSTEM_BUSY', text: '系统正忙，请稍后再试', requestId: '01JTESTREQUEST' },
})

/**
 * The app's pages with an API that always fails. Not caught in the browser as the answers that hang are: a browser
 * whose requests are caught keeps no scripts, and every page would read all of them again.
 */
async function aFailingServer(): Promise<http.Server> {
  const server = http.createServer((asked, answer) => {
    if (asked.url?.startsWith('/api/')) {
      answer.writeHead(503, { 'content-type': 'application/json' }).end(BUSY)
      return
    }
    const passed = http.request(
      app.url + (asked.url ?? ''),
      { method: asked.method, headers: asked.headers },
      (file) => {
        answer.writeHead(file.statusCode ?? 500, file.headers)
        file.pipe(answer)
      },
    )
    passed.on('error', () => answer.destroy())
    asked.pipe(passed)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return server
}

const aDesk = async (): Promise<Desk> =>
  new Map(await Promise.all(states.map(async (state) => [state, await Phone.inState(state)] as const)))

class Phone {
  failures: string[] = []
  private asked = 0

  private constructor(
    readonly page: Page,
    private readonly state: State,
    private readonly url: string,
  ) {
    page.on('pageerror', (error) => this.failures.push(error.message))
    page.on('request', () => (this.asked += 1))
    page.on('requestfinished', () => (this.asked -= 1))
    page.on('requestfailed', () => (this.asked -= 1))
  }

  static async inState(state: State): Promise<Phone> {
    const page = await phonePage(browser)
    if (state === 'loading') await page.route('**/api/**', () => undefined)
    const url = state === 'error' ? `http://127.0.0.1:${(failing.address() as AddressInfo).port}` : app.url
    return new Phone(page, state, url)
  }

  /** Opens a page as a phone that has just been switched on. */
  async open(name: string): Promise<void> {
    this.failures = []
    const stored = storedSession(whoSees(who, name, this.state === 'empty'), name, false)
    // Elsewhere, so that the page before neither reads nor writes what is stored.
    await this.page.goto(`${this.url}/healthz`)
    this.asked = 0
    await this.page.evaluate((session) => {
      localStorage.clear()
      localStorage.setItem('wufei/session', JSON.stringify({ data: JSON.stringify(session) }))
    }, stored)
    const query = who.parameters[name]
    await this.page.goto(`${this.url}/#/${name}${query ? `?${query}` : ''}`)
    await this.page.waitForSelector('.screen', { timeout: 20_000 })
    await this.comeToRest()
  }

  /** The person switches elder mode in another tab; this one follows. */
  async choose(mode: Mode): Promise<void> {
    await this.page.evaluate(
      (elder) => {
        const key = 'wufei/session'
        const { data } = JSON.parse(localStorage.getItem(key) ?? '{}') as { data: string }
        const session = { ...(JSON.parse(data) as object), elder }
        localStorage.setItem(key, JSON.stringify({ data: JSON.stringify(session) }))
        dispatchEvent(new StorageEvent('storage', { key }))
      },
      mode === 'elder' ? 'on' : 'off',
    )
    await this.page.waitForFunction(
      (isElder) => (document.querySelector('.screen--elder') !== null) === isElder,
      mode === 'elder',
    )
    await this.comeToRest()
  }

  /** Looks at the page in a window of another width. */
  async atWidth<T>(width: number, look: () => Promise<T>): Promise<T> {
    const before = this.page.viewportSize() ?? { width: 375, height: 812 }
    await this.page.setViewportSize({ width, height: before.height })
    await this.comeToRest()
    const seen = await look()
    await this.page.setViewportSize(before)
    return seen
  }

  /** Skeletons go when an answer or a refusal has come; a failed read is tried again for about two seconds first. */
  private async comeToRest(): Promise<void> {
    const hasSkeleton = () => document.querySelector('.skeleton') !== null
    if (this.state !== 'loading') {
      for (let quiet = 0; quiet < QUIET_MS; quiet = this.asked > 0 ? 0 : quiet + 40) await pause(40)
      await this.page
        .waitForFunction(() => document.querySelector('.skeleton') === null, null, { timeout: 8_000 })
        .catch(() => undefined)
    }
    await this.page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    )
    await pause(this.state === 'error' || (await this.page.evaluate(hasSkeleton)) ? 250 : 100)
  }
}

/** What is wrong with one page in one state, by mode. */
async function look(desk: Desk, name: string, state: State): Promise<Record<string, unknown>> {
  const phone = desk.get(state)
  if (!phone) throw new Error(`no phone for ${state}`)
  await phone.open(name)
  const found: Record<string, unknown> = {}
  for (const mode of modes) {
    if (mode === 'elder') await phone.choose('elder')
    await screenshot(phone.page, `${name.replace('/', '-')}-${state}-${mode}`, {
      screen: name,
      state: `${state}, ${mode}`,
    })
    const findings = await phone.page.evaluate(inspectScreen, mode === 'elder')
    if (state === 'content' && (await phone.page.getByText(/不在这部手机上/).count()) > 0)
      found[`${state}, ${mode}, nothing to show`] = 'give the screen a thing in tests/support/addresses'
    if (findings.length > 0) found[`${state}, ${mode}`] = findings
    // contrast has been measured above, in both modes
    const serious = mode === 'normal' ? await seriousFindings(phone.page, ['color-contrast']) : []
    if (serious.length > 0) found[`${state}, axe`] = serious
  }
  if (state === 'content') {
    for (const width of OTHER_WIDTHS) {
      const wide = await phone.atWidth(width, () => phone.page.evaluate(inspectScreen, true))
      const over = wide.filter(({ what }) => what === 'overflow')
      if (over.length > 0) found[`${state}, elder, ${width} px`] = over
    }
  }
  if (phone.failures.length > 0) found[`${state}, thrown`] = phone.failures
  return found
}

/** Declares the tests of some of the pages. */
export const coverScreens = (covered: readonly string[]): void => {
  test.concurrent.each(covered)(
    '%s: four states in normal and elder mode without overflow, low contrast, small targets or barriers',
    async (name) => {
      let desk = free.pop()
      for (; !desk; desk = free.pop()) await pause(20)
      try {
        // The states wait for different things, so they are looked at side by side.
        const used = desk
        const found = await Promise.all(states.map((state) => look(used, name, state)))
        expect(Object.assign({}, ...found)).toEqual({})
      } finally {
        free.push(desk)
      }
    },
  )
}
