// Routes of inspections, one line each.
import { inspections } from '@shared/inspections/contract'
import { inspectionsDesk } from '@shared/inspections/desk-contract'
import { inspectionsDraws } from '@shared/inspections/draws-contract'
import { inspectionsFindings } from '@shared/inspections/findings-contract'
import { inspectionsForms } from '@shared/inspections/forms-contract'
import { implement } from '../http/implement'
import { chooseOption, correctVisit, enterPaper } from './corrections'
import { exportDrift, showDrift } from './drift'
import {
  drawFile,
  listDraws,
  makeDraw,
  publishedDrawFile,
  publishedDraws,
  showCalendar,
  showDraw,
  showStrata,
  voidDraw,
} from './draws'
import { takeRows } from './filling'
import { checkFinding, dismissFinding, fixFinding, listFindings, lookAgain, showFinding } from './findings'
import { exportFindings } from './findings-export'
import { listForms, publishForm, saveForm, withdrawForm } from './forms'
import { fixByLink, forwardedByLink, forwardFindings, uploadByLink } from './forwards'
import { declareConflict, listDeclarations, listOwnVisits, listStretch, loadPack, startPatrol } from './phone'
import { cancelVisit, findTargets, listVisits, showVisit, startVisit } from './visits'

export const inspectionsRoutes = [
  ...implement(
    'inspections',
    inspections,
  )({
    pack: (input, { actor }) => loadPack(actor, input),
    sync: (input, { actor }) => takeRows(actor, input),
    mine: (input, { actor }) => listOwnVisits(actor, input),
    targets: (_input, { actor }) => listStretch(actor),
    patrol: (input, { actor }) => startPatrol(actor, input),
    look: (input, { actor }) => lookAgain(actor, input),
    declarations: (_input, { actor }) => listDeclarations(actor),
    declare: (input, { actor }) => declareConflict(actor, input),
  }),
  ...implement(
    'inspectionsDraws',
    inspectionsDraws,
  )({
    list: (input, { actor }) => listDraws(actor, input),
    show: ({ id }, { actor }) => showDraw(actor, id),
    strata: (input, { actor }) => showStrata(actor, input),
    draw: (input, { actor }) => makeDraw(actor, input),
    cancel: (input, { actor }) => voidDraw(actor, input),
    file: ({ id }, { actor }) => drawFile(actor, id),
    published: (input) => publishedDraws(input),
    publishedFile: ({ id }) => publishedDrawFile(id),
    calendar: (input, { actor }) => showCalendar(actor, input),
  }),
  ...implement(
    'inspectionsDesk',
    inspectionsDesk,
  )({
    visits: (input, { actor }) => listVisits(actor, input),
    visit: ({ id }, { actor }) => showVisit(actor, id),
    targets: (input, { actor }) => findTargets(actor, input),
    start: (input, { actor }) => startVisit(actor, input),
    cancel: (input, { actor }) => cancelVisit(actor, input),
    choose: (input, { actor }) => chooseOption(actor, input),
    correct: (input, { actor }) => correctVisit(actor, input),
    enterPaper: (input, { actor }) => enterPaper(actor, input),
  }),
  ...implement(
    'inspectionsFindings',
    inspectionsFindings,
  )({
    list: (input, { actor }) => listFindings(actor, input),
    show: ({ id }, { actor }) => showFinding(actor, id),
    fix: (input, { actor }) => fixFinding(actor, input),
    close: (input, { actor }) => checkFinding(actor, 'close', input),
    reopen: (input, { actor }) => checkFinding(actor, 'reopen', input),
    dismiss: (input, { actor }) => dismissFinding(actor, input),
    forward: (input, { actor }) => forwardFindings(actor, input),
    byLink: (_input, { actor }) => forwardedByLink(actor),
    uploadByLink: ({ id }, { actor, upload }) => uploadByLink(actor, id, upload),
    fixByLink: (input, { actor }) => fixByLink(actor, input),
    exportFindings: (input, { actor }) => exportFindings(actor, input),
  }),
  ...implement(
    'inspectionsForms',
    inspectionsForms,
  )({
    list: (input, { actor }) => listForms(actor, input),
    save: (input, { actor }) => saveForm(actor, input),
    publish: (input, { actor }) => publishForm(actor, input),
    withdraw: (input, { actor }) => withdrawForm(actor, input),
    drift: (input, { actor }) => showDrift(actor, input),
    exportDrift: (input, { actor }) => exportDrift(actor, input),
  }),
]
