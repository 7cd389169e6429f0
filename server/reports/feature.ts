// The row of reports in the table of features: complaints, with a person's rights to theirs.
import type { Feature } from '../feature'
import { eraseComplaints, exportComplaints } from './complaints'
import { reportsSearch } from './reports-search'
import { reportsRoutes } from './reports.routes'

export const reportsFeature: Feature = {
  name: 'reports',
  routes: reportsRoutes,
  search: reportsSearch,
  personalData: { export: exportComplaints, erase: eraseComplaints },
}
