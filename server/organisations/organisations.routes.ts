// Routes of organisations, one line each.
import { companies } from '@shared/organisations/companies-contract'
import { organisations } from '@shared/organisations/contract'
import { implement } from '../http/implement'
import { listMine } from './acting'
import { listCompanies } from './companies'
import { addPerson, endPerson, listPeople } from './members'
import { mergeOrganisations } from './merging'
import {
  createOrganisation,
  endOrganisation,
  findOrganisations,
  getOrganisation,
  listOrganisations,
  reopenOrganisation,
  updateOrganisation,
} from './organisations'

const registerRoutes = implement(
  'organisations',
  organisations,
)({
  mine: (_input, { actor }) => listMine(actor),
  list: (input, { actor }) => listOrganisations(actor, input),
  names: (input) => findOrganisations(input),
  get: ({ id }, { actor }) => getOrganisation(actor, id),
  create: (input, { actor }) => createOrganisation(actor, input),
  update: (input, { actor }) => updateOrganisation(actor, input),
  end: (input, { actor }) => endOrganisation(actor, input),
  reopen: (input, { actor }) => reopenOrganisation(actor, input),
  merge: (input, { actor }) => mergeOrganisations(actor, input),
  people: (input, { actor }) => listPeople(actor, input),
  addPerson: (input, { actor }) => addPerson(actor, input),
  endPerson: (input, { actor }) => endPerson(actor, input),
})

const companyRoutes = implement(
  'companies',
  companies,
)({
  list: (input, { actor }) => listCompanies(actor, input),
})

export const organisationsRoutes = [...registerRoutes, ...companyRoutes]
