// Who may do what with a finding in which state, and how it stood at an instant. Whoever said that it is mended does
// not say that it is; whoever inspected takes nothing out. Late or not goes by when it was reported mended in a way
// that was accepted, so that nobody pays for how long the check took.
import type { ErrorCode } from '../errors'
import type { Transition } from '../machine'
import type { FindingState } from './vocabulary'

export const findingActions = ['fix', 'close', 'reopen', 'withdraw', 'duplicate', 'outOfScope'] as const
export type FindingAction = (typeof findingActions)[number]
/**
 * `mender`: community, property manager or the company by link. `checker`: inspectors and leads. `visitor`: who stands
 * there on a re-inspection, and sees for themselves. `judge`: leads.
 */
export const findingRelations = ['mender', 'checker', 'visitor', 'judge'] as const
export type FindingRelation = (typeof findingRelations)[number]

export type FindingFacts = { isOwnFix: boolean; isInspector: boolean }

const notOwnFix = ({ isOwnFix }: FindingFacts): ErrorCode | null => (isOwnFix ? 'INSPECTION_SAME_PERSON' : null)
const notInspector = ({ isInspector }: FindingFacts): ErrorCode | null =>
  isInspector ? 'INSPECTION_SAME_PERSON' : null

export const findingMachine: readonly Transition<FindingState, FindingAction, FindingRelation, FindingFacts>[] = [
  { from: ['open'], action: 'fix', by: ['mender'], to: 'fixed' },
  { from: ['fixed'], action: 'close', by: ['checker'], when: notOwnFix, to: 'closed' },
  { from: ['open', 'fixed'], action: 'close', by: ['visitor'], to: 'closed' },
  { from: ['fixed', 'closed'], action: 'reopen', by: ['visitor'], to: 'open' },
  { from: ['fixed', 'closed'], action: 'reopen', by: ['checker'], when: notOwnFix, to: 'open' },
  { from: ['open', 'fixed'], action: 'withdraw', by: ['judge'], when: notInspector, to: 'withdrawn' },
  { from: ['open', 'fixed'], action: 'duplicate', by: ['judge'], when: notInspector, to: 'duplicate' },
  { from: ['open', 'fixed'], action: 'outOfScope', by: ['judge'], when: notInspector, to: 'outOfScope' },
]

export type Step = { at: Date; action: FindingAction }

const after: Readonly<Record<FindingAction, FindingState>> = {
  fix: 'fixed',
  close: 'closed',
  reopen: 'open',
  withdraw: 'withdrawn',
  duplicate: 'duplicate',
  outOfScope: 'outOfScope',
}

/** When it was mended, as it was accepted or is said: after the last time that it went back. Null: it is not. */
export function mendedAt(steps: readonly Step[]): Date | null {
  let at: Date | null = null
  for (const step of steps) {
    if (step.action === 'reopen') at = null
    else if (step.action === 'fix') at = step.at
    else if (step.action === 'close') at = at ?? step.at
  }
  return at
}

/**
 * How a finding counts at an instant, from its steps alone: what came later changes nothing, so that a closed month
 * reads the same for ever. `out`: not in the denominator, taken out or not due yet.
 */
export function standingAt(dueAt: Date, steps: readonly Step[], asOf: Date): 'out' | 'inTime' | 'late' {
  if (dueAt > asOf) return 'out'
  const past = steps.filter(({ at }) => at <= asOf)
  const last = past.at(-1)
  const state = last ? after[last.action] : 'open'
  if (state === 'withdrawn' || state === 'duplicate' || state === 'outOfScope') return 'out'
  const mended = mendedAt(past)
  return state === 'closed' && mended !== null && mended <= dueAt ? 'inTime' : 'late'
}

/** The table as a Mermaid state diagram. */
export function findingDiagram(): string {
  const lines = findingMachine.flatMap(({ from, action, to }) => from.map((one) => `  ${one} --> ${to}: ${action}`))
  return ['stateDiagram-v2', '  [*] --> open', ...lines].join('\n')
}
