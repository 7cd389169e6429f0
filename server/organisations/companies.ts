// Property companies as the forms of places know them: organisations of that kind, with how many compounds each
// manages. What places asks about them it is given at start (`managingCompanies`), since it comes before organisations.
import { scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import type { companies } from '@shared/organisations/companies-contract'
import { mayWithOrganisation, organisationReaders } from '@shared/organisations/rules'
import { escapePattern } from '@shared/escape'
import type { Tx } from '../db'
import { readCountedPage } from '../paging'
import { compoundsOf, type ManagingCompanies } from '../places/companies'
import { organisationNames } from './names'
import { Organisations, type Organisation } from './organisations.model'

type Row = OutputOf<typeof companies.list>['items'][number]

/** Companies by name; every reader sees them all, since a compound may be managed from elsewhere in the city. */
export async function listCompanies(
  actor: Actor,
  input: ParsedOf<typeof companies.list>,
): Promise<OutputOf<typeof companies.list>> {
  const filter = {
    ...(input.q ? { name: { $regex: escapePattern(input.q) } } : {}),
    kinds: 'propertyCompany' as const,
    standing: 'active' as const,
  }
  const { rows, ...page } = await readCountedPage(Organisations, { name: 1 }, filter, input)
  return { items: await present(actor, rows), ...page }
}

async function present(actor: Actor, found: readonly Organisation[]): Promise<Row[]> {
  const compounds = await compoundsOf(found.map(({ _id }) => _id))
  const sees = scopeOf(actor, [...organisationReaders, 'propertyManager']).length > 0
  return found.map((company) => ({
    id: company._id,
    name: company.name,
    creditCode: company.creditCode ?? null,
    phone: sees ? (company.phone ?? null) : null,
    placeId: company.placeId,
    status: company.standing === 'active' ? 'active' : 'archived',
    compounds: compounds.get(company._id) ?? 0,
    revision: company.revision,
    mayEdit: mayWithOrganisation(actor, 'keep', company.placePath),
  }))
}

/** What places asks: names, the active ones by the key of their name, and whether a compound may rely on one. */
export const managingCompanies: ManagingCompanies = {
  names: organisationNames,
  idsByName: async () => {
    const found = await Organisations.find({ kinds: 'propertyCompany', standing: 'active' }, { nameKey: 1 }).lean<
      Pick<Organisation, '_id' | 'nameKey'>[]
    >()
    return new Map(found.map(({ _id, nameKey }) => [nameKey, _id]))
  },
  relyOn: async (tx: Tx, id: string) => {
    const { matched } = await tx
      .on(Organisations)
      .updateOne({ _id: id, kinds: 'propertyCompany', standing: 'active' }, { $inc: { touches: 1 } })
    return matched === 1
  },
}
