// Names of organisations by id, for whoever shows one.
import type { Tx } from '../db'
import { Organisations, type Organisation } from './organisations.model'

/** Ended ones too. */
export async function organisationNames(ids: readonly string[], tx?: Tx): Promise<Map<string, string>> {
  const filter = { _id: { $in: [...new Set(ids)] } }
  const found = tx ? await tx.on(Organisations).find(filter) : await Organisations.find(filter).lean<Organisation[]>()
  return new Map(found.map(({ _id, name }) => [_id, name]))
}
