// Who may do what with a handover and a trip, in which state, and where it leads. The server's guards, the `allowed`
// lists of answers and docs/state-machines.md come from these rows. A state follows only from what the server stored.
import { allowedActions, decide, type Decision, type Transition } from '../machine'
import type { HandoverState, TripState } from './vocabulary'

/** As what one stands to a handover. `officer`: staff of the place; `system`: a job, or what a trip brings along. */
export const handoverRelations = ['producer', 'hauler', 'officer', 'system'] as const
export type HandoverRelation = (typeof handoverRelations)[number]
export const handoverActions = [
  'hand',
  'collect',
  'collectByCode',
  'confirm',
  'enterSlip',
  'refuse',
  'sayNothing',
  'withdraw',
  'callOff',
  'lapse',
  'fallSilent',
  'close',
  'correct',
] as const
export type HandoverAction = (typeof handoverActions)[number]
export type HandoverFacts = {
  /** What this side says now is what the other side has signed. */
  agrees: boolean
  /** Nobody but the side that acts has signed. */
  isAlone: boolean
  /** It lies on a trip that was weighed. */
  isWeighed: boolean
}

type HandoverRow = Transition<HandoverState, HandoverAction, HandoverRelation, HandoverFacts>
const agreed = ({ agrees }: HandoverFacts) => (agrees ? null : 'MANIFEST_DIFFERS')
const alone = ({ isAlone }: HandoverFacts) => (isAlone ? null : 'WRONG_STATE')
const unweighed = ({ isWeighed }: HandoverFacts) => (isWeighed ? 'WRONG_STATE' : null)

export const handoverTable: readonly HandoverRow[] = [
  { from: ['planned', 'notHappened', 'nothing'], action: 'hand', by: ['producer'], to: 'handed' },
  // another number of buckets, before the driver has come
  { from: ['handed'], action: 'hand', by: ['producer'], when: alone, to: 'handed' },
  { from: ['collected', 'unanswered'], action: 'hand', by: ['producer'], when: agreed, to: 'confirmed' },
  { from: ['collected'], action: 'hand', by: ['producer'], to: 'collected' },
  { from: ['unanswered'], action: 'hand', by: ['producer'], to: 'unanswered' },
  // rows of a phone without a network come after midnight, and after the kitchen has said that there was nothing
  { from: ['planned', 'notHappened', 'nothing'], action: 'collect', by: ['hauler'], to: 'collected' },
  { from: ['handed', 'unanswered'], action: 'collect', by: ['hauler'], when: agreed, to: 'confirmed' },
  { from: ['handed'], action: 'collect', by: ['hauler'], to: 'collected' },
  // the driver types it again, before the kitchen has confirmed
  { from: ['collected'], action: 'collect', by: ['hauler'], when: alone, to: 'collected' },
  { from: ['unanswered'], action: 'collect', by: ['hauler'], to: 'unanswered' },
  {
    from: ['planned', 'notHappened', 'nothing', 'handed', 'collected', 'unanswered'],
    action: 'collectByCode',
    by: ['hauler'],
    to: 'confirmed',
  },
  { from: ['collected', 'unanswered'], action: 'confirm', by: ['producer'], to: 'confirmed' },
  // the driver takes over what the kitchen says
  { from: ['handed', 'collected', 'unanswered'], action: 'confirm', by: ['hauler'], when: agreed, to: 'confirmed' },
  // a slip of paper that staff enter: with the kitchen's signature on it, or with what it said on its phone, both agree
  {
    from: ['planned', 'notHappened', 'nothing', 'handed', 'unanswered'],
    action: 'enterSlip',
    by: ['officer'],
    when: agreed,
    to: 'confirmed',
  },
  { from: ['planned', 'notHappened', 'nothing', 'handed'], action: 'enterSlip', by: ['officer'], to: 'collected' },
  { from: ['unanswered'], action: 'enterSlip', by: ['officer'], to: 'unanswered' },
  { from: ['planned', 'handed', 'notHappened'], action: 'refuse', by: ['hauler'], to: 'refused' },
  { from: ['planned', 'notHappened'], action: 'sayNothing', by: ['producer'], to: 'nothing' },
  { from: ['handed'], action: 'withdraw', by: ['producer'], when: alone, to: 'cancelled' },
  {
    from: ['collected'],
    action: 'withdraw',
    by: ['hauler'],
    when: (facts) => alone(facts) ?? unweighed(facts),
    to: 'cancelled',
  },
  { from: ['planned'], action: 'callOff', by: ['hauler', 'officer'], to: 'cancelled' },
  { from: ['planned'], action: 'lapse', by: ['system'], to: 'notHappened' },
  { from: ['handed', 'collected'], action: 'fallSilent', by: ['system'], to: 'unanswered' },
  { from: ['confirmed'], action: 'close', by: ['system'], to: 'closed' },
  { from: ['confirmed'], action: 'correct', by: ['producer', 'hauler'], to: 'confirmed' },
  { from: ['unanswered'], action: 'correct', by: ['producer', 'hauler'], to: 'unanswered' },
  { from: ['closed'], action: 'correct', by: ['producer', 'hauler'], to: 'closed' },
]

