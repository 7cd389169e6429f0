// The `wx` object of the test phone: storage, files, network, navigation and the small things a program asks of WeChat.
// Relies on phone.ts. Requests go over real HTTP; an address of the build (127.0.0.1:3000) is led to the server under
// test. Invariants: a plain object with every API before app.js runs (Taro reads its keys once); every call is
// recorded.
import { randomBytes } from 'node:crypto'
import type { Phone } from './phone'
import { answer, multipart, refuse, sendRequest, type Options, type PhoneRequest, type Weather } from './wechat-http'

export { answer, type Options }

export type Api = (options?: Options, ...more: unknown[]) => unknown
export type Call = readonly [name: string, options: Options]
export type WechatOptions = {
  phone: Phone
  /** The server under test, e.g. "http://127.0.0.1:41234"; requests fail without one. */
  baseUrl?: string | undefined
  /** Replacements and additions, e.g. `{ scanCode: (o) => answer(o, { result: 'ABC' }) }`. */
  apis?: Readonly<Record<string, Api>> | undefined
  /** The person's text size (1 = usual). */
  fontScale?: number | undefined
}

const DEFAULT_SIZE = {
  windowWidth: 375,
  windowHeight: 667,
  screenWidth: 375,
  screenHeight: 667,
  pixelRatio: 2,
  statusBarHeight: 20,
}
const rect = { left: 0, top: 0, right: 375, bottom: 44, width: 375, height: 44 }

export class Wechat {
  readonly calls: Call[] = []
  readonly wx: Record<string, unknown> = {}
  online = true
  weather: Weather = () => 'pass'
  /** Bytes that storage may hold; writing past it fails as it does on a full phone. */
  storageLimit = Infinity
  private readonly phone: Phone
  private readonly listeners = new Map<string, Set<(value: unknown) => void>>()
  private files = 0

  constructor(private readonly options: WechatOptions) {
    this.phone = options.phone
    const apis: Record<string, Api> = {
      ...this.small(),
      ...this.storage(),
      ...this.network(),
      ...this.fileSystem(),
      ...this.events(),
      ...options.apis,
    }
    for (const [name, api] of Object.entries(apis)) {
      this.wx[name] = (given?: Options, ...more: unknown[]) => {
        if (this.phone.dead) return undefined
        this.calls.push([name, given ?? {}])
        return api(given, ...more)
      }
    }
  }

  /** Adds or replaces an API before the program starts. */
  provide(name: string, api: Api): void {
    this.wx[name] = (given?: Options) => {
      if (this.phone.dead) return undefined
      this.calls.push([name, given ?? {}])
      return api(given)
    }
  }

  setOnline(online: boolean): void {
    this.online = online
    this.emit('NetworkStatusChange', { isConnected: online, networkType: online ? 'wifi' : 'none' })
  }

  /** Tells everyone who listens with wx.on<event>. */
  emit(event: string, value: unknown): void {
    for (const listener of this.listeners.get(event) ?? []) listener(value)
  }

  callsOf(name: string): Options[] {
    return this.calls.filter(([called]) => called === name).map(([, options]) => options)
  }

  /** Puts a picture where a camera would; answers its temporary path. */
  takePicture(bytes: Buffer): string {
    this.files += 1
    const path = `http://tmp/${this.files}.jpg`
    this.phone.flash.files.set(path, bytes)
    return path
  }

  private later(task: () => void): void {
    this.phone.soon(task)
  }

