// Routes of operations: running the product.
import { operations } from '@shared/operations/contract'
import type { Feature } from '../feature'
import { implement } from '../http/implement'
import { about, cancelJob, jobTable, listJobRuns, quality, rerunJob, searchAudit } from './operations'

const routes = implement(
  'operations',
  operations,
)({
  about: () => about(),
  jobs: (input) => listJobRuns(input),
  jobTable: () => jobTable(),
  rerunJob: (input, { actor }) => rerunJob(actor, input),
  cancelJob: (input, { actor }) => cancelJob(actor, input),
  audit: (input) => searchAudit(input),
  quality: () => quality(),
})

export const operationsFeature: Feature = {
  name: 'operations',
  routes,
}
