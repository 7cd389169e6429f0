// Who stands on a list and who does not, as tables of printed figures; and what stands beside the lists.
import type { StandingPlace } from './guards'
import { companyLeague, risenPlaces, wayOut, type ManagedPlace } from './leagues'
import { rankPlaces, type Ranked } from './ranking'
import type { Score, ScoredPlace } from './score'
import { defaultStandingRules as rules, type StandingRules } from './standing-rules'

type Figures = [score: number, low: number, high: number]
const result = ([score, low, high]: Figures): Score => ({
  score: Math.round(score * 10),
  low: Math.round(low * 10),
  high: Math.round(high * 10),
  onSite: 300,
  bags: 150,
  closing: 100,
  size: { onSite: 300, bags: 400, closing: 50 },
})
const place = (id: string, facts: Partial<StandingPlace> = {}): StandingPlace => ({
  id,
  kind: 'compound',
  households: 420,
  since: null,
  mergedInto: null,
  ...facts,
})
const withScore = <P extends StandingPlace>(of: P, figures: Figures | null): ScoredPlace<P> => ({
  place: of,
  sample: { visits: 3, inspectors: 2, bags: 105, bagsCorrect: 80, due: 0, closedInTime: 0, lastVisit: '2026-11-10' },
  missing: { visits: figures ? 0 : 1, inspectors: 0, bags: 0 },
  unscored: figures ? null : 'thin',
  result: figures ? result(figures) : null,
})
/** Twenty ordinary places in the middle; of a class of twenty and some, two may stand on each list. */
const MIDDLE = Array.from({ length: 20 }, (_unused, at): Figures => [75 + at / 10, 66, 84])
const ranked = (figures: readonly Figures[], given: Partial<StandingRules> = {}): Ranked[] =>
  rankPlaces(
    figures.map((each, at) => withScore(place(`p${String(at).padStart(3, '0')}`), each)),
    { ...rules, ...given },
  )
const QUOTA: Partial<StandingRules> = { list: { by: 'quota', names: 3 } }
const on = (all: readonly Ranked[], outcome: string): string =>
  all
    .filter((each) => each.outcome === outcome)
    .map(({ place: id, listRank }) => `${id.slice(2)}${listRank === null ? '' : `:${listRank}`}`)
    .sort()
    .join(' ')

test.each<[string, Figures[], Partial<StandingRules>, { red?: string; black?: string; check?: string }]>([
  ['nobody stands out: both lists are empty', [[78, 70, 86]], {}, {}],
  ['surely below the line', [[52, 44, 59.9]], {}, { black: '00:1' }],
  ['the interval touches the line', [[52, 44, 60]], {}, { check: '00' }],
  ['below 65, and it may be below 60', [[64.9, 55, 73]], {}, { check: '00' }],
  ['65 is above', [[65, 55, 73]], {}, {}],
  ['surely good', [[96, 88, 98]], {}, { red: '00:1' }],
  ['the floor itself is enough', [[90, 80, 94]], {}, { red: '00:1' }],
  ['good, but not surely', [[96, 79.9, 98]], {}, {}],
  ['sure, but not good enough', [[89.9, 85, 93]], {}, {}],
  [
    'the worst is the first',
    [
      [52, 44, 59],
      [48, 40, 56],
    ],
    {},
    { black: '00:2 01:1' },
  ],
  [
    'or the mildest, if the area says so',
    [
      [52, 44, 59],
      [48, 40, 56],
    ],
    { firstOnBlack: 'mildest' },
    { black: '00:1 01:2' },
  ],
  [
    'equals share a rank',
    [
      [50, 42, 58],
      [50, 41, 59],
    ],
    {},
    { black: '00:1 01:1' },
  ],
  [
    'three surely bad where two may be named',
    [
      [52, 44, 59],
      [48, 40, 56],
      [50, 42, 58],
    ],
    {},
    { black: '01:1 02:2' },
  ],
  [
    'a tie that does not fit stays out whole',
    [
      [50, 42, 58],
      [48, 40, 56],
      [50, 42, 58],
    ],
    {},
    { black: '01:1' },
  ],
  [
    'all three equal: nobody',
    [
      [50, 42, 58],
      [50, 42, 58],
      [50, 42, 58],
    ],
    {},
    {},
  ],
  [
    'a quota names whether or not the figures can tell',
    [
      [74, 50, 84],
      [73, 60, 84],
      [90, 70, 95],
    ],
    QUOTA,
    { black: '00:2 01:1 03:3', red: '02:1 21:3 22:2' },
  ],
  [
    'a quota and a tie at its end',
    [
      [74, 50, 84],
      [73, 60, 84],
      [74, 70, 95],
      [74, 70, 95],
    ],
    QUOTA,
    { black: '01:1', red: '21:3 22:2 23:1' },
  ],
])('%s', (_what, figures, given, lists) => {
  const all = ranked([...figures, ...MIDDLE], given)
  expect([on(all, 'red'), on(all, 'black')]).toEqual([lists.red ?? '', lists.black ?? ''])
  if (given.list?.by !== 'quota') expect(on(all, 'check')).toBe(lists.check ?? '')
})

