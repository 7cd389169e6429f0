// What the office does with reports beside dealing with them: finding those that are the same, and making one case of
// them. And who may see the photos.
import { holdsRole, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { Complaint } from '@shared/reports/complaints-contract'
import type { reports } from '@shared/reports/reports-contract'
import { audit, auditRead } from '../audit'
import { transaction } from '../db'
import { refuseOwnCase } from '../people/conflicts'
import { isHandler, office, presentAll, presentOne, readers, requireComplaint } from './case-views'
import { Complaints, type ComplaintRecord } from './complaints.model'
import { joins, reportReview, tellMerged } from './reports'

/** @throws DomainError NOT_FOUND for a complaint, or outside the area */
async function requireReport(actor: Actor, id: string): Promise<ComplaintRecord> {
  const found = await requireComplaint(id)
  if (found.kind !== 'report' || !holdsRole(actor, office, found.placePath)) throw new DomainError('NOT_FOUND')
  return found
}

export async function listAlike(actor: Actor, { id }: { id: string }): Promise<OutputOf<typeof reports.alike>> {
  const { placeId, category = 'other' } = await requireReport(actor, id)
  const rows = await Complaints.find({ placeId, category, status: { $in: ['waiting', 'reopened'] }, _id: { $ne: id } })
    .sort({ at: 1, _id: 1 })
    .limit(20)
    .lean<ComplaintRecord[]>()
  await auditRead(actor, { action: 'reports.readComplaints', subject: 'complaints', details: { rows: rows.length } })
  return { items: await presentAll(actor, rows) }
}

/**
 * Into one that is open and of the same place; what was merged into this one goes along.
 * @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE
 */
export async function mergeReport(
  actor: PersonActor,
  { id, intoId }: ParsedOf<typeof reports.merge>,
): Promise<Complaint> {
  const seen = await requireReport(actor, id)
  const into = await requireReport(actor, intoId)
  if (id === intoId || seen.placeId !== into.placeId) throw new DomainError('WRONG_STATE')
  return transaction(async (tx) => {
    await refuseOwnCase(tx, actor, { author: seen.personId, householdIds: [] })
    const merged = await tx
      .on(Complaints)
      .findOneAndUpdate({ _id: id, status: 'waiting' }, { $set: { status: 'merged', mergedInto: intoId, others: 0 } })
    if (!merged || !(await joins(tx, intoId, seen.personId, 1 + (seen.others ?? 0))))
      throw new DomainError('WRONG_STATE')
    const along = await tx.on(Complaints).find({ mergedInto: id })
    for (const { personId } of along) await reportReview.involve(tx, intoId, personId)
    await tx.on(Complaints).updateMany({ mergedInto: id }, { $set: { mergedInto: intoId } })
    await reportReview.withdraw(tx, actor, id, `并到 ${into.number}`)
    await tellMerged(tx, merged, into)
    await audit(tx, actor, {
      action: 'reports.merge',
      subject: `complaints/${id}`,
      placePath: seen.placePath,
      details: { into: into.number },
    })
    return presentOne(actor, merged, tx)
  })
}

/**
 * Staff of the place, and who took them; what was mended is shown to everybody who reported it, their own photos to
 * nobody else.
 */
export async function mayReadReportPhoto(actor: Actor, id: string, fileId: string): Promise<boolean> {
  const record = await Complaints.findById(id).lean<ComplaintRecord>()
  if (!record) return false
  if (holdsRole(actor, readers, record.placePath) || isHandler(actor, record)) return true
  if (actor.kind !== 'person') return false
  if (record.personId === actor.personId) return true
  const isOfAnswer = record.answers.some(({ photoIds = [] }) => photoIds.includes(fileId))
  return isOfAnswer && (await Complaints.exists({ mergedInto: id, personId: actor.personId })) !== null
}
