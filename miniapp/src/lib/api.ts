// The one way to the server: `call(route, input)` by a route of a contract, `upload` for pictures, `download` for
// files. Relies on Taro.request, whose success says nothing: the HTTP status alone decides.
// Invariants: every keyed write carries a key; one refresh at a time; whatever goes wrong is one ApiError.
//
//   const booking = await call(pickups.book, { … })             // throws ApiError; error.code === 'PICKUP_SLOT_FULL'
//   await call(pickups.book, input, { key })                    // repeat with the same key: the first answer comes
// back   const picture = await upload(files.upload, path, { id, purpose: 'pickup' })
import { fillPath, isKeyed, queryString, type InputOf, type OutputOf, type Route } from '@shared/contract'
import type { ErrorCode } from '@shared/errors'
import Taro from '@tarojs/taro'
import { seeEpoch } from './epoch'
import { deviceId, newId } from './ids'
import { platform } from './platform/platform'
import { PictureUnreadable } from './platform/types'
import { session, setSession, signOut } from './session'

export type ApiCode = ErrorCode | 'NETWORK_DOWN' | 'ANSWER_UNREADABLE' | 'PICTURE_UNREADABLE'

export class ApiError extends Error {
  constructor(
    readonly code: ApiCode,
    /** A sentence fit to be shown as it is. */
    readonly text: string,
    /** The HTTP status; 0 when no answer came. */
    readonly status: number,
    readonly details?: unknown,
    readonly requestId?: string,
  ) {
    super(`${code}: ${text}`)
    this.name = 'ApiError'
  }

  /** Nothing is known about what happened on the server, or it asks to be tried later: repeat with the same key. */
  get isTemporary(): boolean {
    if (this.code === 'PICTURE_UNREADABLE') return false
    return this.status === 0 || this.status >= 500 || this.status === 429 || this.code === 'IDEMPOTENCY_IN_PROGRESS'
  }
}

export type CallOptions = {
  /** Key of this write; made afresh when absent. */
  key?: string
}

type Answer = { status: number; body: unknown }
type Headers = Record<string, string>

const BASE = process.env.TARO_APP_API
const REFRESH_PATH = '/api/session/refresh'
const TIMEOUT_MS = 20_000
const UPLOAD_TIMEOUT_MS = 60_000
const pause = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms)
  })

const pictureUnreadable = () => new ApiError('PICTURE_UNREADABLE', '这张照片读不出来了，请去掉它，重新拍一张', 0)

/** Any thrown value as an ApiError, for showing. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof PictureUnreadable) return pictureUnreadable()
  return error instanceof ApiError ? error : new ApiError('ANSWER_UNREADABLE', '出了点问题，请重试', 0, String(error))
}

/** The full address of a path of the server, e.g. of a picture. */
export const addressOf = (path: string): string => BASE + path

/**
 * Calls one route.
 * @param input its flat input: path parameters, and query (GET, DELETE) or JSON body (POST, PUT)
 * @throws ApiError
 */
export async function call<R extends Route>(
  route: R,
  input: InputOf<R>,
  options: CallOptions = {},
): Promise<OutputOf<R>> {
  const { path, rest } = fillPath(route, input as Record<string, unknown>)
  const inBody = route.method === 'POST' || route.method === 'PUT'
  const query = inBody ? '' : queryString(rest)
  const headers = await keyHeader(route, options)
  const { body } = await withSession((authorization) =>
    send({
      method: route.method,
      url: BASE + path + (query && `?${query}`),
      data: inBody ? JSON.stringify(rest) : undefined,
      header: { ...headers, ...authorization, ...(inBody ? { 'Content-Type': 'application/json' } : {}) },
    }),
  )
  return body as OutputOf<R>
}

/**
 * Sends one picture or document with text fields.
 * @param filePath a path given by the phone  @param fields the rest of the route's input
 * @throws ApiError
 */
export async function upload<R extends Route>(
  route: R,
  filePath: string,
  fields: InputOf<R>,
  options: CallOptions = {},
): Promise<OutputOf<R>> {
  const { path, rest } = fillPath(route, fields as Record<string, unknown>)
  const headers = await keyHeader(route, options)
  const formData = Object.fromEntries(
    Object.entries(rest)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name, String(value)]),
  )
  const { body } = await withSession(async (authorization) => {
    const header = { ...headers, ...authorization }
    const sent = await reach(
      platform.sendFile({ url: BASE + path, filePath, fields: formData, header, timeoutMs: UPLOAD_TIMEOUT_MS }),
    )
    return decide(sent.statusCode, sent.data)
  })
  return body as OutputOf<R>
}

