// Server-made identifiers and secrets: cryptographically random, never `Math.random`.
import { createHash, randomBytes, randomFillSync } from 'node:crypto'
import { ulidFrom, type Id } from '@shared/ids'
import { now } from './clock'

// random bytes are drawn for 256 identifiers at a time: asking the system for 16 costs more than making the identifier
const random = Buffer.alloc(4096)
let used = random.length

/** A new ULID. */
export function newId(): Id {
  if (used === random.length) {
    randomFillSync(random)
    used = 0
  }
  used += 16
  return ulidFrom(now().getTime(), random.subarray(used - 16, used))
}

/** A secret of `bytes` random bytes in base64url. */
export const newSecret = (bytes = 32): string => randomBytes(bytes).toString('base64url')

/**
 * A fixed ULID for a thing of the demo city, so that seeds of different features can refer to each other. Never for
 * real data.
 */
export function seedId(label: string): Id {
  return ulidFrom(Date.UTC(2026, 0, 1), createHash('sha256').update(label).digest())
}
