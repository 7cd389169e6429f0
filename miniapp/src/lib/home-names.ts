// What the person calls their households and those they act for ("母亲家"). Relies on people.me. Invariant: a name is only
// the person's own; nobody else of the household sees it.
import { people } from '@shared/people/contract'
import { useRead } from './query'
import { useSignedIn } from './session'

/** By the household's id; empty where nothing has been named. */
export function useHomeNames(): Readonly<Record<string, string>> {
  const me = useRead(people.me, {}, { enabled: useSignedIn() })
  return me.data?.homeNames ?? {}
}
