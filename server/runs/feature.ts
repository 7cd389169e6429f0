// The row of runs in the table of features.
import type { Feature } from '../feature'
import { configurePickups } from '../pickups/crew-side'
import { isCrewOfBooking, leaveRuns, onRoleEnded } from './crew-rights'
import { runsAtPlaces } from './living'
import { withdrawStop } from './planning'
import { visitOf } from './runs'
import { runsFigures } from './runs-figures'
import { runJobs } from './runs-jobs'
import { runsRoutes } from './runs.routes'
import { runsWork } from './runs-work'
import { seedRuns } from './seed'
import { configureRoutes } from './vroom'

export const runsFeature: Feature = {
  name: 'runs',
  routes: runsRoutes,
  configure: ({ vroomUrl }) => {
    configurePickups({ visitOf, isCrewOf: isCrewOfBooking, withdraw: withdrawStop })
    configureRoutes({ url: vroomUrl ?? null })
  },
  jobs: runJobs,
  seed: seedRuns,
  onRoleEnded,
  outbox: { leaveRuns },
  livesAt: runsAtPlaces,
  work: runsWork,
  figures: runsFigures,
}
