// `npm start`: database, demo city, server, resident H5 and console on one port, with the addresses and demo accounts
// printed.
import { createServer } from 'node:net'
import path from 'node:path'
import { ConfigError, readConfig, type Config } from '../server/config'
import { DatabaseUnavailable } from '../server/platform/database-error'
import { openDatabase, type OpenDatabase } from '../server/platform/mongod'
import { serve, siteFolders, type RunningServer } from '../server/serve'
import { demoAccounts } from '../server/wiring'
import { buildSites } from './sites'

const root = path.resolve(__dirname, '..')
const say = (line: string): void => console.log(line)

/** A reason not to start, said in one sentence and without a stack. */
class CannotStart extends Error {}

async function main(): Promise<void> {
  const startedAt = performance.now()
  const config = readConfig()
  await mustBeFree(config)
  let database: OpenDatabase | null = null
  let server: RunningServer | null = null
  const stop = once(async () => {
    await server?.stop()
    await database?.stop()
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      say('\n正在停止…')
      void stop().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  }
  try {
    let building = Promise.resolve()
    let isBuilt = false
    database = await openDatabase({
      uri: config.mongodbUri,
      binary: config.mongodBinary,
      dataDir: config.dataDir,
      cacheDir: config.cacheDir,
      log: say,
    })
    server = await serve({
      config: { ...config, logLevel: config.mode === 'demo' ? 'warn' : config.logLevel },
      database,
      seed: config.mode === 'demo',
      say,
      onClaimed: () => {
        building = buildSites(say).then(() => {
          isBuilt = true
        })
        building.catch(() => undefined)
      },
      site: { ...siteFolders(root), isBuilt: () => isBuilt },
      runJobs: true,
    })
    await building
    await announce(config, server, startedAt)
  } catch (error) {
    await stop()
    throw error
  }
}

async function announce(config: Config, { url }: RunningServer, startedAt: number): Promise<void> {
  say(
    `\n无废通已启动(${((performance.now() - startedAt) / 1000).toFixed(1)} 秒)。数据在 ${config.dataDir},按 Ctrl-C 停止。\n`,
  )
  say(
    `  居民端 H5   ${url}/\n  管理台      ${url}/admin/\n  接口说明    ${url}/docs\n  运行状态    ${url}/readyz   ${url}/metrics\n`,
  )
  if (config.mode !== 'demo') return
  say('演示账号(虚构人物):')
  for (const line of await demoAccounts(config)) say(`  ${line}`)
  say('')
}

/** Asks before anything is started, so that a busy port costs one second, not one minute. */
function mustBeFree(config: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', () =>
      reject(
        new CannotStart(
          `端口 ${config.port} 已被占用:请先关掉占用它的程序,或换一个端口启动,例如 PORT=3100 npm start。`,
        ),
      ),
    )
    probe.listen(config.port, config.host, () => probe.close(() => resolve()))
  })
}

function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  return () => (running ??= action())
}

main().catch((error: unknown) => {
  const isPlain = error instanceof CannotStart || error instanceof ConfigError || error instanceof DatabaseUnavailable
  console.error(isPlain ? (error as Error).message : error)
  process.exit(1)
})
