// Routes of shifts, one line each.
import { certificates } from '@shared/shifts/certificates-contract'
import { shiftsClasses } from '@shared/shifts/classes-contract'
import { shifts } from '@shared/shifts/contract'
import { shiftsDesk } from '@shared/shifts/desk-contract'
import { shiftsHours } from '@shared/shifts/hours-contract'
import { madeUpHours } from '@shared/shifts/made-up-contract'
import { implement } from '../http/implement'
import { callForHands } from './call'
import { certificatePage, issuedPage } from './certificate-page'
import { certificatePaper } from './certificate-paper'
import {
  askCertificate,
  decideCertificate,
  listCertificates,
  listMyCertificates,
  revokeCertificate,
} from './certificates'
import { classPage, classPaper } from './class-paper'
import { bookClass, cancelClass, countClass, listClasses, showClassOfShift } from './classes'
import { cancelShifts, changeShift, listForDesk, listLeads } from './desk'
import { showHours } from './hours'
import { confirmPresence, correctPresence, listPeople, showCode } from './lead'
import { askMadeUp, decideMadeUp, listMadeUp, listMadeUpSites, listMyMadeUp } from './made-up'
import { exportPeople, siteCodePaper } from './papers'
import { listOffices } from './proven'
import { takeMarks } from './presence'
import { acceptOffer, bookShift, cancelBooking, joinShiftLine, listMine, sayComing, showCalendar } from './shifts'
import { offerSwap, takeSwap, undoSwap } from './swaps'

export const shiftsRoutes = implement(
  'shifts',
  shifts,
)({
  calendar: (input, { actor }) => showCalendar(actor, input),
  book: (input, { actor }) => bookShift(actor, input),
  wait: (input, { actor }) => joinShiftLine(actor, input),
  accept: ({ id }, { actor }) => acceptOffer(actor, id),
  cancel: ({ id }, { actor }) => cancelBooking(actor, id),
  sayComing: ({ id }, { actor }) => sayComing(actor, id),
  offer: (input, { actor }) => offerSwap(actor, input),
  takeSwap: (input, { actor }) => takeSwap(actor, input),
  undoSwap: ({ id }, { actor }) => undoSwap(actor, id),
  mine: (input, { actor }) => listMine(actor, input),
  sendMarks: (input, { actor }) => takeMarks(actor, input),
  code: ({ id }, { actor }) => showCode(actor, id),
  people: ({ id }, { actor }) => listPeople(actor, id),
  confirm: ({ id }, { actor }) => confirmPresence(actor, id),
  correct: (input, { actor }) => correctPresence(actor, input),
})

export const shiftsDeskRoutes = implement(
  'shiftsDesk',
  shiftsDesk,
)({
  list: (input, { actor }) => listForDesk(actor, input),
  change: (input, { actor }) => changeShift(actor, input),
  cancel: (input, { actor }) => cancelShifts(actor, input),
  call: ({ id }, { actor }) => callForHands(actor, id),
  leads: ({ id }, { actor }) => listLeads(actor, id),
  siteCode: ({ siteId }, { actor }) => siteCodePaper(actor, siteId),
  exportPeople: (input, { actor }) => exportPeople(actor, input),
})

export const shiftsClassesRoutes = implement(
  'shiftsClasses',
  shiftsClasses,
)({
  mine: (_input, { actor }) => listClasses(actor),
  book: (input, { actor }) => bookClass(actor, input),
  cancel: (input, { actor }) => cancelClass(actor, input),
  count: (input, { actor }) => countClass(actor, input),
  ofShift: (input, { actor }) => showClassOfShift(actor, input),
  paper: ({ id }, { actor }) => classPaper(actor, id),
  page: ({ number }) => classPage(number),
})

export const shiftsHoursRoutes = implement(
  'shiftsHours',
  shiftsHours,
)({
  mine: (_input, { actor }) => showHours(actor),
})

export const certificatesRoutes = implement(
  'shiftsCertificates',
  certificates,
)({
  offices: (_input, { actor }) => listOffices(actor),
  mine: (_input, { actor }) => listMyCertificates(actor),
  ask: (input, { actor }) => askCertificate(actor, input),
  paper: ({ id }, { actor }) => certificatePaper(actor, id),
  list: (input, { actor }) => listCertificates(actor, input),
  decide: (input, { actor }) => decideCertificate(actor, input),
  revoke: (input, { actor }) => revokeCertificate(actor, input),
  page: ({ number }) => certificatePage(number),
  issuedPage: ({ number }) => issuedPage(number),
})

export const madeUpRoutes = implement(
  'madeUpHours',
  madeUpHours,
)({
  sites: (_input, { actor }) => listMadeUpSites(actor),
  mine: (_input, { actor }) => listMyMadeUp(actor),
  ask: (input, { actor }) => askMadeUp(actor, input),
  list: (input, { actor }) => listMadeUp(actor, input),
  decide: (input, { actor }) => decideMadeUp(actor, input),
})
