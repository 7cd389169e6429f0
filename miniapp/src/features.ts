// Every feature of the mini-program, one row each. A new feature is one line here, and a folder with feature.ts and the
// pages that it names; app.config.ts and the configs of the pages follow from it.
import { cells } from './cells/feature'
import { crew } from './crew/feature'
import { dropoffs } from './dropoffs/feature'
import { farm } from './farm/feature'
import type { Feature } from './feature'
import { guide } from './guide/feature'
import { inspections } from './inspections/feature'
import { manifests } from './manifests/feature'
import { me } from './me/feature'
import { tabs } from './pages/feature'
import { pickups } from './pickups/feature'
import { reports } from './reports/feature'
import { rewards } from './rewards/feature'
import { shifts } from './shifts/feature'
import { shop } from './shop/feature'
import { standings } from './standings/feature'
import { trainings } from './trainings/feature'
import { workoffs } from './workoffs/feature'

/** Features with a sub-package of their own. */
export const features: readonly Feature[] = [
  guide,
  pickups,
  me,
  rewards,
  shop,
  crew,
  dropoffs,
  farm,
  shifts,
  trainings,
  workoffs,
  reports,
  standings,
  inspections,
  cells,
  manifests,
]
/** The tab pages, in the main package. */
export { tabs }
