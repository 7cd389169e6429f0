// Routes of the ledger at the desk, of its seals, and of its tables to take away.
import { ledgerDesk } from '@shared/ledger/desk-contract'
import { implement } from '../http/implement'
import { listSeals } from './checks'
import { contestAtDesk } from './contests'
import { exportAccountSheet, exportContestSheet, exportRuleSheet } from './exports'
import { printPoints, readPoints } from './paper'

export const ledgerDeskRoutes = implement(
  'ledger',
  ledgerDesk,
)({
  householdPoints: (input, { actor }) => readPoints(actor, input),
  pointsPaper: (input, { actor }) => printPoints(actor, input),
  contestAtDesk: (input, { actor }) => contestAtDesk(actor, input),
  seals: (input) => listSeals(input),
  exportContests: (input, { actor }) => exportContestSheet(actor, input),
  exportRules: (input, { actor }) => exportRuleSheet(actor, input),
  exportAccounts: (input, { actor }) => exportAccountSheet(actor, input),
})
