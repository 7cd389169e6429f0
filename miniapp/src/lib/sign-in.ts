// Signing in and out: tokens into the session, then who this is. Used by the pages that need it, not by the app's
// entry. Relies on the contract of people. Invariant: a person is in the session only together with tokens.
//
//   const signed = await signInHere()            WeChat; null where one chooses a demo person
//   await signInAsDemo('xiaowang')               H5 and demo installations
//   await loadMe()                               after the household or the name changed
//   await leave()
import type { OutputOf } from '@shared/contract'
import { people } from '@shared/people/contract'
import { call } from './api'
import { adoptElder } from './elder'
import { deviceId } from './ids'
import { platform } from './platform/platform'
import { queryClient } from './query'
import { session, setSession, signOut } from './session'

type Me = OutputOf<typeof people.me>
type Signed = OutputOf<typeof people.signIn>

/**
 * Signs in by WeChat; null where there is no such thing. @param privacyVersion the privacy policy that was agreed to
 * @throws ApiError
 */
export async function signInHere(privacyVersion?: string): Promise<Me | null> {
  const code = await platform.signInCode()
  if (code === null) return null
  const agreed = privacyVersion === undefined ? {} : { privacyVersion }
  return enter(await call(people.signIn, { code, deviceId: await deviceId(), ...agreed }))
}

/** Signs in as a named demo person; production has none. @throws ApiError */
export async function signInAsDemo(person: string): Promise<Me> {
  return enter(await call(people.demoSignIn, { person, deviceId: await deviceId() }))
}

async function enter(signed: Signed): Promise<Me> {
  queryClient.clear()
  setSession({
    tokens: { access: signed.accessToken, refresh: signed.refreshToken },
    person: { id: signed.personId, name: '', roles: [] },
  })
  const me = await loadMe()
  adoptElder(me.elderMode)
  return me
}

/** Reads who is signed in and keeps name, roles and the household acted for. @throws ApiError */
export async function loadMe(): Promise<Me> {
  const me = await call(people.me, {})
  const before = session().household?.id
  const household = me.households.find((one) => one.id === before) ?? me.households[0]
  setSession({
    person: { id: me.id, name: me.displayName, roles: me.roles },
    household: household ? { id: household.id, label: household.label, placeId: household.placeId } : null,
  })
  return me
}

/** Ends the session here and, when it can be reached, on the server. */
export async function leave(): Promise<void> {
  await call(people.signOut, {}).catch(() => undefined)
  queryClient.clear()
  signOut()
}
