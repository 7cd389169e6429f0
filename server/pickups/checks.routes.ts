// Routes of what is looked at after a pickup: mixed loads and the weight chain.
import { checks } from '@shared/pickups/checks-contract'
import { implement } from '../http/implement'
import { closeLoadCheck, listLoadChecks } from './load-checks'
import { logWeighing, showWeightGaps } from './weighings'

export const checksRoutes = implement(
  'checks',
  checks,
)({
  loadChecks: (input, { actor }) => listLoadChecks(actor, input),
  closeLoadCheck: (input, { actor }) => closeLoadCheck(actor, input),
  logWeighing: (input, { actor }) => logWeighing(actor, input),
  weightGaps: (input) => showWeightGaps(input),
})
