// The booking's machine: its table says everything. One walk over state × action × relation holds it against a table
// written down here by hand, so that a row that slips in or out is seen; what is not in it is refused.
import { allowedActions, decide } from '../machine'
import { profiles } from '../places/profiles'
import { instantAt } from '../time'
import {
  bookingActions,
  bookingDiagram,
  bookingMachine,
  openStatuses,
  seatFreedIn,
  relations,
  statusTexts,
  type BookingMove,
  type Relation,
} from './machine'
import type { BookingFacts } from './rules'
import { BookingStatus } from './schemas'

type Status = (typeof BookingStatus.options)[number]

/** Facts under which no rule has anything against anything: before the free time for changes, after it for the rest. */
const factsFor = (move: BookingMove): BookingFacts => {
  const early = move === 'amend' || move === 'cancel'
  return {
    kind: 'bulky',
    day: '2026-11-24',
    from: '08:00',
    to: '12:00',
    now: instantAt(early ? '2026-11-22' : '2026-11-24', early ? '10:00' : '14:00'),
    rules: profiles.xuchang.settings.booking,
    calendar: { knownUntil: '2026-12-31', days: {} },
    outcomeAt: instantAt('2026-11-24', '10:00'),
    contest: move === 'decideContest' ? 'open' : 'none',
    isFetchedOpen: move === 'creditFetched',
    rated: false,
    reasonGiven: true,
    photoGiven: true,
  }
}

const residents = 'self household proxy'
const failed = 'not_presented no_access refused'
const outcomes = `collected partly_collected ${failed}`
const underway = 'assigned en_route arrived'

/** from → move → to, by whom. */
const book: readonly (readonly [from: string, move: BookingMove, to: Status | 'same', by: string])[] = [
  ['held', 'confirm', 'confirmed', `${residents} agent dispatcher system`],
  ['held', 'lapse', 'lapsed', 'system'],
  ['confirmed assigned', 'amend', 'confirmed', `${residents} agent dispatcher`],
  ['confirmed assigned', 'cancel', 'cancelled', `${residents} agent`],
  ['confirmed assigned', 'moveByOperator', 'confirmed', 'system'],
  [`confirmed ${underway} missed revisit_due`, 'cancelByOperator', 'cancelled_by_operator', 'dispatcher ruler system'],
  ['confirmed assigned', 'assign', 'assigned', 'dispatcher system'],
  ['assigned', 'unassign', 'confirmed', 'dispatcher system'],
  ['assigned', 'set_out', 'en_route', 'crew'],
  ['assigned en_route', 'arrive', 'arrived', 'crew'],
  [`${underway} missed revisit_due`, 'collect', 'collected', 'crew'],
  [`${underway} missed revisit_due`, 'collect_partly', 'partly_collected', 'crew'],
  [`${underway} missed revisit_due`, 'not_presented', 'not_presented', 'crew'],
  [`${underway} missed revisit_due`, 'no_access', 'no_access', 'crew'],
  [`${underway} missed revisit_due`, 'refuse', 'refused', 'crew'],
  [`en_route arrived ${outcomes}`, 'undo', 'assigned', 'crew dispatcher'],
  [outcomes, 'settle', 'settled', 'system'],
  [`confirmed ${underway}`, 'reportMissed', 'missed', `${residents} agent`],
  [`missed ${failed}`, 'scheduleRevisit', 'revisit_due', 'dispatcher ruler system'],
  ['revisit_due', 'closeRevisit', 'settled', 'system'],
  ['revisit_due', 'loseRevisit', 'missed', 'system'],
  [`${outcomes} settled`, 'contest', 'same', `${residents} agent`],
  [`${outcomes} settled revisit_due`, 'decideContest', 'same', 'ruler'],
  [`confirmed ${underway}`, 'correctContact', 'same', `${residents} agent dispatcher`],
  ['cancelled', 'creditFetched', 'same', 'ruler'],
  ['collected partly_collected settled', 'rate', 'same', residents],
  [
    `confirmed ${underway} ${outcomes} settled cancelled cancelled_by_operator missed revisit_due`,
    'recordPayment',
    'same',
    'cashier',
  ],
]

