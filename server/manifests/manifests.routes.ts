// Routes of manifests, one line each.
import { manifests } from '@shared/manifests/contract'
import { manifestsDesk } from '@shared/manifests/desk-contract'
import { manifestSlips } from '@shared/manifests/slips-contract'
import { manifestTrips } from '@shared/manifests/trips-contract'
import { asDevice } from '../access/devices'
import { implement } from '../http/implement'
import { enterPaper } from './collecting'
import { createContract, endContract, listContracts } from './contracts'
import {
  answerCorrection,
  askCorrection,
  decideCorrection,
  listOwnCorrections,
  withdrawCorrection,
} from './corrections'
import {
  countManifests,
  getAreaHandover,
  getAreaTrip,
  listAreaCorrections,
  listAreaHandovers,
  listAreaTrips,
  showShare,
} from './desk'
import { callOff, confirm, hand, sayNothing, withdraw } from './handing'
import { getHandover, listHandovers, listProducers, showKitchen } from './kitchen'
import {
  bindScale,
  endVehicle,
  enterLicence,
  enterVehicle,
  listLicences,
  listScales,
  listVehicles,
  revokeLicence,
} from './licences'
import { issueNumbers, loadNight } from './night'
import { createProducer, endProducer, getProducer, listRegister, renewCode, updateProducer } from './producers'
import { issueSlips, slipsPaper } from './blank-slips'
import { callOffPlan, enterSlip } from './slips'
import { syncRows } from './sync'
import { decideCase } from './trip-cases'
import { cancelTrip, getTrip, listTrips, loadTrip, openTrip, redirectTrip, signTrip } from './trips'
import { receiveTrip, refuseTrip, weighByDevice, weighTrip } from './weighing'

const sideRoutes = implement(
  'manifests',
  manifests,
)({
  producers: (input, { actor }) => listProducers(actor, input),
  kitchen: (input, { actor }) => showKitchen(actor, input),
  hand: (input, { actor }) => hand(actor, input),
  sayNothing: (input, { actor }) => sayNothing(actor, input),
  handovers: (input, { actor }) => listHandovers(actor, input),
  handover: (input, { actor }) => getHandover(actor, input),
  confirm: (input, { actor }) => confirm(actor, input),
  withdraw: (input, { actor }) => withdraw(actor, input),
  callOff: (input, { actor }) => callOff(actor, input),
  night: (input, { actor }) => loadNight(actor, input),
  numbers: (input, { actor }) => issueNumbers(actor, input),
  sync: (input, { actor }) => syncRows(actor, input),
  enterPaper: (input, { actor }) => enterPaper(actor, input),
  askCorrection: (input, { actor }) => askCorrection(actor, input),
  answerCorrection: (input, { actor }) => answerCorrection(actor, input),
  withdrawCorrection: (input, { actor }) => withdrawCorrection(actor, input),
  corrections: (input, { actor }) => listOwnCorrections(actor, input),
})

const tripRoutes = implement(
  'manifestTrips',
  manifestTrips,
)({
  list: (input, { actor }) => listTrips(actor, input),
  get: (input, { actor }) => getTrip(actor, input),
  open: (input, { actor }) => openTrip(actor, input),
  cancel: (input, { actor }) => cancelTrip(actor, input),
  load: (input, { actor }) => loadTrip(actor, input),
  sign: (input, { actor }) => signTrip(actor, input),
  redirect: (input, { actor }) => redirectTrip(actor, input),
  weigh: (input, { actor }) => weighTrip(actor, input),
  receive: (input, { actor }) => receiveTrip(actor, input),
  refuse: (input, { actor }) => refuseTrip(actor, input),
  deviceWeigh: (input, { actor }) => weighByDevice(asDevice(actor), input),
})

const deskRoutes = implement(
  'manifestsDesk',
  manifestsDesk,
)({
  producers: (input, { actor }) => listRegister(actor, input),
  producer: ({ id }, { actor }) => getProducer(actor, id),
  createProducer: (input, { actor }) => createProducer(actor, input),
  updateProducer: (input, { actor }) => updateProducer(actor, input),
  endProducer: (input, { actor }) => endProducer(actor, input),
  renewCode: (input, { actor }) => renewCode(actor, input),
  contracts: (input, { actor }) => listContracts(actor, input),
  createContract: (input, { actor }) => createContract(actor, input),
  endContract: (input, { actor }) => endContract(actor, input),
  licences: (input, { actor }) => listLicences(actor, input),
  enterLicence: (input, { actor }) => enterLicence(actor, input),
  revokeLicence: (input, { actor }) => revokeLicence(actor, input),
  vehicles: (input, { actor }) => listVehicles(actor, input),
  enterVehicle: (input, { actor }) => enterVehicle(actor, input),
  endVehicle: (input, { actor }) => endVehicle(actor, input),
  scales: (_input, { actor }) => listScales(actor),
  bindScale: (input, { actor }) => bindScale(actor, input),
  share: (input, { actor }) => showShare(actor, input),
  handovers: (input, { actor }) => listAreaHandovers(actor, input),
  handover: ({ id }, { actor }) => getAreaHandover(actor, id),
  callOff: (input, { actor }) => callOffPlan(actor, input),
  trips: (input, { actor }) => listAreaTrips(actor, input),
  trip: ({ id }, { actor }) => getAreaTrip(actor, id),
  decideCase: (input, { actor }) => decideCase(actor, input),
  corrections: (input, { actor }) => listAreaCorrections(actor, input),
  decideCorrection: (input, { actor }) => decideCorrection(actor, input),
  counts: (input) => countManifests(input),
})

const slipRoutes = implement(
  'manifestSlips',
  manifestSlips,
)({
  enter: (input, { actor }) => enterSlip(actor, input),
  issue: (input, { actor }) => issueSlips(actor, input),
  paper: (input, { actor }) => slipsPaper(actor, input),
})

export const manifestsRoutes = [...sideRoutes, ...tripRoutes, ...deskRoutes, ...slipRoutes]
