// The sorting guide on this phone: the edition it answers from, its index, and the sentences that belong to it.
// Starts from the edition in the package, so that it answers without a network; a newer one that was fetched earlier
// goes first. Relies on storage and on shared/guide. Invariants: nothing unreadable is ever answered from; the index is
// built in short slices, so that typing stays smooth; an edition is replaced only by a verified newer one.
import type { Details } from '@shared/guide/answer'
import { readDetail, readHead } from '@shared/guide/pack'
import { buildIndexSliced, type GuideIndex } from '@shared/guide/search-index'
import { create } from 'zustand'
import { readStored, removeStored, writeStored } from '@/lib/storage'
import shipped from './core.generated.json'

export type Book = {
  core: string
  index: GuideIndex | null
  details: Details | null
  detailText: string
  detailEdition: number
}

const CORE_KEY = 'guide-core'
const DETAIL_KEY = 'guide-detail'
const SLICE_MS = 8

type StoredDetail = { edition: number; text: string }

const store = create<Book>(() => ({ core: shipped, index: null, details: null, detailText: '', detailEdition: 0 }))

export const useBook = store
export const book = (): Book => store.getState()

let opening: Promise<void> | null = null

/** Reads what lies on the phone and builds the index; a second call waits for the first. */
export function openBook(): Promise<void> {
  opening ??= open()
  return opening
}

async function open(): Promise<void> {
  const kept = readStored<string>(CORE_KEY)
  const stored = kept && isNewer(kept, shipped) ? kept : null
  try {
    await take(stored ?? shipped)
  } catch {
    removeStored(CORE_KEY)
    await take(shipped)
  }
  const detail = readStored<StoredDetail>(DETAIL_KEY)
  if (detail)
    store.setState({ details: readDetail(detail.text), detailText: detail.text, detailEdition: detail.edition })
}

function isNewer(kept: string, than: string): boolean {
  try {
    return readHead(kept).number > readHead(than).number
  } catch {
    return false
  }
}

async function take(core: string): Promise<void> {
  const index = await indexOf(core)
  if (index.terms.length === 0) throw new Error('an edition without entries')
  store.setState({ core, index })
}

/**
 * Builds an index without holding the screen for longer than some milliseconds. @throws Error when the text is damaged
 */
export function indexOf(core: string): Promise<GuideIndex> {
  const work = buildIndexSliced(core, 100)
  return new Promise((resolve, reject) => {
    const slice = () => {
      try {
        const until = Date.now() + SLICE_MS
        let index = work.step()
        while (!index && Date.now() < until) index = work.step()
        if (index) resolve(index)
        else setTimeout(slice, 0)
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    }
    slice()
  })
}

/** Keeps a verified newer edition and answers from it at once. */
export function keepCore(core: string, index: GuideIndex): void {
  writeStored(CORE_KEY, core)
  store.setState({ core, index })
}

/** Keeps verified sentences. */
export function keepDetails(text: string, details: Details, edition: number): void {
  writeStored(DETAIL_KEY, { edition, text } satisfies StoredDetail)
  store.setState({ details, detailText: text, detailEdition: edition })
}