const expected = new Map<string, Status>()
for (const [from, move, to, by] of book) {
  for (const state of from.split(' '))
    for (const relation of by.split(' '))
      expected.set(`${state} ${move} ${relation}`, to === 'same' ? (state as Status) : to)
}

test(`state × action × relation: ${BookingStatus.options.length * bookingActions.length * relations.length} combinations, what is not in the table is refused`, () => {
  const wrong: string[] = []
  for (const state of BookingStatus.options) {
    for (const move of bookingActions) {
      for (const relation of relations) {
        const decision = decide(bookingMachine, state, move, [relation], factsFor(move))
        const to = expected.get(`${state} ${move} ${relation}`)
        if ((decision.ok ? decision.to : undefined) !== to)
          wrong.push(
            `${state} ${move} ${relation}: ${decision.ok ? decision.to : decision.code}, expected ${to ?? 'refusal'}`,
          )
      }
    }
  }
  expect(wrong).toEqual([])
})

test('without a relation nothing is allowed anywhere', () => {
  for (const state of BookingStatus.options)
    for (const move of bookingActions)
      expect(decide(bookingMachine, state, move, [], factsFor(move))).toEqual({ ok: false, code: 'NOT_ALLOWED' })
})

test.each<[Status, string]>([
  ['not_presented', 'self'],
  ['no_access', 'household'],
  ['refused', 'proxy'],
  ['partly_collected', 'agent'],
  ['collected', 'self'],
])('a miss after the crew logged %s is refused with its reason', (state, relation) =>
  expect(decide(bookingMachine, state, 'reportMissed', [relation as Relation], factsFor('reportMissed'))).toEqual({
    ok: false,
    code: 'PICKUP_CREW_REPORTED',
  }),
)

test.each<[Status, BookingMove, string, string]>([
  ['settled', 'cancel', 'self', 'WRONG_STATE'],
  ['cancelled', 'amend', 'self', 'WRONG_STATE'],
  ['lapsed', 'confirm', 'self', 'WRONG_STATE'],
  ['confirmed', 'cancel', 'crew', 'NOT_ALLOWED'],
  ['confirmed', 'collect', 'self', 'NOT_ALLOWED'],
  ['collected', 'settle', 'dispatcher', 'NOT_ALLOWED'],
  ['confirmed', 'cancelByOperator', 'reader', 'NOT_ALLOWED'],
  ['collected', 'decideContest', 'dispatcher', 'NOT_ALLOWED'],
  ['held', 'lapse', 'self', 'NOT_ALLOWED'],
])('%s: %s by %s is %s', (state, move, relation, code) =>
  expect(decide(bookingMachine, state, move, [relation as Relation], factsFor(move))).toEqual({ ok: false, code }),
)

test('the allowed list of a resident', () => {
  expect(allowedActions(bookingMachine, 'confirmed', ['self'], factsFor('amend'))).toEqual([
    'amend',
    'cancel',
    'correctContact',
  ])
  expect(allowedActions(bookingMachine, 'confirmed', ['self'], factsFor('reportMissed'))).toEqual([
    'reportMissed',
    'correctContact',
  ])
  expect(allowedActions(bookingMachine, 'settled', ['self'], factsFor('contest'))).toEqual(['contest', 'rate'])
  expect(allowedActions(bookingMachine, 'cancelled', ['self'], factsFor('amend'))).toEqual([])
})

test('every state has a text, can be reached, and is either open, over, or waiting for a revisit', () => {
  const reached = new Set(bookingMachine.map((row) => row.to))
  for (const state of BookingStatus.options) {
    expect(statusTexts[state]).toMatch(/^[\u4e00-\u9fff，]+$/)
    expect(state === 'held' || reached.has(state)).toBe(true)
  }
  expect(openStatuses.filter((state) => (seatFreedIn as readonly string[]).includes(state))).toEqual([])
  expect(bookingDiagram()).toContain('confirmed --> cancelled: cancel')
})
