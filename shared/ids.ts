// Identifiers. Everything that a client may make is a ULID: time-ordered, made offline, safe to send twice.
import * as z from './z'

/** A ULID: 26 characters of Crockford's base 32 (no I, L, O, U), upper case. */
export const Id = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, '编号格式不对')
export type Id = string

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * Builds a ULID from an instant and 16 random bytes, which the platform supplies (phones have no `crypto`).
 * @param instantMs milliseconds since 1970 UTC  @param random at least 16 bytes
 */
export function ulidFrom(instantMs: number, random: ArrayLike<number>): Id {
  let time = ''
  for (let rest = instantMs, place = 0; place < 10; place += 1) {
    time = ALPHABET.charAt(rest % 32) + time
    rest = Math.floor(rest / 32)
  }
  let tail = ''
  for (let place = 0; place < 16; place += 1) tail += ALPHABET.charAt((random[place] ?? 0) % 32)
  return time + tail
}
