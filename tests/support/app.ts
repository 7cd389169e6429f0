// Starts the real app on a loopback port and speaks to it through the contract. Each client comes from its own
// 127.x.x.x address, so that rate limits stay on. Relies on useDatabase() and on nothing of the features but their
//   rows.
//
//   useDatabase(); const app = useApp()
//   const wang = await aResident(); const answer = await app.as(wang).call(people.me, {})
//   await expectError(app.as(wang).call(households.detail, { id }), 'NOT_FOUND')
//   await app.as(wang).call(route, input, { key })      app.anonymous().call(…)      app.as(wang).upload(route, fields,
// { bytes, filename })
import { createHash, randomBytes } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { fillPath, isKeyed, queryString, type InputOf, type OutputOf, type Route } from '@shared/contract'
import type { ErrorBody, ErrorCode } from '@shared/errors'
import { createApp, type AppOptions } from '@server/app'
import { now } from '@server/clock'
import type { Config } from '@server/config'
import type { SiteOptions } from '@server/http/static-site'
import type { Feature } from '@server/feature'
import { useFieldKey } from '@server/field-cipher'
import { newId } from '@server/ids'
import { log } from '@server/log'
import { notify } from '@server/notices/notices'
import { configurePeople, type PeopleSettings } from '@server/people/settings'
import { deviceHeader, type DeviceRequest } from '@server/access/device-signatures'
import { loadDevice } from '@server/access/devices'
import { loadLink } from '@server/access/links'
import { loadActor } from '@server/people/sessions'
import { requireStepUp } from '@server/people/staff-sign-in'
import { forgetNetworks, networkOf, type Signed } from './people'

/** One for all workers of a run: what one of them has sealed the others can read. */
export const TOKEN_SECRET = process.env['TEST_SECRET'] ?? randomBytes(32).toString('base64url')
useFieldKey(createHash('sha256').update(`field ${TOKEN_SECRET}`).digest('base64url'))
configurePeople({ mode: 'demo', tokenSecret: TOKEN_SECRET })

const logged: string[] = []
Object.assign(log, { [pino.symbols.streamSym]: { write: (line: string) => void logged.push(line) } })
/** Everything the server has logged in this test file, one JSON line an event. Nothing of it reaches the terminal. */
export const logLines = (): readonly string[] => logged

const testConfig: Config = {
  mode: 'demo',
  port: 0,
  host: '127.0.0.1',
  dataDir: '',
  cacheDir: '',
  logLevel: 'silent',
  trustProxy: false,
  tokenSecret: TOKEN_SECRET,
  fieldKey: '',
  wechat: null,
}

/** What the server said no to. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: ErrorCode,
    readonly body: ErrorBody['error'],
    readonly headers: http.IncomingHttpHeaders,
  ) {
    super(`${status} ${code}: ${JSON.stringify(body.details ?? body.text)}`)
  }
}

export type Answer = { status: number; headers: http.IncomingHttpHeaders; body: Buffer }
export type CallOptions = {
  /** Idempotency key; a fresh one when absent. */
  key?: string
  headers?: Record<string, string>
}

export type Client = {
  call<R extends Route>(route: R, input: InputOf<R>, options?: CallOptions): Promise<OutputOf<R>>
  upload<R extends Route>(
    route: R,
    fields: InputOf<R>,
    file: { bytes: Buffer; filename: string; type?: string },
    options?: CallOptions,
  ): Promise<OutputOf<R>>
  /** The bytes of a route that answers a file or page. */
  download<R extends Route>(route: R, input: InputOf<R>): Promise<Answer>
  /** Anything, without a contract; never throws on a status. */
  raw(
    method: string,
    path: string,
    options?: { body?: string | Buffer; headers?: Record<string, string> },
  ): Promise<Answer>
}

