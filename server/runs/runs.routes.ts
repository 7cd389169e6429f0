// Routes of crews, of the dispatcher's board, and of what is looked at after a run: mixed loads and the weight chain.
import { runsChecks } from '@shared/runs/checks-contract'
import { runsCrew } from '@shared/runs/crew-contract'
import { runsDesk } from '@shared/runs/desk-contract'
import { implement } from '../http/implement'
import { myRuns, startRun } from './crew'
import { assignCrew, board, crews, moveStop, planDay } from './dispatch'
import { offerHandOver, takeOver } from './handover'
import { closeLoadCheck, listLoadChecks } from './load-checks'
import { runSheet } from './run-sheet'
import { syncLogs } from './stops'
import { logWeighing, showWeightGaps } from './weighings'

const crewRoutes = implement(
  'runsCrew',
  runsCrew,
)({
  mine: (input, { actor }) => myRuns(actor, input),
  startRun: (input, { actor }) => startRun(actor, input),
  syncLogs: (input, { actor }) => syncLogs(actor, input),
  offerHandOver: (input, { actor }) => offerHandOver(actor, input),
  takeOver: (input, { actor }) => takeOver(actor, input),
  sheet: (input, { actor }) => runSheet(actor, input),
})

const boardRoutes = implement(
  'runsDesk',
  runsDesk,
)({
  board: (input, { actor }) => board(actor, input),
  planDay: (input, { actor }) => planDay(actor, input),
  moveStop: (input, { actor }) => moveStop(actor, input),
  assignCrew: (input, { actor }) => assignCrew(actor, input),
  crews: (input, { actor }) => crews(actor, input),
})

const checksRoutes = implement(
  'runsChecks',
  runsChecks,
)({
  loadChecks: (input, { actor }) => listLoadChecks(actor, input),
  closeLoadCheck: (input, { actor }) => closeLoadCheck(actor, input),
  logWeighing: (input, { actor }) => logWeighing(actor, input),
  weightGaps: (input) => showWeightGaps(input),
})

export const runsRoutes = [...crewRoutes, ...boardRoutes, ...checksRoutes]
