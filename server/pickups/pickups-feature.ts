// The row of booked pickups in the house's table: routes, jobs, a person's rights, merging, photos and data quality.
import type { Feature } from '../feature'
import { checksRoutes } from './checks.routes'
import { leaveRuns, onRoleEnded } from './crew-rights'
import { tellWindow } from './promised-window'
import { deliverReminder } from './reminders'
import { crewRoutes } from './crew.routes'
import { deskRoutes } from './desk.routes'
import { clearClosedDays } from './day-closings'
import { escalateLateRevisits } from './missed'
import { openBookingsAt, pickupsAtPlaces } from './living'
import { mayReadPhoto } from './pickups-desk'
import { erasePickups } from './pickups-erasure'
import { exportPickups, mergePickups, pickupChecks } from './pickups-rights'
import { pickupsRoutes } from './pickups.routes'
import { runJobs } from './runs-jobs'
import { seedPickups } from './seed'

export const pickupsFeature: Feature = {
  name: 'pickups',
  routes: [...pickupsRoutes, ...crewRoutes, ...deskRoutes, ...checksRoutes],
  jobs: [clearClosedDays, escalateLateRevisits, ...runJobs],
  seed: seedPickups,
  personalData: { export: exportPickups, erase: erasePickups },
  mayReadFile: mayReadPhoto,
  onMerge: mergePickups,
  onRoleEnded,
  outbox: { pickupReminder: deliverReminder, pickupWindowChanged: tellWindow, leaveRuns },
  qualityChecks: pickupChecks,
  livesAt: pickupsAtPlaces,
  keptIn: openBookingsAt,
}
