// Routes of earning rules, contests, gifts and the public account.
import { ledgerContests } from '@shared/ledger/contests-contract'
import { earning } from '@shared/ledger/earning-contract'
import { gifts } from '@shared/ledger/gifts-contract'
import { implement } from '../http/implement'
import { decideContest, listContests, myContests, openContest, showContest } from './contests'
import {
  activateRule,
  draftRule,
  editRule,
  endRule,
  listRules,
  proposeRule,
  showRule,
  takeBackRule,
} from './earning-rules'
import { give, giftTargets, listFunds, saveFund, showFund } from './gifts'
import { previewRule, showPreview } from './previews'
import { publicAccount } from './public'
import { publicRules, ruleSources } from './public-rules'

export const earningRoutes = implement(
  'ledger',
  earning,
)({
  rules: (input) => publicRules(input),
  publicAccount: () => publicAccount(),
  deskRules: (input, { actor }) => listRules(actor, input),
  deskRule: (input, { actor }) => showRule(actor, input),
  ruleSources: () => ruleSources(),
  draftRule: (input, { actor }) => draftRule(actor, input),
  editRule: (input, { actor }) => editRule(actor, input),
  previewRule: (input, { actor }) => previewRule(actor, input),
  rulePreview: (input) => showPreview(input),
  proposeRule: (input, { actor }) => proposeRule(actor, input),
  takeBackRule: (input, { actor }) => takeBackRule(actor, input),
  activateRule: (input, { actor }) => activateRule(actor, input),
  endRule: (input, { actor }) => endRule(actor, input),
})

export const contestRoutes = implement(
  'ledger',
  ledgerContests,
)({
  contest: (input, { actor }) => openContest(actor, input),
  myContests: (input, { actor }) => myContests(actor, input),
  deskContests: (input, { actor }) => listContests(actor, input),
  deskContest: (input, { actor }) => showContest(actor, input),
  decideLedgerContest: (input, { actor }) => decideContest(actor, input),
})

export const giftRoutes = implement(
  'ledger',
  gifts,
)({
  giftTargets: (input, { actor }) => giftTargets(actor, input),
  give: (input, { actor }) => give(actor, input),
  fund: (input) => showFund(input),
  deskFunds: (input, { actor }) => listFunds(actor, input),
  saveFund: (input, { actor }) => saveFund(actor, input),
})
