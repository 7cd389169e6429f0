// Points and redeeming in the console as it is built, in a real browser: one officer drafts and tries a rule, another
// one approves it, and the resident's statement names the new version; a worker redeems for somebody with card and PIN
// and prints the receipt; every page of both groups opens without a refused call. The day is fixed; browser and server
// share it.
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { ledger } from '@shared/ledger/contract'
import { pickups } from '@shared/pickups/contract'
import { households } from '@shared/people/household-contract'
import { complaints } from '@shared/reports/complaints-contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { AskedWords } from '@server/guide/guide.model'
import { newId } from '@server/ids'
import { Bookings } from '@server/pickups/bookings.model'
import { siteFolders } from '@server/serve'
import { buildSites } from '../../scripts/sites'
import { aHousehold, aResident, aStaff, ancestorOf, setClock, type Signed } from '../support/app'
import { seriousFindings } from '../support/axe'
import { openBrowser, screenshot } from '../support/browser'
import { allRead, canSignIn, openConsole as openIn, type OpenConsole } from '../support/console'
import {
  aBooking,
  aLog,
  aWorld,
  boardOf,
  morning,
  plan,
  send,
  shanghai,
  TODAY,
  useCrewApp,
  type World,
} from '../support/runs'
import { useDatabase } from '../support/database'
import { pagesOf } from '../support/papers'
import { anEarningRule } from '../support/earning'
import { aGood, aShop, givePoints } from '../support/rewards'

const root = path.resolve(__dirname, '../..')
useDatabase()
const app = useCrewApp({ requestsPerSecond: 100_000, site: siteFolders(root) })
jest.setTimeout(300_000)

let browser: Browser
let world: World
let xu: Signed
let tang: Signed
let worker: Signed

beforeAll(async () => {
  await buildSites(() => undefined)
  browser = await openBrowser()
  world = await aWorld(app)
  await anEarningRule(
    'pickup-recyclable',
    { paper: 2, cardboard: 3 },
    { name: '可回收物上门积分', budgetPerMonth: 50_000 },
  )
  const city = await ancestorOf(world.compound, 'city')
  xu = await aStaff('cityOfficer', city._id, { name: '徐岩' })
  tang = await aStaff('cityOfficer', city._id, { name: '唐志远' })
  const community = await ancestorOf(world.compound, 'community')
  worker = await aStaff('communityWorker', community._id, { name: '何静' })
  const colleague = await aStaff('communityWorker', community._id, { name: '沈洁' })
  await canSignIn(xu, tang, worker, colleague)
})
beforeEach(() => setClock(shanghai('10:00', TODAY)))
afterAll(async () => {
  setClock()
  await browser?.close()
})

const openConsole = (name: string, address: string): Promise<OpenConsole> =>
  openIn(browser, app.url, name, address, shanghai('10:00', TODAY))

test('a rule is drafted and tried by one, approved by another, and the statement of the day names it', async () => {
  const { page: first } = await openConsole('徐岩', 'rules')
  await first.getByRole('button', { name: '起草规则' }).click()
  await first.getByLabel('得分来源').click()
  await first.getByTitle('可回收物上门', { exact: true }).click()
  await first.getByText('已填入现行规则').waitFor()
  await first.getByLabel('分值（分/千克）').first().fill('7')
  await first.getByLabel('为什么这样定').fill('纸价上涨，从明天起调高')
  await first.getByRole('button', { name: '保存草稿' }).click()
  await first.getByRole('button', { name: '开始试算' }).click()
  await first.getByText('这一版会发放').waitFor()
  await screenshot(first, 'console-rule-draft')
  await first.getByRole('button', { name: '提交审定' }).click()
  await first.getByText('现在不能审定：审定须由另一个人办理').waitFor()
  expect(await first.getByRole('button', { name: '审定启用' }).isDisabled()).toBe(true)
  await first.close()

  const { page: second, refused } = await openConsole('唐志远', 'rules?status=proposed')
  await second.getByText('可回收物上门积分').first().click()
  await second.getByRole('button', { name: '审定启用' }).click()
  await second.getByRole('button', { name: /^审\s?定$/ }).click()
  await second.getByText('已审定，到生效日起使用').waitFor()
  await second.getByText('审定 唐志远').waitFor()
  await screenshot(second, 'console-rule-active')
  expect(refused).toEqual([])
  await second.close()

  const { who } = await aBooking(world)
  await plan(world)
  const [run] = await morning(world)
  setClock(shanghai('09:00'))
  const [log] = await send(world, [
    aLog(run?.stops[0]?.id ?? '', 'collect', '08:55', { weights: [{ material: 'paper', grams: 3_000 }] }),
  ])
  expect(log).toMatchObject({ outcome: 'accepted' })
  const { items } = await app.as(who).call(ledger.statement, { account: `person:${who.personId}` })
  expect(items[0]).toMatchObject({ points: 21 })
  expect(items[0]?.text).toContain('积分规则 v2')
})

