// Bringing the guide up to date: the newer edition's names as a delta, then the sentences. Each part is verified and
// kept when it is whole, so an update that was cut off goes on where it stopped. Relies on book.ts and the network; a
// failure changes nothing. Invariant: what is answered from is always one whole edition, whose number of entries is the
// one that the server names.
import type { Edition } from '@shared/guide/contract'
import { guide } from '@shared/guide/contract'
import { applyDelta, applyDetailDelta, readDetail, readHead } from '@shared/guide/pack'
import { operations } from '@shared/operations/contract'
import { create } from 'zustand'
import { call } from '@/lib/api'
import { session, setSession } from '@/lib/session'
import { book, indexOf, keepCore, keepDetails, openBook } from './book'

const AGAIN_AFTER_MS = 10 * 60_000
const AFTER_FAILURE_MS = 30_000

export type UpdateState = { running: boolean; failed: boolean; checkedAt: number }
const store = create<UpdateState>(() => ({ running: false, failed: false, checkedAt: 0 }))
export const useUpdate = store

/** Looks for a newer edition. @param now asked for by the person, not only by opening the page */
export async function updateBook(now = false): Promise<void> {
  const { running, failed, checkedAt } = store.getState()
  if (running || (!now && Date.now() - checkedAt < (failed ? AFTER_FAILURE_MS : AGAIN_AFTER_MS))) return
  store.setState({ running: true })
  try {
    await openBook()
    await learnRegion()
    const edition = await call(guide.edition, {})
    await updateCore(edition)
    await updateDetails(edition)
    store.setState({ running: false, failed: false, checkedAt: Date.now() })
  } catch {
    store.setState({ running: false, failed: true, checkedAt: Date.now() })
  }
}

/** The city's own region, until the person chooses another. */
async function learnRegion(): Promise<void> {
  if (session().region) return
  const { region } = await call(operations.about, {})
  if (!session().region) setSession({ region })
}

/** Another city's server may be behind the shipped edition; then the phone keeps what it has. */
async function updateCore(edition: Edition): Promise<void> {
  const { core, index } = book()
  const own = readHead(core).number
  if (own > edition.number || (own === edition.number && index?.terms.length === edition.terms)) return
  try {
    await fetchCore(edition, own === edition.number ? 0 : own)
  } catch (error) {
    if (own === edition.number) throw error
    await fetchCore(edition, 0)
  }
}

async function fetchCore(edition: Edition, from: number): Promise<void> {
  const delta = await call(guide.delta, { from })
  const core = delta.complete ? delta.changed : applyDelta(book().core, delta.changed, delta.removed)
  const index = await indexOf(core)
  if (index.head.number !== edition.number || index.terms.length !== edition.terms)
    throw new Error('the fetched edition is not whole')
  keepCore(core, index)
}

async function updateDetails(edition: Edition): Promise<void> {
  const { detailEdition, detailText, index } = book()
  if (!index || index.head.number !== edition.number || detailEdition === edition.number) return
  const delta = await call(guide.delta, { from: detailEdition, detail: true })
  if (delta.edition !== edition.number) return
  const text = delta.complete ? delta.changed : applyDetailDelta(detailText, delta.changed, delta.removed)
  const details = readDetail(text)
  if (index.terms.every(({ id }) => details.has(id))) keepDetails(text, details, edition.number)
  else if (detailEdition !== 0) keepDetails('', new Map(), 0)
  else throw new Error('the fetched sentences are not whole')
}
