// What the commonest tasks ask of the hands. A whole booking by keyboard alone: from the first page to what is printed
// after it; Tab finds what is wanted, Enter or the space bar taps it, letters are typed; every page begins at its top.
// And how many taps and typed characters a booking, an answer, a redemption and a stop cost from the first page: more
// than written here is a step back. The table is printed at the end.
import path from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { people } from '@shared/people/contract'
import { Bookings } from '@server/pickups/bookings.model'
import { Places } from '@server/places/places.model'
import { searchKeysOf } from '@server/places/search-keys'
import { Redemptions } from '@server/rewards/rewards.model'
import { Stops } from '@server/runs/stops.model'
import { siteFolders } from '@server/serve'
import { buildSites } from '../../scripts/sites'
import { aHousehold, aResident, setClock, signInAs, useApp, type Signed } from '../support/app'
import { seriousFindings } from '../support/axe'
import { openBrowser, phonePage } from '../support/browser'
import { canSignIn } from '../support/console'
import { aSaver, aWorld as aWorldOfRewards } from '../support/rewards'
import { aBooking, aWorld, plan, shanghai, TODAY, type World } from '../support/runs'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp({ requestsPerSecond: 100_000, site: siteFolders(path.resolve(__dirname, '../..')) })
jest.setTimeout(180_000)

let browser: Browser
let page: Page
let world: World
const counted: string[] = []
/** Long enough to wait for two builds on a slow machine. */
beforeAll(() => buildSites(() => undefined), 900_000)
beforeAll(async () => {
  browser = await openBrowser()
  world = await aWorld(app)
  await Places.updateOne({ _id: world.compound._id }, { $set: { name: '荷塘里', searchKeys: searchKeysOf('荷塘里') } })
})
afterAll(async () => {
  setClock()
  await browser?.close()
  process.stdout.write(counted.join(''))
})

