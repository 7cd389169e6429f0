// Routes of reports: complaints about a service, and reports from the spot.
import { complaints } from '@shared/reports/complaints-contract'
import { reports } from '@shared/reports/reports-contract'
import { implement } from '../http/implement'
import {
  answerComplaint,
  fileComplaint,
  listComplaints,
  listMyComplaints,
  noteComplaint,
  reopenComplaint,
} from './complaints'
import {
  addReportPhotos,
  confirmReport,
  fileReport,
  handleReport,
  listMyReports,
  reopenReport,
  showMyReport,
  withdrawReport,
} from './reports'
import { listAlike, mergeReport } from './reports-desk'

export const complaintsRoutes = implement(
  'complaints',
  complaints,
)({
  file: (input, { actor }) => fileComplaint(actor, input),
  mine: (input, { actor }) => listMyComplaints(actor, input),
  reopen: (input, { actor }) => reopenComplaint(actor, input),
  desk: (input, { actor }) => listComplaints(actor, input),
  note: (input, { actor }) => noteComplaint(actor, input),
  answer: (input, { actor }) => answerComplaint(actor, input),
})

export const reportsRoutes = implement(
  'reports',
  reports,
)({
  file: (input, { actor }) => fileReport(actor, input),
  addPhotos: (input, { actor }) => addReportPhotos(actor, input),
  mine: (input, { actor }) => listMyReports(actor, input),
  show: (input, { actor }) => showMyReport(actor, input),
  withdraw: (input, { actor }) => withdrawReport(actor, input),
  confirm: (input, { actor }) => confirmReport(actor, input),
  reopen: (input, { actor }) => reopenReport(actor, input),
  handle: (input, { actor }) => handleReport(actor, input),
  alike: (input, { actor }) => listAlike(actor, input),
  merge: (input, { actor }) => mergeReport(actor, input),
})
