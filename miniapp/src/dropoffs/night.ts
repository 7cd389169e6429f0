// Dark pages after six in the evening, unless the person chose otherwise. Kept on this phone.
import { clockOf } from '@shared/time'
import { create } from 'zustand'
import { readStored, writeStored } from '@/lib/storage'

const KEY = 'dropoffs/night'
const store = create<{ chosen: boolean | null }>(() => ({ chosen: readStored<boolean>(KEY) }))

const isEvening = (clock: string): boolean => clock >= '18:00' || clock < '06:00'

export const useNight = (): boolean => store((state) => state.chosen) ?? isEvening(clockOf(new Date()))

export function chooseNight(chosen: boolean): void {
  writeStored(KEY, chosen)
  store.setState({ chosen })
}
