// `npm run dev`: the database, the demo city, the server, the resident H5 and the console, each made anew when its
// sources change. The database is found as `npm start` finds it, and kept open while the server restarts. Children run
// in process groups of their own. Invariant: whichever way this process is told to end, or loses its parent, the groups
// and the database end first.
import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { ConfigError, readConfig } from '../server/config'
import { disconnectDatabase } from '../server/db'
import { DatabaseUnavailable } from '../server/platform/database-error'
import { openDatabase, type OpenDatabase } from '../server/platform/mongod'
import { mustNotSeed, openCity } from '../server/serve'

const root = path.resolve(__dirname, '..')
const H5_PORT = 10_086
const CONSOLE_PORT = 5174
const PATIENCE_MS = 8_000
const say = (line: string): void => console.log(line)

/** A reason not to start, said in one sentence and without a stack. */
class CannotStart extends Error {}

const children = new Map<string, ChildProcess>()
let database: OpenDatabase | null = null
let ending: Promise<void> | null = null

/** Starts a part; its lines are shown under its name. When it ends by itself, so does everything. */
function start(name: string, file: string, words: readonly string[], environment: NodeJS.ProcessEnv): void {
  const child = spawn(process.execPath, [file, ...words], {
    cwd: name === 'server' ? root : path.join(root, name),
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  })
  children.set(name, child)
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() !== '') say(`[${name}] ${line}`)
    })
  }
  child.on('exit', (code) => {
    children.delete(name)
    if (ending) return
    say(`[${name}] 已退出(${code ?? '被终止'})`)
    void end(1)
  })
}

/** Asks every group to end, waits, ends what is left by force, then closes the database. */
function end(code: number): Promise<void> {
  ending ??= (async () => {
    if (children.size > 0) say('\n正在停止…')
    const left = [...children.values()]
    for (const child of left) signal(child, 'SIGTERM')
    for (let waited = 0; children.size > 0 && waited < PATIENCE_MS; waited += 100) await pause(100)
    for (const child of left) signal(child, 'SIGKILL')
    await database?.stop()
    process.exit(code)
  })()
  return ending
}

/** To the whole group, also when its first process has gone already. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, name)
  } catch {
    // nobody of the group is left
  }
}

function mustBeFree(port: number, hint: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', () => reject(new CannotStart(`端口 ${port} 已被占用:${hint}`)))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()))
  })
}

/** Waits until an address answers anything at all. */
async function answered(url: string): Promise<void> {
  while (
    !ending &&
    !(await fetch(url).then(
      () => true,
      () => false,
    ))
  )
    await pause(300)
}

function endWithParent(): void {
  const parent = process.ppid
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => void end(0))
  // npm is told to end and its shell does not pass that on
  setInterval(() => {
    if (process.ppid !== parent) void end(0)
  }, 1_000).unref()
}

async function main(): Promise<void> {
  const config = readConfig()
  mustNotSeed(config)
  endWithParent()
  await mustBeFree(config.port, '请先关掉占用它的程序,或换一个端口,例如 PORT=3100 npm run dev。')
  database = await openDatabase({
    uri: config.mongodbUri,
    binary: config.mongodBinary,
    dataDir: config.dataDir,
    cacheDir: config.cacheDir,
    log: say,
  })
  // here and not in the server, which a change of its sources restarts: a seed would be interrupted
  const onClaimed = async (): Promise<void> => {
    for (const port of [H5_PORT, CONSOLE_PORT]) await mustBeFree(port, '请先关掉占用它的程序。')
  }
  await openCity({ config, database, seed: true, say, onClaimed })
  await disconnectDatabase()
  const environment = {
    ...process.env,
    APP_MODE: config.mode,
    MONGODB_URI: database.uri,
    PORT: String(config.port),
    DATA_DIR: config.dataDir,
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
  }
  start('server', require.resolve('tsx/cli'), ['watch', '--clear-screen=false', 'server/main.ts'], environment)
  start('miniapp', path.join(root, 'miniapp/scripts/build.js'), ['h5', '--watch'], environment)
  start(
    'admin',
    path.join(path.dirname(require.resolve('vite/package.json')), 'bin/vite.js'),
    ['--clearScreen', 'false'],
    environment,
  )
  const [api, h5, console] = [
    `http://127.0.0.1:${config.port}`,
    `http://127.0.0.1:${H5_PORT}`,
    `http://127.0.0.1:${CONSOLE_PORT}/admin`,
  ]
  await Promise.all([answered(`${api}/readyz`), answered(`${h5}/`), answered(`${console}/`)])
  if (ending) return
  say(`\n开发环境已就绪,改动后自动更新,按 Ctrl-C 停止。数据在 ${config.dataDir}。\n`)
  say(`  居民端 H5   ${h5}/\n  管理台      ${console}/\n  接口        ${api}/docs\n`)
}

main().catch(async (error: unknown) => {
  const isPlain = error instanceof CannotStart || error instanceof ConfigError || error instanceof DatabaseUnavailable
  console.error(isPlain ? (error as Error).message : error)
  await end(1)
})
