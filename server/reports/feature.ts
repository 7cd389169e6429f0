// The row of reports in the table of features: complaints and reports from the spot, with a person's rights to theirs.
import type { Feature } from '../feature'
import { eraseComplaints, exportComplaints } from './complaints'
import { mayReadReportPhoto } from './reports-desk'
import { reportsFigures } from './reports-figures'
import { reportsSearch } from './reports-search'
import { complaintsRoutes, reportsRoutes } from './reports.routes'
import { seedReports } from './seed'

export const reportsFeature: Feature = {
  name: 'reports',
  routes: [...complaintsRoutes, ...reportsRoutes],
  mayReadFile: mayReadReportPhoto,
  seed: seedReports,
  search: reportsSearch,
  figures: reportsFigures,
  personalData: { export: exportComplaints, erase: eraseComplaints },
}
