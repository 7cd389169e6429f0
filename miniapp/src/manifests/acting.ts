// Which organisation this person acts for: chosen once, remembered on this phone, always on top of the page.
// Relies on organisations.mine; what was read last is there without a network. Invariant: what another person left is
// not shown.
import type { OutputOf } from '@shared/contract'
import type { Id } from '@shared/ids'
import { organisations } from '@shared/organisations/contract'
import type { OrganisationKind } from '@shared/organisations/vocabulary'
import { useDidShow } from '@tarojs/taro'
import { create } from 'zustand'
import { asApiError, call, type ApiError } from '@/lib/api'
import { onSessionChange, session } from '@/lib/session'
import { readStored, writeStored } from '@/lib/storage'

export type Own = OutputOf<typeof organisations.mine>['items'][number]
type Kept = { owner: Id; items: Own[]; chosen: Id | null }
type State = { items: Own[] | null; chosen: Id | null; failed: ApiError | null }

const KEY = 'manifests/acting'
const me = (): Id => session().person?.id ?? ''

function load(): State {
  const kept = readStored<Kept>(KEY)
  return kept && kept.owner === me()
    ? { items: kept.items, chosen: kept.chosen, failed: null }
    : { items: null, chosen: null, failed: null }
}

const store = create<State>(load)
export const useActing = store

onSessionChange((now, before) => {
  if (now.person?.id !== before.person?.id) store.setState(load())
})

const keep = (): void => {
  const { items, chosen } = store.getState()
  if (items && me() !== '') writeStored(KEY, { owner: me(), items, chosen } satisfies Kept)
}

/** What is there stays when it fails. Never throws. */
export async function refreshActing(): Promise<void> {
  const owner = me()
  if (owner === '') return
  try {
    const { items } = await call(organisations.mine, {})
    if (me() !== owner) return
    store.setState({ items, failed: null })
    keep()
  } catch (error) {
    store.setState({ failed: asApiError(error) })
  }
}

export function chooseOrganisation(id: Id): void {
  store.setState({ chosen: id })
  keep()
}

const producing: readonly OrganisationKind[] = [
  'restaurant',
  'canteen',
  'hotel',
  'school',
  'hospital',
  'mall',
  'market',
]
/** Which side of a handover an organisation is on. */
export type Side = 'producer' | 'hauler' | 'disposer'
export function sideOf({ kinds }: Pick<Own, 'kinds'>): Side {
  if (kinds.includes('hauler')) return 'hauler'
  if (kinds.includes('disposer')) return 'disposer'
  return 'producer'
}
/** Those that have to do with kitchen waste, in the order of the list. */
export const concerned = (items: readonly Own[]): Own[] =>
  items.filter(({ kinds }) =>
    kinds.some((kind) => kind === 'hauler' || kind === 'disposer' || producing.includes(kind)),
  )

/** The chosen one, or the only one there is. */
export function actingIn({ items, chosen }: Pick<State, 'items' | 'chosen'>): Own | null {
  const all = concerned(items ?? [])
  return all.find(({ id }) => id === chosen) ?? (all.length === 1 ? (all[0] ?? null) : null)
}

/** Of every page: read again as it is shown. */
export function useOwn(): void {
  useDidShow(() => {
    void refreshActing()
  })
}
