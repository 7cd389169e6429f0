// Taps: how long it takes from a touch to the first change that is seen, over everything that can be tapped on the
// pages below, in a demo city, with the CPU slowed down four times. Every target is touched on a page that was opened
// anew; a change is the first one of a class, a style, an element or a text, and counts once it has been painted. One
// JSON line, the slowest targets in it.
// --rounds=1: touches a target, of which the quickest counts, since what other processes take is not the page's;
// --pages=pages/home,me/settings: some pages; --url=http://127.0.0.1:3000: a demo city that runs already
import { cpus } from 'node:os'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { people } from '@shared/people/contract'
import { buildSites } from '../../scripts/sites'
import { openBrowser, phonePage } from '../support/browser'
import { startDemoServer } from '../support/demo-server'

const option = (name: string): string | undefined =>
  process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)

const ROUNDS = Number(option('rounds') ?? 1)
const SLOWDOWN = 4
/** An answer within it feels like one’s own doing (Nielsen, "Response times: the 3 important limits"). */
const LIMIT_MS = 100
const PRESS_MS = 60
/** Only what is above the longest of these is the program's. */
const BARE_TOUCHES = 9
const PAGES = [
  'pages/home',
  'pages/guide',
  'pages/pickups',
  'pages/me',
  'pickups/dates?kind=bulky',
  'guide/answer?q=%E6%B2%99%E5%8F%91',
  'guide/sites?route=bin',
  'rewards/goods',
  'me/points',
  'me/households',
  'me/notices',
  'me/privacy',
  'me/settings',
]
const TAPPABLE = ['button', 'radio', 'checkbox', 'tab'].map((role) => `[role="${role}"]`).join(', ')

type Touch = { page: string; target: string; ms: number; answerMs: number }
type Point = { x: number; y: number }
/** Milliseconds from the touch to the first change of all, and to the first beyond dimming what is touched. */
type Seen = { ms: number; answerMs: number }

/** In the page: the names of what can be tapped, in order, and where to touch the wanted one. */
function targetsIn({ selector, wanted }: { selector: string; wanted: number }): { names: string[]; at: Point | null } {
  const middle = (one: HTMLElement): Point => {
    one.scrollIntoView({ block: 'center' })
    const { left, top, width, height } = one.getBoundingClientRect()
    return { x: left + width / 2, y: top + height / 2 }
  }
  const shown = [...document.querySelectorAll<HTMLElement>('.screen')].reverse().find((one) => one.offsetHeight > 0)
  const able = [...(shown?.querySelectorAll<HTMLElement>(selector) ?? [])].filter((one) => {
    if (one.getAttribute('aria-disabled') === 'true') return false
    const { x, y } = middle(one)
    const over = document.elementFromPoint(x, y)
    return over !== null && one.contains(over)
  })
  const one = able[wanted]
  return {
    names: able.map((each) => (each.getAttribute('aria-label') ?? each.textContent ?? '').trim().slice(0, 20)),
    at: one ? middle(one) : null,
  }
}

/** In the page: what is seen of the next touch; infinite where nothing is within five seconds. */
function watchTouch(): Promise<Seen> {
  return new Promise((resolve) => {
    const seen: Seen = { ms: Infinity, answerMs: Infinity }
    let touchedAt = 0
    addEventListener('pointerdown', (event) => (touchedAt = event.timeStamp), { capture: true, once: true })
    const isDimming = ({ type, target, oldValue }: MutationRecord): boolean =>
      type === 'attributes' && `${(target as Element).className} ${oldValue ?? ''}`.includes('pressed')
    const observer = new MutationObserver((changes) => {
      const isAnswer = changes.some((change) => !isDimming(change))
      if (touchedAt === 0 || (seen.ms !== Infinity && !isAnswer)) return
      if (isAnswer) observer.disconnect()
      requestAnimationFrame(() =>
        setTimeout(() => {
          const ms = performance.now() - touchedAt
          seen.ms = Math.min(seen.ms, ms)
          if (!isAnswer) return
          seen.answerMs = ms
          resolve(seen)
        }),
      )
    })
    observer.observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
      attributeOldValue: true,
      attributeFilter: ['class', 'style'],
    })
    setTimeout(() => resolve(seen), 5_000)
  })
}

class Phone {
  private constructor(
    private readonly page: Page,
    private readonly session: CDPSession,
    private readonly url: string,
    private readonly stored: string,
  ) {}

