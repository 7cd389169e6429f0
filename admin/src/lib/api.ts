// One function for every request: `call(route, input)` over fetch. The status decides; a refused call throws ApiError
// with the server's sentence. An expired access token is renewed once; where the session itself has ended, whoever
// works signs in again over the page. Only a 401 means that: a server that is away ends no session. Then, and a
// dynamic code is asked for once where the server wants it again, by one request however many wait for it; then the
// very same request, under the same key, is sent a second time.
import { fillPath, isKeyed, queryString, type InputOf, type OutputOf, type Route } from '@shared/contract'
import type { ErrorBody, ErrorCode } from '@shared/errors'
import { people } from '@shared/people/contract'
import { staff } from '@shared/people/staff-contract'
import { newId } from './ids'
import { accessToken, demoRefreshToken, setAccessToken, signInAgain } from './session'
import { codesGiven, giveCodeAgain } from './step-up'

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: ErrorCode | 'NETWORK',
    text: string,
    readonly details: unknown,
    readonly requestId: string,
  ) {
    super(text)
  }
}

export type CallOptions = { key?: string; signal?: AbortSignal }

/** @throws ApiError with a sentence fit to be shown */
export async function call<R extends Route>(
  route: R,
  input: InputOf<R>,
  options: CallOptions = {},
): Promise<OutputOf<R>> {
  const response = await request(route, input as Record<string, unknown>, {
    key: options.key ?? newId(),
    signal: options.signal,
  })
  return (await response.json()) as OutputOf<R>
}

/** Fetches a file and hands it to the browser as a download. */
export async function download<R extends Route>(route: R, input: InputOf<R>): Promise<void> {
  const { url, name } = await fetchFile(route, input)
  save(url, name)
  URL.revokeObjectURL(url)
}

/** A minute is enough for the new tab to read it. */
const SHOWN_MS = 60_000

/** Opens a paper of the API, a PDF, in a new tab; where the browser lets none open, it is saved. */
export async function openPaper<R extends Route>(route: R, input: InputOf<R>): Promise<void> {
  const { url, name } = await fetchFile(route, input)
  if (!window.open(url, '_blank')) save(url, name)
  setTimeout(() => URL.revokeObjectURL(url), SHOWN_MS)
}

async function fetchFile(route: Route, input: object): Promise<{ url: string; name: string }> {
  const response = await request(route, input as Record<string, unknown>, { key: newId() })
  const disposition = response.headers.get('Content-Disposition') ?? ''
  // A Chinese name comes encoded as `filename*`; the plain one beside it is for old clients.
  const name =
    /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1] ?? /filename="?([^";]+)"?/.exec(disposition)?.[1] ?? 'download'
  return { url: URL.createObjectURL(await response.blob()), name: decodeURIComponent(name) }
}

function save(url: string, name: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
}

/** Sends one file with text fields. */
export async function upload<R extends Route>(route: R, input: InputOf<R>, file: File): Promise<OutputOf<R>> {
  const response = await request(route, input as Record<string, unknown>, { key: newId(), file })
  return (await response.json()) as OutputOf<R>
}

/** By the link that somebody without an account was sent: its key stands for them, and no session is touched. */
export async function callByLink<R extends Route>(
  route: R,
  input: InputOf<R>,
  token: string,
  file?: File,
): Promise<OutputOf<R>> {
  const isRead = route.method === 'GET'
  const { path, rest } = fillPath(route, input as Record<string, unknown>)
  const headers = new Headers({ Authorization: `Link ${token}` })
  if (isKeyed(route)) headers.set('Idempotency-Key', newId())
  if (!isRead && !file) headers.set('Content-Type', 'application/json')
  let response: Response
  try {
    response = await fetch(path, {
      method: route.method,
      headers,
      credentials: 'omit',
      ...(isRead ? {} : { body: file ? formOf(rest, file) : JSON.stringify(rest) }),
    })
  } catch {
    throw away()
  }
  if (!response.ok) throw await errorOf(response)
  return (await response.json()) as OutputOf<R>
}

type Sending = { key: string; signal?: AbortSignal; file?: File }
type Tried = { renewed?: boolean; steppedUp?: boolean }

async function request(
  route: Route,
  input: Record<string, unknown>,
  sending: Sending,
  tried: Tried = {},
): Promise<Response> {
  const { path, rest } = fillPath(route, input)
  const inQuery = route.method === 'GET' || route.method === 'DELETE'
  const headers = new Headers()
  const token = accessToken()
  const codes = codesGiven()
  if (token) headers.set('Authorization', `Bearer ${token}`)
  if (isKeyed(route)) headers.set('Idempotency-Key', sending.key)
  let body: BodyInit | undefined
  if (sending.file) body = formOf(rest, sending.file)
  else if (!inQuery) {
    headers.set('Content-Type', 'application/json')
    body = JSON.stringify(rest)
  }
  const query = inQuery ? queryString(rest) : ''
  let response: Response
  try {
    response = await fetch(query ? `${path}?${query}` : path, {
      method: route.method,
      headers,
      body,
      signal: sending.signal,
      credentials: 'same-origin',
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw away()
  }
  if (response.ok) return response
  const error = await errorOf(response)
  // Not every 401: a wrong password or code is one too, and to send it again would count as a second guess.
  if (error.code === 'SESSION_ENDED' && !tried.renewed && token) {
    const outcome = await refreshSession()
    if (outcome === 'away') throw away()
    if (outcome === 'renewed' || (await signInAgain()))
      return request(route, input, sending, { ...tried, renewed: true })
  }
  if (error.code === 'STEP_UP_REQUIRED' && !tried.steppedUp && (await giveCodeAgain(codes)))
    return request(route, input, sending, { ...tried, steppedUp: true })
  throw error
}

function formOf(fields: Record<string, unknown>, file: File): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value))
  form.append('file', file)
  return form
}

async function errorOf(response: Response): Promise<ApiError> {
  try {
    const { error } = (await response.json()) as ErrorBody
    return new ApiError(response.status, error.code, error.text, error.details, error.requestId)
  } catch {
    return new ApiError(
      response.status,
      'DEFECT',
      '系统出了点问题，请稍后再试',
      undefined,
      response.headers.get('X-Request-Id') ?? '',
    )
  }
}

const away = (): ApiError => new ApiError(0, 'NETWORK', '网络不通，请检查后重试', undefined, '')

/** `ended`: nobody is signed in; `away`: the server could not be asked, which says nothing of the session. */
export type Renewal = 'renewed' | 'ended' | 'away'
let refreshing: Promise<Renewal> | null = null

/** Renews the access token. */
export function refreshSession(): Promise<Renewal> {
  refreshing ??= renew().finally(() => {
    refreshing = null
  })
  return refreshing
}

async function renew(): Promise<Renewal> {
  const demo = demoRefreshToken.read()
  const [route, body] = demo ? [people.refresh, { refreshToken: demo }] : [staff.refresh, {}]
  const response = await fetch(route.path, {
    method: route.method,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    credentials: 'same-origin',
  }).catch(() => null)
  if (!response?.ok) {
    // an answer that is not kept holds its connection until it is read
    await response?.text().catch(() => '')
    return response?.status === 401 ? 'ended' : 'away'
  }
  const answer = (await response.json()) as { accessToken: string; refreshToken?: string }
  if (answer.refreshToken) demoRefreshToken.write(answer.refreshToken)
  setAccessToken(answer.accessToken)
  return 'renewed'
}
