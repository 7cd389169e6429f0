// The compound or village that free dates, opening windows and nearest sites are shown for.
// Relies on session (the household acted for) and storage. Invariant: it works without an account; what was picked on
// this phone wins over the household, so that somebody can look for another place.
//
//   const place = useMyPlace()                 { id, name } or null until one is picked or a household is known
//   pickPlace({ id, name })                    pickPlace(null) goes back to the household's
import { create } from 'zustand'
import { readStored, removeStored, writeStored } from './storage'
import { session, useSession } from './session'

export type MyPlace = { id: string; name: string }

const KEY = 'place'
const store = create<{ picked: MyPlace | null }>(() => ({ picked: readStored<MyPlace>(KEY) }))

/** Keeps a place for this phone; null forgets it. */
export function pickPlace(place: MyPlace | null): void {
  if (place) writeStored(KEY, place)
  else removeStored(KEY)
  store.setState({ picked: place })
}

/** The household's label without its last part is the place's name: "荷塘里 3栋2单元***" → "荷塘里". */
const placeOfHousehold = ({ household }: { household: { label: string; placeId: string } | null }): MyPlace | null =>
  household ? { id: household.placeId, name: household.label.split(' ')[0] ?? household.label } : null

export function useMyPlace(): MyPlace | null {
  const picked = store((state) => state.picked)
  const household = useSession((state) => state.household)
  return picked ?? placeOfHousehold({ household })
}

/** Outside of components. */
export const myPlace = (): MyPlace | null => store.getState().picked ?? placeOfHousehold(session())
