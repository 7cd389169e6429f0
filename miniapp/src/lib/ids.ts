// Identifiers made on the phone, so that a write can be repeated safely: ULIDs of the phone's clock and random bytes.
// Relies on the platform for bytes. Invariant: no two calls answer the same identifier.
import { ulidFrom, type Id } from '@shared/ids'
import { platform } from './platform/platform'

/** A new ULID. */
export async function newId(): Promise<Id> {
  return ulidFrom(Date.now(), await platform.randomBytes(16))
}
