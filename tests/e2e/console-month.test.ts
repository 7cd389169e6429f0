// A month of a shop between phone and console: the shop types a resident's code, next month the office drafts, the shop
// confirms, a second person signs, and the sheet that is taken away adds up. A company is entered with who belongs to
// it from when until when. And what the console offers follows what the server lets a role do: every page of the menu
// opens without a refused call, and the auditor finds no button that writes. Days are fixed; browser and server share
// them.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { organisations } from '@shared/organisations/contract'
import { people } from '@shared/people/contract'
import { rewards } from '@shared/rewards/contract'
import { standingsDesk } from '@shared/standings/desk-contract'
import { newId } from '@server/ids'
import { runJob } from '@server/jobs'
import { Places } from '@server/places/places.model'
import { searchKeysOf } from '@server/places/search-keys'
import { siteFolders } from '@server/serve'
import { readSheet } from '@server/sheets'
import { closeStandings, publishStandings } from '@server/standings/standings-jobs'
import { buildSites } from '../../scripts/sites'
import { aStaff, ancestorOf, setClock, signInAs, useApp, type Signed } from '../support/app'
import { seriousFindings } from '../support/axe'
import { openBrowser, phonePage, screenshot } from '../support/browser'
import { allRead, canSignIn, openConsole, openMenu } from '../support/console'
import { shanghai, TODAY } from '../support/runs'
import { useDatabase } from '../support/database'
import { aPicture } from '../support/inspections'
import { anOrder, aSaver, aWorld, type World } from '../support/rewards'
import { aStandingWorld, VISIT_DAYS } from '../support/standings'

const root = path.resolve(__dirname, '../..')
useDatabase()
const app = useApp({ requestsPerSecond: 100_000, site: siteFolders(root) })
jest.setTimeout(300_000)
const NEXT_MONTH = '2026-12-02'
const PHONE = '13755550123'

let browser: Browser
let world: World
let saver: Signed
/** Long enough to wait for two builds on a slow machine. */
beforeAll(() => buildSites(() => undefined), 900_000)
beforeAll(async () => {
  setClock(shanghai('10:00', TODAY))
  browser = await openBrowser()
  world = await aWorld(app, { good: { name: '食用盐一袋', points: 15, unitFen: 250 } })
  saver = await aSaver(world, 100)
  await app.as(world.merchant).call(people.typePhone, { phone: PHONE })
  const searchKeys = searchKeysOf(world.city.name)
  await Places.updateOne({ _id: world.city._id }, { $set: { searchKeys } })
  const district = await ancestorOf(world.compound, 'district')
  await canSignIn(
    await aStaff('cityOfficer', world.city._id, { name: '徐岩' }),
    await aStaff('administrator', world.city._id, { name: '唐志远' }),
    await aStaff('auditor', world.city._id, { name: '韩梅' }),
    await aStaff('dispatcher', district._id, { name: '周敏' }),
    await aStaff('propertyManager', world.compound._id, { name: '钱锋' }),
    world.merchant,
    await aStaff('cityOfficer', world.city._id, { name: '卢敏' }),
  )
})
afterAll(async () => {
  setClock()
  await browser?.close()
})

async function shopPhone(address: string, at: Date): Promise<Page> {
  const page = await phonePage(browser)
  await page.clock.setFixedTime(at)
  await page.goto(`${app.url}/#/${address}`)
  await page.getByText('登录', { exact: true }).last().click()
  await page.locator('#demo-office-5').click()
  return page
}

