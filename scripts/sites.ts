// Builds the resident H5 and the console, each only when its sources or the lock file changed since the last build.
// Beside each text file lies the same file compressed, which the server sends to browsers that accept it. Invariant:
// two processes never build at once; whoever comes second waits and finds the work done.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

const root = path.resolve(__dirname, '..')
const LOCK = path.join(root, '.cache/sites.lock')

type Site = { title: string; sources: string[]; output: string; command: string[] }

const h5: Site = {
  title: '居民端 H5',
  sources: [
    'miniapp/src',
    'miniapp/config',
    'miniapp/scripts',
    'miniapp/babel.config.js',
    'miniapp/package.json',
    'shared',
    'server/guide/terms',
    'scripts/build-guide-core.ts',
    'scripts/sites.ts',
    'package-lock.json',
  ],
  output: 'miniapp/dist/h5',
  command: ['run', 'build:h5', '-w', 'miniapp'],
}
const admin: Site = {
  title: '管理台',
  sources: [
    'admin/src',
    'admin/index.html',
    'admin/vite.config.ts',
    'admin/package.json',
    'shared',
    'scripts/sites.ts',
    'package-lock.json',
  ],
  output: 'admin/dist',
  command: ['run', 'build', '-w', 'admin'],
}

/**
 * Builds what is stale, one after the other. @param say prints a line of progress @throws Error naming the site that
 * failed
 */
export async function buildSites(say: (line: string) => void): Promise<void> {
  if ([h5, admin].some((site) => !isFresh(site))) await lock()
  try {
    for (const site of [h5, admin]) await buildSite(site, say)
  } finally {
    unlock()
  }
}

const isHolder = (): boolean => existsSync(LOCK) && readFileSync(LOCK, 'utf8') === String(process.pid)
const unlock = (): void => {
  if (isHolder()) rmSync(LOCK, { force: true })
}

/** Takes the lock, waiting for the process that holds it as long as that lives. */
async function lock(): Promise<void> {
  mkdirSync(path.dirname(LOCK), { recursive: true })
  for (;;) {
    try {
      return writeFileSync(LOCK, String(process.pid), { flag: 'wx' })
    } catch {
      if (!isAlive(holder())) rmSync(LOCK, { force: true })
      else await pause(300)
    }
  }
}

/** The number in the lock; 0 while it is being written or has just gone. */
function holder(): number {
  try {
    return Number(readFileSync(LOCK, 'utf8'))
  } catch {
    return 0
  }
}

function isAlive(pid: number): boolean {
  if (pid === 0) return existsSync(LOCK) && Date.now() - statSync(LOCK).mtimeMs < 5_000
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const markOf = (site: Site): string => path.join(root, site.output, '.sources')
const isFresh = (site: Site): boolean =>
  existsSync(markOf(site)) && readFileSync(markOf(site), 'utf8') === hashOf(site.sources)

async function buildSite(site: Site, say: (line: string) => void): Promise<void> {
  if (isFresh(site)) return say(`${site.title}:已是最新,不用重新构建`)
  const mark = markOf(site)
  const hash = hashOf(site.sources)
  say(`${site.title}:${existsSync(mark) ? '源码有变化' : '首次'}构建中(约半分钟)…`)
  const startedAt = performance.now()
  await run(site)
  compress(path.join(root, site.output))
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
      code === 0 ? resolve() : reject(new Error(`${site.title}构建失败:\n${output.slice(-4000)}`)),
    )
  })
}

/** `app.js` → `app.js.gz`, and so on for every text file; pictures are compressed already. */
function compress(folder: string): void {
  for (const file of filesUnder(folder).filter((name) => /\.(js|css|html|json|svg)$/.test(name)))
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }))
}

function hashOf(sources: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of sources.flatMap((source) => filesUnder(path.join(root, source))).sort()) {
    hash.update(path.relative(root, file)).update(readFileSync(file))
  }
  return hash.digest('hex')
}

/** Files that a build itself writes into its sources are no reason to build again. */
const isMade = (place: string): boolean =>
  /\.generated\.(json|scss)$|[\\/]src[\\/](assets[\\/]tab|[\w-]+[\\/][\w-]+\.config\.ts)$/.test(place)

function filesUnder(place: string): string[] {
  if (!existsSync(place) || isMade(place)) return []
  if (statSync(place).isFile()) return [place]
  return readdirSync(place)
    .filter((name) => name !== 'node_modules' && name !== 'dist')
    .flatMap((name) => filesUnder(path.join(place, name)))
}

if (require.main === module) {
  buildSites((line) => console.log(line)).catch((error: Error) => {
    console.error(error.message)
    process.exit(1)
  })
}
