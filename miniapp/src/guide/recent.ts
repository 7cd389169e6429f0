// What was searched for last, on this phone only: it is never sent anywhere, and can be emptied at once.
// Invariant: a word stands in it once, the newest first.
import { create } from 'zustand'
import { readStored, removeStored, writeStored } from '@/lib/storage'

const KEY = 'guide-recent'
const KEPT = 12

const store = create<{ words: readonly string[] }>(() => ({ words: readStored<string[]>(KEY) ?? [] }))
export const useRecent = (): readonly string[] => store((state) => state.words)

/** Remembers a word that led to an answer. */
export function remember(word: string): void {
  const bare = word.trim()
  if (!bare) return
  const words = [bare, ...store.getState().words.filter((each) => each !== bare)].slice(0, KEPT)
  writeStored(KEY, words)
  store.setState({ words })
}

export function forgetAll(): void {
  removeStored(KEY)
  store.setState({ words: [] })
}
