// Who is signed in. The access token lives in memory only; the refresh token is an HttpOnly cookie.
// The demo's sign-in without password has its refresh token in this tab's storage instead.
import { useSyncExternalStore } from 'react'

type Session = { accessToken: string | null; known: boolean }

let session: Session = { accessToken: null, known: false }
const listeners = new Set<() => void>()
const DEMO_TOKEN = 'wufei.demoRefreshToken'

export function setAccessToken(accessToken: string | null): void {
  session = { accessToken, known: true }
  for (const listener of listeners) listener()
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
