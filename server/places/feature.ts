// The row of places in the table of features, with its job.
import type { Feature } from '../feature'
import { defineJob } from '../jobs'
import { ensureHolidayYears } from './calendar'
import { placesChecks } from './checks'
import { compoundsManagedBy, moveCompounds } from './companies'
import { placesImports } from './imports'
import { followMove } from './moving'
import { placesSearch } from './places-search'
import { placesDeskRoutes, placesRoutes } from './places.routes'
import { seedCity } from './seed'

/** Once a day: the rows of this year and the next exist, and are filled when the package has learned them. */
const holidayYearsJob = defineJob({
  name: 'places.fillHolidayYears',
  title: '节假日年表',
  formerly: ['places.holidayYears'],
  every: 'day',
  at: '00:10',
  lookBack: 1,
  run: async (slot) => ({
    written: await ensureHolidayYears([Number(slot.slice(0, 4)), Number(slot.slice(0, 4)) + 1]),
  }),
})

export const placesFeature: Feature = {
  name: 'places',
  routes: [...placesRoutes, ...placesDeskRoutes],
  jobs: [holidayYearsJob],
  seed: seedCity,
  outbox: { followMove },
  usesOrganisation: compoundsManagedBy,
  onOrganisationMerged: moveCompounds,
  imports: placesImports,
  search: placesSearch,
  qualityChecks: placesChecks,
}
