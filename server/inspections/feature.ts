// The row of inspections in the table of features.
import type { Feature } from '../feature'
import { living } from '../living'
import { Findings, Forms, Visits } from './inspections.model'
import { inspectionsRoutes } from './inspections.routes'
import { inspectionsFigures, inspectionsWork } from './office'
import { eraseInspections, exportInspections, mayReadInspectionFile } from './rights'
import { seedInspections } from './seed'

export const inspectionsFeature: Feature = {
  name: 'inspections',
  routes: inspectionsRoutes,
  seed: seedInspections,
  work: inspectionsWork,
  figures: inspectionsFigures,
  mayReadFile: mayReadInspectionFile,
  personalData: { export: exportInspections, erase: eraseInspections },
  livesAt: [
    living(Forms),
    living(Visits, { state: { $in: ['assigned', 'begun', 'disputed'] } }),
    living(Findings, { state: { $in: ['open', 'fixed'] } }),
  ],
}
