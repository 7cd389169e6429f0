// Keys as text: "<id>.<signature>". The signature is an HMAC of the id (and of a device's serial), so a key can't be
// thought up, and making one again for the same id gives the same one; at rest stands a hash of the whole text.
import { createHash, timingSafeEqual } from 'node:crypto'
import { macOf } from '../people/settings'

export const linkToken = (id: string): string => `${id}.${macOf('access/link/1', id).toString('base64url')}`
export const deviceKey = (id: string, serial: number): string =>
  `${id}.${macOf('access/device/1', id, serial).toString('base64url')}`

export const hashOf = (key: string): string => createHash('sha256').update(key).digest('base64url')

/** The id in a key; null for a text that has not the form of one. */
export const idIn = (key: string): string | null => /^([0-9A-Z]{26})\.[\w-]{43}$/.exec(key)?.[1] ?? null

/** Compares in constant time. */
export function fits(key: string, hash: string): boolean {
  const [given, right] = [Buffer.from(hashOf(key)), Buffer.from(hash)]
  return given.length === right.length && timingSafeEqual(given, right)
}

/** When a link was last used is written at most once a minute. */
export const SEEN_EVERY_MS = 60_000
