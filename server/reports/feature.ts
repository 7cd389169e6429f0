// The row of reports in the table of features: complaints, with a person's rights to theirs.
import type { Feature } from '../feature'
import { eraseComplaints, exportComplaints } from './complaints'
import { reportsFigures } from './reports-figures'
import { reportsSearch } from './reports-search'
import { reportsRoutes } from './reports.routes'
import { seedReports } from './seed'

export const reportsFeature: Feature = {
  name: 'reports',
  routes: reportsRoutes,
  seed: seedReports,
  search: reportsSearch,
  figures: reportsFigures,
  personalData: { export: exportComplaints, erase: eraseComplaints },
}
