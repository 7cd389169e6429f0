// The rule book of counted days, one row a sentence.
import {
  barredBy,
  endedInLine,
  givingWay,
  hoursMeet,
  keptSeats,
  nextInLine,
  refusedByDay,
  roomIn,
  windowsDue,
  withoutHold,
  type CountedDay,
  type SeatAtHolder,
  type TakenSeat,
} from './rules'

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

describe('what a new seat needs of its day', () => {
  const full = [seat('a', 4), seat('b', 2, { until: later })]
  const held = [seat('a', 5), seat('mine', 1, { until: later })]
  it.each<[string, CountedDay, number, 'closed' | 'full' | null]>([
    ['room', day({ seats: [seat('a', 5)] }), 1, null],
    ['open doors', day({ closed: true }), 1, 'closed'],
    ['more room than is left is refused', day({ seats: [seat('a', 5)] }), 2, 'full'],
    ['a full window is refused', day({ seats: full }), 1, 'full'],
    ['what it holds already does not stand in its way', day({ seats: held }), 1, null],
    ['it may not grow beyond the room', day({ seats: held }), 2, 'full'],
    ['the cap of the day counts too', day({ cap: 5, seats: [seat('a', 5, { slot: 'pm' })] }), 1, 'full'],
    ['who waits and fits comes first', day({ seats: [seat('a', 5)], waiting: [entry('w', 1)] }), 1, 'full'],
    ['who waits and does not fit holds nobody up', day({ seats: [seat('a', 5)], waiting: [entry('w', 2)] }), 1, null],
    ['who waits is not in their own way', day({ seats: [seat('a', 5)], waiting: [entry('mine', 1)] }), 1, null],
    ['a hold that runs is its own', day({ seats: held, cap: 7, waiting: [entry('w', 1, { slot: 'pm' })] }), 1, null],
    [
      'one that has ended is not',
      day({ seats: [seat('mine', 1, { until: at })], waiting: [entry('w', 1)] }),
      1,
      'full',
    ],
  ])('%s', (_what, state, size, why) => expect(refusedByDay(state, { id: 'mine', slot: 'am', size }, at)).toBe(why))

  it('what has ended is not kept, but for offers; a hold is taken out, an offer ends, a confirmed seat stays', () => {
    const seats = [
      seat('confirmed'),
      seat('runs', 1, { until: later }),
      seat('ended', 1, { until: at }),
      seat('offer', 1, { until: before, offered: true }),
    ]
    expect(keptSeats(seats, at).map(({ id }) => id)).toEqual(['confirmed', 'runs', 'offer'])
    expect(withoutHold(seats, 'runs', at)).toHaveLength(3)
    expect(withoutHold(seats, 'confirmed', at)).toEqual(seats)
    expect(withoutHold(seats, 'offer', at)).toContainEqual(seat('offer', 1, { until: at, offered: true }))
  })
})

describe('what a new seat needs of its holder', () => {
  const busy = { from: '08:00', to: '12:00' }
  const has = (id: string, rest: Partial<SeatAtHolder> = {}): SeatAtHolder => ({
    id,
    pool: 'pickups',
    day: '2026-11-24',
    until: null,
    ...rest,
  })
  const wish = { id: 'mine', pool: 'pickups', day: '2026-11-24', limit: 2, busy }
  const meeting = has('a', { pool: 'visits', busy: { from: '11:00', to: '13:00' } })

  it.each<[string, SeatAtHolder[], SeatAtHolder | 'tooMany' | null]>([
    ['nothing bars a first one', [], null],
    ['one of two leaves room', [has('a')], null],
    ['two of two are too many', [has('a'), has('b')], 'tooMany'],
    ['its own entry is not counted', [has('a'), has('mine')], null],
    ['those of other pools are not counted', [has('a', { pool: 'visits' }), has('b')], null],
    ['holds never bar', [has('a', { until: later }), has('b', { until: later })], null],
    ['hours that meet bar in any pool', [meeting], meeting],
    ['on another day they do not', [{ ...meeting, day: '2026-11-25' }], null],
    ['without hours of its own a seat meets none', [has('a')], null],
  ])('%s', (_what, open, bar) => expect(barredBy(open, wish)).toEqual(bar))

  it.each<[string, SeatAtHolder[], string[]]>([
    ['nobody while there is room', [has('a', { until: later })], []],
    ['the oldest hold of this pool', [has('a', { until: later }), has('b', { until: later })], ['a']],
    ['as many as are too many', [has('x'), has('a', { until: later }), has('b', { until: later })], ['a', 'b']],
    ['holds of other pools stay', [has('a', { pool: 'visits', until: later }), has('x')], []],
    ['but where the hours meet', [{ ...meeting, until: later }], ['a']],
    ['what has ended gives no way', [has('x'), has('a', { until: at })], []],
    ['what is confirmed stays', [has('a'), has('b', { until: later })], ['b']],
  ])('gives way: %s', (_what, open, ids) => expect(givingWay(open, wish, at).map(({ id }) => id)).toEqual(ids))
})
