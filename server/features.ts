// The table of features, one row each, in the order in which they may know each other; demo data is written in this
// order. Only what starts the server reads it.
import { accessFeature } from './access/feature'
import { cellsFeature } from './cells/feature'
import { changeoversFeature } from './changeovers/feature'
import { dropoffsFeature } from './dropoffs/feature'
import { farmFeature } from './farm/feature'
import type { Feature } from './feature'
import { filesFeature } from './files/feature'
import { guideFeature } from './guide/feature'
import { importsFeature } from './imports/feature'
import { inspectionsFeature } from './inspections/feature'
import { ledgerFeature } from './ledger/feature'
import { manifestsFeature } from './manifests/feature'
import { noticesFeature } from './notices/feature'
import { operationsFeature } from './operations/feature'
import { organisationsFeature } from './organisations/feature'
import { peopleFeature } from './people/feature'
import { pickupsFeature } from './pickups/feature'
import { placesFeature } from './places/feature'
import { reportsFeature } from './reports/feature'
import { reviewsFeature } from './reviews/feature'
import { rewardsFeature } from './rewards/feature'
import { runsFeature } from './runs/feature'
import { shiftsFeature } from './shifts/feature'
import { slotsFeature } from './slots/feature'
import { standingsFeature } from './standings/feature'
import { trainingsFeature } from './trainings/feature'
import { workoffsFeature } from './workoffs/feature'

export const features: readonly Feature[] = [
  importsFeature,
  placesFeature,
  peopleFeature,
  filesFeature,
  noticesFeature,
  organisationsFeature,
  accessFeature,
  slotsFeature,
  guideFeature,
  ledgerFeature,
  trainingsFeature,
  pickupsFeature,
  runsFeature,
  // after runs: its demo spends what they earned
  rewardsFeature,
  shiftsFeature,
  workoffsFeature,
  dropoffsFeature,
  changeoversFeature,
  farmFeature,
  reportsFeature,
  inspectionsFeature,
  standingsFeature,
  manifestsFeature,
  cellsFeature,
  operationsFeature,
  // last: its demo takes in what the others have asked
  reviewsFeature,
]