  static async of(browser: Browser, url: string): Promise<Phone> {
    const page = await phonePage(browser)
    const session = await page.context().newCDPSession(page)
    const answer = await fetch(url + people.demoSignIn.path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ person: 'resident-2-li' }),
    })
    const { accessToken, refreshToken, personId } = (await answer.json()) as Record<string, string>
    const data = JSON.stringify({
      tokens: { access: accessToken, refresh: refreshToken },
      person: { id: personId, name: '李明', roles: [] },
      household: null,
      region: null,
      rural: false,
      elder: 'off',
    })
    // tsx keeps the names of functions by a helper that the page lacks
    await page.addInitScript({ content: 'globalThis.__name = (one) => one' })
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN })
    return new Phone(page, session, url, JSON.stringify({ data }))
  }

  /** As on a phone that was just switched on. */
  private async open(address: string): Promise<void> {
    await this.page.goto(`${this.url}/healthz`)
    await this.page.evaluate((stored) => {
      localStorage.clear()
      localStorage.setItem('wufei/session', stored)
    }, this.stored)
    await this.page.goto(`${this.url}/#/${address}`)
    await this.page.locator('.screen').first().waitFor({ timeout: 60_000 })
    await this.page.waitForLoadState('networkidle', { timeout: 60_000 })
    await this.page.waitForFunction(() => document.querySelector('.skeleton') === null, null, { timeout: 60_000 })
  }

  async targets(address: string): Promise<string[]> {
    await this.open(address)
    return (await this.page.evaluate(targetsIn, { selector: TAPPABLE, wanted: 0 })).names
  }

  async touch(address: string, wanted: number): Promise<Seen | null> {
    await this.open(address)
    const { at } = await this.page.evaluate(targetsIn, { selector: TAPPABLE, wanted })
    if (!at) return null
    return this.press(at)
  }

  /** The same on a page with nothing but one button: what machine and browser take of it, whatever the program does. */
  async bare(): Promise<number> {
    await this.page.goto(`${this.url}/healthz`)
    await this.page.evaluate(() => {
      document.body.innerHTML = '<div style="margin:100px;height:60px">点</div>'
      document.body.addEventListener('pointerdown', ({ target }) => (target as HTMLElement).classList.add('seen'))
    })
    return (await this.press({ x: 150, y: 130 })).ms
  }

  private async press(at: Point): Promise<Seen> {
    const seen = this.page.evaluate(watchTouch)
    await this.page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    )
    await this.session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] })
    await this.page.waitForTimeout(PRESS_MS)
    await this.session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    return seen
  }
}

async function touchAll(phone: Phone): Promise<Touch[]> {
  const touches: Touch[] = []
  for (const page of option('pages')?.split(',') ?? PAGES) {
    for (const [place, target] of (await phone.targets(page)).entries()) {
      const best: Seen = { ms: Infinity, answerMs: Infinity }
      for (let round = 0; round < ROUNDS; round += 1) {
        const seen = await phone.touch(page, place)
        best.ms = Math.min(best.ms, seen?.ms ?? Infinity)
        best.answerMs = Math.min(best.answerMs, seen?.answerMs ?? Infinity)
      }
      touches.push({ page, target, ms: Math.round(best.ms), answerMs: Math.round(best.answerMs) })
    }
  }
  return touches
}

const middle = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN

function report(touches: readonly Touch[], bare: number[], chromium: string): boolean {
  const slowest = [...touches].sort((a, b) => b.ms - a.ms)
  const ratios = { longestMs: slowest[0]?.ms ?? NaN }
  const ok = ratios.longestMs <= LIMIT_MS
  console.log(
    JSON.stringify({
      case: 'taps',
      variant: `residents, CPU ${SLOWDOWN} times slower`,
      unit: 'ms',
      ours: {
        targets: touches.length,
        bareButton: { median: Math.round(middle(bare)), longest: Math.round(Math.max(...bare)) },
        firstChange: middle(touches.map(({ ms }) => ms)),
        answer: middle(touches.map(({ answerMs }) => answerMs)),
        slowest: slowest.slice(0, 5),
        slowestAnswers: [...touches].sort((a, b) => b.answerMs - a.answerMs).slice(0, 5),
      },
      ratios,
      floors: { longestMs: LIMIT_MS },
      ok,
      machine: `${cpus().length} x ${cpus()[0]?.model ?? ''}`,
      versions: { node: process.version, chromium },
    }),
  )
  return ok
}

async function main(): Promise<boolean> {
  const given = option('url')
  if (!given) await buildSites((line) => console.error(line))
  const server = given ? { url: given, end: async () => undefined } : await startDemoServer('--seed', '--no-jobs')
  const browser = await openBrowser()
  try {
    const phone = await Phone.of(browser, server.url)
    const bare: number[] = []
    for (let touch = 0; touch < BARE_TOUCHES; touch += 1) bare.push(await phone.bare())
    return report(await touchAll(phone), bare, browser.version())
  } finally {
    await browser.close()
    await server.end()
  }
}

main().then(
  (ok) => {
    console.log(ok ? '全部达到' : '有未达到的')
    process.exit(ok ? 0 : 1)
  },
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