/** Fetches a file of the server; answers a path the phone can show. @throws ApiError */
export async function download<R extends Route>(route: R, input: InputOf<R>): Promise<string> {
  const { path, rest } = fillPath(route, input as Record<string, unknown>)
  const query = queryString(rest)
  const { body } = await withSession(async (authorization) => {
    const got = await reach(Taro.downloadFile({ url: BASE + path + (query && `?${query}`), header: authorization }))
    if (got.statusCode !== 200) throw errorOf(got.statusCode, undefined)
    return { status: 200, body: got.tempFilePath }
  })
  return String(body)
}

async function keyHeader(route: Route, { key }: CallOptions): Promise<Headers> {
  return isKeyed(route) ? { 'Idempotency-Key': key ?? (await newId()) } : {}
}

async function reach<T>(request: PromiseLike<T>): Promise<T> {
  try {
    return await request
  } catch (error) {
    if (error instanceof PictureUnreadable) throw pictureUnreadable()
    throw new ApiError('NETWORK_DOWN', '网络不通，请检查网络后再试', 0, error)
  }
}

async function send(options: {
  method: Route['method']
  url: string
  data?: string
  header: Headers
}): Promise<Answer> {
  // The same write may still be running after a lost answer: its own first answer is worth a short wait.
  for (let tries = 0; ; tries += 1) {
    const sent = await reach(Taro.request<unknown>({ ...options, timeout: TIMEOUT_MS }))
    seeEpoch(sent.header)
    try {
      return decide(sent.statusCode, sent.data)
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'IDEMPOTENCY_IN_PROGRESS' || tries >= 3) throw error
      await pause(400 * (tries + 1))
    }
  }
}

function decide(status: number, data: unknown): Answer {
  const body = parsed(data)
  if (status >= 200 && status < 300) return { status, body }
  throw errorOf(status, body)
}

function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return data
  try {
    return JSON.parse(data) as unknown
  } catch {
    return data
  }
}

function errorOf(status: number, body: unknown): ApiError {
  const error =
    typeof body === 'object' && body !== null && 'error' in body ? (body.error as Record<string, unknown>) : {}
  const { code, text, details, requestId } = error
  if (typeof code === 'string' && typeof text === 'string') {
    return new ApiError(code as ApiCode, text, status, details, typeof requestId === 'string' ? requestId : undefined)
  }
  return new ApiError('ANSWER_UNREADABLE', '服务暂时不可用，请稍后再试', status)
}

const bearer = (access: string | undefined): Headers => (access ? { Authorization: `Bearer ${access}` } : {})

/** Sends with the access token; on 401 refreshes once, together with everyone else who waits for it. */
async function withSession(attempt: (authorization: Headers) => Promise<Answer>): Promise<Answer> {
  const used = session().tokens?.access
  try {
    return await attempt(bearer(used))
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401 || !used) throw error
    const fresh = await refresh(used)
    if (!fresh) throw error
    return attempt(bearer(fresh))
  }
}

let refreshing: Promise<string | null> | null = null

/** A fresh access token, or null when the session has ended. @throws ApiError when the server cannot be reached */
function refresh(used: string): Promise<string | null> {
  const tokens = session().tokens
  if (tokens && tokens.access !== used) return Promise.resolve(tokens.access)
  if (!tokens) return Promise.resolve(null)
  refreshing ??= renew(tokens.refresh).finally(() => {
    refreshing = null
  })
  return refreshing
}

async function renew(refreshToken: string): Promise<string | null> {
  try {
    const { body } = await send({
      method: 'POST',
      url: BASE + REFRESH_PATH,
      data: JSON.stringify({ refreshToken, deviceId: await deviceId() }),
      header: { 'Content-Type': 'application/json' },
    })
    const { accessToken, refreshToken: next } = body as { accessToken: string; refreshToken: string }
    setSession({ tokens: { access: accessToken, refresh: next } })
    return accessToken
  } catch (error) {
    if (error instanceof ApiError && error.status > 0 && error.status < 500 && error.status !== 429) {
      signOut()
      return null
    }
    throw error
  }
}
