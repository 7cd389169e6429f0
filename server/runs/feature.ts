// The row of runs in the table of features.
import type { Feature } from '../feature'
import { leaveRuns, onRoleEnded } from './crew-rights'
import { runsAtPlaces } from './living'
import { runJobs } from './runs-jobs'
import { runsRoutes } from './runs.routes'
import { runsWork } from './runs-work'
import { seedRuns } from './seed'

export const runsFeature: Feature = {
  name: 'runs',
  routes: runsRoutes,
  jobs: runJobs,
  seed: seedRuns,
  onRoleEnded,
  outbox: { leaveRuns },
  livesAt: runsAtPlaces,
  work: runsWork,
}
