// The row of manifests in the table of features.
import type { Feature } from '../feature'
import { living } from '../living'
import { manifestsJobs } from './jobs'
import { Corrections, Handovers, Trips } from './manifests.model'
import { RateCards } from './bills.model'
import { manifestsBookRoutes } from './book.routes'
import { manifestsRoutes } from './manifests.routes'
import { Contracts, Producers } from './register.model'
import { eraseManifests, exportManifests, mayReadPicture, moveManifests, usesOfOrganisation } from './rights'
import { seedManifests } from './seed'
import { manifestsFigures, manifestsWork } from './work'

export const manifestsFeature: Feature = {
  name: 'manifests',
  routes: [...manifestsRoutes, ...manifestsBookRoutes],
  jobs: manifestsJobs,
  seed: seedManifests,
  work: manifestsWork,
  figures: manifestsFigures,
  personalData: { export: exportManifests, erase: eraseManifests },
  livesAt: [
    living(Producers),
    living(Contracts),
    living(RateCards),
    living(Handovers, { state: { $nin: ['closed', 'cancelled', 'refused', 'notHappened', 'nothing'] } }),
    living(Trips, { state: { $nin: ['closed', 'cancelled'] } }),
    living(Corrections, { state: 'open' }),
  ],
  mayReadFile: mayReadPicture,
  usesOrganisation: usesOfOrganisation,
  onOrganisationMerged: moveManifests,
}
