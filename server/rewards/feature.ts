// The row of rewards in the table of features: routes, jobs, a person's rights, merging, photos and data quality.
import type { Feature } from '../feature'
import { demoShops } from './demo'
import { rewardsAtPlaces } from './living'
import { deliverRewardReminder } from './redeeming'
import { rewardsJobs } from './rewards-jobs'
import {
  eraseRewards,
  exportRewards,
  mayReadRewardFile,
  mergeRewards,
  moveShops,
  rewardChecks,
  shopsOf,
} from './rewards-rights'
import { rewardsRoutes } from './rewards.routes'
import { rewardsFigures } from './rewards-figures'
import { rewardsWork } from './rewards-work'
import { seedRewards } from './seed'

export const rewardsFeature: Feature = {
  name: 'rewards',
  routes: rewardsRoutes,
  jobs: rewardsJobs,
  seed: seedRewards,
  demoAccounts: demoShops,
  personalData: { export: exportRewards, erase: eraseRewards },
  mayReadFile: mayReadRewardFile,
  onMerge: mergeRewards,
  outbox: { rewardReminder: deliverRewardReminder },
  qualityChecks: rewardChecks,
  livesAt: rewardsAtPlaces,
  usesOrganisation: shopsOf,
  onOrganisationMerged: moveShops,
  work: rewardsWork,
  figures: rewardsFigures,
}
