// The row of shifts in the table of features.
import type { Feature } from '../feature'
import { living } from '../living'
import { generateJob } from './generate'
import { shiftsFigures, shiftsWork } from './office'
import { seedShifts } from './seed'
import { eraseShifts, exportShifts } from './rights'
import { ShiftBookings, Shifts } from './shifts.model'
import { shiftsDeskRoutes, shiftsHoursRoutes, shiftsRoutes } from './shifts.routes'

export const shiftsFeature: Feature = {
  name: 'shifts',
  routes: [...shiftsRoutes, ...shiftsDeskRoutes, ...shiftsHoursRoutes],
  jobs: [generateJob],
  seed: seedShifts,
  work: shiftsWork,
  figures: shiftsFigures,
  personalData: { export: exportShifts, erase: eraseShifts },
  livesAt: [living(Shifts), living(ShiftBookings)],
}
