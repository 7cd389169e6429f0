// A whole booking by keyboard alone: from the first page to what is printed after it, with no finger and no mouse. Tab
// finds what is wanted, Enter or the space bar taps it, letters are typed; every page begins at its top.
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { Bookings } from '@server/pickups/bookings.model'
import { siteFolders } from '@server/serve'
import { buildSites } from '../../scripts/sites'
import { aHousehold, aResident, setClock, useApp } from '../support/app'
import { seriousFindings } from '../support/axe'
import { openBrowser } from '../support/browser'
import { aWorld, shanghai, TODAY } from '../support/runs'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp({ requestsPerSecond: 100_000, site: siteFolders(path.resolve(__dirname, '../..')) })
jest.setTimeout(180_000)

let browser: Browser
let page: Page
/** Long enough to wait for two builds on a slow machine. */
beforeAll(() => buildSites(() => undefined), 900_000)
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(async () => {
  setClock()
  await browser?.close()
})

/** Presses Tab until something of that name has the focus, as somebody does who listens to what is read out. */
async function tabTo(name: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab')
    const read = await page.evaluate(() => {
      const at = document.activeElement
      return at ? (at.getAttribute('aria-label') ?? at.textContent ?? '') : ''
    })
    if (name.test(read)) return
  }
  throw new Error(`the Tab key never reaches ${String(name)}`)
}
/** The address has changed, what is asked for has come, and the page itself has the focus. */
async function arrived(address: RegExp, text: string): Promise<void> {
  await page.waitForURL(address)
  await page.getByText(text).filter({ visible: true }).first().waitFor()
  await page.waitForFunction(() => document.activeElement?.closest('.screen') !== null)
}

test('a sofa is booked by keyboard alone, and no page on the way puts up a barrier', async () => {
  const world = await aWorld(app)
  const household = await aHousehold({ place: world.compound })
  const who = await aResident({ name: '王秀英', household })
  page = await browser.newPage({
    viewport: { width: 375, height: 812 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    serviceWorkers: 'block',
  })
  await page.clock.setFixedTime(shanghai('10:00', TODAY))
  await page.goto(`${app.url}/healthz`)
  await page.evaluate(
    (session) => localStorage.setItem('wufei/session', JSON.stringify({ data: JSON.stringify(session) })),
    {
      tokens: { access: who.token, refresh: who.refreshToken },
      person: { id: who.personId, name: '王秀英', roles: [] },
      household: { id: household._id, label: `${world.compound.name} 1栋`, placeId: world.compound._id },
      region: null,
      rural: false,
      elder: 'off',
    },
  )
  const barriers: unknown[] = []
  const look = async () => barriers.push(...(await seriousFindings(page, ['color-contrast'])))

  await page.goto(`${app.url}/`)
  await arrived(/#/, '约收大件')
  await look()
  await tabTo(/^约收大件/)
  await page.keyboard.press('Enter')
  await arrived(/pickups\/dates/, '还能约')
  await look()
  await tabTo(/还能约\d+户$/)
  await page.keyboard.press('Space')
  await arrived(/pickups\/items/, '要收什么')
  await look()
  await tabTo(/^找一找/)
  await page.keyboard.type('沙发')
  await tabTo(/^加一件三人沙发/)
  await page.keyboard.press('Enter')
  await tabTo(/^下一步/)
  await page.keyboard.press('Enter')
  await arrived(/pickups\/place/, '东西放在哪里等着收')
  await look()
  await tabTo(/^我搬到楼下/)
  await page.keyboard.press('Space')
  await tabTo(/^电话/)
  await page.keyboard.type('13912345678')
  await tabTo(/^下一步/)
  await page.keyboard.press('Enter')
  await arrived(/pickups\/summary/, '合计')
  await look()
  await tabTo(/^提交预约/)
  await page.keyboard.press('Enter')
  await arrived(/pickups\/done/, '约好了')
  await look()
  expect(await Bookings.findOne({ bookedBy: who.personId }).lean()).toMatchObject({
    status: 'confirmed',
    standsAt: '单元楼门外',
    items: [{ code: 'sofa_3', count: 1 }],
  })
  expect(barriers).toEqual([])
  await page.close()
})
