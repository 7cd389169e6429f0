// Server-made identifiers and secrets: cryptographically random, never `Math.random`.
import { randomBytes } from 'node:crypto'
import { ulidFrom, type Id } from '@shared/ids'
import { now } from './clock'

/** A new ULID. */
export const newId = (): Id => ulidFrom(now().getTime(), randomBytes(16))

/** A secret of `bytes` random bytes in base64url. */
export const newSecret = (bytes = 32): string => randomBytes(bytes).toString('base64url')
