// Request ids, one log line a request, and Prometheus metrics.
import type { Context, Next } from 'koa'
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import { newId } from '../ids'
import { log } from '../log'
import { transactionCounts } from '../db'

export const metrics = new Registry()

/** Adds what Node tells of its process, for as long as the process lives: once, by whoever owns the process. */
export const observeProcess = (): void => collectDefaultMetrics({ register: metrics })

const requests = new Histogram({
  name: 'http_request_seconds',
  help: 'Duration of requests by route and status',
  labelNames: ['route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers: [metrics],
})
const defects = new Counter({ name: 'defects_total', help: 'Answers 500: errors nobody foresaw', registers: [metrics] })
new Gauge({
  name: 'transactions_retried_ratio',
  help: 'Share of transaction attempts that were repeated',
  registers: [metrics],
  collect() {
    const { ran, retried } = transactionCounts()
    this.set(ran === 0 ? 0 : retried / ran)
  },
})

export const countDefect = (): void => defects.inc()

/**
 * Koa middleware: gives the request an id, times it, logs it. The id is always ours, since the audit log and the holder
 * of an idempotency key go by it; one that the client sends is only written beside it in the log.
 */
export async function observe(ctx: Context, next: Next): Promise<void> {
  const given = ctx.get('X-Request-Id')
  const theirs = /^[\w-]{8,64}$/.test(given) ? { clientRequestId: given } : {}
  const requestId = newId()
  ctx.state.requestId = requestId
  ctx.set('X-Request-Id', requestId)
  const startedAt = performance.now()
  try {
    await next()
  } finally {
    const seconds = (performance.now() - startedAt) / 1000
    const route = (ctx.state.routeName as string | undefined) ?? 'other'
    requests.observe({ route, status: String(ctx.status) }, seconds)
    if (ctx.path.startsWith('/api'))
      log.info(
        { requestId, ...theirs, route, method: ctx.method, status: ctx.status, ms: Math.round(seconds * 1000) },
        'request',
      )
  }
}
