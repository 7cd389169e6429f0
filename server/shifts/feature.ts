// The row of shifts in the table of features.
import type { Feature } from '../feature'
import { living } from '../living'
import { configureCertificates } from './certificate-paper'
import { configureClasses } from './class-paper'
import { ShiftClasses } from './classes.model'
import { classesOf, moveClasses } from './classes'
import { Certificates } from './certificates.model'
import { generateJob } from './generate'
import { shiftsFigures, shiftsWork } from './office'
import { mayReadProof } from './made-up'
import { MadeUpHours } from './made-up.model'
import { earnJob } from './points'
import { seedShifts } from './seed'
import { eraseShifts, exportShifts } from './rights'
import { ShiftBookings, Shifts } from './shifts.model'
import {
  certificatesRoutes,
  madeUpRoutes,
  shiftsClassesRoutes,
  shiftsDeskRoutes,
  shiftsHoursRoutes,
  shiftsRoutes,
} from './shifts.routes'

export const shiftsFeature: Feature = {
  name: 'shifts',
  routes: [
    ...shiftsRoutes,
    ...shiftsDeskRoutes,
    ...shiftsHoursRoutes,
    ...certificatesRoutes,
    ...madeUpRoutes,
    ...shiftsClassesRoutes,
  ],
  configure: ({ publicUrl }) => {
    configureCertificates(publicUrl)
    configureClasses(publicUrl)
  },
  jobs: [generateJob, earnJob],
  seed: seedShifts,
  work: shiftsWork,
  figures: shiftsFigures,
  personalData: { export: exportShifts, erase: eraseShifts },
  livesAt: [living(Shifts), living(ShiftBookings), living(Certificates), living(MadeUpHours), living(ShiftClasses)],
  usesOrganisation: classesOf,
  onOrganisationMerged: moveClasses,
  mayReadFile: mayReadProof,
}
