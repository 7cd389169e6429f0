// Builds the WeChat mini-program for tests, and only when something it is made of has changed.
// Relies on miniapp/scripts/build.js; the hash of the sources lies beside the output (git-ignored).
// Invariants: two workers never build at once; an output without its hash counts as unfinished.
import { createHash } from 'node:crypto'
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

const root = path.resolve(__dirname, '../..')
/** The compiled mini-program. */
export const weappDist = path.join(root, 'miniapp/dist/weapp')

const HASH_FILE = path.join(root, 'miniapp/dist/weapp.hash')
const LOCK = path.join(root, 'miniapp/dist/weapp.lock')
/** A lock without a number in it is being written just now, or was left by a machine that stopped. */
const LOCK_LIMIT_MS = 60_000
const SOURCES = [
  'miniapp/src',
  'miniapp/config',
  'miniapp/scripts',
  'miniapp/babel.config.js',
  'miniapp/package.json',
  'shared',
  'server/guide',
  'scripts/build-guide-core.ts',
  'package-lock.json',
]
const ignored =
  /(^|\/)(node_modules|dist|assets\/tab)(\/|$)|\.test\.tsx?$|\.generated\.(json|scss)$|src\/[\w-]+\/[\w-]+\.config\.ts$/

let ready: Promise<string> | null = null

/** The folder of the compiled mini-program, built now if need be (about half a minute). */
export function ensureWeappBuild(): Promise<string> {
  ready ??= build()
  return ready
}

async function build(): Promise<string> {
  fs.mkdirSync(path.dirname(LOCK), { recursive: true })
  const wanted = hashOf()
  if (isBuilt(wanted)) return weappDist
  await lock(wanted)
  try {
    if (!isBuilt(wanted)) await run(wanted)
  } finally {
    fs.rmSync(LOCK, { force: true })
  }
  return weappDist
}

const isBuilt = (wanted: string): boolean =>
  fs.existsSync(path.join(weappDist, 'app.js')) &&
  fs.existsSync(HASH_FILE) &&
  fs.readFileSync(HASH_FILE, 'utf8') === wanted

async function run(wanted: string): Promise<void> {
  fs.rmSync(HASH_FILE, { force: true })
  fs.rmSync(weappDist, { recursive: true, force: true })
  const script = path.join(root, 'miniapp/scripts/build.js')
  const { TARO_APP_API: _own, ...env } = process.env
  const told = (parts: { stdout?: string; stderr?: string }) =>
    `the weapp build failed\n${parts.stdout ?? ''}\n${parts.stderr ?? ''}`
  const done = await promisify(execFile)(process.execPath, [script, 'weapp'], {
    cwd: root,
    env: env as NodeJS.ProcessEnv,
    maxBuffer: 1 << 26,
  }).catch((error: { stdout?: string; stderr?: string }) => {
    throw new Error(told(error))
  })
  if (!fs.existsSync(path.join(weappDist, 'app.js')) || /✖|Errors:/.test(done.stdout)) throw new Error(told(done))
  fs.writeFileSync(HASH_FILE, wanted)
}

/** Waits for another worker's build, or takes the lock; the lock of a process that is gone is nobody's. */
async function lock(wanted: string): Promise<void> {
  for (;;) {
    try {
      fs.writeFileSync(LOCK, String(process.pid), { flag: 'wx' })
      return
    } catch {
      if (isStale()) fs.rmSync(LOCK, { force: true })
      await new Promise((resolve) => setTimeout(resolve, 250))
      if (isBuilt(wanted) && !fs.existsSync(LOCK)) continue
    }
  }
}

function isStale(): boolean {
  try {
    const pid = Number(fs.readFileSync(LOCK, 'utf8'))
    if (pid === 0) return Date.now() - fs.statSync(LOCK).mtimeMs > LOCK_LIMIT_MS
    process.kill(pid, 0)
    return false
  } catch (error) {
    // ESRCH: no such process; anything else is a lock that has just gone, or a process of somebody else
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

function hashOf(): string {
  const hash = createHash('sha256')
  for (const file of SOURCES.flatMap((source) => filesIn(source))) {
    hash.update(`${file}\n`).update(fs.readFileSync(path.join(root, file)))
  }
  return hash.digest('hex')
}

function filesIn(relative: string): string[] {
  const full = path.join(root, relative)
  if (ignored.test(relative) || !fs.existsSync(full)) return []
  if (!fs.statSync(full).isDirectory()) return [relative]
  return fs
    .readdirSync(full)
    .sort()
    .flatMap((name) => filesIn(path.posix.join(relative, name)))
}
