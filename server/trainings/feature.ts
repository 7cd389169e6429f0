// The row of trainings in the table of features.
import type { Feature } from '../feature'
import { living } from '../living'
import { eraseTrainings, exportTrainings } from './attendance'
import { expiryJob } from './expiry'
import { earnJob } from './points'
import { seedTrainings } from './seed'
import { TrainingSessions } from './trainings.model'
import { trainingsRoutes } from './trainings.routes'

export const trainingsFeature: Feature = {
  name: 'trainings',
  routes: trainingsRoutes,
  jobs: [earnJob, expiryJob],
  seed: seedTrainings,
  personalData: { export: exportTrainings, erase: eraseTrainings },
  livesAt: [living(TrainingSessions)],
}
