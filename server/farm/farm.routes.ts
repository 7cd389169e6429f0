// Routes of farms' returns, one line each.
import { farm } from '@shared/farm/contract'
import { implement } from '../http/implement'
import { farmSites, farmTotals, listFarmReturns, recordFarmReturn, withdrawFarmReturn } from './farm'

export const farmRoutes = implement(
  'farm',
  farm,
)({
  sites: (_input, { actor }) => farmSites(actor),
  list: (input, { actor }) => listFarmReturns(actor, input),
  totals: (input, { actor }) => farmTotals(actor, input),
  record: (input, { actor }) => recordFarmReturn(actor, input),
  withdraw: (input, { actor }) => withdrawFarmReturn(actor, input),
})