test('a code typed at the shop becomes a line of the month, confirmed on the phone, signed by a second person, and adds up in the sheet', async () => {
  const { id } = await app.as(saver).call(rewards.redeem, anOrder(world))
  const { typed } = await app.as(saver).call(rewards.code, { id })
  const till = await shopPhone('shop/take', shanghai('10:00', TODAY))
  await till.locator('#code input, input#code').first().fill(typed.toLowerCase())
  await till.locator('#look').click()
  await till.locator('#take').click()
  await till.getByText('核销好了').waitFor()
  await screenshot(till, 'month-taken')
  await till.close()

  setClock(shanghai('10:00', NEXT_MONTH))
  const { page: first } = await openConsole(browser, app.url, '徐岩', 'settlements', shanghai('10:00', NEXT_MONTH))
  await first.getByRole('button', { name: '编制月结单' }).click()
  await first.locator('.ant-modal').getByLabel('兑换点').click()
  await first.getByTitle('柳湾便民店', { exact: true }).click()
  await first.getByRole('button', { name: /^编\s?制$/ }).click()
  await first.getByRole('article', { name: '月结单' }).waitFor()
  await first.close()

  const shop = await shopPhone('shop/month', shanghai('11:00', NEXT_MONTH))
  await shop.locator('#confirm-2026-11').click()
  await shop.getByText('数目对，确认').click()
  await shop.getByText('待复核').or(shop.getByText('已确认')).first().waitFor()
  await shop.close()

  const { page: second, refused } = await openConsole(
    browser,
    app.url,
    '卢敏',
    'settlements',
    shanghai('12:00', NEXT_MONTH),
  )
  await second.getByText('柳湾便民店').click()
  await second.getByRole('button', { name: '复核签字' }).click()
  await second.getByText('签字以后不能再改').waitFor()
  await second.getByRole('button', { name: /^签\s?字$/ }).click()
  await second.getByText('已复核签字').waitFor()
  await screenshot(second, 'month-signed')
  const [file] = await Promise.all([
    second.waitForEvent('download'),
    second.getByRole('button', { name: '导出 Excel' }).click(),
  ])
  expect(file.suggestedFilename()).toBe('月结单-柳湾便民店-2026-11.xlsx')
  const { rows } = await readSheet(await readFile(await file.path()))
  expect(rows.map(({ cells }) => cells.slice(2, 9))).toEqual([
    ['食用盐一袋', '15', '2.5', '1', '0', '15', '2.5'],
    ['合计', '', '', '1', '', '15', '2.5'],
  ])
  expect(refused).toEqual([])
  await second.close()
})

test('a company is entered in the register; somebody joins it and leaves it, each with the day', async () => {
  setClock(shanghai('10:00', NEXT_MONTH))
  const at = shanghai('10:00', NEXT_MONTH)
  const { page, refused } = await openConsole(browser, app.url, '徐岩', 'organisations', at)
  await page.getByText('还没有登记单位').waitFor()
  await page.getByRole('button', { name: '登记单位' }).click()
  const drawer = page.locator('.ant-drawer')
  await drawer.getByLabel('名称').fill('清川万和食品有限公司')
  await drawer.getByLabel('类型（可多选）').first().click()
  await page.getByTitle('餐饮', { exact: true }).click()
  await drawer.getByLabel('所在地').first().fill(world.city.name)
  await page.getByTitle(world.city.name, { exact: true }).click()
  await drawer.getByLabel('统一社会信用代码').fill('91350100M000100Y44')
  await drawer.getByRole('button', { name: /^登\s?记$/ }).click()
  await drawer.getByText('代码不对').waitFor()
  await drawer.getByLabel('统一社会信用代码').fill(' 91350100 m000100y43 ')
  await drawer.getByRole('button', { name: /^登\s?记$/ }).click()
  await drawer.getByText('现在没有人员').waitFor()

  await drawer.getByRole('button', { name: '登记人员' }).click()
  const modal = page.locator('.ant-modal')
  await modal.getByLabel('本人手机号').fill('13755550999')
  await modal.getByRole('button', { name: /^登\s?记$/ }).click()
  await modal.getByText('没有找到这个人').waitFor()
  await modal.getByLabel('本人手机号').fill(PHONE)
  await modal.getByRole('button', { name: /^登\s?记$/ }).click()
  const row = drawer.getByRole('row', { name: /店员/ })
  await row.getByText('至今').waitFor()
  await screenshot(page, 'console-organisation')
  await row.getByRole('button', { name: /^结\s?束$/ }).click()
  await modal.getByLabel('原因（会留痕）').fill('离职')
  await modal.getByRole('button', { name: /^结\s?束$/ }).click()
  await row.getByText(NEXT_MONTH).nth(1).waitFor()
  expect(refused).toEqual([])
  await page.close()
})

