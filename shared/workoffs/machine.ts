// Who may do what with a case of 以工代罚 in which state. Everything that is not a row here is refused.
import type { ErrorCode } from '../errors'
import type { Transition } from '../machine'
import type { WorkoffState } from './vocabulary'

export type WorkoffAction =
  'accept' | 'decline' | 'reach' | 'fallBack' | 'lapse' | 'issue' | 'extend' | 'settle' | 'withdraw' | 'revoke'
/** `person`: whose case it is; `officer`: enforces the rules in the place of the case; `system`: the hourly count. */
export type WorkoffRelation = 'person' | 'officer' | 'system'

export type WorkoffFacts = {
  /** Counted so far, and owed. */
  minutes: number
  owed: number
  /** The last day to work is over. */
  isPast: boolean
  /** So are the days in which the last evenings may still be confirmed. */
  isOver: boolean
}

const inTime = ({ isPast }: WorkoffFacts): ErrorCode | null => (isPast ? 'WORKOFF_OVER' : null)
const enough = ({ minutes, owed }: WorkoffFacts): ErrorCode | null => (minutes < owed ? 'WORKOFF_NOT_ENOUGH' : null)
const tooFew = ({ minutes, owed }: WorkoffFacts): ErrorCode | null => (minutes < owed ? null : 'WRONG_STATE')
const over = ({ isOver }: WorkoffFacts): ErrorCode | null => (isOver ? null : 'WRONG_STATE')

export const workoffMachine: readonly Transition<WorkoffState, WorkoffAction, WorkoffRelation, WorkoffFacts>[] = [
  { from: ['referred'], action: 'accept', by: ['person'], when: inTime, to: 'working' },
  { from: ['referred', 'working'], action: 'decline', by: ['person'], to: 'returned' },
  { from: ['working'], action: 'reach', by: ['system'], when: enough, to: 'worked' },
  // somebody has corrected a presence meanwhile
  { from: ['worked'], action: 'fallBack', by: ['system'], when: tooFew, to: 'working' },
  { from: ['referred', 'working'], action: 'lapse', by: ['system'], when: over, to: 'returned' },
  { from: ['worked'], action: 'issue', by: ['officer'], when: enough, to: 'done' },
  { from: ['working'], action: 'extend', by: ['officer'], to: 'working' },
  // asked again, since a new day is a new promise
  { from: ['referred', 'returned'], action: 'extend', by: ['officer'], to: 'referred' },
  { from: ['returned'], action: 'settle', by: ['officer'], to: 'settled' },
  { from: ['referred', 'working', 'worked', 'returned'], action: 'withdraw', by: ['officer'], to: 'withdrawn' },
  { from: ['done'], action: 'revoke', by: ['officer'], to: 'revoked' },
]

/** The table as a Mermaid state diagram. */
export function workoffDiagram(): string {
  const lines = workoffMachine.flatMap(({ from, action, to }) =>
    from.filter((one) => one !== to).map((one) => `  ${one} --> ${to}: ${action}`),
  )
  return ['stateDiagram-v2', '  [*] --> referred', ...new Set(lines)].join('\n')
}
