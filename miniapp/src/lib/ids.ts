// Identifiers made on the phone, so that a write can be repeated safely: ULIDs of the phone's clock and random bytes.
// Relies on the platform for bytes. Invariant: no two calls answer the same identifier.
import { ulidFrom, type Id } from '@shared/ids'
import { platform } from './platform/platform'
import { readStored, writeStored } from './storage'

/** A new ULID. */
export async function newId(): Promise<Id> {
  return ulidFrom(Date.now(), await platform.randomBytes(16))
}

const DEVICE_KEY = 'device'

/** The number of this installation, made once; it ties the refresh token to this phone. */
export async function deviceId(): Promise<string> {
  const known = readStored<string>(DEVICE_KEY)
  if (known) return known
  const fresh = await newId()
  // Two callers at the first start: the first one stored wins.
  const meanwhile = readStored<string>(DEVICE_KEY)
  if (meanwhile) return meanwhile
  writeStored(DEVICE_KEY, fresh)
  return fresh
}
