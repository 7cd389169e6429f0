// Photos of the lists: those beside an entry, which a keeper has covered by hand, and who sees which. Invariants: what
// hangs is a copy that its keeper uploaded, never the inspector's own file; before the list is published it hangs for
// nobody; of one entry no more than three hang.
import { holdsRole, type Actor, type PersonActor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import {
  MOST_PHOTOS,
  PHOTO_PURPOSE,
  type EntryPhotos as Shown,
  type standingPhotos,
} from '@shared/standings/photos-contract'
import { keepers, readers } from '@shared/standings/vocabulary'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { attachFiles, detachFiles, ownPictures } from '../files/files'
import { photographedFindings } from '../inspections/for-lists'
import { staffNames } from '../people/staff'
import { mayReadOwnPhoto } from './by-link'
import { requireEntry } from './objections'
import { EntryPhotos, type PhotoRecord } from './photos.model'
import { Entries, Objections, Runs, type EntryRecord, type ObjectionRecord, type RunRecord } from './standings.model'

/** Places beside an entry; a unique index keeps two from taking one. */
const SLOTS = Array.from({ length: MOST_PHOTOS }, (_unused, at) => at)

const subjectOf = (id: string): string => `standings/${id}`

/** @throws DomainError NOT_FOUND outside the actor's area */
async function keptEntry(
  actor: Actor,
  period: string,
  placeId: string,
): Promise<{ run: RunRecord; entry: EntryRecord }> {
  const found = await requireEntry(period, placeId)
  if (!holdsRole(actor, keepers, found.run.placePath)) throw new DomainError('NOT_FOUND')
  return found
}

async function present(run: RunRecord, entry: EntryRecord): Promise<Shown> {
  const photos = await EntryPhotos.find({ entryId: entry._id }).sort({ at: 1, _id: 1 }).lean<PhotoRecord[]>()
  const names = await staffNames(photos.map(({ by }) => by))
  return {
    findings: await photographedFindings({ placeId: entry.placeId, from: run.from, to: run.to }),
    shown: photos.map(({ _id, caption, by, at, hidden }) => ({
      id: _id,
      caption,
      by: names.get(by) ?? '工作人员',
      at: at.toISOString(),
      isHidden: hidden !== undefined,
    })),
  }
}

/** @throws DomainError NOT_FOUND */
export async function listPhotos(actor: Actor, input: ParsedOf<typeof standingPhotos.list>): Promise<Shown> {
  const { run, entry } = await keptEntry(actor, input.period, input.placeId)
  return present(run, entry)
}

/**
 * The same id again changes nothing. @throws DomainError NOT_FOUND also for a file that is no copy of the actor's own,
 * STANDING_NOT_LISTED, STANDING_PHOTOS_FULL, CHANGED_MEANWHILE, IDEMPOTENCY_KEY_REUSED
 */
export async function showPhoto(
  actor: PersonActor,
  { id, period, placeId, findingId, caption }: ParsedOf<typeof standingPhotos.show>,
): Promise<Shown> {
  const { run, entry } = await keptEntry(actor, period, placeId)
  if (entry.outcome !== 'red' && entry.outcome !== 'black') throw new DomainError('STANDING_NOT_LISTED')
  const { findings } = await present(run, entry)
  if (!findings.some((each) => each.id === findingId)) throw new DomainError('NOT_FOUND')
  await transaction(async (tx) => {
    const had = await tx.on(EntryPhotos).findOne({ _id: id })
    if (had) {
      if (had.entryId !== entry._id || had.caption !== caption) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
      return
    }
    if (!(await ownPictures(actor.personId, PHOTO_PURPOSE, [id])).has(id)) throw new DomainError('NOT_FOUND')
    const hanging = await tx.on(EntryPhotos).find({ entryId: entry._id, hidden: { $exists: false } })
    const slot = SLOTS.find((free) => !hanging.some((each) => each.slot === free))
    if (slot === undefined) throw new DomainError('STANDING_PHOTOS_FULL')
    await tx
      .on(EntryPhotos)
      .insert({ _id: id, entryId: entry._id, runId: run._id, slot, findingId, caption, by: actorId(actor), at: now() })
    await attachFiles(tx, actor.personId, [id], subjectOf(id))
    await audit(tx, actor, {
      action: 'standings.showPhoto',
      subject: `standingPhotos/${id}`,
      placePath: run.placePath,
      details: { entry: entry._id, findingId, caption },
    })
  }).catch((error: unknown) => {
    // another took the same place beside the entry
    throw isDuplicateKey(error) ? new DomainError('CHANGED_MEANWHILE') : error
  })
  return present(run, entry)
}

/**
 * It hangs no more, and its bytes go. @throws DomainError NOT_FOUND outside the actor's area, WRONG_STATE when it is
 * gone
 */
export async function hidePhoto(
  actor: PersonActor,
  { id, reason }: ParsedOf<typeof standingPhotos.hide>,
): Promise<Shown> {
  const photo = await EntryPhotos.findById(id).lean<PhotoRecord>()
  const [run, entry] = photo
    ? await Promise.all([
        Runs.findById(photo.runId).lean<RunRecord>(),
        Entries.findById(photo.entryId).lean<EntryRecord>(),
      ])
    : []
  if (!run || !entry || !holdsRole(actor, keepers, run.placePath)) throw new DomainError('NOT_FOUND')
  await transaction(async (tx) => {
    const hidden = { by: actorId(actor), at: now(), reason }
    const { matched } = await tx
      .on(EntryPhotos)
      .updateOne({ _id: id, hidden: { $exists: false } }, { $set: { hidden }, $unset: { slot: 1 } })
    if (matched === 0) throw new DomainError('WRONG_STATE')
    await detachFiles(tx, [id], subjectOf(id))
    await audit(tx, actor, {
      action: 'standings.hidePhoto',
      subject: `standingPhotos/${id}`,
      placePath: run.placePath,
      reason,
    })
  })
  return present(run, entry)
}

/** What hangs beside the entries of a run, by entry. */
export async function photosOf(runId: string): Promise<Map<string, PhotoRecord[]>> {
  const found = await EntryPhotos.find({ runId, hidden: { $exists: false } })
    .sort({ at: 1, _id: 1 })
    .lean<PhotoRecord[]>()
  const byEntry = new Map<string, PhotoRecord[]>()
  for (const photo of found) byEntry.set(photo.entryId, [...(byEntry.get(photo.entryId) ?? []), photo])
  return byEntry
}

export const erasePhotos = (tx: Tx, personId: string): Promise<unknown> =>
  tx.on(EntryPhotos).updateMany({ by: personId }, { $set: { by: 'erased' } })

/**
 * Asked for files of `standings/<id>`: a photo beside an entry, for everybody once its list is published; or one of an
 * objection, for whoever may read that, and for the company that sent it.
 */
export async function mayReadPhoto(actor: Actor, id: string, fileId: string): Promise<boolean> {
  const photo = await EntryPhotos.findById(id).lean<PhotoRecord>()
  if (photo) {
    const run = await Runs.findById(photo.runId).lean<RunRecord>()
    if (!run || photo.hidden || photo._id !== fileId) return false
    return run.status === 'published' || holdsRole(actor, keepers, run.placePath)
  }
  const objection = await Objections.findById(id).lean<ObjectionRecord>()
  if (!objection?.photoIds.includes(fileId)) return false
  return holdsRole(actor, readers, objection.placePath) || mayReadOwnPhoto(actor, objection)
}
