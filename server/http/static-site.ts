// Serves the built resident H5 at / and the console under /admin. Hashed files are cached for a year, pages never.
// A file that lies there compressed as well (`app.js.gz`) is sent so to browsers that accept it.
import type { Context, Next } from 'koa'
import send from 'koa-send'

export type SiteOptions = { h5Root: string; adminRoot: string }

export function staticSite({ h5Root, adminRoot }: SiteOptions) {
  return async (ctx: Context, next: Next): Promise<void> => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next()
    if (ctx.path === '/admin') return ctx.redirect('/admin/')
    if (ctx.path.startsWith('/admin/')) {
      const file = ctx.path.slice('/admin/'.length)
      if (file.includes('.')) return serve(ctx, adminRoot, file)
      return serve(ctx, adminRoot, 'index.html')
    }
    return serve(ctx, h5Root, ctx.path === '/' ? 'index.html' : ctx.path.slice(1))
  }
}

async function serve(ctx: Context, root: string, file: string): Promise<void> {
  ctx.vary('Accept-Encoding')
  try {
    await send(ctx, file, {
      root,
      maxage: file.endsWith('.html') ? 0 : 365 * 24 * 3600 * 1000,
      immutable: !file.endsWith('.html'),
    })
  } catch (error) {
    if ((error as { status?: number }).status !== 404) throw error
  }
  if (ctx.body === undefined || ctx.body === null) {
    ctx.status = 404
    ctx.type = 'text/html; charset=utf-8'
    ctx.body =
      '<!doctype html><meta charset="utf-8"><title>没有这个页面</title><p style="font:18px/1.6 system-ui;margin:40px">没有这个页面。<a href="/">回到首页</a></p>'
  }
}
