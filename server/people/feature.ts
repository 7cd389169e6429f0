// The row of people in the table of features.
import type { Feature } from '../feature'
import { lapseClaims } from './claims'
import { householdImport } from './household-import'
import { peopleAtPlaces } from './living'
import { peopleRoutes } from './people.routes'
import { peopleSearch } from './people-search'
import { peopleWork } from './people-work'
import { erasePerson, exportPerson, forgetErased } from './rights'
import { seedPeople } from './seed'
import { settleClaims } from './slips'

export const peopleFeature: Feature = {
  name: 'people',
  routes: peopleRoutes,
  seed: seedPeople,
  jobs: [lapseClaims, settleClaims],
  personalData: { export: exportPerson, erase: erasePerson },
  outbox: { forgetAnswers: forgetErased },
  livesAt: peopleAtPlaces,
  work: peopleWork,
  search: peopleSearch,
  imports: [householdImport],
}
