// Routes of the lists: what hangs for everybody, the desk's, and a company's by its link.
import { standings } from '@shared/standings/contract'
import { standingsDesk } from '@shared/standings/desk-contract'
import { standingsByLink } from '@shared/standings/link-contract'
import { standingPhotos } from '@shared/standings/photos-contract'
import { awards } from '@shared/standings/awards-contract'
import { credit } from '@shared/standings/credit-contract'
import { enterprises } from '@shared/standings/enterprise-contract'
import { implement } from '../http/implement'
import { forwardToCompanies, objectByLink, photoByLink, replyByLink, showByLink, uploadByLink } from './by-link'
import { listChangeable } from './changeable'
import { listEntries, listRuns, showEntry } from './desk'
import { listFile } from './list-files'
import { createProgramme, decideNominee, listNominees, listProgrammes, nominate } from './awards'
import { awardsPage, companySheet, payoutSheet } from './awards-papers'
import { confirmCredit, decideCredit, listCredit, objectToCredit, rateEnterprise } from './credit'
import { creditLetter, creditNotice, creditPage } from './credit-papers'
import { decideCorrection, listCorrections, proposeCorrection } from './corrections'
import { checkMonth, declareMonth, listEnterprises } from './enterprises'
import { listPage } from './list-page'
import { showMine } from './mine'
import { decideObjection, listObjections, objectAtDesk, withdrawObjection } from './objections'
import { checkScript } from './page-check'
import { placePage } from './place-page'
import { hidePhoto, listPhotos, showPhoto } from './photos'
import { listPublished, showList } from './published'
import { hideReply, replyAtDesk } from './replies'
import { decideRules, listRules, proposeRules, tryRules } from './rules'

const publicRoutes = implement(
  'standings',
  standings,
)({
  page: () => listPage(null, null),
  checkScript: () => Promise.resolve(checkScript()),
  placePage: ({ id }) => placePage(id),
  periodPage: ({ period }) => listPage(period, null),
  versionPage: ({ period, version }) => listPage(period, version),
  file: ({ period, version, file }) => listFile(period, version, file),
  published: () => listPublished(),
  list: ({ period }) => showList(period),
  mine: (input, { actor }) => showMine(actor, input),
})

const deskRoutes = implement(
  'standingsDesk',
  standingsDesk,
)({
  runs: () => listRuns(),
  entries: (input, { actor }) => listEntries(actor, input),
  entry: (input, { actor }) => showEntry(actor, input),
  object: (input, { actor }) => objectAtDesk(actor, input),
  objections: (input, { actor }) => listObjections(actor, input),
  decideObjection: (input, { actor }) => decideObjection(actor, input),
  withdrawObjection: (input, { actor }) => withdrawObjection(actor, input),
  correct: (input, { actor }) => proposeCorrection(actor, input),
  corrections: (_input, { actor }) => listCorrections(actor),
  decideCorrection: (input, { actor }) => decideCorrection(actor, input),
  reply: (input, { actor }) => replyAtDesk(actor, input),
  hideReply: (input, { actor }) => hideReply(actor, input),
  changeable: (_input, { actor }) => listChangeable(actor),
  forward: (input, { actor }) => forwardToCompanies(actor, input),
  rules: (_input, { actor }) => listRules(actor),
  tryRules: (input, { actor }) => tryRules(actor, input),
  proposeRules: (input, { actor }) => proposeRules(actor, input),
  decideRules: (input, { actor }) => decideRules(actor, input),
})

const linkRoutes = implement(
  'standingsByLink',
  standingsByLink,
)({
  byLink: (_input, { actor }) => showByLink(actor),
  uploadByLink: ({ id }, { actor, upload }) => uploadByLink(actor, id, upload),
  photoByLink: ({ id }, { actor }) => photoByLink(actor, id),
  objectByLink: (input, { actor }) => objectByLink(actor, input),
  replyByLink: (input, { actor }) => replyByLink(actor, input),
})

const photoRoutes = implement(
  'standingPhotos',
  standingPhotos,
)({
  list: (input, { actor }) => listPhotos(actor, input),
  show: (input, { actor }) => showPhoto(actor, input),
  hide: (input, { actor }) => hidePhoto(actor, input),
})

const enterpriseRoutes = implement(
  'enterprises',
  enterprises,
)({
  list: (input, { actor }) => listEnterprises(actor, input),
  declare: (input, { actor }) => declareMonth(actor, input),
  check: (input, { actor }) => checkMonth(actor, input),
})

const creditRoutes = implement(
  'credit',
  credit,
)({
  page: () => creditPage(),
  list: (input, { actor }) => listCredit(actor, input),
  rate: (input, { actor }) => rateEnterprise(actor, input),
  confirm: (input, { actor }) => confirmCredit(actor, input),
  object: (input, { actor }) => objectToCredit(actor, input),
  decide: (input, { actor }) => decideCredit(actor, input),
  letter: (input, { actor }) => creditLetter(actor, input),
  notice: (input, { actor }) => creditNotice(actor, input),
})

const awardRoutes = implement(
  'awards',
  awards,
)({
  page: () => awardsPage(),
  list: (input, { actor }) => listProgrammes(actor, input),
  create: (input, { actor }) => createProgramme(actor, input),
  nominees: (input, { actor }) => listNominees(actor, input),
  nominate: (input, { actor }) => nominate(actor, input),
  decide: (input, { actor }) => decideNominee(actor, input),
  payout: (input, { actor }) => payoutSheet(actor, input),
  companySheet: (input, { actor }) => companySheet(actor, input),
})

export const standingsRoutes = [
  ...publicRoutes,
  ...deskRoutes,
  ...linkRoutes,
  ...photoRoutes,
  ...enterpriseRoutes,
  ...creditRoutes,
  ...awardRoutes,
]
