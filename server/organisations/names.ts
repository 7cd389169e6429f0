// Names of organisations by id, for whoever shows one.
import type { OrganisationKind } from '@shared/organisations/vocabulary'
import type { Tx } from '../db'
import { Organisations, type Organisation } from './organisations.model'

/** Ended ones too. */
export async function organisationNames(ids: readonly string[], tx?: Tx): Promise<Map<string, string>> {
  const filter = { _id: { $in: [...new Set(ids)] } }
  const found = tx
    ? await tx.on(Organisations).find(filter)
    : await Organisations.find(filter, { name: 1 }).lean<Pick<Organisation, '_id' | 'name'>[]>()
  return new Map(found.map(({ _id, name }) => [_id, name]))
}

type Registered = Pick<Organisation, '_id' | 'name' | 'kinds' | 'placePath'>

/** Active ones of some kinds that are registered at or below a place, at most `limit`. */
export const organisationsBelow = (
  placeId: string,
  kinds: readonly OrganisationKind[],
  limit: number,
): Promise<Registered[]> =>
  Organisations.find(
    { placePath: placeId, kinds: { $in: [...kinds] }, standing: 'active' },
    { name: 1, kinds: 1, placePath: 1 },
  )
    .sort({ name: 1, _id: 1 })
    .limit(limit)
    .lean<Registered[]>()
    .exec()

/** Ended ones too; missing ones are left out. */
export const organisationsByIds = (ids: readonly string[]): Promise<Registered[]> =>
  Organisations.find({ _id: { $in: [...new Set(ids)] } }, { name: 1, kinds: 1, placePath: 1 })
    .lean<Registered[]>()
    .exec()

const MOST_OF_A_KIND = 200

/** Active ones of a kind in the whole city, by name. */
export const organisationsOfKind = (kind: OrganisationKind): Promise<Registered[]> =>
  Organisations.find({ kinds: kind, standing: 'active' }, { name: 1, kinds: 1, placePath: 1 })
    .sort({ name: 1, _id: 1 })
    .limit(MOST_OF_A_KIND)
    .lean<Registered[]>()
    .exec()
