// The rule book of a month's list as tables: what decisions do to it, who may come onto it, and that the same inputs
// give the same bytes in any order.
import type { CountedVisit } from '../inspections/visits'
import {
  areWithinDue,
  changesBetween,
  computeList,
  documentOf,
  documentText,
  reasonsOf,
  withoutSurprises,
} from './computing'
import type { Computed, ListInputs, ListPlace } from './list'
import { defaultStandingRules as rules } from './standing-rules'
import type { Outcome } from './vocabulary'

const place = (id: string, over: Partial<ListPlace> = {}): ListPlace => ({
  id,
  kind: 'compound',
  name: `小区${id}`,
  subdistrict: '柳湾街道',
  placePath: ['city', id],
  company: '无物业',
  companyId: null,
  households: 400,
  since: null,
  ...over,
})
const DAYS = ['2026-09-10', '2026-09-24', '2026-10-08', '2026-10-22', '2026-11-05', '2026-11-19']
const visitsOf = (id: string, onSite: number, correct: number, days = DAYS): CountedVisit[] =>
  days.map((day, at) => ({
    id: `${id}-${at}`,
    place: id,
    day,
    inspector: `i${at % 3}`,
    onSite,
    bags: 40,
    bagsCorrect: correct,
    due: 2,
    closedInTime: onSite < 50 ? 0 : 2,
  }))
const middle = Array.from({ length: 20 }, (_unused, at) => `m${String(at).padStart(2, '0')}`)
const inputs = (over: Partial<ListInputs> = {}): ListInputs => ({
  area: 'city',
  areaName: '清川市',
  period: '2026-11',
  from: '2026-09-01',
  to: '2026-11-30',
  ordinaryDays: 30,
  places: [place('bad'), place('good'), place('thin'), ...middle.map((id) => place(id))],
  visits: [
    ...visitsOf('bad', 20, 8),
    ...visitsOf('good', 99, 40),
    ...visitsOf('thin', 10, 4, DAYS.slice(0, 1)),
    ...middle.flatMap((id) => visitsOf(id, 80, 33)),
  ],
  cases: [],
  earlier: null,
  ...over,
})
const outcomes = (given: ListInputs, amendments = [] as { visit: string; closedInTime: number | null }[]) =>
  new Map(computeList(given, rules, amendments).places.map(({ place: id, outcome }) => [id, outcome]))

test('the worst and the best are named, what was hardly looked at is not', () => {
  const found = outcomes(inputs())
  expect(['bad', 'good', 'thin', 'm00'].map((id) => found.get(id))).toEqual(['black', 'red', 'thin', 'ranked'])
})

describe('what a place is not ranked for', () => {
  it.each<[string, Partial<ListInputs>, string, Outcome]>([
    ['fewer than 10 households', { places: [place('bad', { households: 9 })] }, 'bad', 'out'],
    ['opened in mid-quarter', { places: [place('bad', { since: '2026-10-15' })] }, 'bad', 'out'],
    ['an empty city', { places: [place('bad')], visits: [] }, 'bad', 'thin'],
    ['the month of a long holiday', { ordinaryDays: 14 }, 'bad', 'ranked'],
  ])('%s', (_sentence, over, id, outcome) => expect(outcomes(inputs(over)).get(id)).toBe(outcome))
  it('a month that is not ranked says why and has empty lists', () => {
    const given = inputs({ ordinaryDays: 14 })
    const computed = computeList(given, rules)
    const document = documentOf(given, rules, computed, publication)
    expect(document.notRanked).toContain('14')
    expect(document.tables.flatMap(({ rows }) => rows)).toEqual([])
  })
})