test.each<[string, number, number]>([
  ['nine places: a tenth of them is nobody', 9, 0],
  ['ten', 10, 1],
  ['nineteen', 19, 1],
])('%s', (_what, count, most) => {
  const figures = Array.from({ length: count }, (_unused, at): Figures => [40 + at, 30 + at, 50 + at])
  const all = ranked(figures)
  expect([all[0]?.most, on(all, 'black').split(' ').filter(Boolean).length]).toEqual([most, most])
})

test.each<[string, Figures, Partial<StandingRules>]>([
  ['all equal and excellent', [97, 90, 99], {}],
  ['all equal and bad', [50, 42, 58], {}],
  ['all equal, by quota', [80, 70, 88], QUOTA],
])('%s: no list, everybody first', (_what, figures, given) => {
  const all = ranked(
    Array.from({ length: 40 }, () => figures),
    given,
  )
  expect([on(all, 'red'), on(all, 'black')]).toEqual(['', ''])
  expect(
    all.every(({ rank, rankFrom, rankTo, apart }) => rank === 1 && rankFrom === 1 && rankTo === 40 && apart === 0),
  ).toBe(true)
})

test('a quota of a small class: both lists together never name more than all', () => {
  const all = ranked(
    [
      [70, 60, 80],
      [80, 70, 90],
      [90, 80, 95],
    ],
    QUOTA,
  )
  expect([on(all, 'red'), on(all, 'black')]).toEqual(['02:1', '00:1'])
})

test('the range of ranks that the intervals leave open', () => {
  const all = ranked([
    [90, 85, 94],
    [80, 75, 84],
    [78, 70, 86],
    [60, 50, 69.9],
  ])
  expect(all.map(({ rank, rankFrom, rankTo, apart }) => [rank, rankFrom, rankTo, apart])).toEqual([
    [1, 1, 2, 2],
    [2, 2, 3, 2],
    [3, 1, 3, 1],
    [4, 4, 4, 3],
  ])
})

test('kinds and sizes are ranked apart, and who has no score takes no rank', () => {
  const all = rankPlaces(
    [
      withScore(place('a', { households: 299 }), [70, 60, 80]),
      withScore(place('b', { households: 300 }), [60, 50, 70]),
      withScore(place('c', { kind: 'community', households: 300 }), [50, 40, 65]),
      withScore(place('d', { households: 300 }), [90, 80, 95]),
      withScore(place('e', { households: 300 }), null),
    ],
    rules,
  )
  expect(all.map(({ place: id, size, rank, of }) => [id, size, rank, of])).toEqual([
    ['a', '300户以下', 1, 1],
    ['d', '300–999户', 1, 2],
    ['b', '300–999户', 2, 2],
    ['c', '300–999户', 1, 1],
  ])
})

