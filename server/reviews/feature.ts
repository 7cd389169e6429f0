// The row of reviews in the table of features. It comes after all features that ask: its demo takes in what they asked.
import type { Feature } from '../feature'
import { living } from '../living'
import './join-requests'
import { Reviews } from './reviews.model'
import { reviewsRoutes } from './reviews.routes'
import { reviewsLate, takeInBacklog } from './reviews-jobs'
import { reviewWork } from './reviews-lists'
import { seedReviews } from './seed'
import { eraseReviews, exportReviews, mergeReviews, moveReviews } from './reviews-rights'

export const reviewsFeature: Feature = {
  name: 'reviews',
  routes: reviewsRoutes,
  jobs: [reviewsLate],
  seed: async () => {
    await takeInBacklog()
    await seedReviews()
  },
  personalData: { export: exportReviews, erase: eraseReviews },
  onMerge: mergeReviews,
  onOrganisationMerged: moveReviews,
  livesAt: [living(Reviews, { status: 'open' })],
  // kinds register themselves when their feature is loaded, so they are all known only when the table is read
  get work() {
    return reviewWork()
  },
}
