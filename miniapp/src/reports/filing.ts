// A report that is being made, in storage at every change, and how it is handed to the outbox: the words as a row of
// their own, each photo as a row behind everything else.
// Invariants: a report never waits for its photo; a phone that dies half-way hands over the rest when it wakes, and
// nothing twice.
import { files } from '@shared/files/contract'
import type { Id } from '@shared/ids'
import { categoryNames, type ReportCategory } from '@shared/reports/categories'
import { reports } from '@shared/reports/reports-contract'
import type { InputOf } from '@shared/contract'
import { newId } from '@/lib/ids'
import { myPlace, type MyPlace } from '@/lib/my-place'
import { answeredRows } from '@/lib/outbox/answered'
import { enqueue, outbox } from '@/lib/outbox/outbox'
import type { Row } from '@/lib/outbox/rows'
import { readStored, removeStored, writeStored } from '@/lib/storage'

const KEY = 'report-draft'

export type Draft = {
  category: ReportCategory | null
  place: MyPlace | null
  site: { id: Id; name: string } | null
  position: { lng: number; lat: number } | null
  spot: string
  plate: string
  text: string
  isAnonymous: boolean
  /** Lasting paths on this phone. */
  photos: readonly string[]
  /** When it was first touched (ISO): about when it was seen. */
  seenAt: string | null
  /** Set once it is being handed over. */
  id: Id | null
}

const emptyDraft: Draft = {
  category: null,
  place: null,
  site: null,
  position: null,
  spot: '',
  plate: '',
  text: '',
  isAnonymous: false,
  photos: [],
  seenAt: null,
  id: null,
}

export const keptDraft = (): Draft => ({ ...emptyDraft, place: myPlace(), ...readStored<Partial<Draft>>(KEY) })
/** Throws when the phone's storage is full. */
export const keepDraft = (draft: Draft): void => writeStored(KEY, draft)

/** "桶满了 荷塘里": what it is called in the list of what waits. */
const labelOf = ({ category, place }: Draft): string => `${categoryNames[category ?? 'other']} ${place?.name ?? ''}`

function inputOf(draft: Draft, id: Id): InputOf<typeof reports.file> | null {
  const { category, place, site, position, spot, plate, text, isAnonymous, seenAt } = draft
  if (!category || !place) return null
  return {
    id,
    category,
    placeId: place.id,
    seenAt: seenAt ?? new Date().toISOString(),
    ...(site ? { siteId: site.id } : {}),
    ...(position ? { position } : {}),
    ...(spot.trim() ? { spot: spot.trim() } : {}),
    ...(category === 'mixed' && plate.trim() ? { plate: plate.trim() } : {}),
    ...(text.trim() ? { text: text.trim() } : {}),
    ...(isAnonymous ? { isAnonymous } : {}),
  }
}

const isHandedOver = (id: Id): boolean => {
  const { waiting, refused } = outbox()
  return [...waiting, ...refused, ...answeredRows()].some(
    ({ route, input }) => route.path === reports.file.path && input['id'] === id,
  )
}

const isPhotoHandedOver = (path: string): boolean =>
  [...outbox().waiting, ...outbox().refused].some(({ files: kept }) => kept.some((file) => file.path === path))

/** Hands it to the outbox; answers its id, or null where something is missing. Throws when the phone is full. */
export async function handOver(draft: Draft): Promise<Id | null> {
  const id = draft.id ?? (await newId())
  const input = inputOf(draft, id)
  if (!input) return null
  let left: Draft = { ...draft, id }
  keepDraft(left)
  if (!isHandedOver(id)) await enqueue({ label: `随手拍 ${labelOf(draft)}`, route: reports.file, input })
  for (const path of draft.photos) {
    left = { ...left, photos: left.photos.filter((one) => one !== path) }
    if (!isPhotoHandedOver(path))
      await enqueue({
        label: `随手拍 ${labelOf(draft)}，照片`,
        route: reports.addPhotos,
        input: { id },
        files: [{ path, route: files.upload, fields: { purpose: 'report' }, into: 'photoIds', isKept: true }],
        isBehind: true,
      })
    keepDraft(left)
  }
  removeStored(KEY)
  return id
}

export type Unsent = {
  id: Id
  category: ReportCategory
  placeId: Id
  label: string
  why: string | null
  photos: number
}

/** Reports that have not reached the server, newest first, out of the rows that wait or were refused. */
export function unsentOf(rows: readonly Row[]): Unsent[] {
  const own = rows.filter(({ route }) => route.path === reports.file.path)
  return own.reverse().map(({ input, label, reason }) => {
    const { id, category, placeId } = input as InputOf<typeof reports.file>
    const photos = rows.filter((row) => row.route.path === reports.addPhotos.path && row.input['id'] === id).length
    return { id, category, placeId, label, photos, why: reason?.text ?? null }
  })
}

/** How many photos of a report are still on this phone. */
export const photosLeft = (rows: readonly Row[], id: Id): number =>
  rows.filter(({ route, input }) => route.path === reports.addPhotos.path && input['id'] === id).length
