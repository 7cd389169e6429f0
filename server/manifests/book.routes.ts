// Routes of the logbook, bills and papers, one line each.
import { manifestsBills } from '@shared/manifests/bills-contract'
import { manifestsBook } from '@shared/manifests/book-contract'
import { manifestsSocial } from '@shared/manifests/social-contract'
import { implement } from '../http/implement'
import { exportBills, listBills, showBill } from './bills'
import { listCards, publishCard, saveCard, withdrawCard } from './bills-cards'
import { monthStatistics, showBook } from './book'
import { billPaper, bookFile, bookPaper } from './papers-book'
import { saveSocial, showSocial, socialFile } from './social'
import { codePaper, handoverPaper, tripPaper } from './papers-slips'

export const manifestsBookRoutes = [
  ...implement(
    'manifestsBook',
    manifestsBook,
  )({
    month: (input, { actor }) => showBook(actor, input),
    paper: (input, { actor }) => bookPaper(actor, input),
    file: (input, { actor }) => bookFile(actor, input),
    statistics: (input, { actor }) => monthStatistics(actor, input),
    slip: (input, { actor }) => handoverPaper(actor, input),
    tripPaper: (input, { actor }) => tripPaper(actor, input),
    codePaper: (input, { actor }) => codePaper(actor, input),
  }),
  ...implement(
    'manifestsBills',
    manifestsBills,
  )({
    cards: (_input, { actor }) => listCards(actor),
    saveCard: (input, { actor }) => saveCard(actor, input),
    publishCard: (input, { actor }) => publishCard(actor, input),
    withdrawCard: (input, { actor }) => withdrawCard(actor, input),
    bills: (input, { actor }) => listBills(actor, input),
    exportBills: (input, { actor }) => exportBills(actor, input),
    bill: (input, { actor }) => showBill(actor, input),
    billPaper: (input, { actor }) => billPaper(actor, input),
  }),
  ...implement(
    'manifestsSocial',
    manifestsSocial,
  )({
    month: (input, { actor }) => showSocial(actor, input),
    save: (input, { actor }) => saveSocial(actor, input),
    file: (input, { actor }) => socialFile(actor, input),
  }),
]