test('at the desk: card, a PIN set by the resident, goods, and a receipt on one page', async () => {
  const household = await aHousehold({ place: world.compound })
  await givePoints(`household:${household._id}`, 500, world.compound)
  const city = await ancestorOf(world.compound, 'city')
  const community = await ancestorOf(world.compound, 'community')
  const good = await app.as(xu).call(rewardsOffice.saveGood, aGood(city._id, { name: '垃圾袋一卷', points: 30 }))
  const desk = await app
    .as(xu)
    .call(rewardsOffice.saveShop, aShop(community._id, { name: '柳湾社区服务台', kind: 'desk' }))
  await app
    .as(xu)
    .call(rewardsOffice.moveStock, { id: newId(), goodId: good.id, shopId: desk.id, change: 20, reason: '到货' })

  const { page } = await openConsole('何静', 'redeem-desk')
  await page.getByLabel('扫住户卡').fill(household.typed)
  await page.keyboard.press('Enter')
  await page.getByText('这张卡还没有设密码').waitFor()
  await page.getByRole('button', { name: '设卡密码' }).click()
  await page.getByText('本人我认识').click()
  await page.getByLabel('请居民输入新密码').fill('207391')
  await page.getByLabel('再输一遍').fill('207391')
  await page.getByRole('button', { name: /设\s?好/ }).click()
  await page.getByText('在左边选一件商品').waitFor()
  await page.getByRole('button', { name: /垃圾袋一卷/ }).click()
  await page.getByLabel('卡密码').fill('111222')
  await page.keyboard.press('Enter')
  await page.getByText('卡密码不对').waitFor()
  await page.getByLabel('卡密码').fill('207391')
  await screenshot(page, 'console-desk')
  await page.keyboard.press('Enter')
  // whoever set the code today does not redeem with it
  await page.getByText('今天的兑换请由另一位同事办理').waitFor()
  await page.close()
  const { page: second } = await openConsole('沈洁', 'redeem-desk')
  await redeemAt(second, household.typed)
})

async function redeemAt(page: Page, card: string): Promise<void> {
  await page.getByLabel('扫住户卡').fill(card)
  await page.keyboard.press('Enter')
  await page.getByText('在左边选一件商品').waitFor()
  await page.getByRole('button', { name: /垃圾袋一卷/ }).click()
  await page.getByLabel('卡密码').fill('207391')
  await page.keyboard.press('Enter')
  await page.getByText('已扣30分').waitFor()
  await screenshot(page, 'console-receipt')
  // a body that a page has read as a blob is not kept for others: it is taken on its way
  let receipt: Buffer = Buffer.alloc(0)
  await page.route('**/receipt', async (route) => {
    const response = await route.fetch()
    receipt = await response.body()
    await route.fulfill({ response })
  })
  const [tab] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('button', { name: '打印凭据' }).first().click(),
  ])
  const pages = await pagesOf(receipt)
  expect(pages).toHaveLength(1)
  expect(pages[0]?.replace(/\s/g, '')).toMatch(/垃圾袋一卷，1件.*剩余积分470分.*沈洁/)
  await tab.close()
  await page.close()
}

const pages = [
  ['rules', '积分规则'],
  ['contests', '积分异议'],
  ['accounts', '账户与流水'],
  ['accounts?tab=public', '账户与流水'],
  ['accounts?tab=checks', '账户与流水'],
  ['funds', '公益金'],
  ['factors', '减碳系数'],
  ['redeem-desk', '窗口兑换'],
  ['redemptions', '兑换记录'],
  ['redemptions?tab=disputes', '兑换记录'],
  ['redemptions?tab=flags', '兑换记录'],
  ['redemptions?tab=nicknames', '兑换记录'],
  ['goods', '商品与库存'],
  ['goods?tab=stock', '商品与库存'],
  ['shops', '兑换点'],
  ['settlements', '结算'],
] as const