/** Somebody is signed in on this phone. */
const stay = (on: Page, who: Signed, more: { householdId?: string; roles?: string[] } = {}): Promise<void> =>
  on.evaluate((session) => localStorage.setItem('wufei/session', JSON.stringify({ data: JSON.stringify(session) })), {
    tokens: { access: who.token, refresh: who.refreshToken },
    person: { id: who.personId, name: '王秀英', roles: more.roles ?? [] },
    household: more.householdId ? { id: more.householdId, label: '荷塘里 1栋', placeId: world.compound._id } : null,
    region: null,
    rural: false,
    elder: 'off',
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
  await stay(page, who, { householdId: household._id })
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

/** A finger that counts. */
class Finger {
  private taps = 0
  private keys = 0
  private constructor(readonly page: Page) {}

  /** On the first page of a phone, where somebody may be signed in. */
  static async on(clock: Date, who: Signed | null, more: Parameters<typeof stay>[2] = {}): Promise<Finger> {
    const phone = await phonePage(browser)
    await phone.clock.setFixedTime(clock)
    await phone.goto(`${app.url}/healthz`)
    if (who) await stay(phone, who, more)
    await phone.goto(`${app.url}/`)
    await phone.locator('#book-bulky').waitFor()
    return new Finger(phone)
  }

  private shown(what: string | RegExp | Locator): Locator {
    if (typeof what === 'string') return this.page.locator(what).filter({ visible: true }).last()
    if (!(what instanceof RegExp)) return what
    const [button, radio] = [
      this.page.getByRole('button', { name: what }),
      this.page.getByRole('radio', { name: what }),
    ]
    return button.or(radio).filter({ visible: true }).first()
  }
  async tap(what: string | RegExp | Locator): Promise<void> {
    this.taps += 1
    await this.shown(what).tap()
  }
  async type(field: string, text: string): Promise<void> {
    await this.tap(`${field} input`)
    this.keys += text.length
    await this.page.keyboard.type(text)
  }
  async see(text: string): Promise<void> {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor()
  }
  /** Writes down what it cost and puts the phone away. */
  async end(task: string): Promise<{ taps: number; keys: number }> {
    counted.push(`${task}: ${this.taps} taps, ${this.keys} keys\n`)
    await this.page.close()
    return { taps: this.taps, keys: this.keys }
  }
}
const bookedBy = (who: Signed) => Bookings.countDocuments({ bookedBy: who.personId, status: 'confirmed' })

test('a sofa of a known household: at most 6 taps and no key', async () => {
  const household = await aHousehold({ place: world.compound })
  const who = await aResident({ name: '王秀英', household })
  await app.as(who).call(people.typePhone, { phone: '13912345678' })
  const finger = await Finger.on(shanghai('10:00', TODAY), who, { householdId: household._id })
  await finger.tap('#book-bulky')
  await finger.tap(/还能约\d+户$/)
  await finger.tap(/^加一件三人沙发/)
  await finger.tap('#next')
  await finger.see('东西放在哪里等着收')
  await finger.tap('#next')
  await finger.tap('#confirm')
  await finger.see('约好了')
  expect(await bookedBy(who)).toBe(1)
  // the browser's back leads to the first page, never into the form again, emptied
  await finger.page.goBack()
  await finger.see('约收大件')
  expect(new URL(finger.page.url()).hash).not.toContain('pickups/')
  const { taps, keys } = await finger.end('a sofa, known household')
  expect(taps).toBeLessThanOrEqual(6)
  expect(keys).toBe(0)
})

test('a sofa by a new address: at most 10 taps and 12 keys', async () => {
  const who = await aResident({ name: '林小满' })
  await app.as(who).call(people.typePhone, { phone: '13912345679' })
  await canSignIn(who)
  const finger = await Finger.on(shanghai('10:00', TODAY), null)
  await finger.tap('#book-bulky')
  await finger.type('#place-name', 'htl')
  await finger.tap(/^荷塘里/)
  await finger.tap(/还能约\d+户$/)
  await finger.tap('#demo-office-0')
  await finger.tap(/^加一件三人沙发/)
  await finger.tap('#next')
  await finger.type('#door', '3-2-501')
  await finger.tap('#next')
  await finger.tap('#confirm')
  await finger.see('约好了')
  expect(await bookedBy(who)).toBe(1)
  const { taps, keys } = await finger.end('a sofa, new address')
  expect(taps).toBeLessThanOrEqual(10)
  expect(keys).toBeLessThanOrEqual(12)
})

test('an answer: 2 taps', async () => {
  const finger = await Finger.on(shanghai('10:00', TODAY), null)
  await finger.type('#search', 'shafa')
  await finger.tap(/^沙发/)
  await finger.see('约车上门收')
  expect((await finger.end('an answer')).taps).toBeLessThanOrEqual(2)
})

test('a redemption, from the first page to its code: 4 taps', async () => {
  const shops = await aWorldOfRewards(app)
  const saver = await aSaver(shops, 80)
  const finger = await Finger.on(shanghai('10:00', TODAY), saver)
  await finger.tap('#redeem')
  await finger.tap(/^垃圾袋一卷/)
  await finger.tap('#redeem')
  await finger.tap(/^确定兑换/)
  await finger.page.waitForURL(/rewards\/redemption/)
  await finger.page.locator('.code-typed').waitFor()
  expect(await Redemptions.countDocuments({ personId: saver.personId, status: 'held' })).toBe(1)
  expect((await finger.end('a redemption')).taps).toBeLessThanOrEqual(4)
})

test('a stop, from the list of the run until it is paid and collected: 6 taps', async () => {
  const { booking } = await aBooking(world, { kind: 'bulky' })
  await plan(world)
  setClock(shanghai('08:00'))
  const zhang = await signInAs(world.zhang.personId)
  const finger = await Finger.on(shanghai('08:00'), zhang, { roles: ['crew'] })
  await finger.page.goto(`${app.url}/#/crew/home`)
  await finger.page.getByText('打开班次', { exact: true }).tap()
  await finger.page.locator('.name').first().tap()
  await finger.page.locator('#start').tap()
  await finger.tap('.stop-line')
  await finger.tap('#set_out')
  await finger.tap('#arrive')
  await finger.tap('#collect')
  await finger.tap(/^当面收到/)
  await finger.tap('#done')
  await finger.see('收完')
  expect((await finger.end('a stop')).taps).toBeLessThanOrEqual(6)
  expect(await Stops.countDocuments({ bookingId: booking.id })).toBe(1)
})
