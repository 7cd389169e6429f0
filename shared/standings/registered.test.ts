// The rule book of what is ranked only where an area has set how: streets with shops, property companies and 分类企业.
import type { CountedVisit } from '../inspections/visits'
import { computeList, documentOf, reasonsOf } from './computing'
import { enterpriseResults, type EnterpriseCheck } from './enterprises'
import type { ListInputs, ListPlace } from './list'
import { defaultStandingRules, offeredFormulas, type StandingRules } from './standing-rules'

const rules: StandingRules = {
  ...defaultStandingRules,
  weights: { ...defaultStandingRules.weights, street: offeredFormulas.street },
  company: offeredFormulas.company,
  enterprise: offeredFormulas.enterprise,
  list: { by: 'quota', names: 1 },
}
const SPAN = { from: '2026-09-01', to: '2026-11-30' }

const place = (id: string, over: Partial<ListPlace> = {}): ListPlace => ({
  id,
  kind: 'compound',
  name: id,
  subdistrict: '柳湾街道',
  placePath: ['city', id],
  company: null,
  companyId: null,
  households: 400,
  since: null,
  ...over,
})
const visits = (id: string, onSite: number, mendedDays: number[] = [], over: Partial<CountedVisit> = {}) =>
  ['2026-09-10', '2026-10-08', '2026-11-05'].map((day, at): CountedVisit => ({
    id: `${id}-${at}`,
    place: id,
    day,
    inspector: `i${at % 2}`,
    onSite,
    bags: 40,
    bagsCorrect: 32,
    due: 2,
    closedInTime: 2,
    mendedDays,
    ...over,
  }))
const inputs = (over: Partial<ListInputs>): ListInputs => ({
  area: 'city',
  areaName: '清川市',
  period: '2026-11',
  ...SPAN,
  ordinaryDays: 30,
  places: [],
  visits: [],
  cases: [],
  earlier: null,
  ...over,
})
const rowsOf = (given: ListInputs, by = rules) => {
  const computed = computeList(given, by)
  const over = { version: 1, publishedOn: '2026-12-11', objections: { made: 0, upheld: 0 }, corrections: [] }
  return documentOf(given, by, computed, over).tables.map(({ kind, colour, rows }) => [
    kind,
    colour,
    rows.map(({ name, rank, score }) => `${rank} ${name} ${score}`),
  ])
}

const streets = inputs({
  places: ['a', 'b', 'c'].map((id) => place(id, { kind: 'street', households: 0 })),
  visits: [
    ...visits('a', 95, [], { bags: 0, bagsCorrect: 0 }),
    ...visits('b', 80, [], { bags: 0, bagsCorrect: 0 }),
    ...visits('c', 30, [], { bags: 0, bagsCorrect: 0, closedInTime: 0 }),
  ],
})
test('streets: what inspectors see and closing, no bags, one class whatever trades there', () => {
  expect(rowsOf(streets).filter(([kind]) => kind === 'street')).toEqual([
    ['street', 'red', ['1 a 963']],
    ['street', 'black', ['1 c 225']],
  ])
})
test('what an area has not set is not ranked, hangs in no table, and says so', () => {
  expect(rowsOf(streets, { ...defaultStandingRules }).map(([kind]) => kind)).toEqual([
    'compound',
    'compound',
    'community',
    'community',
  ])
  expect(computeList(streets, defaultStandingRules).places.map(({ missing }) => missing)).toEqual(
    Array.from({ length: 3 }, () => '本地还没有定这一类怎么计分，先不排名'),
  )
})
test('other kinds change no interval of homes', () => {
  const homes = { places: [place('h'), place('i')], visits: [...visits('h', 70), ...visits('i', 90)] }
  const alone = computeList(inputs(homes), rules)
  const beside = computeList(
    inputs({ places: [...homes.places, ...streets.places], visits: [...homes.visits, ...streets.visits] }),
    rules,
  )
  expect(beside.factors).toEqual(alone.factors)
  expect(beside.places.filter(({ kind }) => kind === 'compound')).toEqual(alone.places)
})

