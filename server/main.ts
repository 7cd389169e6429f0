// A server process without building anything: for production behind a balancer, and for tests that kill instances.
// `node server/dist/main.cjs` (bundled by `npm run build:server`). Prints one JSON line when it listens.
import path from 'node:path'
import { ConfigError, readConfig } from './config'
import { DatabaseUnavailable } from './platform/database-error'
import { openDatabase } from './platform/mongod'
import { mustNotSeed, serve, siteFolders, type RunningServer } from './serve'

async function main(): Promise<void> {
  const config = readConfig()
  const seed = process.argv.includes('--seed')
  if (seed) mustNotSeed(config)
  const say = (line: string): void => console.error(line)
  const database = await openDatabase({
    uri: config.mongodbUri,
    binary: config.mongodBinary,
    dataDir: config.dataDir,
    cacheDir: config.cacheDir,
    log: say,
  })
  let server: RunningServer
  try {
    server = await serve({
      config,
      database,
      seed,
      say,
      site: siteFolders(path.resolve(process.cwd())),
      runJobs: process.argv.includes('--no-jobs') === false,
    })
  } catch (error) {
    await database.stop()
    throw error
  }
  console.log(JSON.stringify({ listening: server.url, pid: process.pid }))
  const stop = (): void =>
    void server
      .stop()
      .then(() => database.stop())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      )
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop)
}

main().catch((error: unknown) => {
  const isPlain = error instanceof ConfigError || error instanceof DatabaseUnavailable
  console.error(isPlain ? (error as Error).message : error)
  process.exit(1)
})
