// Routes of 以工代罚, one line each.
import { workoffs } from '@shared/workoffs/contract'
import { workoffsDesk } from '@shared/workoffs/desk-contract'
import { implement } from '../http/implement'
import {
  extendWorkoff,
  issueWorkoff,
  listWorkoffs,
  referWorkoff,
  revokeWorkoff,
  settleWorkoff,
  withdrawWorkoff,
} from './desk'
import { answerWorkoff, bookForWorkoff, listMine, listOffers } from './own'
import { workoffPage, workoffPaper } from './paper'
import { listTables, publishTable, saveTable, withdrawTable } from './tables'

export const workoffsRoutes = implement(
  'workoffs',
  workoffs,
)({
  mine: (_input, { actor }) => listMine(actor),
  answer: (input, { actor }) => answerWorkoff(actor, input),
  offers: (input, { actor }) => listOffers(actor, input),
  book: (input, { actor }) => bookForWorkoff(actor, input),
  paper: ({ id }, { actor }) => workoffPaper(actor, id),
  page: ({ number }) => workoffPage(number),
})

export const workoffsDeskRoutes = implement(
  'workoffsDesk',
  workoffsDesk,
)({
  list: (input, { actor }) => listWorkoffs(actor, input),
  refer: (input, { actor }) => referWorkoff(actor, input),
  extend: (input, { actor }) => extendWorkoff(actor, input),
  issue: (input, { actor }) => issueWorkoff(actor, input),
  settle: (input, { actor }) => settleWorkoff(actor, input),
  withdraw: (input, { actor }) => withdrawWorkoff(actor, input),
  revoke: (input, { actor }) => revokeWorkoff(actor, input),
  tables: (_input, { actor }) => listTables(actor),
  saveTable: (input, { actor }) => saveTable(actor, input),
  publishTable: (input, { actor }) => publishTable(actor, input),
  withdrawTable: (input, { actor }) => withdrawTable(actor, input),
})