const managed = (id: string, companyId: string, over: Partial<ListPlace> = {}) =>
  place(id, { companyId, company: companyId, ...over })
const companies = inputs({
  places: [
    ...['a', 'b', 'c'].map((id) => managed(id, 'quick')),
    ...['d', 'e', 'f'].map((id) => managed(id, 'slow')),
    ...['g', 'h'].map((id) => managed(id, 'two')),
    managed('k', 'quick', { companySince: '2026-11-01' }),
    ...['quick', 'slow', 'two'].map((id) => place(id, { kind: 'company', households: 0, companyId: id })),
  ],
  visits: [
    ...['a', 'b', 'c'].flatMap((id) => visits(id, 80, [1, 2])),
    ...['d', 'e', 'f'].flatMap((id) => visits(id, 80, [2, 5])),
    ...['g', 'h'].flatMap((id) => visits(id, 90, [1, 1])),
    ...visits('k', 0, []),
  ],
})
test('companies: by the mean of their compounds and what was mended in two days; not with two compounds alone', () => {
  const table = rowsOf(companies).find(([kind]) => kind === 'company')
  expect(table).toEqual(['company', 'league', ['1 quick 898', '2 slow 698']])
  const [, slow, two] = computeList(companies, rules).places.filter(({ kind }) => kind === 'company')
  expect([slow && reasonsOf(slow), two?.missing]).toEqual([
    ['所管3个有得分的小区共1200户，按户数平均83.0分', '到期问题18项，2天以内改好9项'],
    '有得分的小区不到3个，不排名',
  ])
})

const check = (over: Partial<EnterpriseCheck> = {}): EnterpriseCheck => ({
  id: 'c1',
  place: 'e',
  day: '2026-10-01',
  handled: 100_000,
  declared: 40_000,
  verified: 39_000,
  penalties: 0,
  by: ['p1', 'p2'],
  ...over,
})
describe('分类企业', () => {
  it.each<[string, EnterpriseCheck[], string, number | null]>([
    ['target met, declared what is so, no penalty', [check()], 'red', 390],
    ['the target just met', [check({ declared: 35_000, verified: 35_000 })], 'red', 350],
    ['below the target', [check({ declared: 34_900, verified: 34_900 })], 'ranked', 349],
    ['5 % apart still', [check({ declared: 40_000, verified: 38_000 })], 'red', 380],
    ['a hair more', [check({ declared: 40_000, verified: 37_900 })], 'ranked', 379],
    ['20 % apart is not yet black', [check({ declared: 50_000, verified: 40_000 })], 'ranked', 400],
    ['more than 20 %', [check({ declared: 50_000, verified: 39_900 })], 'black', 399],
    ['declared nothing, recycled something', [check({ declared: 0 })], 'black', 390],
    ['a penalty, however good it is', [check({ penalties: 1 })], 'black', 390],
    ['the check refused', [check({ verified: null })], 'black', 0],
    ['refused once beside a good month', [check(), check({ id: 'c2', verified: null })], 'black', 390],
    ['nobody checked', [], 'thin', null],
    ['checked before the quarter', [check({ day: '2026-08-01' })], 'thin', null],
    ['handled nothing', [check({ handled: 0, declared: 0, verified: 0 })], 'thin', null],
  ])('%s', (_sentence, checks, outcome, rate) =>
    expect(enterpriseResults([{ id: 'e' }], checks, SPAN, rules)[0]).toMatchObject({ outcome, rate }),
  )
  it('is not judged before the area has set how', () =>
    expect(enterpriseResults([{ id: 'e' }], [check({ penalties: 3 })], SPAN, { enterprise: null })[0]?.outcome).toBe(
      'out',
    ))
  it('a decision can leave out a month that was checked wrongly', () => {
    const given = inputs({
      places: [place('e', { kind: 'enterprise', households: 0 })],
      checks: [check(), check({ id: 'c2', verified: null })],
    })
    expect(computeList(given, rules).places[0]?.outcome).toBe('black')
    expect(computeList(given, rules, [{ visit: 'c2', closedInTime: null }]).places[0]).toMatchObject({
      outcome: 'red',
      listRank: 1,
    })
  })
})
