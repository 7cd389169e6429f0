// The method held against values worked out by hand, and against everything that must not change a score: the order of
// rows, rows of other days, a second visit on one day.
import fc from 'fast-check'
import type { CountedCase, CountedVisit } from '../inspections/visits'
import { factorsOf, printedFactors, type CityFactors } from './factors'
import { scorePlaces, type ScoredPlace, type ScoreInput } from './score'
import type { StandingPlace } from './guards'
import { defaultStandingRules as rules } from './standing-rules'
import { wilson } from './interval'

const SPAN = { from: '2026-09-01', to: '2026-11-30' }
const place = (id = 'home'): StandingPlace => ({ id, kind: 'compound', households: 420, since: null, mergedInto: null })
const given = (phi: number, psi: number, rho: number, rhoC: number, r: number): CityFactors => ({
  phi: { city: phi, bands: [null, null, null, null] },
  psi,
  rho: { city: rho, bands: [null, null, null, null] },
  rhoC,
  r,
  places: { phi: 0, psi: 0, rho: 0, rhoC: 0, r: 0 },
})
type Row = [inspector: string, onSite: number, bags: number, correct: number, due: number, closed: number]
const visits = (rows: readonly Row[], id = 'home'): CountedVisit[] =>
  rows.map(([inspector, onSite, bags, bagsCorrect, due, closedInTime], at) => ({
    id: `${id}-${at}`,
    place: id,
    day: `2026-10-${String(10 + at)}`,
    inspector,
    onSite,
    bags,
    bagsCorrect,
    due,
    closedInTime,
  }))
const FIRST: Row[] = [
  ['p', 52, 35, 21, 4, 1],
  ['p', 61, 35, 25, 2, 1],
  ['q', 46, 35, 18, 3, 2],
]
const SECOND: Row[] = [
  ['p', 97, 40, 40, 0, 0],
  ['q', 99, 40, 39, 0, 0],
  ['r', 96, 40, 40, 0, 0],
]
const one = (input: Partial<ScoreInput<StandingPlace>>): ScoredPlace =>
  scorePlaces({ span: SPAN, places: [place()], visits: [], cases: [], ...input }, rules).places[0] as ScoredPlace

test('first vector: below 60, yet not surely', () => {
  const { result } = one({ visits: visits(FIRST), factors: given(0.07, 0.01, 0.05, 0.5, 0.4) })
  expect(result).toMatchObject({ score: 537, low: 410, high: 661, size: { onSite: 346, bags: 389, closing: 43 } })
})

test('second vector: excellent, and nothing fell due', () => {
  const { result } = one({ visits: visits(SECOND), factors: given(0.05, 0.01, 0.045, 0.5, 0.4) })
  expect(result).toMatchObject({ score: 982, low: 917, high: 995, closing: 150, size: { closing: null } })
})

test.each([
  // Wilson's own example of a small sample, and the ends
  [0.5, 10, 0.2366, 0.7634],
  [0, 10, 0, 0.2775],
  [1, 10, 0.7225, 1],
])('Wilson: %d of a size of %d', (share, size, low, high) => {
  const limits = wilson(share, size)
  expect(limits.low).toBeCloseTo(low, 4)
  expect(limits.high).toBeCloseTo(high, 4)
})

test('what happened at another place, before or after the quarter changes nothing', () => {
  const factors = given(0.07, 0.01, 0.05, 0.5, 0.4)
  const mine = visits(FIRST)
  const strange = [
    { ...mine[0]!, id: 'before', day: '2026-08-31' },
    { ...mine[0]!, id: 'after', day: '2026-12-01' },
    ...visits(SECOND, 'elsewhere'),
  ]
  const cases: CountedCase[] = [{ id: 'c', place: 'elsewhere', day: '2026-10-01', closedInTime: false }]
  expect(one({ visits: [...mine, ...strange], cases, factors })).toEqual(one({ visits: mine, factors }))
})

test('two visits on one day are one: their mean, and no more certainty by a second head', () => {
  const factors = given(0.07, 0.01, 0, 0.5, 0.4)
  const [first, second, third] = visits(FIRST) as [CountedVisit, CountedVisit, CountedVisit]
  const twice = { ...first, id: 'double', inspector: 'q', onSite: 54 }
  const { sample, missing, unscored } = one({ visits: [first, twice, second], factors })
  expect([sample.visits, sample.inspectors, missing.visits, unscored]).toEqual([2, 2, 1, 'thin'])
  const { result } = one({ visits: [first, twice, second, third], factors })
  // (52 + 54) / 2, 61, 46: 160 hundredths of three visits
  expect(result?.onSite).toBe(320)
})

