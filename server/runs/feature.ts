// The row of runs in the house's table.
import type { Feature } from '../feature'
import { leaveRuns, onRoleEnded } from './crew-rights'
import { runsAtPlaces } from './living'
import { runJobs } from './runs-jobs'
import { runsRoutes } from './runs.routes'
import { seedPickups } from './seed'

export const runsFeature: Feature = {
  name: 'runs',
  routes: runsRoutes,
  jobs: runJobs,
  seed: seedPickups,
  onRoleEnded,
  outbox: { leaveRuns },
  livesAt: runsAtPlaces,
}
