// How somebody likes their lists at this browser: how many rows at a time, how close, which columns. Nothing of what is
// listed is kept.
import { useSyncExternalStore } from 'react'

export const pageSizes = [20, 50, 100] as const
export type Taste = {
  limit: (typeof pageSizes)[number]
  isDense: boolean
  hidden: Readonly<Record<string, readonly string[]>>
}

const KEY = 'wufei.lists'
const usual: Taste = { limit: 50, isDense: false, hidden: {} }

function read(): Taste {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Taste>
    return { ...usual, ...kept, limit: pageSizes.find((size) => size === kept.limit) ?? usual.limit }
  } catch {
    return usual
  }
}

let taste: Taste | null = null
const listeners = new Set<() => void>()
const now = (): Taste => (taste ??= read())

export function changeTaste(change: Partial<Taste>): void {
  taste = { ...now(), ...change }
  localStorage.setItem(KEY, JSON.stringify(taste))
  for (const listener of listeners) listener()
}

export const useTaste = (): Taste =>
  useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, now)
