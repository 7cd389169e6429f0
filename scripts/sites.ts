// Builds the resident H5, the console and the mini-program, each only when its sources, the lock file or the address of
// the API changed since its last build. Beside each text file of a site lies the same file compressed, which the server
// sends to browsers that accept it. Invariant: two processes never build one of them at once; whoever comes second
// waits and finds the work done.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

const root = path.resolve(__dirname, '..')

type Site = {
  title: string
  sources: string[]
  output: string
  /** Holds the hash of the sources that the output was made of. */
  mark: string
  command: string[]
  /** Whether browsers are served from it. */
  served: boolean
}

const ofTaro = [
  'miniapp/src',
  'miniapp/config',
  'miniapp/scripts',
  'miniapp/babel.config.js',
  'miniapp/package.json',
  'shared',
  'server/guide',
  'scripts/build-guide-core.ts',
]
const always = ['scripts/sites.ts', 'package-lock.json']

const h5: Site = {
  title: '居民端 H5',
  sources: [...ofTaro, ...always],
  output: 'miniapp/dist/h5',
  mark: 'miniapp/dist/h5/.sources',
  command: ['run', 'build:h5', '-w', 'miniapp'],
  served: true,
}
const admin: Site = {
  title: '管理台',
  sources: ['admin/src', 'admin/index.html', 'admin/vite.config.ts', 'admin/package.json', 'shared', ...always],
  output: 'admin/dist',
  mark: 'admin/dist/.sources',
  command: ['run', 'build', '-w', 'admin'],
  served: true,
}
const weapp: Site = {
  title: '微信小程序',
  sources: [...ofTaro, ...always],
  output: 'miniapp/dist/weapp',
  // beside it: what lies inside is uploaded to WeChat
  mark: 'miniapp/dist/weapp.sources',
  command: ['run', 'build:weapp', '-w', 'miniapp'],
  served: false,
}

/**
 * Builds what browsers are served, beside each other, if it is stale.
 * @param say prints a line of progress @throws Error naming the site that failed
 */
export const buildSites = (say: (line: string) => void): Promise<void> => buildAll([h5, admin], say)

/** Builds the mini-program for WeChat if it is stale; answers its folder. @throws Error with what the build said */
export async function buildWeapp(say: (line: string) => void): Promise<string> {
  await buildAll([weapp], say)
  return path.join(root, weapp.output)
}

async function buildAll(sites: readonly Site[], say: (line: string) => void): Promise<void> {
  const ended = await Promise.allSettled(sites.map((site) => buildAlone(site, say)))
  for (const end of ended) if (end.status === 'rejected') throw end.reason
}

async function buildAlone(site: Site, say: (line: string) => void): Promise<void> {
  if (isFresh(site)) return say(`${site.title}:已是最新,不用重新构建`)
  const lock = lockOf(site)
  await take(lock)
  try {
    await build(site, say)
  } finally {
    rmSync(lock, { force: true })
  }
}

const lockOf = ({ output }: Site): string => path.join(root, '.cache', `${output.replaceAll('/', '-')}.lock`)

/** Takes the lock, waiting for the process that holds it as long as that lives. */
async function take(lock: string): Promise<void> {
  mkdirSync(path.dirname(lock), { recursive: true })
  for (;;) {
    try {
      return writeFileSync(lock, String(process.pid), { flag: 'wx' })
    } catch {
      if (!isAlive(lock)) rmSync(lock, { force: true })
      else await pause(300)
    }
  }
}

/** The number in the lock; 0 while it is being written or has just gone. */
function holder(lock: string): number {
  try {
    return Number(readFileSync(lock, 'utf8'))
  } catch {
    return 0
  }
}

function isAlive(lock: string): boolean {
  const pid = holder(lock)
  if (pid === 0) return existsSync(lock) && Date.now() - statSync(lock).mtimeMs < 5_000
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const isFresh = ({ output, mark, sources }: Site): boolean =>
  existsSync(path.join(root, output)) &&
  existsSync(path.join(root, mark)) &&
  readFileSync(path.join(root, mark), 'utf8') === hashOf(sources)

async function build(site: Site, say: (line: string) => void): Promise<void> {
  if (isFresh(site)) return say(`${site.title}:已是最新,不用重新构建`)
  const mark = path.join(root, site.mark)
  const hash = hashOf(site.sources)
  say(`${site.title}:${existsSync(mark) ? '源码有变化' : '首次'}构建中(约半分钟)…`)
  const startedAt = performance.now()
  // an output that was left half made is not taken for a whole one
  rmSync(mark, { force: true })
  if (!site.served) rmSync(path.join(root, site.output), { recursive: true, force: true })
  await run(site)
  if (site.served) compress(path.join(root, site.output))
  writeFileSync(mark, hash)
  say(`${site.title}:构建完成(${((performance.now() - startedAt) / 1000).toFixed(0)} 秒)`)
}

function run(site: Site): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['--silent', ...site.command], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-20_000)
      })
    child.on('error', reject)
    child.on('exit', (code) =>
      // Taro ends well also where it has found errors
      code === 0 && !/✖|Errors:/.test(output)
        ? resolve()
        : reject(new Error(`${site.title}构建失败:\n${output.slice(-4000)}`)),
    )
  })
}

/** `app.js` → `app.js.gz`, and so on for every text file; pictures are compressed already. */
function compress(folder: string): void {
  for (const file of filesUnder(folder).filter((name) => /\.(js|css|html|json|svg)$/.test(name)))
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }))
}

function hashOf(sources: readonly string[]): string {
  const hash = createHash('sha256').update(`${process.env['TARO_APP_API'] ?? ''}\n`)
  for (const file of sources.flatMap((source) => filesUnder(path.join(root, source))).sort()) {
    hash.update(path.relative(root, file)).update(readFileSync(file))
  }
  return hash.digest('hex')
}

/** What a build itself writes into its sources, and tests, are no reason to build again. */
const isNoSource = (place: string): boolean =>
  /\.generated\.(json|scss)$|\.test\.tsx?$|[\\/]src[\\/](assets[\\/]tab|[\w-]+[\\/][\w-]+\.config\.ts)$/.test(place)

function filesUnder(place: string): string[] {
  if (!existsSync(place) || isNoSource(place)) return []
  if (statSync(place).isFile()) return [place]
  return readdirSync(place)
    .filter((name) => name !== 'node_modules' && name !== 'dist')
    .flatMap((name) => filesUnder(path.join(place, name)))
}

if (require.main === module) {
  const all = { h5, admin, weapp }
  const wanted = Object.entries(all).filter(([name]) => process.argv.length < 3 || process.argv.includes(name))
  buildAll(
    wanted.map(([, site]) => site),
    (line) => console.log(line),
  ).catch((error: Error) => {
    console.error(error.message)
    process.exit(1)
  })
}