test('a list from its preview to where it hangs: a company by its link, somebody apart who decides, a passer-by', async () => {
  // compounds are ranked from their second quarter on
  setClock(shanghai('10:00', '2026-06-01'))
  const lists = await aStandingWorld(VISIT_DAYS, 22, world.city)
  setClock(shanghai('10:00', '2026-12-03'))
  await runJob(closeStandings, '2026-11')
  const { items } = await app
    .as(await signInAs(lists.officer.personId))
    .call(standingsDesk.forward, { items: [{ id: newId(), companyId: lists.companyId }], days: 20 })
  const company = await phonePage(browser)
  await company.clock.setFixedTime(shanghai('10:00', '2026-12-03'))
  await company.goto(`${app.url}/admin/company#${items[0]?.token ?? ''}`)
  const card = company.locator('.ant-card', { hasText: '测试小区1' })
  await card.getByLabel('提异议：哪里不对').fill('桶是检查当天坏的，照片里看得出')
  await card
    .locator('input[type=file]')
    .setInputFiles({ name: 'p.jpg', mimeType: 'image/jpeg', buffer: (await aPicture()).bytes })
  await card.getByText('已上传1张').waitFor()
  await card.getByRole('button', { name: '提出异议' }).click()
  await card.getByText('异议（待裁定）').waitFor()
  await card.getByRole('img', { name: '异议的照片 1' }).waitFor()
  // what hangs for everybody names nobody's number
  await card.getByLabel('写一条回应（公布在条目旁）').fill('有事打13800138000')
  await card.getByRole('button', { name: '写上回应' }).click()
  await company.getByText('请去掉电话、证件号、车牌和门牌再写').waitFor()
  await card.getByLabel('写一条回应（公布在条目旁）').fill('已换新桶，早晚各清一次')
  await card.getByRole('button', { name: '写上回应' }).click()
  await card.getByText('贵公司的回应：').waitFor()
  await screenshot(company, 'console-company-link')
  expect(await seriousFindings(company)).toEqual([])

  const decidedAt = shanghai('10:00', '2026-12-04')
  setClock(decidedAt)
  const { page, refused } = await openConsole(browser, app.url, '卢敏', 'standing-objections', decidedAt)
  await page.getByText('桶是检查当天坏的').click()
  await page.getByRole('button', { name: '维持原结果' }).click()
  await page.getByLabel('原因').fill('另外几次检查也有满溢')
  await page.locator('.ant-modal').getByRole('button', { name: '维持原结果' }).click()
  await page.locator('.ant-drawer').getByText('另外几次检查也有满溢').waitFor()
  expect(refused).toEqual([])

  setClock(shanghai('09:30', '2026-12-11'))
  await runJob(publishStandings, '2026-12-11')
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 375, height: 812 } })
  const plain = await context.newPage()
  await plain.goto(`${app.url}/lists`)
  for (const words of ['居民小区黑榜', '测试小区1', '已换新桶', '预览期异议1件', 'sha256sum'])
    await plain.getByText(words).first().waitFor()
  expect(await plain.getByRole('button').count()).toBe(0)
  await screenshot(plain, 'lists-page')
  const scripted = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await scripted.goto(`${app.url}/lists`)
  await scripted.getByRole('button', { name: '在这里核对' }).click()
  await scripted.getByText('一致：').waitFor()
  expect(await seriousFindings(scripted)).toEqual([])
  await Promise.all([company.close(), page.close(), context.close(), scripted.close()])
})

test('what somebody else saves meanwhile stands beside what is typed, and the person chooses', async () => {
  setClock(shanghai('10:00', NEXT_MONTH))
  const colleague = await aStaff('cityOfficer', world.city._id)
  const facts = { kinds: ['restaurant' as const], creditCode: null, placeId: world.city._id }
  const id = newId()
  const made = { ...facts, id, name: '清川同改食堂', phone: null }
  await app.as(colleague).call(organisations.create, made)
  const at = shanghai('10:00', NEXT_MONTH)
  const { page, refused } = await openConsole(browser, app.url, '徐岩', `organisations?organisation=${id}`, at)
  const drawer = page.locator('.ant-drawer')
  await drawer.getByRole('tab', { name: '基本情况' }).click()
  await drawer.getByLabel('电话').fill('0374-5550111')
  const theirs = { ...made, revision: 0, name: '清川同改餐厅', phone: '0374-5550222' }
  await app.as(colleague).call(organisations.update, theirs)
  await drawer.getByRole('button', { name: '保存' }).click()
  await drawer.getByText('对方存的：0374-5550222').waitFor()
  expect(await drawer.getByLabel('名称').inputValue()).toBe('清川同改餐厅')
  expect(await drawer.getByLabel('电话').inputValue()).toBe('0374-5550111')
  await screenshot(page, 'console-theirs')
  await drawer.getByRole('button', { name: '保存' }).click()
  await page.getByText('请先在上面选').waitFor()
  await drawer.getByRole('button', { name: '保留我的' }).click()
  await drawer.getByRole('button', { name: '保存' }).click()
  await page.getByText('已保存').waitFor()
  const kept = await app.as(colleague).call(organisations.get, { id })
  expect(kept).toMatchObject({ name: '清川同改餐厅', phone: '0374-5550111', revision: 2 })
  expect(refused.map((each) => each.slice(0, 3))).toEqual(['409'])
  await page.close()
})

