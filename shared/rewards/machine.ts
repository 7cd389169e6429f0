// The states of a redemption, who may move it, and where that leads. Answers' `allowed`, refusals and the diagram are
// read from here. Invariants: held ends exactly once, captured, cancelled or lapsed (I5, I6); only what was captured
// can be disputed.
import type { ErrorCode } from '../errors'
import { allowedActions, type Transition } from '../machine'
import { addDays, dayOf, instantAt } from '../time'
import { redemptionActions, type RedemptionAction, type RedemptionStatus } from './schemas'

/**
 * Who somebody is to a redemption. `self` redeemed it or belongs to the household that paid; `proxy` acts for that
 * household; `desk` serves people without a phone there; `shop` is bound to the shop; `manager` decides disputes there;
 * `system` is a job.
 */
export const redemptionRelations = ['self', 'proxy', 'desk', 'shop', 'manager', 'system'] as const
export type RedemptionRelation = (typeof redemptionRelations)[number]

export const redemptionMoves = [...redemptionActions, 'capture', 'lapse', 'uphold', 'keep'] as const
export type RedemptionMove = (typeof redemptionMoves)[number]

export type RedemptionFacts = {
  now: Date
  lapsesAt: Date
  /** End of the offline code that was taken; null when none was. */
  offlineUntil: Date | null
  capturedAt: Date | null
  /** The shop takes offline codes. */
  takesOffline: boolean
}

/** Days after the handing-over in which it can be disputed. */
export const DISPUTE_DAYS = 7
/** A shop may send codes collected offline until so long after their end; till then the hold stays. */
export const OFFLINE_GRACE_HOURS = 48

const hours = (instant: Date, count: number): Date => new Date(instant.getTime() + count * 3_600_000)
export const offlineGraceEnd = (offlineUntil: Date): Date => hours(offlineUntil, OFFLINE_GRACE_HOURS)
/** The end of the last day on which a capture can be disputed. */
export const disputeUntil = (capturedAt: Date): Date => instantAt(addDays(dayOf(capturedAt), DISPUTE_DAYS), '24:00')

const overdue = ({ now, lapsesAt }: RedemptionFacts): boolean => now >= lapsesAt

type Row = Transition<RedemptionStatus, RedemptionMove, RedemptionRelation, RedemptionFacts>
const people = ['self', 'proxy'] as const

export const redemptionMachine: readonly Row[] = [
  {
    from: ['held'],
    action: 'showCode',
    by: people,
    when: (facts) => (overdue(facts) ? 'WRONG_STATE' : null),
    to: 'held',
  },
  { from: ['held'], action: 'takeOfflineCode', by: people, when: offlineRefusal, to: 'held' },
  { from: ['held'], action: 'cancel', by: [...people, 'desk'], when: cancelRefusal, to: 'cancelled' },
  {
    from: ['held'],
    action: 'capture',
    by: ['shop', 'desk'],
    when: (facts) => (overdue(facts) ? 'REWARD_CODE_ENDED' : null),
    to: 'captured',
  },
  {
    from: ['held'],
    action: 'lapse',
    by: ['system'],
    when: (facts) => (overdue(facts) ? null : 'WRONG_STATE'),
    to: 'lapsed',
  },
  { from: ['captured'], action: 'dispute', by: [...people, 'desk'], when: disputeRefusal, to: 'disputed' },
  { from: ['disputed'], action: 'uphold', by: ['manager'], to: 'upheld' },
  { from: ['disputed'], action: 'keep', by: ['manager'], to: 'kept' },
]

function offlineRefusal(facts: RedemptionFacts): ErrorCode | null {
  if (overdue(facts)) return 'WRONG_STATE'
  return facts.takesOffline ? null : 'REWARD_OFFLINE_NOT_HERE'
}

/** What a shop may already have taken without network can't be cancelled behind its back. */
function cancelRefusal({ now, offlineUntil }: RedemptionFacts): ErrorCode | null {
  return offlineUntil && now < offlineGraceEnd(offlineUntil) ? 'REWARD_OFFLINE_OUT' : null
}

function disputeRefusal({ now, capturedAt }: RedemptionFacts): ErrorCode | null {
  return capturedAt && now < disputeUntil(capturedAt) ? null : 'REWARD_DISPUTE_CLOSED'
}

/** What a resident's screen offers. */
export const allowedTo = (
  status: RedemptionStatus,
  relations: readonly RedemptionRelation[],
  facts: RedemptionFacts,
): RedemptionAction[] =>
  allowedActions(redemptionMachine, status, relations, facts).filter((move): move is RedemptionAction =>
    (redemptionActions as readonly string[]).includes(move),
  )

export const statusTexts: Readonly<Record<RedemptionStatus, string>> = {
  held: '待领取',
  captured: '已领取',
  cancelled: '已取消，积分已退回',
  lapsed: '过期未领，积分已退回',
  disputed: '异议处理中',
  upheld: '异议成立，积分已退回',
  kept: '异议未成立，维持原核销',
}

/** The table as a Mermaid state diagram. */
export function redemptionDiagram(): string {
  const lines = redemptionMachine.flatMap((row) =>
    row.from.filter((from) => from !== row.to).map((from) => `  ${from} --> ${row.to}: ${row.action}`),
  )
  return ['stateDiagram-v2', '  [*] --> held', ...new Set(lines)].join('\n')
}
