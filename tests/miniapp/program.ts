// The compiled mini-program on the test phone: app.js and the pages in the bare world of phone.ts, with the stack of
// pages and the tree that Taro sends to the screen kept as WeChat would keep them. Nothing of the program is replaced;
// nothing here needs a test runner. Relies on phone.ts, wechat.ts and page.ts, and on a build (build.ts).
import fs from 'node:fs'
import path from 'node:path'
import { newFlash, Phone, type Flash } from './phone'
import { Page, type PageConfig } from './page'
import { answer, Wechat, type Api, type Options } from './wechat'

const QUIET_ROUNDS = 3
const QUIET_LIMIT_MS = 15_000

export type LaunchOptions = {
  /** The server under test. */
  baseUrl?: string
  /** What an earlier run left on the phone. */
  flash?: Flash
  online?: boolean
  apis?: Readonly<Record<string, Api>>
  fontScale?: number
  /** Compiled output; the project's own by default. */
  dist?: string
}

type AppConfig = { onLaunch?: (options: Options) => void; onShow?: (options: Options) => void; onHide?: () => void }
type AppJson = {
  pages: string[]
  subPackages?: { root: string; pages: string[] }[]
  tabBar: { list: { pagePath: string }[] }
}

export class MiniProgram {
  readonly phone: Phone
  readonly network: Wechat
  readonly json: AppJson
  private readonly stack: Page[] = []
  private readonly tabs = new Map<string, Page>()
  private readonly configs = new Map<string, PageConfig>()
  private readonly modules = new Map<string, { exports: unknown }>()
  private app: AppConfig = {}
  private lastPage: PageConfig | null = null
  private readonly world: Record<string, unknown>

  constructor(
    private readonly dist: string,
    options: LaunchOptions,
  ) {
    this.json = JSON.parse(fs.readFileSync(path.join(dist, 'app.json'), 'utf8')) as AppJson
    this.phone = new Phone(options.flash ?? newFlash())
    const { baseUrl, apis, fontScale } = options
    this.network = new Wechat({ phone: this.phone, baseUrl, apis, fontScale })
    this.network.online = options.online ?? true
    this.provideNavigation()
    this.world = {
      wx: this.network.wx,
      App: (config: AppConfig) => {
        this.app = config
      },
      Page: (config: PageConfig) => {
        this.lastPage = config
      },
      Component: () => undefined,
      Behavior: (behavior: unknown) => behavior,
      getApp: () => this.app,
      getCurrentPages: () => this.stack.map((page) => page.instance),
      window: undefined,
      document: undefined,
      navigator: undefined,
      location: undefined,
      self: undefined,
      history: undefined,
      localStorage: undefined,
      XMLHttpRequest: undefined,
      WebSocket: undefined,
    }
  }

  /** Runs app.js, as a cold start does. */
  async start(): Promise<void> {
    this.require(path.join(this.dist, 'app.js'))
    const options = { path: this.json.pages[0] ?? '', query: {}, scene: 1001 }
    this.app.onLaunch?.(options)
    this.app.onShow?.(options)
    await this.settled()
  }

  /** Opens a page by address, e.g. "/me/waiting?id=7"; a tab page as a tab, others on top. */
  async open(url: string): Promise<Page> {
    this.go(url, this.isTab(url) ? 'tab' : 'push')
    await this.settled()
    return this.current()
  }

  /** The page in front. */
  current(): Page {
    const page = this.stack[this.stack.length - 1]
    if (!page) throw new Error('no page is open')
    return page
  }

  async back(): Promise<Page> {
    this.pop()
    await this.settled()
    return this.current()
  }

  /** The person leaves WeChat and comes back. */
  async leaveAndReturn(): Promise<void> {
    const options = { path: '', query: {}, scene: 1001 }
    this.app.onHide?.()
    this.network.emit('AppHide', {})
    this.current().hide()
    this.app.onShow?.(options)
    this.network.emit('AppShow', options)
    this.current().show()
    await this.settled()
  }

  /** The phone kills the program at once; answers what stays on the phone. */
  kill(): Flash {
    this.phone.kill()
    return this.phone.flash
  }

