// The rule book of counted days, one row a sentence.
import { endedInLine, hoursMeet, nextInLine, roomIn, windowsDue, type CountedDay, type TakenSeat } from './rules'

const at = new Date('2026-11-24T02:00:00Z')
const later = new Date('2026-11-24T03:00:00Z')
const before = new Date('2026-11-24T01:00:00Z')
const seat = (id: string, size = 1, rest: Partial<TakenSeat> = {}): TakenSeat => ({
  id,
  slot: 'am',
  size,
  until: null,
  ...rest,
})
const entry = (id: string, size = 1, rest: { slot?: string; latest?: Date } = {}) => ({
  id,
  slot: 'am',
  size,
  latest: later,
  ...rest,
})
const day = (rest: Partial<CountedDay> = {}): CountedDay => ({
  closed: false,
  cap: null,
  windows: [
    { slot: 'am', capacity: 6 },
    { slot: 'pm', capacity: 6 },
  ],
  seats: [],
  waiting: [],
  ...rest,
})

describe('what is left', () => {
  it.each<[string, CountedDay, number]>([
    ['an empty window has its capacity', day(), 6],
    ['a seat without a size counts one', day({ seats: [{ id: 'a', slot: 'am', until: null }] }), 5],
    ['a group counts its size', day({ seats: [seat('a', 4)] }), 2],
    ['a hold counts while it runs', day({ seats: [seat('a', 2, { until: later })] }), 4],
    ['a hold that has ended does not', day({ seats: [seat('a', 2, { until: before })] }), 6],
    ['a hold ends at its instant', day({ seats: [seat('a', 2, { until: at })] }), 6],
    ['seats of another window do not count here', day({ seats: [seat('a', 5, { slot: 'pm' })] }), 6],
    ['but they do against the cap of the day', day({ cap: 7, seats: [seat('a', 5, { slot: 'pm' })] }), 2],
    ['a closed day has nothing', day({ closed: true }), 0],
    ['over-full by hand is nothing, not less', day({ cap: 1, seats: [seat('a', 3)] }), 0],
  ])('%s', (_text, given, left) => expect(roomIn(given, 'am', at)).toBe(left))

  it('a window that is not there has nothing', () => expect(roomIn(day(), 'night', at)).toBe(0))
})

describe('who is offered what is free', () => {
  it.each<[string, CountedDay, string | null]>([
    ['nobody, when nobody waits', day(), null],
    ['the first in line', day({ waiting: [entry('a'), entry('b')] }), 'a'],
    ['nobody while it is full', day({ seats: [seat('x', 6)], waiting: [entry('a')] }), null],
    [
      'the first that fits whole: a group is not split',
      day({ seats: [seat('x', 4)], waiting: [entry('a', 3), entry('b', 2)] }),
      'b',
    ],
    [
      'the group at the front, once it fits',
      day({ seats: [seat('x', 3)], waiting: [entry('a', 3), entry('b', 2)] }),
      'a',
    ],
    [
      'the cap of the day counts too',
      day({ cap: 6, seats: [seat('x', 6, { slot: 'pm' })], waiting: [entry('a')] }),
      null,
    ],
    [
      'another window may have room',
      day({ seats: [seat('x', 6)], waiting: [entry('a'), entry('b', 1, { slot: 'pm' })] }),
      'b',
    ],
    ['not one whose time is over', day({ waiting: [entry('a', 1, { latest: at }), entry('b')] }), 'b'],
    [
      'an unanswered offer is free again',
      day({ seats: [seat('x', 6, { until: before, offered: true })], waiting: [entry('a')] }),
      'a',
    ],
  ])('%s', (_text, given, who) => expect(nextInLine(given, at)?.id ?? null).toBe(who))
})

describe('what ends in the line', () => {
  it.each<[string, CountedDay, [string, string][]]>([
    ['an offer past its deadline', day({ seats: [seat('a', 1, { until: at, offered: true })] }), [['a', 'unanswered']]],
    ['not an offer that still runs', day({ seats: [seat('a', 1, { until: later, offered: true })] }), []],
    ['not a hold that nobody offered', day({ seats: [seat('a', 1, { until: before })] }), []],
    ['not a confirmed seat, offered once', day({ seats: [seat('a', 1, { offered: true })] }), []],
    [
      'everything on a closed day',
      day({ closed: true, seats: [seat('a', 1, { until: later, offered: true }), seat('c')], waiting: [entry('b')] }),
      [
        ['a', 'closed'],
        ['b', 'closed'],
      ],
    ],
    [
      'everything in a window that takes nobody',
      day({ windows: [{ slot: 'am', capacity: 0 }], waiting: [entry('b')] }),
      [['b', 'closed']],
    ],
    ['who would be offered too late', day({ waiting: [entry('a', 1, { latest: at })] }), [['a', 'tooLate']]],
  ])('%s', (_text, given, ended) => expect([...endedInLine(given, at)]).toEqual(ended))
})

it.each([
  ['not before the deadline', { minimum: 2, decideAt: later }, []],
  ['at the deadline, counting people', { minimum: 2, decideAt: at }, [{ slot: 'am', minimum: 2, confirmed: 3 }]],
  ['never without a minimum', {}, []],
] as const)('a minimum is looked at: %s', (_text, window, due) =>
  expect(
    windowsDue(
      { windows: [{ slot: 'am', capacity: 6, ...window }], seats: [seat('a', 3), seat('b', 1, { until: later })] },
      at,
    ),
  ).toEqual(due),
)

it.each([
  ['the same hours', ['08:00', '12:00'], ['08:00', '12:00'], true],
  ['a part of them', ['08:00', '12:00'], ['11:00', '14:00'], true],
  ['one inside the other', ['08:00', '12:00'], ['09:00', '10:00'], true],
  ['one after the other', ['08:00', '12:00'], ['12:00', '14:00'], false],
] as const)('hours meet: %s', (_text, [a, b], [c, d], meet) => {
  expect(hoursMeet({ from: a, to: b }, { from: c, to: d })).toBe(meet)
  expect(hoursMeet({ from: c, to: d }, { from: a, to: b })).toBe(meet)
})
