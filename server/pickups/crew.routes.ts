// Routes of crews.
import { crew } from '@shared/pickups/crew-contract'
import { implement } from '../http/implement'
import { myRuns, startRun } from './crew'
import { offerHandOver, takeOver } from './handover'
import { runSheet } from './run-sheet'
import { syncLogs } from './stops'

export const crewRoutes = implement(
  'crew',
  crew,
)({
  runs: (input, { actor }) => myRuns(actor, input),
  startRun: (input, { actor }) => startRun(actor, input),
  syncLogs: (input, { actor }) => syncLogs(actor, input),
  offerHandOver: (input, { actor }) => offerHandOver(actor, input),
  takeOver: (input, { actor }) => takeOver(actor, input),
  sheet: (input, { actor }) => runSheet(actor, input),
})
