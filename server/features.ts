// The house: one row a feature, in the order in which they may know each other. Only app.ts, main.ts and start.ts read it.
import type { Feature } from './feature'
import { lapseClaims } from './people/joining'
import { peopleRoutes } from './people/people.routes'
import { erasePerson, exportPerson } from './people/rights'

export const features: readonly Feature[] = [
  { name: 'people', routes: peopleRoutes, jobs: [lapseClaims], personalData: { export: exportPerson, erase: erasePerson } },
]