  private small(): Record<string, Api> {
    const system = {
      ...DEFAULT_SIZE,
      platform: 'devtools',
      system: 'iOS 13.0',
      SDKVersion: '3.5.8',
      language: 'zh_CN',
      fontSizeScaleFactor: this.options.fontScale ?? 1,
    }
    const out: Record<string, Api> = {
      canIUse: () => true,
      getSystemInfoSync: () => system,
      getWindowInfo: () => system,
      getDeviceInfo: () => system,
      getAppBaseInfo: () => system,
      getMenuButtonBoundingClientRect: () => rect,
      getLaunchOptionsSync: () => ({ path: '', query: {}, scene: 1001 }),
      getEnterOptionsSync: () => ({ path: '', query: {}, scene: 1001 }),
      getAccountInfoSync: () => ({ miniProgram: { appId: 'touristappid', envVersion: 'develop', version: '' } }),
      nextTick: (task) => {
        this.later(task as unknown as () => void)
      },
      createSelectorQuery: () => this.selector(),
      getRandomValues: (options) =>
        this.later(() => {
          const bytes = randomBytes(Number(options?.['length'] ?? 16))
          const buffer = (this.phone.value('(count) => new ArrayBuffer(count)') as (count: number) => ArrayBuffer)(
            bytes.length,
          )
          new Uint8Array(buffer).set(bytes)
          answer(options, { randomValues: buffer })
        }),
      login: (options) => this.later(() => answer(options, { code: `code-${randomBytes(6).toString('hex')}` })),
      getNetworkType: (options) => this.later(() => answer(options, { networkType: this.online ? 'wifi' : 'none' })),
      showModal: (options) => this.later(() => answer(options, { confirm: true, cancel: false })),
      requestSubscribeMessage: (options) =>
        this.later(() => {
          const ids = (options?.['tmplIds'] ?? []) as string[]
          answer(options, {
            errMsg: 'requestSubscribeMessage:ok',
            ...Object.fromEntries(ids.map((id) => [id, 'accept'])),
          })
        }),
    }
    for (const name of [
      'showToast',
      'hideToast',
      'showLoading',
      'hideLoading',
      'setNavigationBarTitle',
      'setNavigationBarColor',
      'stopPullDownRefresh',
      'vibrateShort',
      'vibrateLong',
      'setTabBarBadge',
      'removeTabBarBadge',
      'setClipboardData',
      'makePhoneCall',
      'previewImage',
      'openLocation',
      'pageScrollTo',
    ]) {
      out[name] = (options) => this.later(() => answer(options, { errMsg: `${name}:ok` }))
    }
    for (const name of ['scanCode', 'getLocation', 'chooseMedia', 'chooseImage']) {
      out[name] = (options) => this.later(() => refuse(options, `${name}:fail cancel`))
    }
    return out
  }

  private selector(): unknown {
    const callbacks: ((value: unknown) => void)[] = []
    const query: Record<string, unknown> = {
      exec: (then?: (values: unknown[]) => void) =>
        this.later(() => {
          for (const one of callbacks) one(rect)
          then?.(callbacks.map(() => rect))
        }),
    }
    for (const name of ['select', 'selectAll', 'selectViewport', 'in']) query[name] = () => query
    for (const name of ['boundingClientRect', 'scrollOffset', 'fields', 'node']) {
      query[name] = (first?: unknown, second?: unknown) => {
        const then = [first, second].find((part) => typeof part === 'function') as
          ((value: unknown) => void) | undefined
        callbacks.push(then ?? (() => undefined))
        return query
      }
    }
    return query
  }

  private storage(): Record<string, Api> {
    const { storage } = this.phone.flash
    const size = () => [...storage].reduce((sum, [key, value]) => sum + key.length + value.length, 0)
    const read = (key: unknown): unknown => {
      const text = storage.get(String(key))
      return text === undefined ? '' : this.phone.parse(text)
    }
    const write = (key: unknown, value: unknown) => {
      const text = JSON.stringify(value)
      if (size() + text.length > this.storageLimit) throw new Error('setStorageSync:fail exceed storage max size 10Mb')
      if (!this.phone.step()) throw new Error('killed')
      storage.set(String(key), text)
    }
    const remove = (key: unknown) => {
      if (!this.phone.step()) throw new Error('killed')
      storage.delete(String(key))
    }
    return {
      getStorageSync: read as unknown as Api,
      setStorageSync: ((key: unknown, value: unknown) => write(key, value)) as unknown as Api,
      removeStorageSync: ((key: unknown) => remove(key)) as unknown as Api,
      getStorageInfoSync: () => ({
        keys: [...storage.keys()],
        currentSize: Math.ceil(size() / 1024),
        limitSize: 10_240,
      }),
      getStorage: (options) => this.later(() => answer(options, { data: read(options?.['key']) })),
      setStorage: (options) =>
        this.later(() => {
          write(options?.['key'], options?.['data'])
          answer(options, {})
        }),
      removeStorage: (options) =>
        this.later(() => {
          remove(options?.['key'])
          answer(options, {})
        }),
    }
  }

