// The companies that manage compounds are organisations, a feature that comes after this one: what is asked about them
// is given at start. The place names the company by its id, and counts as a use of it.
import type { Tx } from '../db'
import { Places, type Place } from './places.model'

export type ManagingCompanies = {
  /** Names by id. */
  names: (ids: readonly string[], tx?: Tx) => Promise<Map<string, string>>
  /** Ids of the active ones by name. */
  idsByName: () => Promise<Map<string, string>>
  /** Marks in the transaction that a compound relies on it; false when there is no such active company. */
  relyOn: (tx: Tx, id: string) => Promise<boolean>
}

let given: ManagingCompanies | null = null

/** Told at start. */
export function configureCompanies(companies: ManagingCompanies): void {
  given = companies
}

export function managingCompanies(): ManagingCompanies {
  if (!given) throw new Error('no companies: call configureCompanies first')
  return given
}

/** How many compounds each company manages. */
export async function compoundsOf(companyIds: readonly string[], tx?: Tx): Promise<Map<string, number>> {
  const pipeline = [
    { $match: { companyId: { $in: [...companyIds] }, status: 'active' } },
    { $group: { _id: '$companyId', count: { $sum: 1 } } },
  ]
  const groups = tx
    ? await tx.on(Places).aggregate<{ _id: string; count: number }>(pipeline)
    : await Places.aggregate<{ _id: string; count: number }>(pipeline)
  return new Map(groups.map((group) => [group._id, group.count]))
}

/** Compounds that rely on an organisation: it can't end. */
export const compoundsManagedBy = async (tx: Tx, organisationId: string): Promise<number> =>
  (await compoundsOf([organisationId], tx)).get(organisationId) ?? 0

/** They are managed by the one that it became part of. */
export const moveCompounds = (tx: Tx, fromId: string, intoId: string): Promise<number> =>
  tx.on(Places).updateMany({ companyId: fromId }, { $set: { companyId: intoId }, $inc: { revision: 1 } })

/** Active compounds that these companies manage, by name. */
export const managedBy = (companyIds: readonly string[], limit: number): Promise<Place[]> =>
  Places.find({ companyId: { $in: [...companyIds] }, management: 'company', status: 'active' })
    .sort({ name: 1, _id: 1 })
    .limit(limit)
    .lean<Place[]>()
    .exec()