test('every page of points and redeeming opens, fits the screen, and nothing it asks is refused', async () => {
  const { page, refused } = await openConsole('徐岩', 'rules')
  for (const [address, title] of pages) {
    await page.goto(`${app.url}/admin/${address}`)
    await page.getByRole('heading', { name: title, level: 3 }).waitFor()
    await allRead(page)
    await screenshot(page, `console-${address.replace('?tab=', '-')}`)
    expect([address, refused, await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)]).toEqual([
      address,
      [],
      false,
    ])
  }
  await page.close()
})

test('the list of work is the first page: each line opens its page, where nothing is refused', async () => {
  const resident = await aResident({ household: await aHousehold({ place: world.compound }) })
  await app
    .as(resident)
    .call(complaints.file, { id: newId(), placeId: world.compound._id, about: 'other', text: '楼下一直没有人来收' })
  const ask = { id: newId(), placeId: world.compound._id, building: '8', unit: '1', room: '101', note: '' }
  await app.as(await aResident()).call(households.ask, ask)
  await anEarningRule('pickup-recyclable', { paper: 3 }, { version: 9, status: 'proposed', validFrom: '2026-12-20' })
  const at = shanghai('09:00', TODAY)
  await AskedWords.create({ _id: '怪东西', word: '怪东西', count: 2, status: 'waiting', firstAt: at, lastAt: at })
  for (const [name, least] of [
    ['何静', ['入户申请待审核', '投诉待答复']],
    ['徐岩', ['入户申请待审核', '投诉待答复', '积分规则待第二人审定', '居民问的生词待回答']],
  ] as const) {
    const { page, refused } = await openConsole(name, '')
    await page.getByRole('heading', { name: '待办' }).waitFor()
    for (const title of least)
      await page
        .getByRole('link', { name: `办理：${title}` })
        .first()
        .waitFor()
    await page.locator('.sider .ant-badge').first().waitFor()
    await screenshot(page, `console-work-${name}`)
    const links = await page
      .locator('.work-waiting a')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))
    expect(links.length).toBeGreaterThanOrEqual(least.length)
    for (const link of new Set(links)) {
      await page.goto(app.url + link)
      await page.locator('.page h3').first().waitFor()
      await allRead(page)
      expect([link, await page.locator('.work-waiting').count(), refused]).toEqual([link, 0, []])
    }
    await page.close()
  }
})

/** Presses Tab until something of that name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab')
    const read = await page.evaluate(() => document.activeElement?.textContent ?? '')
    if (name.test(read)) return
  }
  throw new Error(`the Tab key never reaches ${String(name)}`)
}

test('an objection is ruled on by keyboard alone, and no page on the way puts up a barrier', async () => {
  const { who, booking } = await aBooking(world, { day: '2026-11-25' })
  await plan(world, '2026-11-25')
  const stop = (await boardOf(world, '2026-11-25'))[0]?.stops[0]?.id ?? ''
  setClock(shanghai('09:30', '2026-11-25'))
  const at = shanghai('09:00', '2026-11-25').toISOString()
  await send(world, [aLog(stop, 'collect', '09:00', { at, weights: [{ material: 'paper', grams: 3_000 }] })])
  const said = '我家称过，不止三千克'
  await app.as(who).call(pickups.contest, { id: booking.id, contestId: newId(), about: 'weight', text: said })

  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  })
  await page.clock.setFixedTime(shanghai('09:30', '2026-11-25'))
  await page.goto(`${app.url}/admin/bookings`)
  await page.getByRole('button', { name: '徐岩' }).waitFor()
  await tabTo(page, /徐岩/)
  await page.keyboard.press('Enter')
  await page.getByText(booking.number).first().waitFor()
  const barriers: unknown[] = []
  const look = async (): Promise<unknown> => barriers.push(...(await seriousFindings(page)))
  await look()
  // what was typed to look for something is nothing that could be lost
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: '搜索' }).waitFor()
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'combobox')
  await page.keyboard.type('没有这个人')
  await page.keyboard.press('Escape')
  await page.getByRole('combobox', { name: '搜索' }).waitFor({ state: 'hidden' })
  await tabTo(page, /预约列表$/)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.getByText(said).first().waitFor()
  await look()
  await page.keyboard.press('r')
  await page.getByRole('button', { name: '裁定不成立' }).waitFor()
  await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA')
  await look()
  await page.keyboard.type('称重照片与记录一致')
  await page.keyboard.press('Control+Enter')
  await page.getByText('没有等待裁定的异议').waitFor()
  expect((await Bookings.findById(booking.id).lean())?.contest).toMatchObject({ decision: { upheld: false } })
  expect(barriers).toEqual([])
  await page.close()
})
