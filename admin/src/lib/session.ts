// Who is signed in. The access token lives in memory only; the refresh token is an HttpOnly cookie.
// The demo's sign-in without password has its refresh token in this tab's storage instead.
import { useSyncExternalStore } from 'react'

/** `lapsed`: the session has ended while somebody works; the page stays until they have signed in again. */
type Session = { accessToken: string | null; known: boolean; lapsed: boolean }

let session: Session = { accessToken: null, known: false, lapsed: false }
const listeners = new Set<() => void>()
const DEMO_TOKEN = 'wufei.demoRefreshToken'

export function setAccessToken(accessToken: string | null): void {
  set({ accessToken, known: true, lapsed: false })
  if (accessToken === null) signedInAgain(false)
}

function set(next: Session): void {
  session = next
  for (const listener of listeners) listener()
}

let waiting: ((again: boolean) => void)[] = []

/**
 * Called for a request whose session has ended: resolves to whether the same person has signed in again, over the page
 * that they were on, so that the request may be sent once more.
 */
export function signInAgain(): Promise<boolean> {
  if (!session.lapsed) set({ ...session, lapsed: true })
  return new Promise((resolve) => {
    waiting.push(resolve)
  })
}

/** Lets those who wait go on: true for the same person. */
export function signedInAgain(again: boolean): void {
  const went = waiting
  waiting = []
  for (const resolve of went) resolve(again)
}

export const accessToken = (): string | null => session.accessToken

export const demoRefreshToken = {
  read: (): string | null => sessionStorage.getItem(DEMO_TOKEN),
  write: (token: string | null): void =>
    token ? sessionStorage.setItem(DEMO_TOKEN, token) : sessionStorage.removeItem(DEMO_TOKEN),
}

/** Re-renders when somebody signs in or out. `known` is false until the first refresh has answered. */
export function useSession(): Session {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => session,
  )
}
