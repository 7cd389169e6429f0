// The row of cells in the table of features.
import type { Feature } from '../feature'
import { living } from '../living'
import { configureCells } from './addresses'
import { Applications } from './applications.model'
import { cellsRoutes } from './cells.routes'
import { sourcesJob, titlesJob } from './jobs'
import { cellsWork } from './office'
import { countUses, eraseCells, exportCells, mayReadCellFile, moveCells } from './rights'
import { seedCells } from './seed'
import { CellTables, CellTargets } from './tables.model'
import { Objections, Visits } from './visits.model'

export const cellsFeature: Feature = {
  name: 'cells',
  routes: cellsRoutes,
  configure: ({ publicUrl }) => configureCells(publicUrl),
  seed: seedCells,
  jobs: [titlesJob, sourcesJob],
  work: cellsWork,
  mayReadFile: mayReadCellFile,
  personalData: { export: exportCells, erase: eraseCells },
  livesAt: [living(Applications), living(Visits), living(Objections), living(CellTables), living(CellTargets)],
  usesOrganisation: countUses,
  onOrganisationMerged: moveCells,
}
