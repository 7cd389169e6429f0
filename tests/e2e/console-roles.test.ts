// The console of the demo city, role by role: each staff role's first screen says something, its charts are drawn, and
// whatever waits there opens what it names. And what a clerk is asked most: each question is answered in at most two
// clicks and one search, counted. Days are today's, since the city is seeded as of today.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { staffRoles } from '@shared/actors'
import { dayOf } from '@shared/time'
import { Contests } from '@server/ledger/contests.model'
import { readableCode } from '@server/people/household-records'
import { HouseholdCodes } from '@server/people/households.model'
import { seedHousehold, seedHouseholds, seedPersons, type SeedHousehold } from '@server/people/seed-ids'
import { Bookings, type BookingRecord } from '@server/pickups/bookings.model'
import { Complaints } from '@server/reports/complaints.model'
import { siteFolders } from '@server/serve'
import { buildSites } from '../../scripts/sites'
import { useApp } from '../support/app'
import { seriousFindings } from '../support/axe'
import { openBrowser, screenshot } from '../support/browser'
import { allRead, openConsole } from '../support/console'
import { useDatabase } from '../support/database'
import { aDemoCity } from '../support/demo-city'

const root = path.resolve(__dirname, '../..')
useDatabase()
const app = useApp({ requestsPerSecond: 100_000, site: siteFolders(root) })
jest.setTimeout(300_000)

let browser: Browser
/** Long enough to wait for two builds on a slow machine. */
beforeAll(() => buildSites(() => undefined), 900_000)
beforeAll(async () => {
  await aDemoCity()
  browser = await openBrowser()
})
afterAll(() => browser?.close())

const cast = staffRoles.map((role) => {
  const person = seedPersons.find(({ grants }) => grants?.some(([held]) => held === role))
  if (!person) throw new Error(`nobody is ${role}`)
  return [role, person.name] as const
})
/** Kinds of work that one role has opened already: the pages are the same for the next. */
const opened = new Set<string>()

/** What the page says when a link leads nowhere. */
const NOWHERE = /没有找到|没有这个页面|不在您的身份能办的业务里/

test.each(cast)('%s signs in to charts, and all that waits opens', async (_role, name) => {
  const { page, refused } = await openConsole(browser, app.url, name, '', new Date())
  await page.getByRole('heading', { name: '待办' }).waitFor()
  await page.locator('.chart').nth(1).waitFor()
  await allRead(page)
  const charts = await page.locator('.chart').evaluateAll((all) =>
    all.map((chart) => ({
      said: chart.querySelector('.chart-said')?.textContent ?? '',
      described: chart.querySelector('[role=img]')?.getAttribute('aria-label') ?? '没有图',
    })),
  )
  expect(charts.filter(({ said, described }) => said === '' || described === '')).toEqual([])
  expect(await page.locator('.tile').count()).toBeGreaterThan(0)
  const kinds = await page.locator('.work-line').evaluateAll((all) =>
    all.map((line) => ({
      title: line.getAttribute('data-kind') ?? '',
      href: line.querySelector('a')?.getAttribute('href') ?? '',
    })),
  )
  for (const { title, href } of kinds.filter((kind) => !opened.has(kind.title))) {
    opened.add(title)
    await page.locator(`.work-line a[href="${href}"]`).first().click()
    await page.waitForURL(`**${href}`)
    await allRead(page)
    const text = await page.locator('body').innerText()
    expect([title, NOWHERE.exec(text)?.[0] ?? null]).toEqual([title, null])
    // what names one thing shows it, over the list
    if (/[?&](open|site)=/.test(href))
      await page.locator('.ant-drawer-open, .ant-modal, .page .sheet').first().waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: '待办' }).waitFor()
  }
  expect(refused).toEqual([])
  await page.close()
})

