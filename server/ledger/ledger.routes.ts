// Routes of the ledger.
import { ledger } from '@shared/ledger/contract'
import { implement } from '../http/implement'
import { deskChecks } from './checks'
import { deskAccounts, deskEntries, deskEntry, deskExport } from './desk'
import { listFactors, publishFactors } from './factors'
import { statement, summaries } from './statement'

export const ledgerRoutes = implement(
  'ledger',
  ledger,
)({
  summaries: (_input, { actor }) => summaries(actor),
  statement: (input, { actor }) => statement(actor, input),
  factors: (input) => listFactors(input),
  publishFactors: (input, { actor }) => publishFactors(actor, input),
  deskAccounts: (input, { actor }) => deskAccounts(actor, input),
  deskEntries: (input, { actor }) => deskEntries(actor, input),
  deskEntry: (input, { actor }) => deskEntry(actor, input),
  deskExport: (input, { actor }) => deskExport(actor, input),
  deskChecks: (input, { actor }) => deskChecks(actor, input),
})
