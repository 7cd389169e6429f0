// The row of shifts in the table of features.
import type { Feature } from '../feature'
import { living } from '../living'
import { generateJob } from './generate'
import { eraseShifts, exportShifts } from './rights'
import { ShiftBookings, Shifts } from './shifts.model'
import { shiftsDeskRoutes, shiftsRoutes } from './shifts.routes'

export const shiftsFeature: Feature = {
  name: 'shifts',
  routes: [...shiftsRoutes, ...shiftsDeskRoutes],
  jobs: [generateJob],
  personalData: { export: exportShifts, erase: eraseShifts },
  livesAt: [living(Shifts), living(ShiftBookings)],
}
