// `npm run pictures [-- --url=http://127.0.0.1:3000]`: takes the README's pictures from a demo city, its own or a
// running one, at 375 px (the console at 1280) and writes docs/pictures/*.webp. Fails when a picture exceeds its 80 kB
// or a page does not show what it should.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { pickups } from '@shared/pickups/contract'
import { runsCrew } from '@shared/runs/crew-contract'
import { people } from '@shared/people/contract'
import type { OutputOf, Route } from '@shared/contract'
import { buildSites } from '../../scripts/sites'
import { openBrowser, phonePage } from './browser'
import { startDemoServer, type DemoServer } from './demo-server'

const ROOT = path.join(__dirname, '../..')
const FOLDER = path.join(ROOT, 'docs/pictures')
const MOST_BYTES = 80_000
const PATIENCE_MS = 60_000

type Session = OutputOf<typeof people.demoSignIn>

async function ask<R extends Route>(
  url: string,
  route: R,
  session: Session | null,
  body?: object,
): Promise<OutputOf<R>> {
  const answer = await fetch(url + route.path, {
    method: route.method,
    headers: {
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(session ? { authorization: `Bearer ${session.accessToken}` } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if (!answer.ok) throw new Error(`${route.method} ${route.path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as OutputOf<R>
}

async function ownCity(): Promise<DemoServer> {
  await buildSites((line) => console.error(line))
  return startDemoServer('--seed')
}

async function keep(page: Page, name: string): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector('.skeleton, .ant-skeleton, .ant-spin-spinning') === null,
    null,
    { timeout: PATIENCE_MS },
  )
  await page.waitForLoadState('networkidle', { timeout: PATIENCE_MS })
  const png = await page.screenshot()
  let webp = Buffer.alloc(0)
  for (let quality = 82; quality >= 40; quality -= 6) {
    webp = await sharp(png).webp({ quality, effort: 6 }).toBuffer()
    if (webp.length <= MOST_BYTES) break
  }
  if (webp.length > MOST_BYTES) throw new Error(`${name} has ${webp.length} bytes`)
  writeFileSync(path.join(FOLDER, `${name}.webp`), webp)
  console.log(`docs/pictures/${name}.webp ${(webp.length / 1000).toFixed(0)} kB`)
}

/** A phone on which this demo person is signed in. */
async function phoneOf(
  browser: Browser,
  url: string,
  session: Session,
  roles: readonly string[],
): Promise<(where: string, text: string, name: string, tap?: string) => Promise<void>> {
  const me = await ask(url, people.me, session)
  const page = await phonePage(browser)
  await page.goto(`${url}/healthz`)
  const stored = {
    tokens: { access: session.accessToken, refresh: session.refreshToken },
    person: { id: session.personId, name: me.displayName, roles },
    household: me.households[0] ?? null,
    region: null,
    rural: false,
    elder: 'off',
  }
  await page.evaluate(
    (value) => localStorage.setItem('wufei/session', JSON.stringify({ data: JSON.stringify(value) })),
    stored,
  )
  return async (where, text, name, tap) => {
    await page.goto(`${url}/#/${where}`)
    await page.reload()
    await page.getByText(text).locator('visible=true').first().waitFor({ timeout: PATIENCE_MS })
    if (tap) await page.getByText(tap).first().click()
    await keep(page, name)
  }
}

async function takeAll(browser: Browser, url: string): Promise<void> {
  const resident = await ask(url, people.demoSignIn, null, { person: 'resident-2-li' })
  const driver = await ask(url, people.demoSignIn, null, { person: 'crew-1-zhang' })
  const { items } = await ask(url, pickups.mine, resident)
  const { runs } = await ask(url, runsCrew.mine, driver)
  const booking = items[0]
  const run = runs.find(({ stops }) => stops.length > 0)
  if (!booking || !run) throw new Error('the demo city has no booking or no run to show')
  const take = await phoneOf(browser, url, resident, [])
  await take('pages/home', '约收大件', 'home')
  await take(`guide/answer?id=${encodeURIComponent('奶茶杯')}`, '奶茶杯', 'guide-answer', '塑料杯、冲洗干净的')
  await take('pickups/dates?kind=bulky', '还能约', 'dates')
  await take(`pickups/booking?id=${booking.id}`, booking.statusText, 'booking')
  const takeOfCrew = await phoneOf(browser, url, driver, ['crew'])
  await takeOfCrew(`crew/run?id=${run.id}`, '站', 'crew-run')
  for (const [name, where, shows, picture] of [
    ['冯晓东', 'work', '.tile', 'console-work'],
    ['周敏', 'board', '[data-stop]', 'console-board'],
  ] as const) {
    const desk = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
    })
    await desk.goto(`${url}/admin/${where}`)
    await desk.getByRole('button', { name }).click()
    await desk.locator(shows).first().waitFor({ timeout: PATIENCE_MS })
    await keep(desk, picture)
    await desk.close()
  }
}

async function main(): Promise<void> {
  const given = process.argv.find((word) => word.startsWith('--url='))?.slice('--url='.length)
  const city = given ? { url: given, end: async () => undefined } : await ownCity()
  try {
    mkdirSync(FOLDER, { recursive: true })
    const browser = await openBrowser()
    try {
      await takeAll(browser, city.url)
    } finally {
      await browser.close()
    }
  } finally {
    await city.end()
  }
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