const managed = (
  id: string,
  company: string | null,
  households: number,
  companySince: string | null = null,
): ManagedPlace => ({
  ...place(id, { households }),
  company,
  companySince,
})
const SPAN = { from: '2026-09-01', to: '2026-11-30' }
const MANAGED = [
  withScore(managed('a', 'good', 300), [90, 85, 94]),
  withScore(managed('b', 'good', 100), [70, 60, 80]),
  withScore(managed('c', 'slow', 500), [92, 85, 95]),
  withScore(managed('d', null, 500), [50, 40, 58]),
  // changed hands on 12 November: counts for neither
  withScore(managed('e', 'slow', 500, '2026-11-12'), [40, 30, 50]),
  withScore(managed('f', 'unseen', 500), null),
]
const COUNTS = [
  { company: 'good', due: 8, prompt: 6 },
  { company: 'slow', due: 10, prompt: 2 },
]

test('the league of companies: households weigh, effort counts', () => {
  const set = { company: { mean: 50, prompt: 50 } }
  expect(
    companyLeague(MANAGED, COUNTS, SPAN, set).map(({ company, mean, promptShare, score, rank }) => [
      company,
      mean,
      promptShare,
      score,
      rank,
    ]),
  ).toEqual([
    ['good', 850, 750, 800, 1],
    ['slow', 920, 200, 560, 2],
    ['unseen', null, 1_000, null, null],
  ])
})

test('no company is ranked before the area has set how', () => {
  expect(companyLeague(MANAGED, COUNTS, SPAN, rules).every(({ score, rank }) => score === null && rank === null)).toBe(
    true,
  )
})

const quarter = (from: string, to: string, figures: Record<string, Figures>) => ({
  span: { from, to },
  places: Object.entries(figures).map(([id, each]) => ({ place: id, ...result(each) })),
})
const BEFORE = quarter('2026-06-01', '2026-08-31', {
  a: [60, 50, 70],
  b: [60, 50, 70],
  c: [60, 50, 70],
  d: [60, 50, 70],
})
const NOW = quarter('2026-09-01', '2026-11-30', {
  a: [80, 70.1, 88],
  b: [80, 70, 88],
  c: [95, 90, 98],
  new: [99, 95, 99],
})

test('those that rose: only where the intervals do not touch, the largest first', () => {
  const rose = (most: number) =>
    risenPlaces(BEFORE, NOW, { risen: most }).map(({ place: id, rise, rank }) => [id, rise, rank])
  expect(rose(5)).toEqual([
    ['c', 350, 1],
    ['a', 200, 2],
  ])
  expect(rose(1)).toEqual([['c', 350, 1]])
  const overlapping = { ...BEFORE, span: { from: '2026-07-01', to: '2026-09-30' } }
  expect(risenPlaces(overlapping, NOW, { risen: 5 })).toEqual([])
})

test.each<[string, Partial<Score>, ReturnType<typeof wayOut>]>([
  [
    'closing alone would do',
    { score: 550, onSite: 300, bags: 150, closing: 50 },
    { lacks: 50, closing: 100, bags: 100, onSite: 300, onSiteNeeded: 50 },
  ],
  [
    'more has to be seen on site',
    { score: 500, onSite: 280, bags: 150, closing: 70 },
    { lacks: 100, closing: 80, bags: 100, onSite: 320, onSiteNeeded: 50 },
  ],
  [
    'nearly everything on site',
    { score: 50, onSite: 0, bags: 50, closing: 150 },
    { lacks: 550, closing: 0, bags: 200, onSite: 600, onSiteNeeded: 92 },
  ],
  [
    'above the line already',
    { score: 620, onSite: 400, bags: 150, closing: 70 },
    { lacks: 0, closing: 80, bags: 100, onSite: 200, onSiteNeeded: 67 },
  ],
])('to leave the list: %s', (_what, figures, expected) =>
  expect(wayOut({ ...result([50, 40, 58]), ...figures }, rules.weights.compound, rules)).toEqual(expected),
)
