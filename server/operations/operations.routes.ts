// Routes of operations: running the product, and the list of work.
import { operations } from '@shared/operations/contract'
import { search } from '@shared/search/contract'
import { work } from '@shared/work/contract'
import { figures } from '@shared/work/figures'
import { implement } from '../http/implement'
import { exportAudit, searchAudit } from './audit-log'
import { about, cancelJob, jobTable, listJobRuns, quality, rerunJob, operationsSettings } from './operations'
import { searchAll } from '../search'
import { myDone, myFigures, myTiles, myWork } from './operations-work'

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
  exportAudit: (input, { actor }) => exportAudit(actor, input),
  quality: () => quality(),
})

/** One search box over what the features hand in. */
export const searchRoutes = implement(
  'search',
  search,
)({ all: ({ q }, { actor }) => searchAll(actor, q, operationsSettings().search) })

export const workRoutes = implement(
  'work',
  work,
)({ mine: (_input, { actor }) => myWork(actor), done: (_input, { actor }) => myDone(actor) })

export const figureRoutes = implement(
  'figures',
  figures,
)({ mine: (input, { actor }) => myFigures(actor, input), today: (_input, { actor }) => myTiles(actor) })
