// One server instance: database, models, features, HTTP and jobs, brought up in order and taken down in reverse.
// Several instances may run on one database; none keeps state of its own.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import mongoose from 'mongoose'
import { createApp } from './app'
import type { Config } from './config'
import { connectDatabase, disconnectDatabase } from './db'
import { features } from './features'
import { useFieldKey } from './field-cipher'
import { openApiDocument } from './http/openapi'
import { scheduleJobs } from './jobs'
import { log } from './log'
import { deliverOutbox } from './outbox'
import { configureFeatures, loadActor, requireStepUp } from './wiring'

export type RunningServer = { url: string; port: number; stop: () => Promise<void> }

export type ServeOptions = {
  config: Config
  mongodbUri: string
  /** Folders of the built H5 and console; null serves the API only. */
  site: { h5Root: string; adminRoot: string } | null
  /** Off for instances that only answer requests. */
  runJobs: boolean
  beforeListening?: () => Promise<void>
}

const OUTBOX_EVERY_MS = 2_000

/** Starts an instance. @throws DatabaseUnavailable, or EADDRINUSE when the port is taken */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { config } = options
  log.level = config.logLevel
  useFieldKey(config.fieldKey)
  configureFeatures(config)
  await connectDatabase(options.mongodbUri)
  await options.beforeListening?.()
  let serving = true
  const routes = features.flatMap((feature) => [...feature.routes])
  const app = createApp({
    routes,
    tokenSecret: config.tokenSecret,
    loadActor,
    requireStepUp,
    trustProxy: config.trustProxy,
    strictOutput: config.mode === 'demo',
    requestsPerSecond: 200,
    operator: { openApi: () => openApiDocument(routes), isServing: () => serving },
    site: options.site,
  })
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
