// Pictures on H5, as people take them: a file is really chosen in a real browser, and the server has it. A crew's
// picture of a stop is kept without a network and uploaded afterwards; a resident's picture of a booking goes up at
// once, and one that fails offers to be sent again. The pages run under the server's own content policy.
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { Files } from '@server/files/files.model'
import { Stops } from '@server/runs/stops.model'
import { siteFolders } from '@server/serve'
import { buildSites } from '../../scripts/sites'
import { setClock, signInAs, useApp, type Signed } from '../support/app'
import { openBrowser, phonePage, screenshot } from '../support/browser'
import { aBooking, aWorld, DAY, plan, shanghai } from '../support/runs'
import { useDatabase } from '../support/database'

const root = path.resolve(__dirname, '../..')
useDatabase()
const app = useApp({ requestsPerSecond: 100_000, site: siteFolders(root) })
jest.setTimeout(300_000)

const PERSON_WAITS_MS = 60_000
let browser: Browser
let zhang: Signed
let stops: string[]
let resident: Signed
/** Larger than the browser keeps, with a place written into it. */
let photo: Buffer

beforeAll(() => buildSites(() => undefined), 900_000)
beforeAll(async () => {
  browser = await openBrowser()
  photo = await sharp({ create: { width: 2400, height: 1800, channels: 3, background: '#7a6' } })
    .withExif({ IFD0: { Copyright: '拍摄地点' } })
    .jpeg()
    .toBuffer()
  const world = await aWorld(app)
  const booked = [await aBooking(world), await aBooking(world)]
  await plan(world)
  setClock(shanghai('08:00'))
  zhang = await signInAs(world.zhang.personId)
  resident = await signInAs(booked[0]?.who.personId ?? '')
  stops = (await Stops.find({ day: DAY }).sort({ seq: 1 }).lean()).map(({ _id }) => _id)
})
afterAll(async () => {
  setClock()
  await browser?.close()
})

/** A phone on which the person is signed in, with its clock beside the server's. */
async function phoneOf(who: Signed, roles: readonly string[], address: string): Promise<Page> {
  const page = await phonePage(browser)
  await page.clock.install({ time: shanghai('08:00') })
  await page.goto(`${app.url}/healthz`)
  await page.evaluate(
    (session) => localStorage.setItem('wufei/session', JSON.stringify({ data: JSON.stringify(session) })),
    {
      tokens: { access: who.token, refresh: who.refreshToken },
      person: { id: who.personId, name: '张强', roles },
      household: null,
      region: null,
      rural: false,
      elder: 'off',
    },
  )
  await page.goto(`${app.url}/#/${address}`)
  await page.locator('.screen').first().waitFor()
  return page
}

/** Taps what picks a picture and chooses a file, as a person does. */
async function choose(page: Page, button: string, file: { name: string; mimeType: string; buffer: Buffer }) {
  const asked = page.waitForEvent('filechooser')
  await page.locator(`#${button}`).last().click()
  await (await asked).setFiles(file)
}
const jpeg = () => ({ name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: photo })

const shownPicture = (page: Page) =>
  page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLImageElement>('.photo__image img')].some((image) => image.naturalWidth > 0),
  )

/** Opens the run once with a network, so that the phone has it, and says who is on board. */
async function boardRun(page: Page): Promise<void> {
  await page.getByText('打开班次', { exact: true }).click()
  await page.locator('.name').first().click()
  await page.locator('#start').click()
  await page.locator('.stop-line').first().waitFor()
}

/** Logs that a stop could not be reached, with a picture of the place. */
async function logNoAccess(page: Page, stopId: string): Promise<void> {
  await page.goto(`${app.url}/#/crew/reason?id=${stopId}&action=no_access`)
  await page.getByText('小区或单元门打不开').click()
  await choose(page, 'shoot', jpeg())
  await shownPicture(page)
  expect(await page.getByText('没有存下来').count()).toBe(0)
  await page.locator('#done').last().click()
  await page.getByText('到过，登记').click()
  // it leads to the stop's page, which a browser that has not opened it yet can't load without a network
  await page.waitForFunction(
    () => !location.hash.includes('crew/reason') || document.body.innerText.includes('这一站已经登记过了'),
  )
}

const pictureOf = async (stopId: string): Promise<{ width: number; height: number } | null> => {
  const stop = await Stops.findById(stopId).lean()
  const [id] = stop?.photoIds ?? []
  return id ? await Files.findById(id).select({ width: 1, height: 1, _id: 0 }).lean<never>() : null
}

async function until<T>(read: () => Promise<T | null>): Promise<T> {
  const end = Date.now() + PERSON_WAITS_MS
  for (;;) {
    const value = await read()
    if (value !== null) return value
    if (Date.now() > end) throw new Error('the server never had it')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

test('a crew’s picture reaches the server, made small; taken without a network it waits and is uploaded afterwards', async () => {
  const page = await phoneOf(zhang, ['crew'], 'crew/home')
  const [online = '', offline = ''] = stops
  await boardRun(page)
  await logNoAccess(page, online)
  expect(await until(() => pictureOf(online))).toEqual({ width: 1280, height: 960 })

  // the pages are in the browser already: a page that was never opened cannot come without a network
  await page.goto(`${app.url}/#/crew/reason?id=${offline}&action=no_access`)
  await page.locator('#shoot').last().waitFor()
  await page.context().setOffline(true)
  await logNoAccess(page, offline)
  await screenshot(page, 'pictures-crew-offline')
  await page.locator('.waiting-strip:visible', { hasText: '1条待上传' }).waitFor()
  await page.clock.fastForward(15_000)
  expect(await pictureOf(offline)).toBeNull()
  await page.context().setOffline(false)
  expect(await until(() => pictureOf(offline))).toEqual({ width: 1280, height: 960 })
  await page.close()
})

test('a resident’s picture goes up at once; one that fails offers 再传一次， and a file that is no picture is said so', async () => {
  const page = await phoneOf(resident, [], 'pickups/place')
  const mine = () => Files.countDocuments({ ownerId: resident.personId, purpose: 'pickup' })
  await choose(page, 'add-photo', jpeg())
  await page.getByLabel('去掉照片 1').waitFor()
  expect(await mine()).toBe(1)

  await page.context().setOffline(true)
  await choose(page, 'add-photo', jpeg())
  await page.getByText('有1张照片没传上去：网络不通').waitFor()
  expect(await page.getByText('正在上传…').count()).toBe(0)
  await screenshot(page, 'pictures-resident-failed')
  await page.context().setOffline(false)
  await page.locator('#send-photos-again').click()
  await page.getByLabel('去掉照片 2').waitFor()
  expect(await page.getByText('没传上去').count()).toBe(0)
  expect(await mine()).toBe(2)

  await choose(page, 'add-photo', { name: 'IMG_1.heic', mimeType: 'image/heic', buffer: Buffer.from('no picture') })
  await page.getByText('有1个文件打不开').waitFor()
  expect(await mine()).toBe(2)
  await page.close()
})

test('the policy lets a page read what it made itself, and nothing of anybody else', async () => {
  const { headers } = await app.anonymous().raw('GET', '/')
  const policy = String(headers['content-security-policy']).split(';')
  expect(policy).toContain("connect-src 'self' blob: data:")
  expect(policy).toContain("script-src 'self'")
  expect(policy).toContain("default-src 'self'")
})
