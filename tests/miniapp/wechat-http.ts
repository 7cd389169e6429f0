// How a request of the test phone travels: over real HTTP to the server under test, or not at all when the phone is
// offline or the weather of the test swallows it. Relies on phone.ts. Invariants: nothing is answered to a dead phone;
// an address of the build (127.0.0.1:3000) is led to the server under test.
import { request as httpRequest } from 'node:http'
import type { Phone } from './phone'

export type Options = Record<string, unknown>
/** `drop`: it never leaves the phone; `loseAnswer`: the server does it and the phone never hears. */
export type Weather = (request: { method: string; path: string }) => 'drop' | 'loseAnswer' | 'pass'
export type PhoneRequest = { method: string; headers: Record<string, string>; body: Buffer | null }

const BUILD_BASE = 'http://127.0.0.1:3000'

type Callback = (value: Options) => void
const callback = (options: Options | undefined, name: string): Callback | undefined =>
  options?.[name] as Callback | undefined

export function answer(options: Options | undefined, value: Options): void {
  callback(options, 'success')?.(value)
  callback(options, 'complete')?.(value)
}

export function refuse(options: Options | undefined, errMsg: string): void {
  callback(options, 'fail')?.({ errMsg })
  callback(options, 'complete')?.({ errMsg })
}

/** Sends one request; `then` gets what the server answered, the options' `fail` whatever kept it from answering. */
export function sendRequest(
  network: { readonly online: boolean; readonly weather: Weather },
  { phone, baseUrl }: { phone: Phone; baseUrl: string | undefined },
  options: Options,
  { method, headers, body }: PhoneRequest,
  then: (status: number, bytes: Buffer, headers: Options) => void,
): { abort: () => void } {
  const given = String(options['url'])
  const url = given.startsWith(BUILD_BASE) && baseUrl ? baseUrl + given.slice(BUILD_BASE.length) : given
  const fate = network.weather({ method, path: given.replace(/^https?:\/\/[^/]+/, '') })
  const failSoon = () => phone.soon(() => refuse(options, 'request:fail'))
  if (!network.online || fate === 'drop' || (url === given && given.startsWith(BUILD_BASE))) {
    failSoon()
    return { abort: () => undefined }
  }
  if (!phone.step()) return { abort: () => undefined }
  phone.busy += 1
  let isOver = false
  const end = (task: () => void) => {
    if (isOver) return
    isOver = true
    phone.busy -= 1
    forget()
    if (!phone.dead) task()
  }
  const request = httpRequest(
    url,
    { method, headers: { ...headers, ...(body ? { 'content-length': body.length } : {}) } },
    (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        end(() => {
          if (fate === 'loseAnswer') refuse(options, 'request:fail timeout')
          else if (phone.step()) then(response.statusCode ?? 0, Buffer.concat(parts), { ...response.headers })
        }),
      )
      response.on('error', () => end(() => refuse(options, 'request:fail')))
    },
  )
  request.on('error', () => end(() => refuse(options, 'request:fail')))
  // A killed program does not take back what the network already carries, so the request itself goes on.
  const forget = phone.onKill(() => end(() => undefined))
  request.end(body ?? undefined)
  return {
    abort: () => {
      request.destroy()
    },
  }
}

/** The body of an upload: form fields and one picture. */
export function multipart(boundary: string, fields: Record<string, string>, name: string, bytes: Buffer): Buffer {
  const parts = Object.entries(fields).map(([field, value]) =>
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`),
  )
  const head = Buffer.from(
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="photo.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`,
  )
  return Buffer.concat([...parts, head, bytes, Buffer.from(`\r\n--${boundary}--\r\n`)])
}
