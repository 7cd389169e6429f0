// The row of slots in the table of features: only its jobs; features bring the pools.
import type { Feature } from '../feature'
import { askLines } from './line'
import { decideAllMinimums } from './minimums'
import { reconcileSlots } from './reconcile'

export const slotsFeature: Feature = { name: 'slots', routes: [], jobs: [reconcileSlots, askLines, decideAllMinimums] }
