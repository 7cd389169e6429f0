// How corrections are shown to either side and to staff.
import type { Correction } from '@shared/manifests/contract'
import type { Tx } from '../db'
import { organisationNames } from '../organisations/names'
import type { CorrectionRecord } from './manifests.model'

/** @param organisationId for whom they are shown; null for staff */
export async function presentCorrections(
  records: readonly CorrectionRecord[],
  organisationId: string | null,
  tx?: Tx,
): Promise<Correction[]> {
  const names = await organisationNames(
    records.map((each) => each.organisationId),
    tx,
  )
  return records.map((record) => {
    const { buckets = null, grams = null, how = null, acceptedGrams = null, refusedGrams = null } = record.before
    const isOpen = record.state === 'open'
    const isOther = organisationId !== null && record.otherOrganisationIds.includes(organisationId)
    return {
      id: record._id,
      of: record.of,
      ofId: record.ofId,
      ofName: record.ofName,
      side: record.side,
      organisation: names.get(record.organisationId) ?? '',
      reason: record.reason,
      change: record.change,
      before: { buckets, grams, how, acceptedGrams, refusedGrams },
      state: record.state,
      askedAt: record.askedAt.toISOString(),
      dueOn: record.dueOn,
      answeredAt: record.answeredAt?.toISOString() ?? null,
      answer: record.answer,
      allowed: [
        ...(isOpen && isOther ? (['answer'] as const) : []),
        ...(isOpen && organisationId === record.organisationId ? (['withdraw'] as const) : []),
      ],
    }
  })
}
