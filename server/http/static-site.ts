// Serves the built resident H5 at / and the console under /admin. Files that carry their content in their name are
// cached for a year; pages and the service worker, which decide what is fetched, are asked for anew every time.
// A file that lies there compressed as well (`app.js.gz`) is sent so to browsers that accept it.
import type { Context, Next } from 'koa'
import send from 'koa-send'

export type SiteOptions = {
  h5Root: string
  adminRoot: string
  /** False while the pages are being built beside the running server; built where absent. */
  isBuilt?: () => boolean
}

/** Where the two builds put files whose names change with their content. */
const HASHED = /^(js|chunk|css|assets)\//

/** A file of a build, which costs little to send and is asked for once a release. */
export const isBuiltFile = ({ method, path }: Pick<Context, 'method' | 'path'>): boolean =>
  (method === 'GET' || method === 'HEAD') && HASHED.test(path.replace(/^\/(admin\/)?/, ''))

export function staticSite({ h5Root, adminRoot, isBuilt = () => true }: SiteOptions) {
  return async (ctx: Context, next: Next): Promise<void> => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next()
    if (!isBuilt()) return saySoon(ctx)
    if (ctx.path === '/admin') return ctx.redirect('/admin/')
    if (ctx.path.startsWith('/admin/')) {
      const file = ctx.path.slice('/admin/'.length)
      if (file.includes('.')) return serve(ctx, adminRoot, file)
      return serve(ctx, adminRoot, 'index.html')
    }
    return serve(ctx, h5Root, ctx.path === '/' ? 'index.html' : ctx.path.slice(1))
  }
}

/**
 * No file, or a path that can't name one: above the root, with a zero byte, or not decodable. Scanners ask for these.
 */
function isNoFile(error: unknown): boolean {
  const { status = 500, code } = error as { status?: number; code?: string }
  return status < 500 || code === 'ERR_INVALID_ARG_VALUE'
}

/** For the half minute of a first build: a page that loads itself again, without script. */
function saySoon(ctx: Context): void {
  ctx.status = 503
  ctx.set('Retry-After', '3')
  ctx.set('Cache-Control', 'no-store')
  ctx.type = 'text/html; charset=utf-8'
  ctx.body =
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="3"><title>页面正在准备</title>' +
    '<p style="font:20px/1.7 system-ui,sans-serif;margin:40px;max-width:32em">页面正在准备，大约半分钟。<br>好了会自动打开，不用做什么。</p></html>'
}

async function serve(ctx: Context, root: string, file: string): Promise<void> {
  ctx.vary('Accept-Encoding')
  try {
    await send(ctx, file, {
      root,
      maxage: 365 * 24 * 3600 * 1000,
      immutable: true,
      setHeaders: (res) => {
        if (!HASHED.test(file)) res.setHeader('Cache-Control', 'no-cache')
      },
    })
  } catch (error) {
    if (!isNoFile(error)) throw error
  }
  if (ctx.body === undefined || ctx.body === null) {
    ctx.status = 404
    ctx.type = 'text/html; charset=utf-8'
    ctx.body =
      '<!doctype html><meta charset="utf-8"><title>没有这个页面</title><p style="font:18px/1.6 system-ui;margin:40px">没有这个页面。<a href="/">回到首页</a></p>'
  }
}
