// Pages for those who run the product: health, readiness, metrics and the API's description.
import type { Context, Next } from 'koa'
import mongoose from 'mongoose'
import { escapeHtml } from '@shared/escape'
import { metrics } from './observe'

export type OperatorPagesOptions = {
  openApi: () => object
  /** False while the pages are being built, and once the server is stopping. */
  isServing: () => boolean
}

/**
 * `/healthz` the process lives · `/readyz` it can serve (database and pages answer) · `/metrics` · `/openapi.json` ·
 * `/docs`
 */
export function operatorPages(options: OperatorPagesOptions) {
  let document: string | null = null
  let page: string | null = null
  const openApi = (): string => (document ??= JSON.stringify(options.openApi()))
  return async (ctx: Context, next: Next): Promise<void> => {
    if (ctx.method !== 'GET') return next()
    switch (ctx.path) {
      case '/healthz':
        ctx.body = { status: 'ok' }
        return
      case '/readyz': {
        const ready = options.isServing() && (await databaseAnswers())
        ctx.status = ready ? 200 : 503
        ctx.body = { status: ready ? 'ready' : 'not ready' }
        return
      }
      case '/metrics':
        ctx.type = metrics.contentType
        ctx.body = await metrics.metrics()
        return
      case '/openapi.json':
        ctx.type = 'application/json'
        ctx.body = openApi()
        return
      case '/docs':
        ctx.type = 'text/html; charset=utf-8'
        // two megabytes of text: built once, since building it keeps everybody else waiting
        ctx.body = page ??= docsPage(JSON.parse(openApi()) as OpenApi)
        return
      default:
        return next()
    }
  }
}

async function databaseAnswers(): Promise<boolean> {
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
<h1>无废通 API</h1><p>完整说明:<a href="/openapi.json">/openapi.json</a>(可导入 Apifox、Postman)。写操作都带 <code>Idempotency-Key</code>。</p><table>${rows.join('')}</table></html>`
}
