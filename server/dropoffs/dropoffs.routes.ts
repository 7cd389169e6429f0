// Routes of drop-offs: the phone's, the household's and the desk's.
import { dropoffs } from '@shared/dropoffs/contract'
import { dropoffsDesk } from '@shared/dropoffs/desk-contract'
import { dropoffsHousehold } from '@shared/dropoffs/household-contract'
import { implement } from '../http/implement'
import { contestLog, decideContest } from './contests'
import { board, doubts } from './desk'
import { decideBag, decideLogs } from './doubts'
import { mySites, reportPhone, tonight } from './evening'
import { ownWork } from './own-work'
import { linesForDesk, ownLines } from './household'
import { syncRows } from './sync'

const phoneRoutes = implement(
  'dropoffs',
  dropoffs,
)({
  sites: (_input, { actor }) => mySites(actor),
  tonight: (input, { actor }) => tonight(actor, input),
  mine: (_input, { actor }) => ownWork(actor),
  sync: (input, { actor }) => syncRows(actor, input),
  reportPhone: (input, { actor }) => reportPhone(actor, input),
})

const householdRoutes = implement(
  'dropoffsHousehold',
  dropoffsHousehold,
)({
  lines: (input, { actor }) => ownLines(actor, input),
  contest: (input, { actor }) => contestLog(actor, input),
})

const deskRoutes = implement(
  'dropoffsDesk',
  dropoffsDesk,
)({
  doubts: (_input, { actor }) => doubts(actor),
  decideLogs: (input, { actor }) => decideLogs(actor, input),
  decideBag: (input, { actor }) => decideBag(actor, input),
  decideContest: (input, { actor }) => decideContest(actor, input),
  sites: (input, { actor }) => board(actor, input),
  household: (input, { actor }) => linesForDesk(actor, input),
})

export const dropoffsRoutes = [...phoneRoutes, ...householdRoutes, ...deskRoutes]