test('a chart is taken away as picture and table; a map is walked by its list, and its note leads to the page', async () => {
  const { page, refused } = await openConsole(browser, app.url, '周敏', 'work', new Date())
  const chart = page.locator('.chart').first()
  await chart.locator('canvas').waitFor()
  for (const [button, ending] of [
    ['存为图片', 'png'],
    ['存为 CSV', 'csv'],
  ] as const) {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      chart.getByRole('button', { name: new RegExp(button) }).click(),
    ])
    expect(file.suggestedFilename()).toMatch(new RegExp(`^预约办成了多少 .*\\.${ending}$`))
    const bytes = await readFile(await file.path())
    expect(bytes.subarray(0, 3).toString('latin1')).toBe(ending === 'png' ? '\x89PN' : '\xef\xbb\xbf')
  }
  await chart.getByRole('button', { name: '看表' }).click()
  const total = await chart.getByRole('row', { name: /合计/ }).innerText()
  expect(total.split(/\s+/).slice(1)).toHaveLength(4)
  expect(await seriousFindings(page)).toEqual([])

  await page.goto(`${app.url}/admin/sites`)
  const first = page.locator('.map-list button').first()
  await first.focus()
  await page.keyboard.press('Enter')
  await page.locator('.leaflet-popup').getByText('打开').waitFor()
  expect(await seriousFindings(page)).toEqual([])
  // on the board the columns are the list: a stop with the focus is marked on the map; the outline says what it is
  await page.goto(`${app.url}/admin/board`)
  await page.locator('[data-stop]').first().focus()
  await page.locator('.leaflet-popup').getByText('打开').waitFor()
  await page.locator('.leaflet-control-attribution').getByText('示意图').waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.locator('.leaflet-popup').getByText('打开').click()
  await page.waitForURL('**/bookings?open=*')
  await page.locator('.ant-drawer-open').waitFor()
  expect(refused).toEqual([])
  await page.close()
})

/** Counts what a clerk does. */
class Clerk {
  clicks = 0
  searches = 0
  constructor(readonly page: Page) {}

  async click(name: string | RegExp, role: 'link' | 'tab' | 'menuitem'): Promise<void> {
    this.clicks += 1
    await this.page.getByRole(role, { name }).first().click()
  }

  /** One of the days beside each other. */
  async choose(label: string): Promise<void> {
    this.clicks += 1
    await this.page.locator('.ant-segmented-item').filter({ hasText: label }).click()
  }

  /** Into the one box, and opens the first thing found. */
  async search(typed: string): Promise<void> {
    this.searches += 1
    await this.page.keyboard.press('Control+k')
    await this.page.getByRole('combobox', { name: '搜索' }).fill(typed)
    const found = this.page.locator('.search-item').first()
    await found.waitFor()
    this.clicks += 1
    await found.click()
  }

  /** Only looks at what was found. */
  async lookUp(typed: string): Promise<string> {
    this.searches += 1
    await this.page.keyboard.press('Control+k')
    await this.page.getByRole('combobox', { name: '搜索' }).fill(typed)
    await this.page.locator('.search-item').first().waitFor()
    const said = await this.page.locator('#search-found').innerText()
    await this.page.keyboard.press('Escape')
    return said
  }
}

const roomOf = ({ place, parts }: SeedHousehold): string =>
  `${place.name} ${parts.building}-${parts.unit}-${parts.room}`
const householdOf = (id: string | undefined): SeedHousehold => {
  const found = seedHouseholds().find((household) => household.id === id)
  if (!found) throw new Error(`no household ${String(id)}`)
  return found
}
const bookingWith = async (filter: object): Promise<BookingRecord> => {
  const found = await Bookings.findOne({ placePath: seedHousehold('liuwan/1/1', 0).place.path.at(-2), ...filter })
    .sort({ day: 1, _id: 1 })
    .lean<BookingRecord>()
  if (!found) throw new Error('no such booking')
  return found
}

