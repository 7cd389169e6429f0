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
import { endStatusesOfVacated, eraseStatuses, exportStatuses, mergeStatuses, tellStatusesEnding } from './statuses'

export const pickupsFeature: Feature = {
  name: 'pickups',
  routes: [...pickupsRoutes, ...deskRoutes],
  jobs: [clearClosedDays, escalateLateRevisits, settlePickups, pointOutUnloggedPickups, tellStatusesEnding],
  seed: seedPickups,
  personalData: {
    export: async (personId) => ({ bookings: await exportPickups(personId), statuses: await exportStatuses(personId) }),
    erase: async (tx, personId) => {
      await erasePickups(tx, personId)
      await eraseStatuses(tx, personId)
    },
  },
  mayReadFile: mayReadPhoto,
  onMerge: async (tx, fromId, intoId) => {
    await mergePickups(tx, fromId, intoId)
    await mergeStatuses(tx, fromId, intoId)
  },
  onVacated: async (tx, householdId) => {
    await cancelOfVacated(tx, householdId)
    await endStatusesOfVacated(tx, householdId)
  },
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
