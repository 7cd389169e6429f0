// Guard cases as tables: who gets no score, for which reason, and what is missing. Each is one that a city has been
// blamed for, or would be.
import type { CountedVisit } from '../inspections/visits'
import { isMonthRanked, isStale, type StandingPlace } from './guards'
import { scorePlaces, type ScoredPlace } from './score'
import { isOfSize, monthApart, showSize, sizeClasses, spanOf } from './sizes'
import { defaultStandingRules as rules, ListSize, StandingRules, Weights } from './standing-rules'

const SPAN = { from: '2026-09-01', to: '2026-11-30' }
const home: StandingPlace = { id: 'home', kind: 'compound', households: 420, since: null, mergedInto: null }
type Seen = [day: string, inspector: string, bags?: number]
const rows = (seen: readonly Seen[]): CountedVisit[] =>
  seen.map(([day, inspector, bags = 35], at) => ({
    id: `v${at}`,
    place: 'home',
    day: `2026-${day}`,
    inspector,
    onSite: 80,
    bags,
    bagsCorrect: bags - 5,
    due: 0,
    closedInTime: 0,
  }))
const ENOUGH: Seen[] = [
  ['09-10', 'p'],
  ['10-10', 'q'],
  ['11-10', 'r'],
]
const scored = (place: Partial<StandingPlace>, seen: readonly Seen[] = ENOUGH): ScoredPlace =>
  scorePlaces({ span: SPAN, places: [{ ...home, ...place }], visits: rows(seen), cases: [] }, rules)
    .places[0] as ScoredPlace

test.each<[string, Partial<StandingPlace>, Seen[], string | null, number[]]>([
  ['enough', {}, ENOUGH, null, [0, 0, 0]],
  ['never visited', {}, [], 'thin', [3, 2, 100]],
  [
    'two inspections',
    {},
    [
      ['09-10', 'p', 60],
      ['10-10', 'q', 60],
    ],
    'thin',
    [1, 0, 0],
  ],
  [
    'three on two days',
    {},
    [
      ['09-10', 'p', 60],
      ['10-10', 'q', 60],
      ['10-10', 'r', 60],
    ],
    'thin',
    [1, 0, 0],
  ],
  [
    'one inspector',
    {},
    [
      ['09-10', 'p'],
      ['10-10', 'p'],
      ['11-10', 'p'],
    ],
    'thin',
    [0, 1, 0],
  ],
  [
    '99 bags',
    {},
    [
      ['09-10', 'p', 33],
      ['10-10', 'q', 33],
      ['11-10', 'r', 33],
    ],
    'thin',
    [0, 0, 1],
  ],
  [
    '100 bags',
    {},
    [
      ['09-10', 'p', 33],
      ['10-10', 'q', 33],
      ['11-10', 'r', 34],
    ],
    null,
    [0, 0, 0],
  ],
  [
    'one of three visits before the quarter',
    {},
    [
      ['08-31', 'p', 60],
      ['10-10', 'q', 60],
      ['11-10', 'r', 60],
    ],
    'thin',
    [1, 0, 0],
  ],
  [
    'all of the first day: 90 days ago',
    {},
    [
      ['09-01', 'p'],
      ['09-02', 'q'],
      ['09-01', 'r'],
      ['09-01', 's'],
    ],
    'thin',
    [1, 0, 0],
  ],
  ['nine households', { households: 9 }, ENOUGH, 'small', [0, 0, 0]],
  ['ten households', { households: 10 }, ENOUGH, null, [0, 0, 0]],
  ['opened in mid-month', { since: '2026-11-15' }, ENOUGH, 'young', [0, 0, 0]],
  ['opened within the quarter', { since: '2026-09-02' }, ENOUGH, 'young', [0, 0, 0]],
  ['opened on its first day', { since: '2026-09-01' }, ENOUGH, null, [0, 0, 0]],
  ['merged into another', { mergedInto: 'other' }, ENOUGH, 'merged', [0, 0, 0]],
  [
    'merged, small, young and hardly seen: what no visit mends comes first',
    { mergedInto: 'x', households: 3 },
    [],
    'merged',
    [3, 2, 100],
  ],
  ['a street, for which the area has set no formula', { kind: 'street' }, ENOUGH, 'unset', [0, 0, 0]],
])('%s', (_what, place, seen, reason, missing) => {
  const { unscored, missing: more, result } = scored(place, seen)
  expect(unscored).toBe(reason)
  expect([more.visits, more.inspectors, more.bags]).toEqual(missing)
  // below a guard not one figure of the score is there to be printed
  expect(result === null).toBe(reason !== null)
})

