// What a browser that has never been here must fetch and how long it waits until it shows something: for the test of
// the budgets and for the bench. Relies on the built sites. Sizes are of the scripts' bytes compressed by gzip,
// whatever the server sent.
import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core'

export type Script = { name: string; gzipBytes: number }
export type Paint = { firstPaintMs: number; largestPaintMs: number }

const PHONE: BrowserContextOptions = {
  viewport: { width: 375, height: 812 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  locale: 'zh-CN',
  timezoneId: 'Asia/Shanghai',
}
const DESK: BrowserContextOptions = {
  viewport: { width: 1280, height: 800 },
  locale: 'zh-CN',
  timezoneId: 'Asia/Shanghai',
}
/** By when a page shows its first content: the residents' screens, or the console's form of signing in. */
const SHOWN = '.screen, .sign-in-card'

const newcomer = (browser: Browser, url: string): Promise<BrowserContext> =>
  browser.newContext(new URL(url).pathname.startsWith('/admin') ? DESK : PHONE)

/** Every script that is fetched until the page is shown and the network is quiet. */
export async function scriptsOf(browser: Browser, url: string): Promise<Script[]> {
  const context = await newcomer(browser, url)
  try {
    const page = await context.newPage()
    const reading: Promise<Script>[] = []
    page.on('response', (response) => {
      const { pathname } = new URL(response.url())
      if (pathname.endsWith('.js'))
        reading.push(response.body().then((body) => ({ name: pathname, gzipBytes: gzipSync(body).length })))
    })
    await page.goto(url)
    await page.locator(SHOWN).first().waitFor({ timeout: 60_000 })
    await page.waitForLoadState('networkidle', { timeout: 60_000 })
    return await Promise.all(reading)
  } finally {
    await context.close()
  }
}

// in the page: resolves with the last of the largest paints once nothing larger has come for a second
const LARGEST = `new Promise((resolve) => {
  let last = 0
  let timer = 0
  const rest = () => { clearTimeout(timer); timer = setTimeout(() => resolve(last), 1000) }
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) last = entry.startTime; rest() }).observe({ type: 'largest-contentful-paint', buffered: true })
  rest()
})`
const FIRST = `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN`

/**
 * Milliseconds from asking for the page to its first and its largest contentful paint, nothing cached. @param slowdown
 * 4 means a CPU a quarter as fast
 */
export async function paintOf(browser: Browser, url: string, slowdown: number): Promise<Paint> {
  const context = await newcomer(browser, url)
  try {
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
    await page.goto(url)
    await page.locator(SHOWN).first().waitFor({ timeout: 60_000 })
    const largestPaintMs = await page.evaluate<number>(LARGEST)
    return { firstPaintMs: await page.evaluate<number>(FIRST), largestPaintMs }
  } finally {
    await context.close()
  }
}