test('whatever would close a form over what was typed asks first, and losing the network is said', async () => {
  const { page } = await openConsole(browser, app.url, '徐岩', 'organisations', shanghai('10:00', NEXT_MONTH))
  const drawer = page.locator('.ant-drawer')
  const typed = drawer.getByLabel('名称')
  const question = page.locator('.ant-modal-confirm-title', { hasText: '写的内容还没有保存' })
  await page.getByRole('button', { name: '登记单位' }).click()
  await typed.fill('清川半途食堂')
  const closers: [string, () => Promise<void>][] = [
    ['Escape', () => typed.press('Escape')],
    ['the cross', () => drawer.locator('.ant-drawer-close').click()],
    ['the mask', () => drawer.locator('.ant-drawer-mask').click({ position: { x: 5, y: 5 } })],
  ]
  for (const [, close] of closers) {
    await close()
    await question.waitFor()
    await page.getByRole('button', { name: '继续填写' }).click()
    await question.waitFor({ state: 'hidden' })
    expect(await typed.inputValue()).toBe('清川半途食堂')
  }
  await typed.press('Escape')
  await page.getByRole('button', { name: '不保存，离开' }).click()
  await typed.waitFor({ state: 'hidden' })

  await page.context().setOffline(true)
  await page.clock.setFixedTime(shanghai('10:01', NEXT_MONTH))
  await page.evaluate('window.dispatchEvent(new Event("visibilitychange"))')
  await page.getByText(/与服务器断开，显示的是 \d{2}:\d{2} 的数据/).waitFor()
  await page.context().setOffline(false)
  await page.getByRole('button', { name: /^重\s?试$/ }).click()
  await page.getByText(/与服务器断开/).waitFor({ state: 'hidden' })
  await page.close()
})

/** Words on buttons that change something; an auditor reads everything and writes nothing. */
const WRITES = /^(新|发布|登记|授予|收回|导入$|编制|起草|重跑|停用|修改|入库|排|打印户卡|核实|每周总量)/

test.each(['韩梅', '钱锋', '周敏'])('%s: every page of the menu opens and nothing it asks is refused', async (name) => {
  const { page, refused } = await openConsole(browser, app.url, name, 'calendar', shanghai('12:00', NEXT_MONTH))
  await page.getByRole('heading', { name: '工作日历', level: 3 }).waitFor()
  await openMenu(page)
  const items = page.locator('.sider .ant-menu-item')
  const found: Record<string, unknown> = {}
  for (let at = 0; at < (await items.count()); at += 1) {
    // the first line: beside a title may stand how much waits there
    const [title = ''] = (await items.nth(at).innerText()).split('\n')
    await items.nth(at).click()
    await page.waitForFunction((wanted) => document.title === wanted, `${title} · 无废通管理台`)
    await page.getByRole('heading', { level: 3 }).first().waitFor()
    await allRead(page)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    const writing =
      name === '韩梅'
        ? (await page.locator('.page button:visible').allInnerTexts())
            .map((text) => text.replace(/\s/g, ''))
            .filter((text) => WRITES.test(text))
        : []
    // who sees nearly every page is enough for what puts up barriers
    const serious = name === '韩梅' ? await seriousFindings(page) : []
    if (wide || writing.length > 0 || refused.length > 0 || serious.length > 0)
      found[title] = { wide, writing, refused: refused.splice(0), serious }
  }
  expect(found).toEqual({})
  // a page of others, and one that nobody has, each as one sentence without a refused call
  for (const [address, said] of [
    [name === '周敏' ? 'jobs' : 'redeem-desk', '不在您的身份能办的业务里'],
    ['nowhere', '没有这个页面'],
  ]) {
    await page.goto(`${app.url}/admin/${address}`)
    await page.getByText(said ?? '').waitFor()
  }
  expect(refused).toEqual([])
  // by keyboard past the menu
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('content')
  await page.close()
})
