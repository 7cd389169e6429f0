// What the person calls their households and those they act for ("母亲家"). Relies on people.me. Invariant: a name is only
// the person's own; nobody else of the household sees it.
import { showAddress } from '@shared/people/addresses'
import { people } from '@shared/people/contract'
import { households } from '@shared/people/household-contract'
import { useRead } from './query'
import { useSignedIn } from './session'

/** "荷塘里 3栋2单元501" for who may read it, else what is given. Read from the household itself, never kept. */
export function useHomeAddress(id: string | undefined, masked: string): string {
  const home = useRead(households.detail, { id: id ?? '' }, { enabled: useSignedIn() && id !== undefined })
  const { address, placeName } = home.data ?? {}
  return address && placeName ? `${placeName} ${showAddress({ ...address, sub: '' })}` : masked
}

/** By the household's id; empty where nothing has been named. */
export function useHomeNames(): Readonly<Record<string, string>> {
  const me = useRead(people.me, {}, { enabled: useSignedIn() })
  return me.data?.homeNames ?? {}
}
