// The states of a crew's stop, who may move it, and what follows for the booking. A stop is another noun than the
// booking it serves: it can be planned, moved and withdrawn without the resident's booking being another one.
// Invariants: whatever is not a row here is refused; a failure needs a reason that fits it and a photo, since a
// decision against the resident rests on it; an outcome is taken back only by the crew that logged it, within ten
// minutes on the device's own clock.
import type { ErrorCode } from '../errors'
import type { Transition } from '../machine'
import type { BookingMove } from '../pickups/machine'
import { reasonsFor } from '../pickups/reasons'
import { failureRefusal } from '../pickups/rules'
import type { PickupKind, StopReason, StopStatus } from '../pickups/schemas'
import { instantAt, type Day } from '../time'

/**
 * Who somebody is to a stop. `crew` is on its run, or was when the log was made; `dispatcher` runs the rounds there
 * (late entry from the printed sheet); `system` is a job or another operation.
 */
export const stopRelations = ['crew', 'dispatcher', 'system'] as const
export type StopRelation = (typeof stopRelations)[number]

/** What is logged at the door; the names are those of the crew's logs. */
export const logActions = [
  'set_out',
  'arrive',
  'collect',
  'collect_partly',
  'not_presented',
  'no_access',
  'refuse',
  'undo',
] as const
export type LogAction = (typeof logActions)[number]
export const stopActions = [...logActions, 'withdraw', 'replan', 'move', 'reorder'] as const
export type StopAction = (typeof stopActions)[number]

export type StopFacts = {
  reasonGiven: boolean
  photoGiven: boolean
  /** Minutes between the log that is taken back and the undo, see `minutesWaited`; null where there is nothing. */
  minutesSince: number | null
  /** The same crew (for a late entry: the same person) logged it. */
  sameHands: boolean
}

export const UNDO_MINUTES = 10

const open = ['planned', 'en_route', 'arrived'] as const
export const stopOutcomes = ['collected', 'partly_collected', 'not_presented', 'no_access', 'refused'] as const
const hands = ['crew', 'dispatcher'] as const

function undoRefusal({ minutesSince, sameHands }: StopFacts): ErrorCode | null {
  if (minutesSince === null) return 'WRONG_STATE'
  if (!sameHands) return 'NOT_ALLOWED'
  return minutesSince >= 0 && minutesSince <= UNDO_MINUTES ? null : 'RUN_UNDO_TOO_LATE'
}

export const stopMachine: readonly Transition<StopStatus, StopAction, StopRelation, StopFacts>[] = [
  { from: ['planned'], action: 'set_out', by: hands, to: 'en_route' },
  { from: ['planned', 'en_route'], action: 'arrive', by: hands, to: 'arrived' },
  // Without signal, or from the printed sheet, the outcome may be all that is ever logged.
  { from: open, action: 'collect', by: hands, to: 'collected' },
  { from: open, action: 'collect_partly', by: hands, when: failureRefusal, to: 'partly_collected' },
  { from: open, action: 'not_presented', by: hands, when: failureRefusal, to: 'not_presented' },
  { from: open, action: 'no_access', by: hands, when: failureRefusal, to: 'no_access' },
  { from: open, action: 'refuse', by: hands, when: failureRefusal, to: 'refused' },
  { from: ['en_route', 'arrived', ...stopOutcomes], action: 'undo', by: hands, when: undoRefusal, to: 'planned' },
  { from: open, action: 'withdraw', by: ['dispatcher', 'system'], to: 'withdrawn' },
  { from: ['withdrawn'], action: 'replan', by: ['dispatcher', 'system'], to: 'planned' },
  { from: open, action: 'move', by: ['dispatcher', 'system'], to: 'planned' },
  { from: ['planned'], action: 'reorder', by: ['dispatcher', 'system'], to: 'planned' },
  { from: ['en_route'], action: 'reorder', by: ['dispatcher', 'system'], to: 'en_route' },
  { from: ['arrived'], action: 'reorder', by: ['dispatcher', 'system'], to: 'arrived' },
]

export const isOpenStop = (status: StopStatus): boolean => (open as readonly StopStatus[]).includes(status)
export const isOutcome = (status: StopStatus): boolean => (stopOutcomes as readonly StopStatus[]).includes(status)
/** Things were loaded: there is something to weigh and to credit. */
export const isCollected = (status: StopStatus): boolean => status === 'collected' || status === 'partly_collected'
/** A decision against the resident. */
export const isFailure = (status: StopStatus): boolean => isOutcome(status) && !isCollected(status)

