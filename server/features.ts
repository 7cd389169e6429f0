// The house: one row a feature, in the order in which they may know each other. Only app.ts, main.ts and start.ts read
// it.
import type { Feature } from './feature'
import { filesFeature } from './files/files.routes'
import { guideFeature } from './guide/guide.routes'
import { ledgerFeature } from './ledger/ledger-feature'
import { noticesFeature } from './notices/notices.routes'
import { operationsFeature } from './operations/operations.routes'
import { lapseClaims } from './people/claims'
import { settleClaims } from './people/slips'
import { peopleAtPlaces } from './people/living'
import { peopleRoutes } from './people/people.routes'
import { erasePerson, exportPerson, forgetErased } from './people/rights'
import { seedPeople } from './people/seed'
import { pickupsFeature } from './pickups/pickups-feature'
import { followMove } from './places/moving'
import { holidayYearsJob, placesDeskRoutes, placesRoutes } from './places/places.routes'
import { seedCity } from './places/seed'
import { reportsFeature } from './reports/feature'
import { reviewsFeature } from './reviews/feature'
import { rewardsFeature } from './rewards/rewards-feature'
import { slotsFeature } from './slots/feature'

export const features: readonly Feature[] = [
  {
    name: 'places',
    routes: [...placesRoutes, ...placesDeskRoutes],
    jobs: [holidayYearsJob],
    seed: seedCity,
    outbox: { followMove },
  },
  {
    name: 'people',
    routes: peopleRoutes,
    seed: seedPeople,
    jobs: [lapseClaims, settleClaims],
    personalData: { export: exportPerson, erase: erasePerson },
    outbox: { forgetAnswers: forgetErased },
    livesAt: peopleAtPlaces,
  },
  filesFeature,
  noticesFeature,
  slotsFeature,
  guideFeature,
  ledgerFeature,
  pickupsFeature,
  // after pickups: its demo spends what they earned
  rewardsFeature,
  reportsFeature,
  operationsFeature,
  // last: its demo takes in what the others have asked
  reviewsFeature,
]
