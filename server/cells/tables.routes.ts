// Routes of tables, statistics and targets, one line each.
import { cellFigures, cellTables } from '@shared/cells/tables-contract'
import { implement } from '../http/implement'
import { showDrift } from './drift'
import { exportRecommendations, showStatistics, tryTable } from './statistics'
import { listTables, publishTable, saveTable, showTable, withdrawTable } from './tables-desk'
import { listTargets, setTarget } from './targets'

export const cellTablesRoutes = [
  ...implement(
    'cellTables',
    cellTables,
  )({
    list: (input, { actor }) => listTables(actor, input),
    show: (input, { actor }) => showTable(actor, input),
    save: (input, { actor }) => saveTable(actor, input),
    publish: (input, { actor }) => publishTable(actor, input),
    withdraw: (input, { actor }) => withdrawTable(actor, input),
    trial: (input, { actor }) => tryTable(actor, input),
  }),
  ...implement(
    'cellFigures',
    cellFigures,
  )({
    show: (input, { actor }) => showStatistics(actor, input),
    recommend: (input, { actor }) => exportRecommendations(actor, input),
    drift: (input, { actor }) => showDrift(actor, input),
    targets: (input, { actor }) => listTargets(actor, input),
    setTarget: (input, { actor }) => setTarget(actor, input),
  }),
]
