// Runs parts of miniapp/src/lib alone on the test phone, so that their promises can be tried at every step.
// Relies on esbuild, with the same replacements as the real build (config/index.ts).
import { build } from 'esbuild'
import path from 'node:path'
import { Phone, type Flash, newFlash } from './phone'
import { Wechat } from './wechat'

type RouteRef = { readonly method: string; readonly path: string }
type Entry = {
  label: string
  route: RouteRef
  input: Record<string, unknown>
  batch?: { field: string; max: number; last?: string }
  files?: readonly { path: string; route: RouteRef; fields: Record<string, unknown>; into: string }[]
  undoMs?: number
  isBehind?: boolean
}
type Row = { id: string; label: string; tries: number; reason?: { code: string; text: string; requestId?: string } }
type Session = {
  tokens: { access: string; refresh: string } | null
  person: { id: string; name: string; roles: readonly string[] } | null
  elder: 'auto' | 'on' | 'off'
}

/**
 * The parts of miniapp/src/lib under test, as they are written there (whose types need a browser's library, which tests
 * lack).
 */
export type Lib = {
  enqueue: (entry: Entry) => Promise<string>
  withdraw: (id: string) => boolean
  amend: (id: string, now: { label: string; input: Record<string, unknown> }) => boolean
  retryRefused: (id: string) => Promise<void>
  discardRefused: (id: string) => void
  discardAside: (key: string) => void
  flushOutbox: () => Promise<void>
  startOutbox: () => void
  outbox: () => {
    waiting: Row[]
    refused: Row[]
    aside: { key: string; label: string }[]
    sending: boolean
    online: boolean
  }
  call: (
    route: RouteRef & { keyed?: boolean },
    input: Record<string, unknown>,
    options?: { key?: string },
  ) => Promise<unknown>
  session: () => Session
  setSession: (change: Partial<Session>) => void
  signOut: () => void
  newId: () => Promise<string>
  deviceId: () => Promise<string>
}

const root = path.resolve(__dirname, '../..')
const ENTRY = `
  import '@/lib/polyfills'
  export { enqueue, withdraw, amend, retryRefused, discardRefused, discardAside, flushOutbox, startOutbox, outbox } from '@/lib/outbox/outbox'
  export { call } from '@/lib/api'
  export { session, setSession, signOut } from '@/lib/session'
  export { newId, deviceId } from '@/lib/ids'
`

let bundled: Promise<string> | null = null

async function bundle(): Promise<string> {
  const built = await build({
    stdin: { contents: ENTRY, resolveDir: path.join(root, 'miniapp'), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2018',
    logLevel: 'error',
    define: {
      'process.env.TARO_ENV': '"weapp"',
      'process.env.TARO_APP_API': '"http://127.0.0.1:3000"',
      'process.env.NODE_ENV': '"production"',
    },
    inject: [path.join(root, 'miniapp/src/lib/abort.ts'), path.join(root, 'miniapp/src/lib/big-int.ts')],
    alias: {
      '@tarojs/taro': path.join(__dirname, 'taro-on-phone.ts'),
      '@': path.join(root, 'miniapp/src'),
      '@shared': path.join(root, 'shared'),
    },
  })
  return built.outputFiles[0]?.text ?? ''
}

export type RunningLib = { phone: Phone; network: Wechat; lib: Lib; settled: () => Promise<void> }

const started = new Set<Phone>()
/** Fault scripts use phones too, outside jest, and end with their process. */
if (typeof afterAll === 'function')
  afterAll(() => {
    for (const phone of started) phone.kill()
  })

/** A cold start of the lib on a phone. What is still running when the test file ends is killed. */
export async function startLib(baseUrl: string, flash: Flash = newFlash()): Promise<RunningLib> {
  bundled ??= bundle()
  const source = await bundled
  const phone = new Phone(flash)
  started.add(phone)
  const network = new Wechat({ phone, baseUrl })
  const lib = phone.module(
    source,
    'lib.js',
    () => {
      throw new Error('nothing to require')
    },
    { wx: network.wx },
  ).exports as Lib
  const settled = async () => {
    const end = Date.now() + 10_000
    for (let quiet = 0; quiet < 3 && !phone.dead;) {
      await new Promise((resolve) => setTimeout(resolve, 4))
      quiet = phone.busy === 0 ? quiet + 1 : 0
      if (Date.now() > end) throw new Error('the phone does not come to rest')
    }
  }
  return { phone, network, lib, settled }
}
