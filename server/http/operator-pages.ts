// Pages for those who run the product: health and readiness for balancers, which nobody is kept from; metrics and the
// API's description, which are for operators alone where the server is a city's.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context, Next } from 'koa'
import mongoose from 'mongoose'
import { escapeHtml } from '@shared/escape'
import { metrics } from './observe'

export type OperatorPagesOptions = {
  openApi: () => object
  /** False while the pages are being built, and once the server is stopping. */
  isServing: () => boolean
  /**
   * Who may read metrics and the description: everybody (the demo), nobody, or who sends this as a Bearer token. The
   * address is not asked: behind a proxy on the same machine everybody comes from loopback.
   */
  readers: 'everybody' | 'nobody' | { token: string }
}

const isReading = (ctx: Context): boolean => ctx.method === 'GET' || ctx.method === 'HEAD'

/** `/healthz` the process lives · `/readyz` it can serve (database and pages answer) */
export function healthPages({ isServing }: Pick<OperatorPagesOptions, 'isServing'>) {
  const sayReady = async (ctx: Context): Promise<void> => {
    const ready = isServing() && (await databaseAnswers())
    ctx.status = ready ? 200 : 503
    ctx.body = { status: ready ? 'ready' : 'not ready' }
  }
  return (ctx: Context, next: Next): Promise<void> => {
    if (!isReading(ctx)) return next()
    if (ctx.path === '/readyz') return sayReady(ctx)
    if (ctx.path !== '/healthz') return next()
    ctx.body = { status: 'ok' }
    return Promise.resolve()
  }
}

const PAGES: readonly string[] = ['/metrics', '/openapi.json', '/docs']

/** `/metrics` · `/openapi.json` · `/docs`; an unknown address for those who may not read them. */
export function operatorPages(options: OperatorPagesOptions) {
  let document: string | null = null
  let page: string | null = null
  const openApi = (): string => (document ??= JSON.stringify(options.openApi()))
  const show = async (ctx: Context): Promise<void> => {
    switch (ctx.path) {
      case '/metrics':
        ctx.type = metrics.contentType
        ctx.body = await metrics.metrics()
        return
      case '/openapi.json':
        ctx.type = 'application/json'
        ctx.body = openApi()
        return
      default:
        ctx.type = 'text/html; charset=utf-8'
        // two megabytes of text: built once, since building it keeps everybody else waiting
        ctx.body = page ??= docsPage(JSON.parse(openApi()) as OpenApi)
    }
  }
  return (ctx: Context, next: Next): Promise<void> =>
    PAGES.includes(ctx.path) && isReading(ctx) && mayRead(ctx, options.readers) ? show(ctx) : next()
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

function mayRead(ctx: Context, readers: OperatorPagesOptions['readers']): boolean {
  if (typeof readers === 'string') return readers === 'everybody'
  return timingSafeEqual(digest(ctx.get('Authorization')), digest(`Bearer ${readers.token}`))
}

const READY_MS = 1_000
let asked: { until: number; answers: Promise<boolean> } | null = null

/** At most one question a second, however often anybody asks. */
function databaseAnswers(): Promise<boolean> {
  const at = performance.now()
  if (!asked || asked.until < at) asked = { until: at + READY_MS, answers: ping() }
  return asked.answers
}

async function ping(): Promise<boolean> {
  try {
    await mongoose.connection.db?.command({ ping: 1 }, { timeoutMS: 2000 })
    return mongoose.connection.readyState === 1
  } catch {
    return false
  }
}

type OpenApi = {
  paths: Record<
    string,
    Record<string, { summary: string; operationId: string; requestBody?: unknown; security?: unknown[] }>
  >
}

/** A plain page without script: readable under the strict content policy; tools import /openapi.json. */
function docsPage(document: OpenApi): string {
  const rows = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => `
    <tr id="${escapeHtml(operation.operationId)}"><td><code>${method.toUpperCase()}</code></td><td><code>${escapeHtml(path)}</code></td><td>${escapeHtml(operation.summary)}</td>
    <td>${operation.security ? '登录' : '公开'}</td><td><details><summary>请求与回答</summary><pre>${escapeHtml(JSON.stringify(operation, null, 1))}</pre></details></td></tr>`,
    ),
  )
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>无废通 API</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:1100px;margin:24px auto;padding:0 16px;color:#1b2b23}table{border-collapse:collapse;width:100%}td{border-bottom:1px solid #dde5e0;padding:6px 8px;vertical-align:top}pre{max-width:520px;max-height:320px;overflow:auto;background:#f4f7f5;padding:8px;font-size:13px}</style>
<h1>无废通 API</h1><p>完整说明：<a href="/openapi.json">/openapi.json</a>（可导入 Apifox、Postman）。写操作都带 <code>Idempotency-Key</code>。</p><table>${rows.join('')}</table></html>`
}
