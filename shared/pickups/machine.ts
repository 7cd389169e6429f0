// The states of a booking, who may move it, and where that leads. The `allowed` list of answers, the refusals and the
// diagram in the README are read from this table. A crew's stop is another noun with a machine of its own
// (runs/stop-machine.ts). Invariant: whatever is not a row here is refused; the rules behind `when` are those of
// rules.ts.
import type { ErrorCode } from '../errors'
import type { Transition } from '../machine'
import {
  amendRefusal,
  cancelRefusal,
  contestRefusal,
  decideRefusal,
  fetchedRefusal,
  failureRefusal,
  missedRefusal,
  rateRefusal,
  type BookingFacts,
} from './rules'
import type { BookingStatus } from './schemas'

/**
 * Who somebody is to a booking. `self` booked it or it is for them; `household` is another member; `proxy` acts for the
 * household; `agent` books for residents or a compound at this place; `dispatcher` runs the rounds there; `ruler`
 * decides contests there; `cashier` writes down what was paid; `reader` may look; `crew` has the stop on its run;
 * `system` is a job or another operation.
 */
export const relations = [
  'self',
  'household',
  'proxy',
  'agent',
  'dispatcher',
  'ruler',
  'cashier',
  'reader',
  'crew',
  'system',
] as const
export type Relation = (typeof relations)[number]

export const bookingActions = [
  'confirm',
  'lapse',
  'amend',
  'cancel',
  'cancelByOperator',
  'moveByOperator',
  'assign',
  'unassign',
  'set_out',
  'arrive',
  'collect',
  'collect_partly',
  'not_presented',
  'no_access',
  'refuse',
  'undo',
  'settle',
  'reportMissed',
  'scheduleRevisit',
  'closeRevisit',
  'loseRevisit',
  'contest',
  'decideContest',
  'rate',
  'recordPayment',
  'creditFetched',
  'correctContact',
] as const
export type BookingMove = (typeof bookingActions)[number]

type Row = Transition<BookingStatus, BookingMove, Relation, BookingFacts>

const residents = ['self', 'household', 'proxy'] as const
const failures = ['not_presented', 'no_access', 'refused'] as const
export const outcomes = ['collected', 'partly_collected', ...failures] as const
const underway = ['assigned', 'en_route', 'arrived'] as const
/** A crew without signal may report after the resident has already called it missed. */
const loggable = [...underway, 'missed', 'revisit_due'] as const

/** One row a state for what leaves the state as it is. */
const staying = (states: readonly BookingStatus[], row: Omit<Row, 'from' | 'to'>): Row[] =>
  states.map((state) => ({ ...row, from: [state], to: state }))
const crewReported = (): ErrorCode => 'PICKUP_CREW_REPORTED'

