// The row of booked pickups in the table of features: routes, jobs, rights of a person, merging, photos, data quality.
import type { Feature } from '../feature'
import { tellWindow } from './promised-window'
import { deliverReminder } from './reminders'
import { deskRoutes } from './desk.routes'
import { clearClosedDays } from './day-closings'
import { escalateLateRevisits } from './missed'
import { openBookingsAt, pickupsAtPlaces } from './living'
import { mayReadPhoto } from './pickups-desk'
import { erasePickups } from './pickups-erasure'
import { exportPickups, mergePickups, pickupChecks } from './pickups-rights'
import { pickupsFigures } from './pickups-figures'
import { pickupsRoutes } from './pickups.routes'
import { pickupsSearch } from './pickups-search'
import { pickupsWork } from './pickups-work'
import { moveRounds, roundsDrivenBy } from './rounds'
import { cancelOfVacated } from './vacated'
import { pointOutUnloggedPickups, settlePickups } from './pickups-jobs'
import { seedPickups } from './seed'

export const pickupsFeature: Feature = {
  name: 'pickups',
  routes: [...pickupsRoutes, ...deskRoutes],
  jobs: [clearClosedDays, escalateLateRevisits, settlePickups, pointOutUnloggedPickups],
  seed: seedPickups,
  personalData: { export: exportPickups, erase: erasePickups },
  mayReadFile: mayReadPhoto,
  onMerge: mergePickups,
  onVacated: cancelOfVacated,
  outbox: { pickupReminder: deliverReminder, pickupWindowChanged: tellWindow },
  qualityChecks: pickupChecks,
  livesAt: pickupsAtPlaces,
  blocksMove: openBookingsAt,
  usesOrganisation: roundsDrivenBy,
  onOrganisationMerged: moveRounds,
  work: pickupsWork,
  figures: pickupsFigures,
  search: pickupsSearch,
}
