// Routes of the operator's desk: rounds, calendar, bookings, contests, payments, prices, and what is
// told by hand.
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { pickupsTelling } from '@shared/pickups/telling-contract'
import { pickupsMoney } from '@shared/pickups/money-contract'
import { statuses, statusesDesk } from '@shared/pickups/statuses-contract'
import { implement } from '../http/implement'
import { setDay, showCapacity } from './calendar'
import { decideContest } from './contests'
import { creditFetched } from './fetched'
import { scheduleRevisit } from './missed'
import { askForFees, exportMoney, listMoney } from './money'
import { decideCorrection, listPayments, proposeCorrection } from './payment-corrections'
import { correctVolume, reschedule } from './pickups-amend'
import {
  cancelByOperator,
  exportBookings,
  listBookings,
  recordPayment,
  showBooking,
  showFailures,
} from './pickups-desk'
import { listPrices, publishPrices, savePrices, withdrawPrices } from './prices'
import { endTelling, listTellings, showContact } from './tellings'
import { askForStatus, decideStatus, endStatus, listStatuses, myStatuses, withdrawStatus } from './statuses'
import { listRounds, saveCaps, saveRound, showCaps } from './rounds'

const bookingRoutes = implement(
  'pickupsDesk',
  pickupsDesk,
)({
  rounds: (input, { actor }) => listRounds(actor, input),
  saveRound: (input, { actor }) => saveRound(actor, input),
  calendar: (input, { actor }) => showCapacity(actor, input),
  setDay: (input, { actor }) => setDay(actor, input),
  weekdayCaps: (input, { actor }) => showCaps(actor, input),
  saveWeekdayCaps: (input, { actor }) => saveCaps(actor, input),
  bookings: (input, { actor }) => listBookings(actor, input),
  showBooking: (input, { actor }) => showBooking(actor, input),
  exportBookings: (input, { actor }) => exportBookings(actor, input),
  cancelByOperator: (input, { actor }) => cancelByOperator(actor, input),
  reschedule: (input, { actor }) => reschedule(actor, input),
  correctVolume: (input, { actor }) => correctVolume(actor, input),
  scheduleRevisit: (input, { actor }) => scheduleRevisit(actor, input),
  decideContest: (input, { actor }) => decideContest(actor, input),
  creditFetched: (input, { actor }) => creditFetched(actor, input),
  recordPayment: (input, { actor }) => recordPayment(actor, input),
  prices: (input, { actor }) => listPrices(actor, input),
  savePrices: (input, { actor }) => savePrices(actor, input),
  publishPrices: (input, { actor }) => publishPrices(actor, input),
  withdrawPrices: (input, { actor }) => withdrawPrices(actor, input),
  failures: (input, { actor }) => showFailures(actor, input),
})

const tellingRoutes = implement(
  'pickupsTelling',
  pickupsTelling,
)({
  list: (input, { actor }) => listTellings(actor, input),
  done: (input, { actor }) => endTelling(actor, input),
  contact: (input, { actor }) => showContact(actor, input),
})

const moneyRoutes = implement(
  'pickupsMoney',
  pickupsMoney,
)({
  money: (input, { actor }) => listMoney(actor, input),
  exportMoney: (input, { actor }) => exportMoney(actor, input),
  askForFees: (input, { actor }) => askForFees(actor, input),
  payments: (input, { actor }) => listPayments(actor, input),
  proposeCorrection: (input, { actor }) => proposeCorrection(actor, input),
  decideCorrection: (input, { actor }) => decideCorrection(actor, input),
})

const statusRoutes = implement(
  'statuses',
  statuses,
)({
  mine: (input, { actor }) => myStatuses(actor, input),
  ask: (input, { actor }) => askForStatus(actor, input),
  withdraw: (input, { actor }) => withdrawStatus(actor, input),
})

const statusDeskRoutes = implement(
  'statusesDesk',
  statusesDesk,
)({
  list: (input, { actor }) => listStatuses(actor, input),
  decide: (input, { actor }) => decideStatus(actor, input),
  end: (input, { actor }) => endStatus(actor, input),
})

export const deskRoutes = [...bookingRoutes, ...tellingRoutes, ...moneyRoutes, ...statusRoutes, ...statusDeskRoutes]
