// The row of organisations in the table of features.
import type { Feature } from '../feature'
import { living } from '../living'
import { eraseAffiliations, exportAffiliations } from './affiliations'
import { organisationImport } from './organisation-import'
import { Organisations } from './organisations.model'
import { organisationsRoutes } from './organisations.routes'
import { seedOrganisations } from './seed'

export const organisationsFeature: Feature = {
  name: 'organisations',
  routes: organisationsRoutes,
  seed: seedOrganisations,
  personalData: { export: exportAffiliations, erase: eraseAffiliations },
  livesAt: [living(Organisations)],
  imports: [organisationImport],
}
