// Routes of cells, one line each.
import { cells } from '@shared/cells/contract'
import { cellsDesk, cellsPublic } from '@shared/cells/desk-contract'
import { cellsSite } from '@shared/cells/site-contract'
import { implement } from '../http/implement'
import { mendRectification, withdrawApplication } from './afterwards'
import { listChoices } from './applicants'
import { certificateForm, certificatePage, checkCertificate } from './certificate-page'
import { certificatePaper } from './certificate-paper'
import {
  answerChecks,
  assessSelf,
  moveToNewer,
  refreshFigures,
  saveItem,
  showNewer,
  signLetter,
  startApplication,
  submitApplication,
} from './drafting'
import { exportDesk, listDesk, listMine, listNotices } from './listing'
import { listObjections, objectTo, resolveObjection } from './objections'
import { passPapers, returnItems } from './review'
import { chooseLine, declareStake, takeSheets } from './sheets'
import { cellTablesRoutes } from './tables.routes'
import { giveFeedback, listOwnVisits, loadPack, recheckRectification, showVisit } from './site'
import { showApplication } from './showing'
import {
  acceptApplication,
  announceApplication,
  beginLightCheck,
  closeLightCheck,
  declineApplication,
  keepTitle,
  renewTitle,
  resumeTitle,
  revokeTitle,
  suspendTitle,
} from './titles'
import { cancelVisit, listCandidates, refuseAssessor, scheduleVisit } from './visiting'

export const cellsRoutes = [
  ...implement(
    'cells',
    cells,
  )({
    choices: (_input, { actor }) => listChoices(actor),
    mine: (input, { actor }) => listMine(actor, input),
    start: (input, { actor }) => startApplication(actor, input),
    show: ({ id }, { actor }) => showApplication(actor, id),
    check: (input, { actor }) => answerChecks(actor, input),
    saveItem: (input, { actor }) => saveItem(actor, input),
    refresh: (input, { actor }) => refreshFigures(actor, input),
    assess: (input, { actor }) => assessSelf(actor, input),
    signLetter: (input, { actor }) => signLetter(actor, input),
    submit: (input, { actor }) => submitApplication(actor, input),
    withdraw: (input, { actor }) => withdrawApplication(actor, input),
    newer: ({ id }, { actor }) => showNewer(actor, id),
    move: (input, { actor }) => moveToNewer(actor, input),
    refuseAssessor: (input, { actor }) => refuseAssessor(actor, input),
    mend: (input, { actor }) => mendRectification(actor, input),
    certificate: ({ id }, { actor }) => certificatePaper(actor, id),
  }),
  ...implement(
    'cellsSite',
    cellsSite,
  )({
    pack: (_input, { actor }) => loadPack(actor),
    mine: (_input, { actor }) => listOwnVisits(actor),
    visit: ({ id }, { actor }) => showVisit(actor, id),
    sync: (input, { actor }) => takeSheets(actor, input),
    choose: (input, { actor }) => chooseLine(actor, input),
    declare: (input, { actor }) => declareStake(actor, input),
    feedback: (input, { actor }) => giveFeedback(actor, input),
    recheck: (input, { actor }) => recheckRectification(actor, input),
  }),
  ...implement(
    'cellsDesk',
    cellsDesk,
  )({
    list: (input, { actor }) => listDesk(actor, input),
    exportList: (input, { actor }) => exportDesk(actor, input),
    pass: (input, { actor }) => passPapers(actor, input),
    giveBack: (input, { actor }) => returnItems(actor, input),
    decline: (input, { actor }) => declineApplication(actor, input),
    assessors: (input, { actor }) => listCandidates(actor, input),
    schedule: (input, { actor }) => scheduleVisit(actor, input),
    cancelVisit: (input, { actor }) => cancelVisit(actor, input),
    accept: (input, { actor }) => acceptApplication(actor, input),
    announce: (input, { actor }) => announceApplication(actor, input),
    objections: (input, { actor }) => listObjections(actor, input),
    resolve: (input, { actor }) => resolveObjection(actor, input),
    beginCheck: (input, { actor }) => beginLightCheck(actor, input),
    closeCheck: (input, { actor }) => closeLightCheck(actor, input),
    renew: (input, { actor }) => renewTitle(actor, input),
    suspend: (input, { actor }) => suspendTitle(actor, input),
    resume: (input, { actor }) => resumeTitle(actor, input),
    revoke: (input, { actor }) => revokeTitle(actor, input),
    keepTitle: (input, { actor }) => keepTitle(actor, input),
  }),
  ...implement(
    'cellsPublic',
    cellsPublic,
  )({
    notices: () => listNotices(),
    object: (input, { actor }) => objectTo(actor, input),
    check: ({ code }) => checkCertificate(code),
    page: ({ code }) => certificatePage(code),
    checkPage: ({ code }) => certificateForm(code),
  }),
  ...cellTablesRoutes,
]
