// Routes of operations: running the product, and the list of work.
import { operations } from '@shared/operations/contract'
import { work } from '@shared/work/contract'
import { implement } from '../http/implement'
import { about, cancelJob, jobTable, listJobRuns, quality, rerunJob, searchAudit } from './operations'
import { myWork } from './operations-work'

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

export const workRoutes = implement('work', work)({ mine: (_input, { actor }) => myWork(actor) })
