// Every feature of the console, one row each, in the order of the menu. A new feature is one line here and a folder
// with feature.ts and the pages that it names.
import type { Feature, PageRow } from './feature'
import { access } from './access/feature'
import { cells } from './cells/feature'
import { changeovers } from './changeovers/feature'
import { dropoffs } from './dropoffs/feature'
import { farm } from './farm/feature'
import { guide } from './guide/feature'
import { inspections } from './inspections/feature'
import { ledger } from './ledger/feature'
import { manifests } from './manifests/feature'
import { operations } from './operations/feature'
import { notices } from './notices/feature'
import { organisations } from './organisations/feature'
import { people } from './people/feature'
import { pickups } from './pickups/feature'
import { places } from './places/feature'
import { reports } from './reports/feature'
import { rewards } from './rewards/feature'
import { runs } from './runs/feature'
import { shifts } from './shifts/feature'
import { standings } from './standings/feature'
import { trainings } from './trainings/feature'
import { work } from './work/feature'
import { workoffs } from './workoffs/feature'

export const features: readonly Feature[] = [
  work,
  notices,
  runs,
  pickups,
  farm,
  manifests,
  places,
  people,
  organisations,
  access,
  shifts,
  dropoffs,
  changeovers,
  inspections,
  trainings,
  workoffs,
  guide,
  ledger,
  rewards,
  standings,
  cells,
  reports,
  operations,
]

export const pages: readonly PageRow[] = features.flatMap((feature) => feature.pages)