  /** Time goes by, for the server too: see phone.ts. */
  async pass(ms: number): Promise<void> {
    this.phone.pass(ms)
    await this.settled()
  }

  /** Waits until no request and no short timer is running. Longer timers (retries) are not waited for. */
  async settled(): Promise<void> {
    const end = Date.now() + QUIET_LIMIT_MS
    for (let quiet = 0; quiet < QUIET_ROUNDS && !this.phone.dead;) {
      await new Promise((resolve) => setTimeout(resolve, 4))
      quiet = this.phone.busy === 0 ? quiet + 1 : 0
      if (Date.now() > end) throw new Error(`still busy after ${QUIET_LIMIT_MS} ms`)
    }
  }

  /** Waits until something holds, at most `limitMs`. */
  async until(holds: () => boolean, limitMs = 10_000): Promise<void> {
    const end = Date.now() + limitMs
    while (!holds()) {
      if (Date.now() > end)
        throw new Error(
          `did not come about within ${limitMs} ms; on screen: ${this.stack.length ? this.current().text() : 'nothing'}`,
        )
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await this.settled()
  }

  private isTab(url: string): boolean {
    const route = routeOf(url)
    return this.json.tabBar.list.some(({ pagePath }) => pagePath === route)
  }

  private provideNavigation(): void {
    const move = (how: 'push' | 'replace' | 'tab' | 'all') => (options?: Options) => {
      this.phone.soon(() => {
        this.go(String(options?.['url']), how)
        answer(options, { errMsg: 'ok' })
      })
    }
    this.network.provide('navigateTo', move('push'))
    this.network.provide('redirectTo', move('replace'))
    this.network.provide('switchTab', move('tab'))
    this.network.provide('reLaunch', move('all'))
    this.network.provide('navigateBack', (options) => {
      this.phone.soon(() => {
        for (let left = Number(options?.['delta'] ?? 1); left > 0; left -= 1) this.pop()
        answer(options, { errMsg: 'ok' })
      })
    })
  }

  private pop(): void {
    if (this.stack.length < 2) return
    this.stack.pop()?.unload()
    this.current().show()
  }

  private go(url: string, how: 'push' | 'replace' | 'tab' | 'all'): void {
    const route = routeOf(url)
    const tab = this.tabs.get(route)
    const before = this.stack[this.stack.length - 1]
    if (how === 'push') before?.hide()
    else if (how === 'replace') this.stack.pop()?.unload()
    else
      for (const page of this.stack.splice(0))
        if (how === 'tab' && this.tabs.get(page.route) === page) page.hide()
        else page.unload()
    if (how === 'all') this.tabs.clear()
    if (how === 'tab' && tab) {
      this.stack.push(tab)
      tab.show()
      return
    }
    const page = new Page(this.phone, route, this.configOf(route), this.network.wx, () => this.settled())
    if (this.isTab(url)) this.tabs.set(route, page)
    this.stack.push(page)
    page.load(queryOf(url))
  }

  private configOf(route: string): PageConfig {
    const known = this.configs.get(route)
    if (known) return known
    const listed = [
      ...this.json.pages,
      ...(this.json.subPackages ?? []).flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`)),
    ]
    if (!listed.includes(route)) throw new Error(`no page ${route}; there are ${listed.join(', ')}`)
    this.lastPage = null
    this.require(path.join(this.dist, `${route}.js`))
    const config = this.lastPage as PageConfig | null
    if (!config) throw new Error(`${route}.js did not call Page()`)
    this.configs.set(route, config)
    return config
  }

  private require(file: string): unknown {
    const full = file.endsWith('.js') ? file : `${file}.js`
    const known = this.modules.get(full)
    if (known) return known.exports
    const module = this.phone.module(
      fs.readFileSync(full, 'utf8'),
      full,
      (name) => this.require(path.resolve(path.dirname(full), name)),
      this.world,
    )
    this.modules.set(full, module)
    return module.exports
  }
}

const routeOf = (url: string): string => url.replace(/^\//, '').split('?')[0] ?? ''
const queryOf = (url: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(url.split('?')[1] ?? ''))
