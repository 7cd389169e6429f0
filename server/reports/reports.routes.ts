// Routes of reports: complaints about a service.
import { complaints } from '@shared/reports/complaints-contract'
import { implement } from '../http/implement'
import {
  answerComplaint,
  fileComplaint,
  listComplaints,
  listMyComplaints,
  noteComplaint,
  reopenComplaint,
} from './complaints'

export const reportsRoutes = implement(
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
