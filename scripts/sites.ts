// Builds the resident H5 and the console, each only when its sources or the lock file changed since the last build. Beside each text
// file lies the same file compressed, which the server sends to browsers that accept it.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'

const root = path.resolve(__dirname, '..')

type Site = { title: string; sources: string[]; output: string; command: string[] }

const h5: Site = {
  title: '居民端 H5', sources: ['miniapp/src', 'miniapp/config', 'miniapp/scripts', 'miniapp/babel.config.js', 'miniapp/package.json', 'shared', 'server/guide/terms', 'scripts/build-guide-core.ts', 'scripts/sites.ts', 'package-lock.json'],
  output: 'miniapp/dist/h5', command: ['run', 'build:h5', '-w', 'miniapp'],
}
const admin: Site = {
  title: '管理台', sources: ['admin/src', 'admin/index.html', 'admin/vite.config.ts', 'admin/package.json', 'shared', 'scripts/sites.ts', 'package-lock.json'],
  output: 'admin/dist', command: ['run', 'build', '-w', 'admin'],
}

/** Builds what is stale, one after the other. @param say prints a line of progress @throws Error naming the site that failed */
export async function buildSites(say: (line: string) => void): Promise<void> {
  for (const site of [h5, admin]) await buildSite(site, say)
}

async function buildSite(site: Site, say: (line: string) => void): Promise<void> {
  const mark = path.join(root, site.output, '.sources')
  const hash = hashOf(site.sources)
  if (existsSync(mark) && readFileSync(mark, 'utf8') === hash) return say(`${site.title}:已是最新,不用重新构建`)
  say(`${site.title}:${existsSync(mark) ? '源码有变化' : '首次'}构建中(约半分钟)…`)
  const startedAt = performance.now()
  await run(site)
  compress(path.join(root, site.output))
  writeFileSync(mark, hash)
  say(`${site.title}:构建完成(${((performance.now() - startedAt) / 1000).toFixed(0)} 秒)`)
}

function run(site: Site): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['--silent', ...site.command], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output = (output + chunk.toString()).slice(-20_000) })
    child.on('error', reject)
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${site.title}构建失败:\n${output.slice(-4000)}`))))
  })
}

/** `app.js` → `app.js.gz`, and so on for every text file; pictures are compressed already. */
function compress(folder: string): void {
  for (const file of filesUnder(folder).filter((name) => /\.(js|css|html|json|svg)$/.test(name))) writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }))
}

function hashOf(sources: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of sources.flatMap((source) => filesUnder(path.join(root, source))).sort()) {
    hash.update(path.relative(root, file)).update(readFileSync(file))
  }
  return hash.digest('hex')
}

function filesUnder(place: string): string[] {
  if (!existsSync(place)) return []
  if (statSync(place).isFile()) return /\.generated\.json$/.test(place) ? [] : [place]
  return readdirSync(place).filter((name) => name !== 'node_modules' && name !== 'dist').flatMap((name) => filesUnder(path.join(place, name)))
}

if (require.main === module) {
  buildSites((line) => console.log(line)).catch((error: Error) => {
    console.error(error.message)
    process.exit(1)
  })
}
