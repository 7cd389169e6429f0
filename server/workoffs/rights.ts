// A person's rights in their cases: a copy, and erasure. That a decision was worked off stays with the authority under
// its number; whose it was goes, and what is not done yet is back with the officer.
import { now } from '../clock'
import type { Tx } from '../db'
import { newId } from '../ids'
import { nameOnCase } from './present'
import { WorkoffCases, type WorkoffCase } from './workoffs.model'

export async function exportWorkoffs(personId: string): Promise<unknown> {
  const found = await WorkoffCases.find({ personId }).sort({ referredAt: 1 }).lean<WorkoffCase[]>()
  return found.map((one) => ({
    name: nameOnCase(one),
    number: one.number,
    agency: one.agency,
    offence: one.offence,
    happenedOn: one.happenedOn,
    fineYuan: one.fineYuan,
    owed: one.owed,
    minutes: one.minutes,
    dueOn: one.dueOn,
    state: one.state,
    reason: one.reason ?? null,
    certificate: one.certificate ?? null,
  }))
}

export async function eraseWorkoffs(tx: Tx, personId: string): Promise<void> {
  const open = { personId, state: { $in: ['referred' as const, 'working' as const, 'worked' as const] } }
  const back = { state: 'returned' as const, returnedWhy: 'erased' as const, reason: '本人已注销账号' }
  await tx.on(WorkoffCases).updateMany(open, { $set: back })
  await tx
    .on(WorkoffCases)
    .updateMany({ personId }, { $set: { personId: `erased:${newId()}`, nameSealed: '', erasedAt: now() } })
}
