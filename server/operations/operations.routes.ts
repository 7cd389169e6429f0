// Routes of operations: running the product, and complaints about it.
import { complaints } from '@shared/operations/complaints-contract'
import { operations } from '@shared/operations/contract'
import type { Feature } from '../feature'
import { implement } from '../http/implement'
import {
  answerComplaint,
  eraseComplaints,
  exportComplaints,
  fileComplaint,
  listComplaints,
  listMyComplaints,
  reopenComplaint,
} from './complaints'
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

const complaintRoutes = implement(
  'complaints',
  complaints,
)({
  file: (input, { actor }) => fileComplaint(actor, input),
  mine: (input, { actor }) => listMyComplaints(actor, input),
  reopen: (input, { actor }) => reopenComplaint(actor, input),
  desk: (input, { actor }) => listComplaints(actor, input),
  answer: (input, { actor }) => answerComplaint(actor, input),
})

export const operationsFeature: Feature = {
  name: 'operations',
  routes: [...routes, ...complaintRoutes],
  personalData: { export: exportComplaints, erase: eraseComplaints },
}