export const stopStatusTexts: Readonly<Record<StopStatus, string>> = {
  planned: '待收',
  en_route: '在路上',
  arrived: '已到',
  collected: '已收走',
  partly_collected: '收走一部分',
  not_presented: '没有见到物品',
  no_access: '没能进入',
  refused: '未能收运',
  withdrawn: '已撤下',
}

/** What happens to the booking when the stop moves; null where the booking is not touched. */
export function bookingMoveOf(action: StopAction, before: StopStatus): BookingMove | null {
  if (action === 'replan') return 'assign'
  if (action === 'reorder' || action === 'withdraw') return null
  if (action === 'move') return before === 'planned' ? null : 'undo'
  return action
}

/** Recyclables are paid and credited by weight: without one there is nothing to log as collected. */
export const lacksWeight = (kind: PickupKind, action: LogAction, weights: readonly unknown[]): boolean =>
  kind === 'recyclable' && (action === 'collect' || action === 'collect_partly') && weights.length === 0

/**
 * An outcome already stands, and this step of the way to it arrives late (out of order): it is kept, and changes
 * nothing.
 */
export const isOvertaken = (action: LogAction, status: StopStatus): boolean =>
  (action === 'set_out' && (status === 'arrived' || isOutcome(status))) || (action === 'arrive' && isOutcome(status))

/** What the resident can do next, said with every failed stop. */
export const nextSteps: Readonly<Record<StopReason, string>> = {
  nothing_outside: '请把物品放到约定的位置后重新预约',
  nobody_answered: '请确认电话畅通后重新预约',
  gate_closed: '请先和门卫说好，或把物品搬到门外，再重新预约',
  road_blocked: '道路恢复后请重新预约',
  too_heavy: '请拆开后重新预约，或打服务电话另约人手',
  unsafe: '请先排除危险，或打服务电话商量办法',
  wrong_items: '请按实际物品重新预约；不在范围内的，请查分类指南',
  not_dismantled: '请拆开后重新预约',
  more_than_booked: '多出的部分请另外预约',
  vehicle_full: '剩下的部分请再约一次，或打服务电话',
  other: '请看收运员的说明，或打服务电话',
}

/** A reason has to explain the outcome it is given for. */
export const reasonFits = (reason: StopReason | undefined, action: LogAction): boolean =>
  reason !== undefined &&
  action in reasonsFor &&
  (reasonsFor[action as keyof typeof reasonsFor] as readonly StopReason[]).includes(reason)

/** The outcomes each reason can explain, for the crew's screen. */
export const actionsOf = (reason: StopReason): LogAction[] => logActions.filter((action) => reasonFits(reason, action))

/**
 * The instant that counts for a log. The device's clock is believed from the beginning of its run's day until the
 * server's own present; a clock that runs ahead or is far behind gives way to the instant of arrival. Both are kept.
 */
export function instantOf(deviceAt: Date, receivedAt: Date, runsOn: Day): Date {
  return deviceAt < instantAt(runsOn, '00:00') || deviceAt > receivedAt ? receivedAt : deviceAt
}

/**
 * Minutes between a log and the undo of it, by the instants that count. A phone without signal dates both itself, and
 * nobody can check that; but it sends its rows in the order in which they were made, so whatever it has handed in after
 * the log and before the undo proves that its clock had come so far by then. A clock that was turned back since gains
 * nothing.
 * @param handedIn instants of what the same phone handed in since the log, in earlier requests
 */
export function minutesWaited(loggedAt: Date, undoneAt: Date, handedIn: readonly Date[]): number {
  const madeAt = Math.max(undoneAt.getTime(), ...handedIn.map((each) => each.getTime()))
  return (madeAt - loggedAt.getTime()) / 60_000
}

/** The table as a Mermaid state diagram, for the README. */
export function stopDiagram(): string {
  const lines = stopMachine.flatMap((row) =>
    row.from.filter((from) => from !== row.to).map((from) => `  ${from} --> ${row.to}: ${row.action}`),
  )
  return ['stateDiagram-v2', '  [*] --> planned', ...new Set(lines)].join('\n')
}
