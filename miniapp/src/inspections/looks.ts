// Looking at an earlier finding again, as it is filled in on this phone and handed over: one row a finding.
// Invariant: stored with every tap; handed over once.
import { files } from '@shared/files/contract'
import type { Id } from '@shared/ids'
import { inspections } from '@shared/inspections/contract'
import { newId } from '@/lib/ids'
import { answeredRows } from '@/lib/outbox/answered'
import { enqueue, outbox } from '@/lib/outbox/outbox'
import { readStored, removeStored, writeStored } from '@/lib/storage'
import type { Shot } from './form'

export type Look = { isMended: boolean | null; note: string; shots: readonly Shot[] }

const keyOf = (findingId: Id): string => `inspections/look/${findingId}`
export const keptLook = (findingId: Id): Look => ({
  isMended: null,
  note: '',
  shots: [],
  ...readStored<Partial<Look>>(keyOf(findingId)),
})
/** Throws when the phone's storage is full. */
export const keepLook = (findingId: Id, look: Look): void => writeStored(keyOf(findingId), look)

export type Handed = { isMended: boolean; state: 'waiting' | 'refused' | 'answered'; why: string | null }

/** What was handed over for each finding, by its id. */
export function handedLooks(): ReadonlyMap<Id, Handed> {
  const { waiting, refused } = outbox()
  const all = [...answeredRows().map((row) => ({ ...row, state: 'answered' as const })), ...refused, ...waiting].filter(
    ({ route }) => route.path === inspections.look.path,
  )
  return new Map(
    all.map(({ input, state, reason }) => [
      input['findingId'] as Id,
      { isMended: input['isMended'] === true, state, why: reason?.text ?? null },
    ]),
  )
}

/** Throws when the phone's storage is full. */
export async function handOverLook(visitId: Id, findingId: Id, name: string, look: Look): Promise<void> {
  const shots = look.shots.flatMap(({ id, path }) => (path === null ? [] : [{ id, path }]))
  await enqueue({
    label: `复查 ${name}：${look.isMended ? '已整改' : '没改好'}`,
    route: inspections.look,
    input: {
      findingId,
      visitId,
      isMended: look.isMended === true,
      note: look.note.trim(),
      photoIds: shots.map(({ id }) => id),
    },
    files: shots.map((shot) => ({ ...shot, route: files.upload, fields: { purpose: 'inspection' }, isKept: true })),
  })
  removeStored(keyOf(findingId))
}

/** A new photo's id with where it lies. */
export const aShot = async (path: string): Promise<Shot> => ({ id: await newId(), path })
