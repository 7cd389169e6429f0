// What was weighed, photographed and chosen at a stop before its outcome is logged. In storage at every change.
// Relies on storage and on the platform for pictures. Invariants: pictures are moved to where they last as they are
// taken; what was entered comes back when the outcome is taken back (pictures do not: they belong to the log).
//
//   const [draft, change] = useDraft(stopId)
import type { Id } from '@shared/ids'
import type { StopReason, WeighIn } from '@shared/pickups/schemas'
import { create } from 'zustand'
import { platform } from '@/lib/platform/platform'
import { readStored, writeStored } from '@/lib/storage'

export type Draft = {
  weights: WeighIn[]
  mixedLoad: boolean
  /** The whole sum that is owed was taken at the door; null: not said yet. */
  isPaid: boolean | null
  reason: StopReason | null
  note: string
  /** Lasting paths on this phone. */
  photos: string[]
}

export const emptyDraft: Draft = { weights: [], mixedLoad: false, isPaid: null, reason: null, note: '', photos: [] }

const keyOf = (stopId: Id): string => `crew/draft/${stopId}`
const store = create<Record<Id, Draft>>(() => ({}))
const read = (stopId: Id): Draft => ({ ...emptyDraft, ...readStored<Partial<Draft>>(keyOf(stopId)) })

export const draftOf = (stopId: Id): Draft => store.getState()[stopId] ?? read(stopId)

/** Throws when the phone's storage is full. */
export function changeDraft(stopId: Id, change: Partial<Draft>): void {
  const next = { ...draftOf(stopId), ...change }
  writeStored(keyOf(stopId), next)
  store.setState({ [stopId]: next })
}

export function useDraft(stopId: Id): [Draft, (change: Partial<Draft>) => void] {
  const known = store((state) => state[stopId])
  return [known ?? read(stopId), (change) => changeDraft(stopId, change)]
}

/**
 * Keeps a picture that was just taken.
 * @throws PictureUnreadable when there is nothing to keep, any other error when the phone has no room
 */
export async function addPhoto(stopId: Id, temporaryPath: string): Promise<void> {
  const kept = await platform.keepFile(temporaryPath)
  changeDraft(stopId, { photos: [...draftOf(stopId).photos, kept] })
}

export function dropPhoto(stopId: Id, path: string): void {
  changeDraft(stopId, { photos: draftOf(stopId).photos.filter((one) => one !== path) })
  void platform.dropFile(path)
}
