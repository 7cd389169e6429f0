// The row of 以工代罚 in the table of features.
import type { Feature } from '../feature'
import { living } from '../living'
import { countJob } from './counting'
import { configureWorkoffs } from './paper'
import { eraseWorkoffs, exportWorkoffs } from './rights'
import { seedWorkoffs } from './seed'
import { workoffsWork } from './work'
import { WorkoffCases, WorkoffTables } from './workoffs.model'
import { workoffsDeskRoutes, workoffsRoutes } from './workoffs.routes'

export const workoffsFeature: Feature = {
  name: 'workoffs',
  routes: [...workoffsRoutes, ...workoffsDeskRoutes],
  configure: ({ publicUrl }) => configureWorkoffs(publicUrl),
  jobs: [countJob],
  seed: seedWorkoffs,
  work: workoffsWork,
  personalData: { export: exportWorkoffs, erase: eraseWorkoffs },
  livesAt: [living(WorkoffCases), living(WorkoffTables)],
}
