// The rule book of reviews as tables: one row, one sentence.
import type { WorkCalendar } from '../time'
import { decide } from '../machine'
import {
  dueAtOf,
  dueOnOf,
  isWorse,
  resubmitItems,
  returnItems,
  reviewActions,
  reviewMachine,
  reviewStatuses,
  statesFor,
  voteOn,
  type Due,
  type Item,
  type Voted,
} from './rules'

const calendar: WorkCalendar = { knownUntil: '2026-12-31', days: { '2026-10-01': 'holiday', '2026-10-10': 'workday' } }

describe('by when it is due', () => {
  it.each<[string, Due, string, string, string]>([
    [
      'five working days pass the weekend',
      { workingDays: 5 },
      '2026-11-26T02:00:00Z',
      '2026-12-03',
      '2026-12-03T16:00',
    ],
    ['a public holiday is none', { workingDays: 1 }, '2026-09-30T02:00:00Z', '2026-10-02', '2026-10-02T16:00'],
    ['a Saturday that is worked is one', { workingDays: 1 }, '2026-10-09T02:00:00Z', '2026-10-10', '2026-10-10T16:00'],
    [
      'asked late at night it still counts from that day',
      { workingDays: 1 },
      '2026-11-23T15:59:00Z',
      '2026-11-24',
      '2026-11-24T16:00',
    ],
    ['hours of work end within the day', { workingHours: 4 }, '2026-11-23T02:00:00Z', '2026-11-23', '2026-11-23T06:00'],
    [
      'what is left of them goes on the next morning',
      { workingHours: 4 },
      '2026-11-23T08:00:00Z',
      '2026-11-24',
      '2026-11-24T04:00',
    ],
    [
      'asked in the evening they begin in the morning',
      { workingHours: 8 },
      '2026-11-23T12:00:00Z',
      '2026-11-24',
      '2026-11-24T09:00',
    ],
    [
      'and before a weekend or a holiday after it',
      { workingHours: 2 },
      '2026-11-27T08:30:00Z',
      '2026-11-30',
      '2026-11-30T02:30',
    ],
    [
      'a Saturday that is worked has them',
      { workingHours: 1 },
      '2026-10-10T01:00:00Z',
      '2026-10-10',
      '2026-10-10T02:00',
    ],
    ['hours run by the clock, at night too', { hours: 12 }, '2026-11-23T14:00:00Z', '2026-11-24', '2026-11-24T02:00'],
    [
      'a day that was promised ends at its midnight',
      { on: '2026-11-30' },
      '2026-11-23T14:00:00Z',
      '2026-11-30',
      '2026-11-30T16:00',
    ],
  ])('%s', (_sentence, due, from, on, at) => {
    const dueAt = dueAtOf(due, new Date(from), calendar)
    expect(dueAt.toISOString().slice(0, 16)).toBe(at)
    expect(dueOnOf(dueAt)).toBe(on)
  })
})

const open = (over: Partial<Voted> = {}): Voted => ({ status: 'open', round: 1, deciders: 1, votes: [], ...over })
const first = { round: 1, outcome: 'kept', by: 'person:a' }

describe('what a vote does', () => {
  it.each<[string, Voted, { outcome: string; by: string }, string]>([
    ['one decider decides alone', open(), { outcome: 'kept', by: 'person:a' }, 'decided'],
    ['the first of two waits for the second', open({ deciders: 2 }), { outcome: 'kept', by: 'person:a' }, 'second'],
    [
      'the second decides by agreeing',
      open({ deciders: 2, votes: [first] }),
      { outcome: 'kept', by: 'person:b' },
      'decided',
    ],
    [
      'two who differ begin a new round',
      open({ deciders: 2, votes: [first] }),
      { outcome: 'upheld', by: 'person:b' },
      'nextRound',
    ],
    [
      'nobody is both of the two',
      open({ deciders: 2, votes: [first] }),
      { outcome: 'kept', by: 'person:a' },
      'DECIDES_OWN_CASE',
    ],
    [
      'votes of an earlier round do not count in the next',
      open({ round: 2, deciders: 2, votes: [first] }),
      { outcome: 'kept', by: 'person:b' },
      'second',
    ],
    [
      'who has voted in an earlier round does not vote again',
      open({ round: 2, deciders: 2, votes: [first] }),
      { outcome: 'kept', by: 'person:a' },
      'DECIDES_OWN_CASE',
    ],
    ['what is decided stays decided', open({ status: 'decided' }), { outcome: 'kept', by: 'person:a' }, 'WRONG_STATE'],
    [
      'what was withdrawn is not decided',
      open({ status: 'withdrawn' }),
      { outcome: 'kept', by: 'person:a' },
      'WRONG_STATE',
    ],
    [
      'what has gone back is not decided',
      open({ status: 'returned' }),
      { outcome: 'kept', by: 'person:a' },
      'WRONG_STATE',
    ],
  ])('%s', (_sentence, review, vote, expected) => {
    const answer = voteOn(review, vote)
    expect(answer.ok ? answer.next : answer.code).toBe(expected)
  })
})

describe('what goes back', () => {
  const items: Item[] = [
    { id: 'a', state: 'open', note: '' },
    { id: 'b', state: 'open', note: '' },
    { id: 'c', state: 'passed', note: '' },
  ]
  it('what is named goes back with its note, the rest has passed', () =>
    expect(returnItems(items, { a: '照片不清' })?.map(({ state, note }) => `${state} ${note}`)).toEqual([
      'returned 照片不清',
      'passed ',
      'passed ',
    ]))
  it.each<[string, Record<string, string>]>([
    ['nothing named', {}],
    ['an unknown item', { z: '缺' }],
    ['an item that has passed', { c: '缺' }],
  ])('refused: %s', (_sentence, notes) => expect(returnItems(items, notes)).toBeNull())
  it('sent in again only what went back is looked at', () =>
    expect(resubmitItems(returnItems(items, { a: '照片不清' }) ?? []).map(({ state }) => state)).toEqual([
      'open',
      'passed',
      'passed',
    ]))
})

describe('never worse', () => {
  it.each<[string, Record<string, number>, Record<string, number>, boolean]>([
    ['the same is not worse', { points: 5 }, { points: 5 }, false],
    ['more is not worse', { points: 5 }, { points: 9 }, false],
    ['fewer points are worse', { points: 5 }, { points: 4 }, true],
    ['more points do not outweigh less money', { points: 5, fen: 10 }, { points: 9, fen: 9 }, true],
    ['what is gone counts as nought', { points: 5 }, {}, true],
    ['what was owed may stay owed', { points: -3 }, { points: -3 }, false],
  ])('%s', (_sentence, before, after, worse) => expect(isWorse(before, after)).toBe(worse))
})

describe('every state, action and relation that the table does not name is refused', () => {
  const relations = ['decider', 'asker', 'system'] as const
  const walked = reviewStatuses.flatMap((state) =>
    reviewActions.flatMap((action) => relations.map((relation) => [state, action, relation] as const)),
  )
  it.each(walked)('%s %s by %s', (state, action, relation) => {
    const named = reviewMachine.some(
      (row) => row.action === action && row.from.includes(state) && row.by.includes(relation),
    )
    expect(decide(reviewMachine, state, action, [relation], null).ok).toBe(named)
    expect(statesFor(action).includes(state)).toBe(
      reviewMachine.some((row) => row.action === action && row.from.includes(state)),
    )
  })
})
