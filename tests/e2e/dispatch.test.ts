// The dispatcher drags a stop to another crew in the console, and that crew's phone shows it: both sites as they are
// built, two real browsers' worth of pages, one server. The day is fixed; browsers and server share its morning.
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, Locator, Page } from 'playwright-core'
import { Persons } from '@server/people/people.model'
import { Runs } from '@server/runs/runs.model'
import { siteFolders } from '@server/serve'
import { buildSites } from '../../scripts/sites'
import { setClock, useApp, type Signed } from '../support/app'
import { openBrowser, phonePage, screenshot } from '../support/browser'
import { aBooking, anotherCompound, aWorld, DAY, plan, shanghai, type World } from '../support/runs'
import { useDatabase } from '../support/database'
import { aRoundFor } from '../support/pickups'

const root = path.resolve(__dirname, '../..')
useDatabase()
const app = useApp({ requestsPerSecond: 100_000, site: siteFolders(root) })
jest.setTimeout(300_000)

let browser: Browser
let world: World
/** Names of the compounds: two stops of the first round, one of the second. */
let stays: string
let moves: string
let waits: string

/** Long enough to wait for two builds on a slow machine. */
beforeAll(() => buildSites(() => undefined), 900_000)
beforeAll(async () => {
  browser = await openBrowser()
  world = await aWorld(app)
  const second = {
    ...world,
    round: await aRoundFor(world.compound, { name: '东湖二线', vehicle: '清A00002', crewIds: [world.liu.personId] }),
  }
  const [one, two, three] = [
    await anotherCompound(world, 113.86, 34.03),
    await anotherCompound(world, 113.87, 34.04),
    await anotherCompound(world, 113.88, 34.03),
  ]
  await aBooking(world, { place: one })
  await aBooking(world, { place: two })
  await aBooking(second, { place: three })
  const [first] = await plan(world)
  stays = first?.stops[0]?.placeName ?? ''
  moves = first?.stops[1]?.placeName ?? ''
  waits = three.name
  await canSignIn(world.dispatcher, 'dispatch-1')
  await canSignIn(world.liu, 'crew-2')
  setClock(shanghai('08:00'))
})
afterAll(async () => {
  setClock()
  await browser?.close()
})

const canSignIn = (who: Signed, demoKey: string) =>
  Persons.updateOne({ _id: who.personId }, { $set: { demoKey, demoDescription: '测试人员' } })

async function openConsole(): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 900 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  })
  await page.clock.setFixedTime(shanghai('08:00'))
  await page.goto(`${app.url}/admin/board?placeId=${world.district._id}&day=${DAY}`)
  await page.getByRole('button', { name: /周\s?敏/ }).click()
  await page.locator('[data-run]').first().waitFor()
  return page
}

async function openPhone(): Promise<Page> {
  const page = await phonePage(browser)
  await page.clock.setFixedTime(shanghai('08:00'))
  await page.goto(`${app.url}/#/crew/home`)
  await page.getByText('登录', { exact: true }).last().click()
  await page.locator('#demo-crew-2').click()
  await page.getByText('东湖二线 上午').first().waitFor()
  return page
}

const column = (page: Page, name: string): Locator => page.locator(`[data-run][aria-label="${name}"]`)
/** The compounds of a run in the order of the board, once there are so many. */
async function stopsIn(page: Page, name: string, count: number): Promise<string[]> {
  await page.waitForFunction(
    ([label, wanted]) => document.querySelectorAll(`[data-run][aria-label="${label}"] [data-stop]`).length === wanted,
    [name, count] as const,
  )
  return (await column(page, name).locator('[data-stop] strong').allTextContents()).map(
    (text) => /测试\d+/.exec(text)?.[0] ?? text,
  )
}

async function dragTo(page: Page, stop: Locator, target: Locator): Promise<void> {
  await stop.scrollIntoViewIfNeeded()
  const from = await stop.boundingBox()
  const to = await target.boundingBox()
  if (!from || !to) throw new Error('both are on the screen')
  await page.mouse.move(from.x + 60, from.y + 40)
  await page.mouse.down()
  await page.mouse.move(from.x + 90, from.y + 60, { steps: 3 })
  await page.mouse.move(to.x + 60, to.y + 8, { steps: 8 })
  await page.locator('.board-landing').waitFor()
  await page.mouse.up()
}

async function stopsOnPhone(phone: Page, count: number): Promise<string[]> {
  await phone.waitForFunction((wanted) => document.querySelectorAll('.stop-line').length === wanted, count, {
    timeout: 20_000,
  })
  return (await phone.locator('.stop-line__place').allTextContents()).map((text) => /测试\d+/.exec(text)?.[0] ?? text)
}

test('a stop dragged to another crew on the board is on that crew’s phone', async () => {
  const phone = await openPhone()
  await phone.getByText('打开班次', { exact: true }).click()
  await phone.locator('.name').first().click()
  await phone.locator('#start').click()
  expect(await stopsOnPhone(phone, 1)).toEqual([waits])

  const page = await openConsole()
  expect(await stopsIn(page, '东湖一线 上午', 2)).toEqual([stays, moves])
  await dragTo(
    page,
    column(page, '东湖一线 上午').locator('[data-stop]').nth(1),
    column(page, '东湖二线 上午').locator('[data-stop]').first(),
  )
  expect(await stopsIn(page, '东湖二线 上午', 2)).toEqual([moves, waits])
  await page.getByText('站点已移动').waitFor()
  expect(await stopsIn(page, '东湖一线 上午', 1)).toEqual([stays])
  await screenshot(page, 'dispatch-board')

  await phone.reload()
  expect(await stopsOnPhone(phone, 2)).toEqual([moves, waits])
  await screenshot(phone, 'dispatch-crew')
})

test('the same by the menu, and a run that somebody else has changed is shown anew instead of overwritten', async () => {
  const page = await openConsole()
  expect(await stopsIn(page, '东湖二线 上午', 2)).toEqual([moves, waits])
  // another dispatcher has just touched both runs, and the board does not know it yet
  await page.route('**/api/desk/board*', async (route) => {
    await pause(1500)
    // a reading that the page or `unroute` has given up meanwhile is nobody's any more
    await route.continue().catch(() => undefined)
  })
  await Runs.updateMany({ day: DAY }, { $inc: { version: 1 } })
  await column(page, '东湖二线 上午')
    .getByRole('button', { name: /^把第1站/ })
    .press('Enter')
  await page.getByRole('menuitem', { name: /^东湖一线 上午/ }).press('Enter')
  await page.getByText('别人刚刚改过').waitFor()
  await page.unrouteAll({ behavior: 'wait' })
  expect(await stopsIn(page, '东湖二线 上午', 2)).toEqual([moves, waits])

  await page.reload()
  await stopsIn(page, '东湖二线 上午', 2)
  await column(page, '东湖二线 上午')
    .getByRole('button', { name: /^把第1站/ })
    .press('Enter')
  await page.getByRole('menuitem', { name: /^东湖一线 上午/ }).press('Enter')
  expect(await stopsIn(page, '东湖一线 上午', 2)).toEqual([stays, moves])
})