export type TestApp = {
  url: string
  /** A client of a person (`await aResident()`), of an access token, or of nobody. */
  as(who: Signed | string): Client
  anonymous(address?: string): Client
  /** A client of a link, or of a device, which signs each request with its key. */
  withKey(scheme: 'Link' | 'Device', key: string): Client
  close(): Promise<void>
}

export type AppSetup = {
  features?: readonly Feature[]
  people?: Partial<PeopleSettings>
  requestsPerSecond?: number
  site?: SiteOptions
  /** As where a city's server stands: behind a proxy, with its public address, its operators and its cookies. */
  server?: Partial<Pick<AppOptions, 'trustProxy' | 'publicHost' | 'secureCookies' | 'tiles'>> & {
    readers?: AppOptions['operator']['readers']
  }
}

/** Starts the app for a test file and stops it after. */
export function useApp(setup: AppSetup = {}): TestApp {
  let running: TestApp | null = null
  const app = (): TestApp => {
    if (!running) throw new Error('the app starts in beforeAll')
    return running
  }
  beforeAll(async () => {
    running = await startApp(setup)
  })
  afterAll(async () => {
    await running?.close()
  })
  return {
    get url() {
      return app().url
    },
    as: (who) => app().as(who),
    anonymous: (address) => app().anonymous(address),
    withKey: (scheme, key) => app().withKey(scheme, key),
    close: () => app().close(),
  }
}

