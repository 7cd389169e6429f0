// A person's rights in what they have asked, and what follows when households are merged.
import type { UpdateQuery } from 'mongoose'
import type { Tx } from '../db'
import { kindOf } from './kinds'
import { Reviews, type ReviewRecord } from './reviews.model'

/** A person's copy of what they have asked to be decided; their own words stand in the copy of the feature. */
export async function exportReviews(personId: string): Promise<unknown> {
  const found = await Reviews.find({ personId }).sort({ at: -1 }).limit(1_000).lean<ReviewRecord[]>()
  return found.map(({ kind, headline, at, status, round, decision }) => ({
    about: kindOf(kind).title,
    headline,
    at: at.toISOString(),
    status,
    round,
    reason: decision?.reason ?? null,
    decidedAt: decision?.at.toISOString() ?? null,
  }))
}

/**
 * That there was a question, and how it was decided, stays without the person. What only they could want decided is
 * withdrawn by its feature. What was answered by link in their case goes with them.
 */
export async function eraseReviews(tx: Tx, personId: string): Promise<void> {
  await tx.on(Reviews).updateMany({ personId }, { $unset: { personId: 1, answers: 1 } } as UpdateQuery<ReviewRecord>)
}

/** A case of a merged household is a case of the one that stays, too. */
export async function mergeReviews(tx: Tx, fromHouseholdId: string, intoHouseholdId: string): Promise<void> {
  await tx.on(Reviews).updateMany({ householdIds: fromHouseholdId, status: 'open' }, {
    $addToSet: { householdIds: intoHouseholdId },
  } as UpdateQuery<ReviewRecord>)
}

/** The case of an organisation that was registered twice is a case of the one that it became part of. */
export const moveReviews = (tx: Tx, fromId: string, intoId: string): Promise<number> =>
  tx.on(Reviews).updateMany({ organisationIds: fromId, status: 'open' }, {
    $addToSet: { organisationIds: intoId },
  } as UpdateQuery<ReviewRecord>)
