// The row of the slots room in the house's table: only its jobs; features bring the pools.
import type { Feature } from '../feature'
import { askLines } from './line'
import { decideAllMinimums } from './minimums'
import { reconcileSlots } from './reconcile'

export const slotsFeature: Feature = { name: 'slots', routes: [], jobs: [reconcileSlots, askLines, decideAllMinimums] }