export const bookingMachine: readonly Row[] = [
  { from: ['held'], action: 'confirm', by: [...residents, 'agent', 'dispatcher', 'system'], to: 'confirmed' },
  { from: ['held'], action: 'lapse', by: ['system'], to: 'lapsed' },

  {
    from: ['confirmed', 'assigned'],
    action: 'amend',
    by: [...residents, 'agent', 'dispatcher'],
    when: amendRefusal,
    to: 'confirmed',
  },
  {
    from: ['confirmed', 'assigned'],
    action: 'cancel',
    by: [...residents, 'agent'],
    when: cancelRefusal,
    to: 'cancelled',
  },
  {
    from: ['confirmed', ...underway, 'missed', 'revisit_due'],
    action: 'cancelByOperator',
    by: ['dispatcher', 'ruler', 'system'],
    to: 'cancelled_by_operator',
  },
  // a day falls out: the operator moves the promise, at any hour, and says so
  { from: ['confirmed', 'assigned'], action: 'moveByOperator', by: ['system'], to: 'confirmed' },

  { from: ['confirmed', 'assigned'], action: 'assign', by: ['dispatcher', 'system'], to: 'assigned' },
  { from: ['assigned'], action: 'unassign', by: ['dispatcher', 'system'], to: 'confirmed' },
  { from: ['assigned'], action: 'set_out', by: ['crew'], to: 'en_route' },
  { from: ['assigned', 'en_route'], action: 'arrive', by: ['crew'], to: 'arrived' },
  { from: loggable, action: 'collect', by: ['crew'], to: 'collected' },
  { from: loggable, action: 'collect_partly', by: ['crew'], when: failureRefusal, to: 'partly_collected' },
  { from: loggable, action: 'not_presented', by: ['crew'], when: failureRefusal, to: 'not_presented' },
  { from: loggable, action: 'no_access', by: ['crew'], when: failureRefusal, to: 'no_access' },
  { from: loggable, action: 'refuse', by: ['crew'], when: failureRefusal, to: 'refused' },
  { from: ['en_route', 'arrived', ...outcomes], action: 'undo', by: ['crew', 'dispatcher'], to: 'assigned' },
  { from: outcomes, action: 'settle', by: ['system'], to: 'settled' },

  {
    from: ['confirmed', ...underway],
    action: 'reportMissed',
    by: [...residents, 'agent'],
    when: missedRefusal,
    to: 'missed',
  },
  { from: outcomes, action: 'reportMissed', by: [...residents, 'agent'], when: crewReported, to: 'missed' },
  {
    from: ['missed', ...failures],
    action: 'scheduleRevisit',
    by: ['dispatcher', 'ruler', 'system'],
    to: 'revisit_due',
  },
  { from: ['revisit_due'], action: 'closeRevisit', by: ['system'], to: 'settled' },
  // the operator took the revisit away: nobody has come yet
  { from: ['revisit_due'], action: 'loseRevisit', by: ['system'], to: 'missed' },

  ...staying([...outcomes, 'settled'], { action: 'contest', by: [...residents, 'agent'], when: contestRefusal }),
  ...staying([...outcomes, 'settled', 'revisit_due'], { action: 'decideContest', by: ['ruler'], when: decideRefusal }),
  // a wrong number is put right without cancelling, also with the crew on the way
  ...staying(['confirmed', ...underway], { action: 'correctContact', by: [...residents, 'agent', 'dispatcher'] }),
  // the crew came all the same: what it weighed may be credited
  ...staying(['cancelled'], { action: 'creditFetched', by: ['ruler'], when: fetchedRefusal }),
  ...staying(['collected', 'partly_collected', 'settled'], { action: 'rate', by: residents, when: rateRefusal }),
  ...staying(
    ['confirmed', ...underway, ...outcomes, 'settled', 'cancelled', 'cancelled_by_operator', 'missed', 'revisit_due'],
    { action: 'recordPayment', by: ['cashier'] },
  ),
]

/** Bookings that are not over yet and count towards the holder's limit. */
export const openStatuses = ['confirmed', 'assigned', 'en_route', 'arrived'] as const satisfies readonly BookingStatus[]
/** The seat on the service day is free again. */
export const seatFreedIn = ['cancelled', 'cancelled_by_operator', 'lapsed'] as const satisfies readonly BookingStatus[]

export const isOpen = (status: BookingStatus): boolean => (openStatuses as readonly BookingStatus[]).includes(status)

export const statusTexts: Readonly<Record<BookingStatus, string>> = {
  held: '时段已占住，等您确认',
  confirmed: '已预约',
  assigned: '已安排班组',
  en_route: '收运员在路上',
  arrived: '收运员已到',
  collected: '已收走',
  partly_collected: '收走了一部分',
  not_presented: '没有见到物品',
  no_access: '没能进入',
  refused: '未能收运',
  settled: '已完成',
  cancelled: '已取消',
  cancelled_by_operator: '运营方已取消',
  lapsed: '占位已过期',
  missed: '漏收处理中',
  revisit_due: '等待补收',
}

/** The table as a Mermaid state diagram, for the README. */
export function bookingDiagram(): string {
  const lines = bookingMachine.flatMap((row) =>
    row.from.filter((from) => from !== row.to).map((from) => `  ${from} --> ${row.to}: ${row.action}`),
  )
  return ['stateDiagram-v2', '  [*] --> held', ...new Set(lines)].join('\n')
}
