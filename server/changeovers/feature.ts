// The row of changeovers in the table of features.
import type { Feature } from '../feature'
import { living } from '../living'
import { Changeovers } from './changeovers.model'
import { changeoversRoutes } from './changeovers.routes'
import { seedChangeovers } from './seed'
import { changeoverJobs } from './telling'

export const changeoversFeature: Feature = {
  name: 'changeovers',
  routes: changeoversRoutes,
  jobs: changeoverJobs,
  seed: seedChangeovers,
  livesAt: [living(Changeovers)],
}
