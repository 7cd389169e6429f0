// Server-made identifiers and secrets: cryptographically random, never `Math.random`.
import { createHash, randomBytes } from 'node:crypto'
import { ulidFrom, type Id } from '@shared/ids'
import { now } from './clock'

/** A new ULID. */
export const newId = (): Id => ulidFrom(now().getTime(), randomBytes(16))

/** A secret of `bytes` random bytes in base64url. */
export const newSecret = (bytes = 32): string => randomBytes(bytes).toString('base64url')

/**
 * A fixed ULID for a thing of the demo city, so that seeds of different features can refer to each other. Never for
 * real data.
 */
export function seedId(label: string): Id {
  return ulidFrom(Date.UTC(2026, 0, 1), createHash('sha256').update(label).digest())
}
