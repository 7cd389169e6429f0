// The HMAC under what a device sends (shared/access/signed-request.ts says over what), for the server that checks it
// and for programs that play a device. Reads neither database nor clock.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { signedText } from '@shared/access/signed-request'

/** `body`: its bytes as sent, as text; '' without one. */
export type DeviceRequest = { method: string; path: string; body: string }

const macOf = (key: string, { method, path, body }: DeviceRequest, time: number): string => {
  const bodyHash = createHash('sha256').update(body).digest('hex')
  return createHmac('sha256', key).update(signedText({ method, path, time, bodyHash })).digest('base64url')
}

/** Compares in constant time. */
export function isSignedWith(key: string, request: DeviceRequest, time: number, signature: string): boolean {
  const [given, right] = [Buffer.from(signature), Buffer.from(macOf(key, request, time))]
  return given.length === right.length && timingSafeEqual(given, right)
}

/** The header of a request. @param time later than that of every request before */
export const deviceHeader = (key: string, request: DeviceRequest, time: number): string =>
  `Device ${key.slice(0, key.indexOf('.'))}.${time}.${macOf(key, request, time)}`
