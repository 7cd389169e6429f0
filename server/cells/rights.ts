// A person's rights in what they did in cells, who sees the evidence, and what follows when an organisation is merged.
import { holdsRole, type Actor } from '@shared/actors'
import { readers } from '@shared/cells/roles'
import type { Tx } from '../db'
import { relationsTo } from './applicants'
import { Applications, type ApplicationDocument } from './applications.model'
import { Objections, TakenSheets, Visits, type ObjectionDocument, type VisitDocument } from './visits.model'

const ERASED = 'erased'

export async function exportCells(personId: string): Promise<unknown> {
  const applications = await Applications.find({ startedBy: personId })
    .sort({ createdAt: 1 })
    .lean<ApplicationDocument[]>()
  const visits = await Visits.find({ 'assessors.personId': personId }).sort({ day: 1 }).lean<VisitDocument[]>()
  const objections = await Objections.find({ personId }).lean<ObjectionDocument[]>()
  return {
    applications: applications.map(({ _id, kind, subjectName, state }) => ({
      id: _id,
      kind,
      subject: subjectName,
      state,
    })),
    visits: visits.map(({ _id, day, state }) => ({ id: _id, day, state })),
    objections: objections.map(({ at, outcome }) => ({ at: at.toISOString(), outcome })),
  }
}

/** What was found and titled stays, without whose eyes and hands it was. */
export async function eraseCells(tx: Tx, personId: string): Promise<void> {
  await tx.on(Applications).updateMany({ startedBy: personId }, { $set: { startedBy: ERASED } })
  for (const { _id, letter, items } of await tx.on(Applications).find({
    $or: [{ 'letter.personId': personId }, { 'items.by': personId }],
  }))
    await tx.on(Applications).updateOne(
      { _id },
      {
        $set: {
          items: items.map((item) => (item.by === personId ? { ...item, by: ERASED } : item)),
          ...(letter?.personId === personId ? { letter: { ...letter, personId: ERASED, name: '已注销' } } : {}),
        },
      },
    )
  for (const { _id, assessors } of await tx.on(Visits).find({ 'assessors.personId': personId }))
    await tx.on(Visits).updateOne(
      { _id },
      {
        $set: {
          assessors: assessors.map((one) =>
            one.personId === personId
              ? { ...one, personId: ERASED, signature: one.signature && { ...one.signature, as: '已注销' } }
              : one,
          ),
        },
      },
    )
  await tx.on(TakenSheets).updateMany({ personId }, { $set: { personId: ERASED } })
  await tx.on(Objections).updateMany({ personId }, { $set: { personId: ERASED, textSealed: '' } })
}

/** Evidence: whoever acts for the applicant, staff of its area, and the assessors of its visits. */
export async function mayReadCellFile(actor: Actor, applicationId: string): Promise<boolean> {
  const application = await Applications.findById(applicationId).lean<ApplicationDocument>()
  if (!application) return false
  if (holdsRole(actor, readers, application.placePath)) return true
  const visits = await Visits.find({ applicationId }).lean<VisitDocument[]>()
  const { relations } = await relationsTo(actor, application, visits)
  return relations.some((relation) => relation !== 'public')
}

/** An organisation with an application under way, or a title that holds, can't end. */
export const countUses = (tx: Tx, organisationId: string): Promise<number> =>
  tx.on(Applications).count({ organisationId, isOver: false })

/** What it applied for is the other's; where both have one of a kind the other's goes on and this one is withdrawn. */
export async function moveCells(tx: Tx, fromId: string, intoId: string): Promise<number> {
  let moved = 0
  for (const { _id, subjectKind, subjectId, kind, isOver } of await tx
    .on(Applications)
    .find({ $or: [{ organisationId: fromId }, { subjectKind: 'organisation', subjectId: fromId }] })) {
    const isOwn = subjectKind === 'organisation' && subjectId === fromId
    const other = { subjectKind: 'organisation' as const, subjectId: intoId, kind, isOver: false }
    const isDouble = isOwn && !isOver && (await tx.on(Applications).count(other)) > 0
    await tx.on(Applications).updateOne(
      { _id },
      {
        $set: {
          organisationId: intoId,
          ...(isOwn ? { subjectId: intoId } : {}),
          ...(isDouble ? { isOver: true, state: 'withdrawn' as const } : {}),
        },
        $inc: { version: 1 },
      },
    )
    moved += 1
  }
  return moved
}
