// Finds the route of a request (radix tree: its cost does not grow with the number of routes), checks who and what,
// takes the idempotency key, runs the handler and writes its answer. One request, top to bottom.
import findMyWay from 'find-my-way'
import type { Context } from 'koa'
import type { Actor } from '@shared/actors'
import { isKeyed } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { Id } from '@shared/ids'
import { asPerson } from '../acting-person'
import { actorId } from '../audit'
import { runInScope, type Scope } from '../scope'
import { actorOf, type ActorLoaders, type StepUpCheck } from './auth'
import { asDomainError, errorBody } from './errors'
import { keepAnswer, releaseKey, takeKey } from './idempotency'
import type { CallContext, FileAnswer, Implemented, Upload } from './implement'
import type { RateLimiter } from './limits'
import { mediaOf } from './media'
import { readMultipart } from './multipart'

export type DispatchOptions = {
  routes: readonly Implemented[]
  tokenSecret: string
  actors: ActorLoaders
  requireStepUp: StepUpCheck
  limiter: Pick<RateLimiter, 'strict'>
  secureCookies: boolean
  /** In tests an answer with undeclared fields is a defect; in production they are stripped. */
  strictOutput: boolean
}

/** Koa middleware for everything under /api and for public pages. */
export function dispatch(options: DispatchOptions) {
  const router = findMyWay({ ignoreTrailingSlash: true, maxParamLength: 4000 })
  const methodsOf = new Map<string, string[]>()
  for (const implemented of options.routes) {
    const { method, path } = implemented.route
    router.on(method, path, () => implemented)
    methodsOf.set(path, [...(methodsOf.get(path) ?? []), method])
  }
  return (ctx: Context): Promise<void> => {
    const found = router.find(methodOf(ctx) as 'GET', ctx.path)
    if (!found) throw new DomainError(isKnownPath(router, ctx.path) ? 'METHOD_UNKNOWN' : 'ROUTE_UNKNOWN')
    const implemented = (found.handler as unknown as () => Implemented)()
    ctx.state.routeName = implemented.name
    ctx.set('Cache-Control', 'no-store')
    return serve(ctx, implemented, found.params as Record<string, string>, options)
  }
}

/** HEAD is a GET whose body stays here. */
const methodOf = (ctx: Context): string => (ctx.method === 'HEAD' ? 'GET' : ctx.method)

function isKnownPath(router: ReturnType<typeof findMyWay>, path: string): boolean {
  return (['GET', 'POST', 'PUT', 'DELETE'] as const).some((method) => router.find(method, path) !== null)
}

async function serve(
  ctx: Context,
  implemented: Implemented,
  params: Record<string, string>,
  options: DispatchOptions,
): Promise<void> {
  const { route } = implemented
  const actor = await whoActs(ctx, options)
  authorise(actor, implemented)
  if (route.limit) await options.limiter.strict(implemented.name, keyOf(actor, ctx.ip), route.limit)
  const isUpload = route.inputKind === 'multipart'
  const { fields, upload } = isUpload ? await readMultipart(ctx) : plainInput(ctx, route.method, params)
  const raw = { ...fields, ...params }
  if (mayHoldZeroByte(ctx) && hasZeroByte(raw)) throw invalid('', '不能有特殊字符')
  const parsed = route.input.safeParse(raw)
  if (!parsed.success)
    throw new DomainError('INPUT_INVALID', {
      fields: parsed.error.issues.slice(0, 20).map((issue) => ({ path: issue.path.join('.'), text: issue.message })),
    })
  // checked after validation (no code is asked for a request that would be refused) and before the idempotency key is
  // taken (the retry uses the same key)
  if (route.stepUp) await options.requireStepUp(asPerson(actor))
  const call: CallContext = {
    actor,
    requestId: ctx.state.requestId as string,
    key: null,
    ip: ctx.ip,
    userAgent: ctx.get('User-Agent').slice(0, 200),
    upload,
    cookies: cookiesOf(ctx, options.secureCookies),
  }
  if (!isKeyed(route)) {
    const result = await runInScope({ requestId: call.requestId }, () =>
      implemented.handler(parsed.data as never, call),
    )
    writeAnswer(ctx, implemented, result, options.strictOutput)
    return
  }
  await serveOnce(ctx, implemented, parsed.data, call, options)
}

/** A JSON text holds one only as an escape: most bodies need not be walked through. */
const mayHoldZeroByte = (ctx: Context): boolean => ctx.request.rawBody?.includes('\\u0000') ?? true

/** A zero byte in a text: the database refuses it in names and patterns, so nobody gets as far as there. */
function hasZeroByte(value: unknown): boolean {
  // by a list and not by calling itself: a body may be nested deeper than calls can be
  const open = [value]
  while (open.length > 0) {
    const each = open.pop()
    if (typeof each === 'string' && each.includes('\u0000')) return true
    if (typeof each === 'object' && each !== null) for (const inner of Object.values(each)) open.push(inner)
  }
  return false
}

/** Wrong keys that one address may try, and requests of one link or device. */
const WRONG_KEYS = { count: 20, seconds: 600 }
const OF_A_LINK = { count: 60, seconds: 600 }
const OF_A_DEVICE = { count: 600, seconds: 60 }

async function whoActs(ctx: Context, { tokenSecret, actors, limiter }: DispatchOptions): Promise<Actor> {
  let actor: Actor
  try {
    actor = await actorOf(ctx, tokenSecret, actors)
  } catch (error) {
    if (error instanceof DomainError && (error.code === 'LINK_INVALID' || error.code === 'DEVICE_KEY_INVALID'))
      await limiter.strict('wrongKeys', ctx.ip, WRONG_KEYS)
    throw error
  }
  if (actor.kind === 'link') await limiter.strict('links', actor.linkId, OF_A_LINK)
  if (actor.kind === 'device') await limiter.strict('devices', actor.deviceId, OF_A_DEVICE)
  return actor
}

