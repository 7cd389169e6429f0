// A person's rights to what they did in inspections, and who sees the photos.
import type { Actor } from '@shared/actors'
import { holdsRole } from '@shared/actors'
import { planReaders, readers } from '@shared/inspections/roles'
import type { Tx } from '../db'
import { Declarations, Draws, Findings, TakenRows, Visits, type VisitDocument } from './inspections.model'

const ERASED = 'erased'

export async function exportInspections(personId: string): Promise<unknown> {
  const visits = await Visits.find({ inspectorId: personId }).sort({ day: 1 }).lean<VisitDocument[]>()
  return {
    visits: visits.map(({ _id, kind, targetName, day, state }) => ({ id: _id, kind, target: targetName, day, state })),
    declared: (await Declarations.find({ personId }).lean()).map(({ reason, at }) => ({ reason, at })),
  }
}

/** What was found stays, without whose eyes found it. */
export async function eraseInspections(tx: Tx, personId: string): Promise<void> {
  await tx.on(Visits).updateMany({ inspectorId: personId }, { $set: { inspectorId: ERASED, signedAs: '' } })
  await tx.on(Findings).updateMany({ inspectorId: personId }, { $set: { inspectorId: ERASED } })
  await tx.on(TakenRows).updateMany({ personId }, { $set: { personId: ERASED } })
  await tx.on(Declarations).deleteMany({ personId })
  for (const draw of await tx.on(Draws).find({ 'people.personId': personId })) {
    const people = draw.people.map((one) => (one.personId === personId ? { ...one, personId: ERASED } : one))
    await tx.on(Draws).updateOne({ _id: draw._id }, { $set: { people } })
  }
}

/** Photos of a visit and its findings: whoever made it, and staff of its area once it is signed. */
export async function mayReadInspectionFile(actor: Actor, visitId: string): Promise<boolean> {
  const visit = await Visits.findById(visitId, { inspectorId: 1, placePath: 1, state: 1 }).lean<VisitDocument>()
  if (!visit) return false
  if (actor.kind === 'person' && actor.personId === visit.inspectorId) return true
  const seers = visit.state === 'finished' ? readers : planReaders
  return holdsRole(actor, seers, visit.placePath)
}
