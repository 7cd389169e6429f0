// One server instance: database, models, features, HTTP and jobs, brought up in order and taken down in reverse.
// Several instances may run on one database; none keeps state of its own.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import mongoose from 'mongoose'
import { createApp } from './app'
import { ConfigError, type Config } from './config'
import { claimDatabase } from './database-mark'
import { buildIndexes, connect, disconnectDatabase } from './db'
import { seedDemoCity } from './demo-city'
import { features } from './features'
import { useFieldKey } from './field-cipher'
import { observeProcess } from './http/observe'
import { openApiDocument } from './http/openapi'
import type { OperatorPagesOptions } from './http/operator-pages'
import type { SiteOptions } from './http/static-site'
import { scheduleJobs } from './jobs'
import { log } from './log'
import { deliverOutbox } from './outbox'
import type { OpenDatabase } from './platform/mongod'
import { loadWorkbooks } from './sheets'
import { actors, configureFeatures, requireStepUp } from './wiring'

export type RunningServer = { url: string; port: number; stop: () => Promise<void> }

export type CityOptions = {
  config: Config
  database: Pick<OpenDatabase, 'uri' | 'source'>
  /** Fills an empty database with the demo city. */
  seed: boolean
  /** Prints a line of progress. */
  say: (line: string) => void
  /** Called when this database may be used, before the seed; what takes long or costs much begins here. */
  onClaimed?: () => void | Promise<void>
}

export type ServeOptions = CityOptions & {
  /** Folders of the built H5 and console; null serves the API only. */
  site: SiteOptions | null
  /** Off for instances that only answer requests. */
  runJobs: boolean
}

const OUTBOX_EVERY_MS = 2_000

/** In production no start may ask for the demo city, whatever the database. @throws ConfigError */
export function mustNotSeed(config: Config): void {
  if (config.mode === 'production')
    throw new ConfigError('正式环境不能生成演示数据：请去掉 --seed，或用 APP_MODE=demo 和另一个数据库。')
}

/**
 * Connects to the database and makes it a city to serve: looks at what is in it before anything is written, builds the
 * indexes, and seeds the demo where asked. Shared by every way to start the product.
 * @throws ConfigError when this database must not be used so; it is left as it was
 */
export async function openCity({ config, database, seed, say, onClaimed }: CityOptions): Promise<void> {
  if (seed) mustNotSeed(config)
  useFieldKey(config.fieldKey)
  configureFeatures(config)
  await connect(database.uri)
  try {
    say(await claimDatabase({ mode: config.mode, seed, own: database.source !== 'uri' }, config.fieldKey))
    await onClaimed?.()
    await buildIndexes()
    if (seed) await seedDemoCity(say)
  } catch (error) {
    await disconnectDatabase()
    throw error
  }
}

/** Starts an instance. @throws ConfigError, DatabaseUnavailable, or EADDRINUSE when the port is taken */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { config } = options
  log.level = config.logLevel
  await openCity(options)
  let serving = true
  const routes = features.flatMap((feature) => [...feature.routes])
  const app = createApp({
    routes,
    tokenSecret: config.tokenSecret,
    actors,
    requireStepUp,
    trustProxy: config.trustProxy,
    publicHost: config.publicUrl ? new URL(config.publicUrl).host : null,
    secureCookies: config.mode === 'production',
    strictOutput: config.mode === 'demo',
    requestsPerSecond: 200,
    operator: { openApi: () => openApiDocument(routes), isServing: () => serving, readers: operatorsOf(config) },
    site: options.site,
    tiles: config.map?.tiles,
  })
  await loadWorkbooks()
  observeProcess()
  const server = await listen(app.callback(), config)
  const stopJobs = options.runJobs
    ? scheduleJobs(features.flatMap((feature) => [...(feature.jobs ?? [])]))
    : async () => undefined
  const stopOutbox = options.runJobs ? startOutbox() : async () => undefined
  const port = (server.address() as AddressInfo).port
  return {
    port,
    url: `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${port}`,
    stop: async () => {
      serving = false
      await closeServer(server)
      await stopJobs()
      await stopOutbox()
      for (const feature of features) await feature.stop?.()
      await disconnectDatabase()
    },
  }
}

const operatorsOf = ({ mode, operatorToken }: Config): OperatorPagesOptions['readers'] =>
  mode === 'demo' ? 'everybody' : operatorToken ? { token: operatorToken } : 'nobody'

function listen(handler: (...parameters: never[]) => unknown, config: Config): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(
      { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 },
      handler as never,
    )
    server.once('error', reject)
    server.listen(config.port, config.host, () => resolve(server))
  })
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 5_000).unref()
  })
}

function startOutbox(): () => Promise<void> {
  const deliverers = Object.assign({}, ...features.map((feature) => feature.outbox ?? {})) as Parameters<
    typeof deliverOutbox
  >[0]
  let running: Promise<unknown> = Promise.resolve()
  let busy = false
  const timer = setInterval(() => {
    if (busy || mongoose.connection.readyState !== 1) return
    busy = true
    running = deliverOutbox(deliverers)
      .catch((error: unknown) => log.error({ err: String(error) }, 'outbox'))
      .finally(() => {
        busy = false
      })
  }, OUTBOX_EVERY_MS)
  return async () => {
    clearInterval(timer)
    await running
  }
}

/** Where `npm start` builds the two sites. */
export const siteFolders = (root: string) => ({
  h5Root: path.join(root, 'miniapp/dist/h5'),
  adminRoot: path.join(root, 'admin/dist'),
})
