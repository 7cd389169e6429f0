// The whole request pipeline, in order, on one screen. `listen` and the database connection are not here.
import { bodyParser } from '@koa/bodyparser'
import Koa, { type Context, type Next } from 'koa'
import { DomainError } from '@shared/errors'
import type { ActorLoaders, StepUpCheck } from './http/auth'
import { dispatch } from './http/dispatch'
import { nameEpoch } from './http/epoch'
import { writeErrors } from './http/errors'
import type { Implemented } from './http/implement'
import { createRateLimiter, type RateLimiter } from './http/limits'
import { observe } from './http/observe'
import { healthPages, operatorPages, type OperatorPagesOptions } from './http/operator-pages'
import { securityHeaders } from './http/security-headers'
import { isBuiltFile, staticSite, type SiteOptions } from './http/static-site'
import { log } from './log'

export type AppOptions = {
  routes: readonly Implemented[]
  tokenSecret: string
  actors: ActorLoaders
  requireStepUp: StepUpCheck
  trustProxy: boolean
  /** "city.example" where the address that people see is known and a proxy sends another `Host`. */
  publicHost: string | null
  /** The console's cookie only over TLS, whatever a proxy says. */
  secureCookies: boolean
  strictOutput: boolean
  requestsPerSecond: number
  operator: OperatorPagesOptions
  site: SiteOptions | null
  /** The address of the console's map tiles, with {z}, {x} and {y}: pages may show pictures of its host. */
  tiles?: string | undefined
}

export function createApp(options: AppOptions): Koa {
  const app = new Koa({ proxy: options.trustProxy, maxIpsCount: 1 })
  const limiter = createRateLimiter(options.requestsPerSecond)
  const api = dispatch({ ...options, limiter })
  app.on('error', (error: Error & { code?: string }) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE' && error.code !== 'ECONNRESET')
      log.warn({ err: error.message }, 'socket')
  })
  app.use(observe)
  app.use(writeErrors)
  app.use(nameEpoch)
  app.use(securityHeaders(options.tiles))
  const isBuilt = (): boolean => options.site?.isBuilt?.() ?? true
  app.use(healthPages({ isServing: () => options.operator.isServing() && isBuilt() }))
  app.use(limited(limiter))
  app.use(operatorPages(options.operator))
  app.use(sameOriginCookies(options.publicHost))
  app.use(jsonBodies())
  app.use((ctx, next) => (isServed(ctx.path) ? api(ctx) : next()))
  if (options.site) app.use(staticSite(options.site))
  app.use(() => {
    throw new DomainError('ROUTE_UNKNOWN')
  })
  return app
}

/** The API, the public pages that a QR opens (`/p/<site>`, `/c/<certificate>`), and the published lists. */
const isServed = (path: string): boolean => /^\/((api|p|c)\/|lists(\/|$))/.test(path)

/** Before anything that costs: pages, files, bodies, unknown addresses. Only a balancer's questions come before it. */
function limited(limiter: RateLimiter) {
  return (ctx: Context, next: Next): Promise<void> =>
    (isBuiltFile(ctx) ? limiter.files(ctx.ip) : limiter.general(ctx.ip)).then(next)
}

/** What only reads has no body; the usual type is known without comparing all types of JSON. */
function jsonBodies() {
  const parse = bodyParser({
    enableTypes: ['json'],
    jsonLimit: '1mb',
    detectJSON: (ctx) => ctx.get('Content-Type').startsWith('application/json'),
    onError: refuseBody,
  })
  return (ctx: Context, next: Next): Promise<void> =>
    ctx.method === 'GET' || ctx.method === 'HEAD' ? next() : parse(ctx, next)
}

function refuseBody(error: Error & { status?: number }): never {
  throw new DomainError(error.status === 413 ? 'BODY_TOO_LARGE' : 'BODY_UNREADABLE')
}

/**
 * A write that carries the console's cookie must come from our own pages. Never compared with X-Forwarded-Host, which a
 * proxy may pass on as the sender wrote it.
 */
function sameOriginCookies(publicHost: string | null) {
  return (ctx: Context, next: Next): Promise<void> => {
    const isWrite = ctx.method !== 'GET' && ctx.method !== 'HEAD'
    const origin = isWrite && ctx.get('Origin')
    if (origin && ctx.get('Cookie')) {
      const host = hostOf(origin)
      if (host === null || (host !== publicHost && host !== ctx.get('Host'))) throw new DomainError('NOT_ALLOWED')
    }
    return next()
  }
}

/** null for "null" (a page without an origin) and for what is no address. */
function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host
  } catch {
    return null
  }
}