/** The real app with all features' routes on a free loopback port. */
export async function startApp({
  features,
  people = {},
  requestsPerSecond = 100,
  site,
  server: { readers = 'everybody', ...front } = {},
}: AppSetup = {}): Promise<TestApp> {
  const table = (await import('@server/features')).features
  const rows = features ?? table
  const { configureFeatures } = await import('@server/wiring')
  configureFeatures(testConfig, [...new Set([...table, ...rows])])
  configurePeople({
    mode: 'demo',
    tokenSecret: TOKEN_SECRET,
    tell: notify,
    personalData: rows.flatMap(({ name, personalData }) => (personalData ? [{ name, personalData }] : [])),
    onMerge: rows.flatMap(({ onMerge }) => (onMerge ? [onMerge] : [])),
    onVacated: rows.flatMap(({ onVacated }) => (onVacated ? [onVacated] : [])),
    onRoleEnded: rows.flatMap(({ onRoleEnded }) => (onRoleEnded ? [onRoleEnded] : [])),
    ...people,
  })
  const koa = createApp({
    routes: rows.flatMap((row) => row.routes),
    tokenSecret: TOKEN_SECRET,
    actors: { person: loadActor, link: loadLink, device: loadDevice },
    requireStepUp,
    trustProxy: false,
    publicHost: null,
    secureCookies: false,
    ...front,
    strictOutput: true,
    requestsPerSecond,
    operator: { openApi: () => ({ paths: {} }), isServing: () => true, readers },
    site: site ?? null,
  })
  const handle = koa.callback()
  const server = http.createServer((incoming, outgoing) => void handle(incoming, outgoing))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })
  forgetNetworks()
  return {
    url: `http://127.0.0.1:${port}`,
    as: (who) =>
      typeof who === 'string'
        ? client(port, agent, `Bearer ${who}`, networkOf(who))
        : client(port, agent, `Bearer ${who.token}`, networkOf(who.personId)),
    anonymous: (address = networkOf(newId())) => client(port, agent, null, address),
    withKey: (scheme, key) => client(port, agent, scheme === 'Link' ? `Link ${key}` : signedWith(key), networkOf(key)),
    close: async () => {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

/** Resolves to the refusal; fails when the call succeeds or is refused with another code. */
export async function expectError(promise: Promise<unknown>, code: ErrorCode): Promise<Refused> {
  const outcome = await promise.then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  )
  if ('answer' in outcome)
    throw new Error(`expected ${code}, but it was answered: ${JSON.stringify(outcome.answer)?.slice(0, 300)}`)
  if (!(outcome.error instanceof Refused)) throw outcome.error
  if (outcome.error.code !== code) throw new Error(`expected ${code}, got ${outcome.error.message}`)
  return outcome.error
}

type Credentials = string | ((request: DeviceRequest) => string)

const lastTimes = new Map<string, number>()
/** Signs as a device does: by its clock, each request a later time than the last. */
function signedWith(key: string): Credentials {
  return (sent) => {
    const time = Math.max(now().getTime(), (lastTimes.get(key) ?? 0) + 1)
    lastTimes.set(key, time)
    return deviceHeader(key, sent, time)
  }
}

function client(port: number, agent: http.Agent, credentials: Credentials | null, localAddress: string): Client {
  const send = (method: string, path: string, body: string | Buffer | undefined, headers: Record<string, string>) => {
    // a device sends JSON and no files: of another body nothing is signed
    const signed = headers['content-type']?.startsWith('application/json') ? (body?.toString() ?? '') : ''
    const given = typeof credentials === 'function' ? credentials({ method, path, body: signed }) : credentials
    const authorization: Record<string, string> = given ? { authorization: given } : {}
    return request({ port, agent, localAddress, method, path, headers: { ...authorization, ...headers } }, body)
  }
  const prepare = (route: Route, input: object, { key, headers = {} }: CallOptions = {}) => {
    const { path, rest } = fillPath(route, input as Record<string, unknown>)
    const inBody = route.method === 'POST' || route.method === 'PUT'
    const query = inBody ? '' : queryString(rest)
    return {
      path: path + (query && `?${query}`),
      rest,
      inBody,
      headers: { ...(isKeyed(route) ? { 'idempotency-key': key ?? newId() } : {}), ...headers },
    }
  }
  return {
    call: async (route, input, options) => {
      const { path, rest, inBody, headers } = prepare(route, input, options)
      const answer = await send(route.method, path, inBody ? JSON.stringify(rest) : undefined, {
        ...headers,
        ...(inBody ? { 'content-type': 'application/json' } : {}),
      })
      return checked(answer) as never
    },
    upload: async (route, fields, file, options) => {
      const { path, rest, headers } = prepare(route, fields, options)
      const { body, contentType } = multipart(rest, file)
      return checked(await send(route.method, path, body, { ...headers, 'content-type': contentType })) as never
    },
    download: async (route, input) => {
      const { path, headers } = prepare(route, input)
      const answer = await send(route.method, path, undefined, headers)
      if (answer.status !== 200) checked(answer)
      return answer
    },
    raw: (method, path, { body, headers = {} } = {}) => send(method, path, body, headers),
  }
}

function checked({ status, headers, body }: Answer): unknown {
  const text = body.toString('utf8')
  const parsed: unknown = text === '' ? null : JSON.parse(text)
  if (status === 200) return parsed
  const { error } = parsed as ErrorBody
  throw new Refused(status, error.code, error, headers)
}

function request(options: http.RequestOptions, body?: string | Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = http.request({ host: '127.0.0.1', ...options }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
      )
      answer.on('error', reject)
    })
    sent.on('error', reject)
    if (body !== undefined) sent.setHeader('content-length', Buffer.byteLength(body))
    sent.end(body)
  })
}

function multipart(
  fields: Record<string, unknown>,
  file: { bytes: Buffer; filename: string; type?: string },
): { body: Buffer; contentType: string } {
  const boundary = `----${newId()}`
  const texts = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) =>
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${String(value)}\r\n`),
    )
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${file.filename}"\r\nContent-Type: ${file.type ?? 'application/octet-stream'}\r\n\r\n`,
  )
  return {
    body: Buffer.concat([...texts, head, file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  }
}

export { setClock } from '@server/clock'
export {
  aHousehold,
  aPlace,
  aResident,
  aStaff,
  actorOf,
  addMember,
  ancestorOf,
  grant,
  signInAs,
  type Signed,
} from './people'