  private fileSystem(): Record<string, Api> {
    const { files } = this.phone.flash
    return {
      saveFile: (options) =>
        this.later(() => {
          const bytes = files.get(String(options?.['tempFilePath']))
          if (!bytes) return refuse(options, 'saveFile:fail tempFilePath file not exist')
          const savedFilePath = `http://store/${randomBytes(8).toString('hex')}`
          if (!this.phone.step()) return
          files.set(savedFilePath, bytes)
          files.delete(String(options?.['tempFilePath']))
          answer(options, { savedFilePath })
        }),
      removeSavedFile: (options) =>
        this.later(() => {
          if (this.phone.step()) files.delete(String(options?.['filePath']))
          answer(options, {})
        }),
    }
  }

  private events(): Record<string, Api> {
    const out: Record<string, Api> = {}
    for (const event of [
      'NetworkStatusChange',
      'AppShow',
      'AppHide',
      'ThemeChange',
      'WindowResize',
      'Error',
      'UnhandledRejection',
      'NeedPrivacyAuthorization',
    ]) {
      out[`on${event}`] = (listener) => {
        const known = this.listeners.get(event) ?? new Set()
        known.add(listener as unknown as (value: unknown) => void)
        this.listeners.set(event, known)
      }
      out[`off${event}`] = (listener) => {
        this.listeners.get(event)?.delete(listener as unknown as (value: unknown) => void)
      }
    }
    return out
  }

  private network(): Record<string, Api> {
    return {
      request: (options = {}) => {
        const body = options['data']
        return this.send(
          options,
          {
            method: String(options['method'] ?? 'GET'),
            headers: {
              'content-type': 'application/json',
              ...(options['header'] as Record<string, string> | undefined),
            },
            body: body === undefined ? null : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
          },
          (status, bytes, headers) => {
            const text = bytes.toString('utf8')
            answer(options, { statusCode: status, data: this.asJson(text), header: headers, errMsg: 'request:ok' })
          },
        )
      },
      uploadFile: (options = {}) => {
        const bytes = this.phone.flash.files.get(String(options['filePath']))
        if (!bytes) return this.later(() => refuse(options, 'uploadFile:fail file not exist'))
        const boundary = `----phone${randomBytes(8).toString('hex')}`
        return this.send(
          options,
          {
            method: 'POST',
            headers: {
              ...(options['header'] as Record<string, string> | undefined),
              'content-type': `multipart/form-data; boundary=${boundary}`,
            },
            body: multipart(
              boundary,
              (options['formData'] ?? {}) as Record<string, string>,
              String(options['name']),
              bytes,
            ),
          },
          (status, answered) =>
            answer(options, { statusCode: status, data: answered.toString('utf8'), errMsg: 'uploadFile:ok' }),
        )
      },
      downloadFile: (options = {}) =>
        this.send(
          options,
          {
            method: 'GET',
            headers: { ...(options['header'] as Record<string, string> | undefined) },
            body: null,
          },
          (status, bytes) =>
            answer(options, { statusCode: status, tempFilePath: this.takePicture(bytes), errMsg: 'downloadFile:ok' }),
        ),
    }
  }

  private asJson(text: string): unknown {
    try {
      return this.phone.parse(text)
    } catch {
      return text
    }
  }

  private send(
    options: Options,
    request: PhoneRequest,
    then: (status: number, bytes: Buffer, headers: Options) => void,
  ): { abort: () => void } {
    return sendRequest(this, { phone: this.phone, baseUrl: this.options.baseUrl }, options, request, then)
  }
}
