// Routes of operations: running the product.
import { operations } from '@shared/operations/contract'
import { implement } from '../http/implement'
import { about, cancelJob, jobTable, listJobRuns, quality, rerunJob, searchAudit } from './operations'

export const operationsRoutes = implement(
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