export const tripRelations = ['hauler', 'disposer', 'officer', 'system'] as const
export type TripRelation = (typeof tripRelations)[number]
export const tripActions = [
  'load',
  'sign',
  'cancel',
  'weigh',
  'weighAgain',
  'receive',
  'receivePart',
  'refuse',
  'redirect',
  'settle',
  'decide',
  'correct',
] as const
export type TripAction = (typeof tripActions)[number]
export type TripFacts = { isEmpty: boolean; isSigned: boolean; hasCase: boolean; isSilent: boolean }

type TripRow = Transition<TripState, TripAction, TripRelation, TripFacts>
const taken: readonly TripState[] = ['received', 'partlyRefused']

export const tripTable: readonly TripRow[] = [
  { from: ['open'], action: 'load', by: ['hauler'], to: 'open' },
  { from: ['open'], action: 'sign', by: ['hauler'], to: 'open' },
  { from: ['weighed'], action: 'sign', by: ['hauler'], to: 'weighed' },
  { from: ['received'], action: 'sign', by: ['hauler'], to: 'received' },
  { from: ['partlyRefused'], action: 'sign', by: ['hauler'], to: 'partlyRefused' },
  {
    from: ['open'],
    action: 'cancel',
    by: ['hauler'],
    when: ({ isEmpty }) => (isEmpty ? null : 'MANIFEST_TRIP_LOADED'),
    to: 'cancelled',
  },
  { from: ['open'], action: 'weigh', by: ['disposer'], to: 'weighed' },
  { from: ['weighed'], action: 'weighAgain', by: ['disposer'], to: 'weighed' },
  // the hauler's signature is not asked for: what arrives can be received
  { from: ['weighed'], action: 'receive', by: ['disposer'], to: 'received' },
  { from: ['weighed'], action: 'receivePart', by: ['disposer'], to: 'partlyRefused' },
  { from: ['open', 'weighed'], action: 'refuse', by: ['disposer'], to: 'refused' },
  { from: ['refused'], action: 'redirect', by: ['hauler'], to: 'open' },
  {
    from: [...taken],
    action: 'settle',
    by: ['system'],
    when: ({ hasCase, isSigned, isSilent }) =>
      hasCase ? 'MANIFEST_CASE_OPEN' : isSigned || isSilent ? null : 'WRONG_STATE',
    to: 'closed',
  },
  {
    from: ['open', 'weighed', 'refused', ...taken],
    action: 'decide',
    by: ['officer'],
    when: ({ hasCase }) => (hasCase ? null : 'WRONG_STATE'),
    to: 'closed',
  },
  { from: ['received'], action: 'correct', by: ['hauler', 'disposer'], to: 'received' },
  { from: ['partlyRefused'], action: 'correct', by: ['hauler', 'disposer'], to: 'partlyRefused' },
  { from: ['closed'], action: 'correct', by: ['hauler', 'disposer'], to: 'closed' },
]

export const decideHandover = (
  state: HandoverState,
  action: HandoverAction,
  relations: readonly HandoverRelation[],
  facts: HandoverFacts,
): Decision<HandoverState> => decide(handoverTable, state, action, relations, facts)

export const decideTrip = (
  state: TripState,
  action: TripAction,
  relations: readonly TripRelation[],
  facts: TripFacts,
): Decision<TripState> => decide(tripTable, state, action, relations, facts)

export const allowedOnHandover = (
  state: HandoverState,
  relations: readonly HandoverRelation[],
  facts: HandoverFacts,
): HandoverAction[] => allowedActions(handoverTable, state, relations, facts)

export const allowedOnTrip = (state: TripState, relations: readonly TripRelation[], facts: TripFacts): TripAction[] =>
  allowedActions(tripTable, state, relations, facts)

const diagram = (start: string, table: readonly { from: readonly string[]; action: string; to: string }[]): string => {
  const lines = table.flatMap(({ from, action, to }) =>
    from.filter((one) => one !== to).map((one) => `  ${one} --> ${to}: ${action}`),
  )
  return ['stateDiagram-v2', `  [*] --> ${start}`, ...new Set(lines)].join('\n')
}
/** For docs/state-machines.md. */
export const handoverDiagram = (): string => diagram('planned', handoverTable)
/** For docs/state-machines.md. */
export const tripDiagram = (): string => diagram('open', tripTable)