test('a case that fell due stands by itself', () => {
  const factors = given(0.07, 0.01, 0.05, 0.5, 0.4)
  const cases: CountedCase[] = [1, 2, 3].map((at) => ({
    id: `c${at}`,
    place: 'home',
    day: '2026-10-02',
    closedInTime: at > 1,
  }))
  const { result, sample } = one({ visits: visits(SECOND), cases, factors })
  expect([sample.due, sample.closedInTime]).toEqual([3, 2])
  // three single ones are worth three, however alike those of one visit are
  expect(result?.size.closing).toBe(30)
  expect(result?.closing).toBe(100)
})

const CITY = Array.from({ length: 40 }, (_unused, at) => {
  const rows: Row[] = [0, 1, 2, 3].map((visit) => [
    `i${(at + visit * (at % 3)) % 5}`,
    50 + ((at * 7 + visit * 13) % 50),
    35,
    20 + ((at * 5 + visit * 3) % 15),
    (at + visit) % 4,
    (at + visit) % 4 > 1 ? 1 : 0,
  ])
  return visits(rows, `home${at}`)
}).flat()
const HOMES = Array.from({ length: 40 }, (_unused, at) => place(`home${at}`))

test('the same rows in any order give the same bytes', () => {
  const bytes = (rows: readonly CountedVisit[], places: readonly StandingPlace[]): string =>
    JSON.stringify(scorePlaces({ span: SPAN, places, visits: rows, cases: [] }, rules))
  const expected = bytes(CITY, HOMES)
  const all = <T>(items: T[]) => fc.shuffledSubarray(items, { minLength: items.length })
  const { failed } = fc.check(
    fc.property(all(CITY), all(HOMES), (rows, places) => bytes(rows, places) === expected),
    { numRuns: 20 },
  )
  expect(failed).toBe(false)
})

test('factors are measured where the city is large enough, and never below what a small one must assume', () => {
  const measured = scorePlaces({ span: SPAN, places: HOMES, visits: CITY, cases: [] }, rules).factors
  expect(measured.places.rho).toBe(40)
  expect(measured.phi.city).toBeGreaterThan(0.01)
  const few = scorePlaces({ span: SPAN, places: HOMES.slice(0, 5), visits: CITY, cases: [] }, rules).factors
  expect(few.phi.city).toBeGreaterThanOrEqual(rules.factors.phi)
  expect(few.rho.city).toBeGreaterThanOrEqual(rules.factors.rho)
  expect(few.rho.bands).toEqual([null, null, null, null])
})

test('three visits that gave the same are not taken for certainty', () => {
  const same: Row[] = [
    ['p', 90, 35, 35, 0, 0],
    ['q', 90, 35, 35, 0, 0],
    ['r', 90, 35, 35, 0, 0],
  ]
  const rows = HOMES.flatMap(({ id }) => visits(same, id))
  const { places, factors } = scorePlaces({ span: SPAN, places: HOMES, visits: rows, cases: [] }, rules)
  expect(factors.phi.city).toBe(0.01)
  expect(places[0]?.result?.low).toBeLessThan(places[0]?.result?.score ?? 0)
})

test('what is printed of the factors gives every limit again', () => {
  const input = { span: SPAN, places: HOMES, visits: CITY, cases: [] }
  const { places, factors } = scorePlaces(input, rules)
  const printed = JSON.parse(JSON.stringify(printedFactors(factors))) as Record<string, number>
  expect(Object.keys(printed)).toEqual(expect.arrayContaining(['phi', 'psi', 'rho', 'rhoC', 'r']))
  expect(scorePlaces({ ...input, factors: factorsOf(printed) }, rules).places).toEqual(places)
  // a place alone, by the city's factors, is what it is among all
  const alone = { ...input, places: HOMES.slice(0, 1), factors: factorsOf(printed) }
  expect(scorePlaces(alone, rules).places).toEqual(places.slice(0, 1))
})
