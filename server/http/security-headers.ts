// What browsers are told about every answer. Pages and their files get all of helmet's headers; answers of the API get
// those that mean something for data (OWASP REST Security Cheat Sheet, "Security Headers"), since a phone on a weak
// network reads them with every answer.
import type { Context, Next } from 'koa'
import helmet from 'koa-helmet'

type Headers = readonly (readonly [string, string])[]
type Directives = Record<string, string[] | null>

const HSTS = { maxAge: 31_536_000, includeSubDomains: true }

/** @param tiles the address of the console's map tiles: pages may show pictures of its host */
const forPages = (tiles: string | undefined): Directives => ({
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:', ...(tiles ? [new URL(tiles).origin] : [])],
  // blob: and data: are what a page made itself: a picture just picked, or kept until there is a network
  connectSrc: ["'self'", 'blob:', 'data:'],
  workerSrc: ["'self'"],
  objectSrc: ["'none'"],
  frameAncestors: ["'none'"],
  upgradeInsecureRequests: null,
})
/** Nothing that an answer holds is loaded or run; a browser's own viewer of a picture or paper may style itself. */
const DATA: Directives = { defaultSrc: ["'none'"], styleSrc: ["'unsafe-inline'"], frameAncestors: ["'none'"] }
const MEANT_FOR_DATA = [
  'content-security-policy',
  'cross-origin-resource-policy',
  'referrer-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
]

/** The same for every answer of a kind, so helmet is asked once for each. */
function headersOf(directives: Directives, useDefaults: boolean): Headers {
  const headers: [string, string][] = []
  const sink = {
    removeHeader: () => undefined,
    setHeader: (name: string, value: string) => headers.push([name, value]),
  }
  const asked = { req: {}, res: sink } as unknown as Context
  const asks = helmet({
    contentSecurityPolicy: { useDefaults, directives },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    hsts: HSTS,
  })
  void asks(asked, () => Promise.resolve())
  return headers
}

/** Koa middleware. @param tiles with {z}, {x} and {y}, where the city has set some */
export function securityHeaders(tiles: string | undefined) {
  const ofPages = headersOf(forPages(tiles), true)
  const ofData = headersOf(DATA, false).filter(([name]) => MEANT_FOR_DATA.includes(name.toLowerCase()))
  return (ctx: Context, next: Next): Promise<void> => {
    for (const [name, value] of ctx.path.startsWith('/api/') ? ofData : ofPages) ctx.res.setHeader(name, value)
    return next()
  }
}