type Question = readonly [question: string, who: string, ask: (clerk: Clerk) => Promise<void>]
const today = dayOf(new Date())
const questions: readonly Question[] = [
  [
    '什么时候来 5-2-202？',
    '吴静',
    async (clerk) => {
      const booking = await bookingWith({ householdId: { $exists: true }, day: { $gt: today }, status: 'confirmed' })
      await clerk.search(roomOf(householdOf(booking.householdId)))
      await clerk.page.getByText(booking.number).first().waitFor()
    },
  ],
  [
    '怎么只有这么多分？',
    '吴静',
    async (clerk) => {
      await clerk.search(roomOf(seedHousehold('liuwan/1/1', 0)))
      await clerk.click(/的积分$/, 'link')
      await clerk.page
        .locator('.ant-drawer-open')
        .getByText(/[\d.]+千克/)
        .first()
        .waitFor()
    },
  ],
  [
    '这个月漏收了几户？',
    '周敏',
    async (clerk) => {
      await clerk.choose('本月')
      await clerk.page
        .getByText(/报漏收 \d+/)
        .first()
        .waitFor()
    },
  ],
  [
    '今天车上是谁？',
    '周敏',
    async (clerk) => {
      await clerk.click('调度看板', 'menuitem')
      await clerk.page.getByText('张强').first().waitFor()
    },
  ],
  [
    '我的投诉收到了吗？',
    '吴静',
    async (clerk) => {
      const complaint = await Complaints.findOne({ status: 'waiting' }).lean()
      expect(await clerk.lookUp(complaint?.number ?? '')).toContain('等待答复')
    },
  ],
  [
    '我的户卡还能用吗？',
    '吴静',
    async (clerk) => {
      const code = await HouseholdCodes.findOne({ householdId: seedHousehold('liuwan/1/1', 5).id, active: true }).lean()
      expect(await clerk.lookUp(code ? readableCode(code).typed : '')).toContain('户卡（在用）')
    },
  ],
  [
    '这次要收多少钱？',
    '周敏',
    async (clerk) => {
      const booking = await bookingWith({ owedFen: { $gt: 0 }, day: { $gte: today } })
      await clerk.search(booking.number)
      await clerk.page
        .getByText(`${(booking.owedFen / 100).toFixed(2)}元`)
        .first()
        .waitFor()
    },
  ],
  [
    '我的异议什么时候定的？',
    '吴静',
    async (clerk) => {
      const contest = await Contests.findOne({ status: { $ne: 'open' } }).lean()
      await clerk.click('诉求', 'menuitem')
      await clerk.click('积分异议', 'menuitem')
      const row = clerk.page.getByRole('region', { name: '最近答复的' }).getByRole('row', { name: contest?.line ?? '' })
      await row.getByText(/\d+月\d+日 \d\d:\d\d 裁定|\d\d-\d\d \d\d:\d\d 裁定/).waitFor()
    },
  ],
  [
    '最近哪天有空？',
    '周敏',
    async (clerk) => {
      await clerk.click('运力日历', 'menuitem')
      await clerk.page.getByText(/最近有空：.*还剩\d+户/).waitFor()
    },
  ],
  [
    '这个价是谁改的？',
    '徐岩',
    async (clerk) => {
      await clerk.click('管理', 'menuitem')
      await clerk.click('价目', 'menuitem')
      await clerk.page.getByRole('columnheader', { name: '谁发布的' }).waitFor()
    },
  ],
  [
    '我们小区上个月收了多少？',
    '吴静',
    async (clerk) => {
      await clerk.choose('上月')
      clerk.searches += 1
      clerk.clicks += 1
      await clerk.page.getByRole('combobox', { name: '只看一个地方' }).fill('锦绣')
      await clerk.page
        .getByTitle(/锦绣花园/)
        .first()
        .click()
      await clerk.page.getByText(/一共[\d.]+千克|这段日子没有过秤/).waitFor()
    },
  ],
  [
    '这个点在哪里，几点开？',
    '吴静',
    async (clerk) => expect(await clerk.lookUp('锦绣花园')).toMatch(/开放 .*\d{1,2}:\d{2}/),
  ],
]

/** As the link in the menu does, from whatever is open; loading everything anew would take most of the time. */
async function backToWork(page: Page): Promise<void> {
  await page.evaluate(() => {
    history.pushState(null, '', '/admin/work')
    dispatchEvent(new PopStateEvent('popstate'))
  })
  await page.getByRole('heading', { name: '待办' }).waitFor()
}

test.each(['吴静', '周敏', '徐岩'])('%s answers what is asked in at most two clicks and one search', async (name) => {
  const { page, refused } = await openConsole(browser, app.url, name, 'work', new Date())
  const counted: Record<string, unknown> = {}
  for (const [question, , ask] of questions.filter(([, who]) => who === name)) {
    await backToWork(page)
    const clerk = new Clerk(page)
    await ask(clerk)
    if (clerk.clicks > 2 || clerk.searches > 1) counted[question] = { clicks: clerk.clicks, searches: clerk.searches }
  }
  await screenshot(page, `console-questions-${name}`)
  expect(counted).toEqual({})
  expect(refused).toEqual([])
  await page.close()
})