test('a street is ranked by inspections and closing once its formula is set, and needs no bags', () => {
  const set = { ...rules, weights: { ...rules.weights, street: { onSite: 80, bags: 0, closing: 20 } } }
  const seen = ENOUGH.map(([day, who]): Seen => [day, who, 0])
  const { places } = scorePlaces(
    {
      span: SPAN,
      places: [{ ...home, kind: 'street' }],
      visits: rows(seen).map((row) => ({ ...row, bagsCorrect: 0 })),
      cases: [],
    },
    set,
  )
  expect(places[0]?.result).toMatchObject({ score: 840, onSite: 640, bags: 0, closing: 200 })
})

test('a visit too long ago', () => {
  const early: Seen[] = [
    ['09-01', 'p'],
    ['08-30', 'q'],
    ['08-31', 'r'],
  ]
  const span = { from: '2026-08-01', to: '2026-11-30' }
  const { places } = scorePlaces({ span, places: [home], visits: rows(early), cases: [] }, rules)
  expect(places[0]?.unscored).toBeNull()
  const older = scorePlaces(
    { span: { ...span, to: '2026-12-01' }, places: [home], visits: rows(early), cases: [] },
    rules,
  )
  expect(older.places[0]?.unscored).toBe('stale')
  expect([
    isStale('2026-09-01', '2026-11-30', rules.sample),
    isStale('2026-09-01', '2026-12-01', rules.sample),
  ]).toEqual([false, true])
  expect(isStale(null, '2026-12-01', rules.sample)).toBe(true)
})

test('another name, subdistrict or company changes no score; the place brings along what it is', () => {
  const as = (facts: object): ScoredPlace => scored(facts)
  const plain = as({})
  for (const facts of [{ name: '新名' }, { subdistrict: 'other' }, { company: 'b', companySince: '2026-11-12' }]) {
    const changed = as(facts)
    expect(changed.result).toEqual(plain.result)
    expect(changed.place).toMatchObject(facts)
  }
})

test('what a place that became part of another had seen does not count for that one', () => {
  const visits = [
    ...rows(ENOUGH),
    ...rows(ENOUGH.slice(0, 2)).map((row) => ({ ...row, id: `n${row.id}`, place: 'next' })),
  ]
  const places = [
    { ...home, mergedInto: 'next' },
    { ...home, id: 'next' },
  ]
  const all = scorePlaces({ span: SPAN, places, visits, cases: [] }, rules).places
  expect(all.map(({ unscored }) => unscored)).toEqual(['merged', 'thin'])
})

test.each([
  [14, false],
  [15, true],
])('a month with %d ordinary days', (days, isRanked) => expect(isMonthRanked(days, rules.sample)).toBe(isRanked))

test('classes of size', () => {
  const classes = sizeClasses([1_000, 300])
  const of = (households: number): string =>
    classes
      .filter((size) => isOfSize(households, size))
      .map(showSize)
      .join()
  expect([0, 299, 300, 999, 1_000].map(of)).toEqual([
    '300户以下',
    '300户以下',
    '300–999户',
    '300–999户',
    '1000户及以上',
  ])
  expect(sizeClasses([]).map(showSize)).toEqual(['不分规模'])
})

test('a quarter is the month and the two before; the one apart shares no day with it', () => {
  expect(spanOf('2026-11')).toEqual(SPAN)
  expect(spanOf('2027-02')).toEqual({ from: '2026-12-01', to: '2027-02-28' })
  expect(spanOf(monthApart('2026-11'))).toEqual({ from: '2026-06-01', to: '2026-08-31' })
})

test.each<[string, unknown, boolean]>([
  ['the defaults', rules, true],
  [
    'points that are not 100',
    { ...rules, weights: { ...rules.weights, compound: { onSite: 60, bags: 25, closing: 20 } } },
    false,
  ],
  ['a list of everybody', { ...rules, list: { by: 'share', percent: 50 } }, false],
  ['a quota', { ...rules, list: { by: 'quota', names: 5 } }, true],
  ['a rule that nobody knows', { ...rules, participation: 10 }, false],
  ['fewer than ten households', { ...rules, sample: { ...rules.sample, households: 5 } }, false],
])('rules: %s', (_what, given, isTaken) => expect(StandingRules.safeParse(given).success).toBe(isTaken))

test('a formula knows only what inspectors see and what was closed', () => {
  expect(Object.keys(Weights.shape)).toEqual(['onSite', 'bags', 'closing'])
  expect(ListSize.safeParse({ by: 'share', percent: 10 }).success).toBe(true)
})
