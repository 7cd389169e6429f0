// Who uses this phone and how: tokens, person, household, region, and the reading modes (elder, rural, night).
// Relies on storage; read by api.ts and by every Screen.
// Invariants: every change is stored before it is shown; signing out forgets the person and keeps how the phone is set.
//
//   const person = useSession((s) => s.person)            const elder = useElder()
//   setSession({ rural: true })                           signOut()          session() outside of components
import type { Role } from '@shared/actors'
import { clockOf } from '@shared/time'
import { create } from 'zustand'
import { platform } from './platform/platform'
import { readStored, writeStored } from './storage'

export type Tokens = { access: string; refresh: string }
/** What screens need of the person; the full record is read from the server. */
export type Person = { id: string; name: string; roles: readonly Role[] }
/** The household the person acts for now. */
export type Household = { id: string; label: string; placeId: string }

export type Session = {
  tokens: Tokens | null
  person: Person | null
  household: Household | null
  /** Key of the region profile, e.g. "xuchang"; null until chosen or told by the server. */
  region: string | null
  /** Answers of the countryside instead of the town's. */
  rural: boolean
  /** `auto` follows the phone's own text size. */
  elder: 'auto' | 'on' | 'off'
  /** Dark workbenches. Null: not chosen yet. */
  night: boolean | null
}

const KEY = 'session'
const initial: Session = {
  tokens: null,
  person: null,
  household: null,
  region: null,
  rural: false,
  elder: 'auto',
  night: null,
}

/** From this text size on the phone itself counts as set for the elderly (WeChat's care mode is 1.4). */
const ELDER_SCALE = 1.2

const store = create<Session>(() => ({ ...initial, ...readStored<Partial<Session>>(KEY) }))

export const useSession = store
export const session = (): Session => store.getState()
export const onSessionChange = store.subscribe

// Signing out, or elder mode, in one tab of a browser holds in the others too.
platform.onStoredElsewhere(() => {
  const stored = { ...initial, ...readStored<Partial<Session>>(KEY) }
  if (JSON.stringify(stored) !== JSON.stringify(store.getState())) store.setState(stored)
})

/** Changes some fields, stored first. */
export function setSession(change: Partial<Session>): void {
  writeStored(KEY, { ...store.getState(), ...change })
  store.setState(change)
}

/** Forgets tokens, person and household; reading modes and region stay with the phone. */
export function signOut(): void {
  setSession({ tokens: null, person: null, household: null })
}

/** True where large text and targets are shown. */
export function isElder({ elder }: Pick<Session, 'elder'>, fontScale: number): boolean {
  return elder === 'on' || (elder === 'auto' && fontScale >= ELDER_SCALE)
}

/** Elder mode of this phone, by its switch or its text size. */
export const useElder = (): boolean => useSession((state) => isElder(state, platform.fontScale()))
const isEvening = (clock: string): boolean => clock >= '18:00' || clock < '06:00'
/** Whether pages of who stands at the bins are dark: as chosen, else after six in the evening. */
export const useNight = (): boolean => useSession((state) => state.night) ?? isEvening(clockOf(new Date()))
export const useSignedIn = (): boolean => useSession((state) => state.tokens !== null)
