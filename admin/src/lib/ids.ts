// Identifiers for new things and idempotency keys.
import { ulidFrom, type Id } from '@shared/ids'

export const newId = (): Id => ulidFrom(Date.now(), crypto.getRandomValues(new Uint8Array(16)))