/** What counts and keys of a caller go by: who it is, else `nobody`. */
const keyOf = (actor: Actor, nobody: string): string => (actor.kind === 'anonymous' ? nobody : actorId(actor))

function authorise(actor: Actor, { route, name }: Implemented): void {
  if (actor.kind === 'link' || actor.kind === 'device') {
    // not even where anyone may: a key that got lost opens nothing but what it is for
    if (typeof route.may === 'string' || !route.may.includes(actor.kind)) throw new DomainError('NOT_ALLOWED')
    return
  }
  if (route.may === 'anyone') return
  if (actor.kind !== 'person') throw new DomainError('SIGN_IN_REQUIRED')
  if (route.may === 'signedIn') return
  const wanted = route.may
  if (!actor.grants.some((grant) => wanted.includes(grant.role))) throw new DomainError('NOT_ALLOWED', { route: name })
}

/** What a request without a file says: its query, or its body. */
function plainInput(
  ctx: Context,
  method: string,
  params: Record<string, string>,
): { fields: Record<string, unknown>; upload: Upload | null } {
  if (method === 'GET' || method === 'DELETE') {
    for (const value of Object.values(ctx.query)) if (Array.isArray(value)) throw invalid('', '参数重复')
    return { fields: ctx.query, upload: null }
  }
  const body: unknown = ctx.request.body ?? {}
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new DomainError('BODY_UNREADABLE')
  for (const name of Object.keys(params)) if (name in body) throw invalid(name, '重复的内容')
  return { fields: body as Record<string, unknown>, upload: null }
}

async function serveOnce(
  ctx: Context,
  implemented: Implemented,
  input: Record<string, unknown>,
  call: CallContext,
  options: DispatchOptions,
): Promise<void> {
  const key = ctx.get('Idempotency-Key')
  if (!Id.safeParse(key).success) throw new DomainError('IDEMPOTENCY_KEY_MISSING')
  call.key = key
  const actorKey = keyOf(call.actor, `ip:${ctx.ip}`)
  const content = call.upload
    ? { ...input, file: { name: call.upload.filename, bytes: call.upload.bytes.toString('base64') } }
    : input
  const taken = await takeKey(actorKey, key, implemented.name, content, call.requestId)
  if ('replay' in taken) {
    ctx.set('Idempotency-Replayed', 'true')
    if (taken.replay.httpStatus === 200)
      writeAnswer(ctx, implemented, JSON.parse(taken.replay.answer), options.strictOutput)
    else writeKept(ctx, taken.replay.httpStatus, taken.replay.answer)
    return
  }
  const scope: Scope = { requestId: call.requestId, idempotency: taken.record }
  try {
    const result = await runInScope(scope, () => implemented.handler(input as never, call))
    if (!taken.record.answered) await keepAnswer(taken.record, 200, JSON.stringify(result ?? null))
    writeAnswer(ctx, implemented, result, options.strictOutput)
  } catch (thrown) {
    const error = asDomainError(thrown)
    if (taken.record.answered) throw thrown
    if (error.kind === 'conflict' || error.kind === 'refused')
      await keepAnswer(taken.record, error.status, JSON.stringify(errorBody(error, call.requestId)))
    else await releaseKey(taken.record).catch(() => undefined)
    throw thrown
  }
}

function writeKept(ctx: Context, status: number, body: string): void {
  ctx.status = status
  ctx.type = 'application/json'
  ctx.body = body
}

function writeAnswer(ctx: Context, { route, name }: Implemented, result: unknown, strictOutput: boolean): void {
  if (route.answer && route.answer !== 'json' && isFileAnswer(result)) {
    if (strictOutput && !mediaOf(route).some((type) => result.contentType.startsWith(type)))
      throw new Error(`${name} answered ${result.contentType}, which its contract does not name`)
    ctx.status = result.status ?? 200
    ctx.type = result.contentType
    for (const [header, value] of Object.entries(result.headers ?? {})) ctx.set(header, value)
    if (result.filename) ctx.attachment(result.filename)
    ctx.body = result.body
    return
  }
  const stripped = route.output.safeParse(result)
  if (!stripped.success) throw new Error(`${name} answered against its contract: ${stripped.error.message}`)
  const body = JSON.stringify(stripped.data ?? null)
  if (strictOutput && body.length !== JSON.stringify(result ?? null).length)
    throw new Error(`${name} answered undeclared fields: ${JSON.stringify(result)}`)
  ctx.status = 200
  ctx.type = 'application/json'
  ctx.body = body
}

function isFileAnswer(result: unknown): result is FileAnswer {
  return typeof result === 'object' && result !== null && 'contentType' in result && 'body' in result
}

function cookiesOf(ctx: Context, secure: boolean): CallContext['cookies'] {
  // what stands in front may speak TLS without telling
  if (secure) ctx.cookies.secure = true
  return {
    get: (name) => ctx.cookies.get(name),
    set: (name, value, maxAgeSeconds) =>
      ctx.cookies.set(name, value, {
        httpOnly: true,
        sameSite: 'strict',
        path: '/api/people',
        secure: secure || ctx.secure,
        overwrite: true,
        maxAge: maxAgeSeconds ? maxAgeSeconds * 1000 : undefined,
      }),
  }
}
