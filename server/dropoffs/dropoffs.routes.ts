// Routes of drop-offs: the phone's, the smart bin's, the household's and the desk's.
import { dropoffs } from '@shared/dropoffs/contract'
import { dropoffsDevice } from '@shared/dropoffs/device-contract'
import { dropoffsDesk } from '@shared/dropoffs/desk-contract'
import { dropoffsHousehold } from '@shared/dropoffs/household-contract'
import { asDevice } from '../access/devices'
import { implement } from '../http/implement'
import { sendBin } from './bins'
import { contestLog, decideContest } from './contests'
import { board, doubts } from './desk'
import { decideBag, decideLogs } from './doubts'
import { mySites, reportPhone, tonight } from './evening'
import { ownWork } from './own-work'
import { handIn } from './hand-over'
import { linesForDesk, ownLines } from './household'
import { decideSignal } from './signals'
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
  handIn: (input, { actor }) => handIn(actor, input),
  decideSignal: (input, { actor }) => decideSignal(actor, input),
  sites: (input, { actor }) => board(actor, input),
  household: (input, { actor }) => linesForDesk(actor, input),
})

const deviceRoutes = implement(
  'dropoffsDevice',
  dropoffsDevice,
)({
  send: (input, { actor }) => sendBin(asDevice(actor), input),
})

export const dropoffsRoutes = [...phoneRoutes, ...deviceRoutes, ...householdRoutes, ...deskRoutes]