describe('what a decision changes', () => {
  it.each<[string, { visit: string; closedInTime: number | null }[], Outcome]>([
    ['one visit of six out: it stays', [{ visit: 'bad-0', closedInTime: null }], 'black'],
    [
      'so many that too few are left: no score',
      [0, 1, 2, 3].map((at) => ({ visit: `bad-${at}`, closedInTime: null })),
      'thin',
    ],
    ['a visit of another place changes nothing here', [{ visit: 'good-0', closedInTime: null }], 'black'],
  ])('%s', (_sentence, amendments, outcome) => expect(outcomes(inputs(), amendments).get('bad')).toBe(outcome))
  it('never more in time than fell due', () => {
    const [bad] = computeList(inputs(), rules, [{ visit: 'bad-0', closedInTime: 99 }]).places
    expect([bad?.due, bad?.closedInTime]).toEqual([12, 2])
  })
})

// I26
describe('nobody comes onto the black list, or falls off the red one, by what another was heard about', () => {
  it.each<[Outcome, Outcome, Outcome]>([
    ['ranked', 'black', 'ranked'],
    ['check', 'black', 'check'],
    ['black', 'black', 'black'],
    ['black', 'ranked', 'ranked'],
    ['red', 'ranked', 'red'],
    ['ranked', 'red', 'red'],
    ['thin', 'ranked', 'ranked'],
  ])('previewed %s, computed %s: %s', (previewed, computed, expected) => {
    const [one] = computeList(inputs(), rules).places.filter(({ place: id }) => id === 'bad')
    const list = { places: [{ ...(one as Computed), outcome: computed }], factors: {}, notRanked: null }
    const [after] = withoutSurprises([{ place: 'bad', outcome: previewed }], list, rules).places
    expect(after?.outcome).toBe(expected)
  })
})

const publication = {
  version: 1,
  publishedOn: '2026-12-11',
  objections: { made: 0, upheld: 0 },
  corrections: [],
}

test('the same rows in another order give the same bytes', () => {
  const text = (given: ListInputs): string =>
    documentText(documentOf(given, rules, computeList(given, rules), publication))
  const given = inputs()
  const turned = { ...given, places: [...given.places].reverse(), visits: [...given.visits].reverse() }
  expect(text(turned)).toBe(text(given))
})

test('what differs between two versions is told in words', () => {
  const given = inputs()
  const of = (amendments: { visit: string; closedInTime: number | null }[]) =>
    documentOf(given, rules, computeList(given, rules, amendments), publication)
  expect(changesBetween(of([]), of([]))).toEqual([])
  const changes = changesBetween(of([]), of([0, 1, 2, 3].map((at) => ({ visit: `bad-${at}`, closedInTime: null }))))
  expect(changes).toEqual([
    {
      place: 'bad',
      name: '小区bad',
      before: expect.stringMatching(/^黑榜第1名（待整改）/) as string,
      after: '不在榜上',
    },
  ])
})

test('reasons are figures, and nothing due is said so', () => {
  const [bad] = computeList(inputs(), rules).places
  expect(reasonsOf(bad as Computed)).toEqual([
    '3名检查员抽查6次，最近一次11月19日',
    '抽查240袋，分对48袋',
    '到期问题12项，按时整改0项',
  ])
})

test('a decision about one place moves no figure of another, only ranks', () => {
  const mixed = inputs({
    visits: inputs().visits.map((visit, at) => ({ ...visit, onSite: Math.min(100, visit.onSite + ((at * 7) % 13)) })),
  })
  const figures = (amendments: { visit: string; closedInTime: number | null }[]) =>
    computeList(mixed, rules, amendments)
      .places.filter(({ place: id }) => id !== 'bad')
      .map(({ place: id, score, low, high }) => [id, score, low, high])
  const amendments = DAYS.slice(0, 3).map((_day, at) => ({ visit: `bad-${at}`, closedInTime: null }))
  expect(figures(amendments)).toEqual(figures([]))
})

test.each([
  [2, true],
  [3, false],
  [null, true],
])('%d of two findings in time', (closedInTime, isWithin) =>
  expect(areWithinDue(inputs(), [{ visit: 'bad-0', closedInTime }])).toBe(isWithin),
)
