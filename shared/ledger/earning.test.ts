// Earning as tables: which version holds, what facts are worth, caps as limits, drafts that are refused, announced
// changes, two persons.
import { allowedActions, decide } from '../machine'
import {
  budgetStateOf,
  changesIn,
  draftErrors,
  limitsFor,
  pointsFor,
  ruleMachine,
  ruleOn,
  showCap,
  showTrimmed,
  sliceSize,
  upcoming,
  type Cap,
  type EarningRule,
  type Fact,
  type RuleFacts,
} from './earning'
import { capKinds, earningSources, sourceKeys } from './earning-sources'

const rule = (overrides: Partial<EarningRule> = {}): EarningRule => ({
  key: 'pickup-recyclable',
  version: 1,
  name: '可回收物',
  rates: [
    { code: 'cardboard', points: 10 },
    { code: 'paper', points: 8 },
  ],
  caps: [],
  budgetPerMonth: 1_000,
  validFrom: '2026-11-01',
  validTo: null,
  status: 'active',
  ...overrides,
})

describe('the version that holds', () => {
  const versions = [
    rule(),
    rule({ version: 2, validFrom: '2026-11-10', validTo: '2026-11-20', status: 'ended' }),
    rule({ version: 3, validFrom: '2026-12-01' }),
    rule({ version: 4, validFrom: '2026-11-05', status: 'draft' }),
    rule({ version: 5, validFrom: '2026-11-05', status: 'proposed' }),
  ]
  it.each([
    ['2026-10-31', null],
    ['2026-11-01', 1],
    ['2026-11-05', 1],
    ['2026-11-09', 1],
    ['2026-11-10', 2],
    ['2026-11-20', 2],
    ['2026-11-21', null],
    ['2026-12-01', 3],
    ['2027-06-01', 3],
  ])('%s: %s', (day, version) => {
    expect(ruleOn(versions, day)?.version ?? null).toBe(version)
  })

  it('a version that was ended before it began takes nothing away', () => {
    expect(
      ruleOn(
        [rule(), rule({ version: 2, validFrom: '2026-11-10', validTo: '2026-11-03', status: 'ended' })],
        '2026-11-15',
      )?.version,
    ).toBe(1)
  })

  it('of two that begin on one day the later version holds', () => {
    expect(ruleOn([rule({ version: 7 }), rule({ version: 6 })], '2026-11-02')?.version).toBe(7)
  })
})

it.each<[string, Partial<EarningRule>, Fact, number]>([
  ['per kilogram', {}, { code: 'cardboard', amount: 12_500 }, 125],
  ['rounded down', {}, { code: 'cardboard', amount: 1_999 }, 19],
  ['too little for a point', {}, { code: 'paper', amount: 124 }, 0],
  ['a material without points', {}, { code: 'glass', amount: 5_000 }, 0],
  ['per act', { key: 'dropoff', rates: [{ code: 'food_correct', points: 2 }] }, { code: 'food_correct', amount: 1 }, 2],
  ['several acts', { key: 'shift', rates: [{ code: 'half_hour', points: 5 }] }, { code: 'half_hour', amount: 3 }, 15],
])('points %s', (_what, overrides, fact, points) => {
  expect(pointsFor(rule(overrides), fact)).toBe(points)
})

describe('caps as limits', () => {
  const facts: Fact[] = [
    { code: 'cardboard', amount: 3_000 },
    { code: 'glass', amount: 9_000 },
  ]
  const limits = (caps: Cap[], occasion = {}) =>
    limitsFor(rule({ caps }), facts, 30, { day: '2026-11-03', ...occasion })
  it.each<[string, Cap, object, object[]]>([
    [
      'a day of the household',
      { kind: 'householdDay', most: 20 },
      {},
      [{ counter: 'pickup-recyclable/householdDay', period: '2026-11-03', measure: 'points', amount: 30, most: 20 }],
    ],
    [
      'its month',
      { kind: 'householdMonth', most: 200 },
      {},
      [{ counter: 'pickup-recyclable/householdMonth', period: '2026-11', measure: 'points', amount: 30, most: 200 }],
    ],
    [
      'a person',
      { kind: 'personDay', most: 20 },
      { earnerId: 'P1' },
      [{ counter: 'pickup-recyclable/personDay/P1', period: '2026-11-03', measure: 'points', amount: 30, most: 20 }],
    ],
    ['a person nobody knows', { kind: 'personDay', most: 20 }, {}, []],
    [
      'a window',
      { kind: 'window', most: 2 },
      { window: '2026-11-03T19:00' },
      [{ counter: 'pickup-recyclable/window', period: '2026-11-03T19:00', measure: 'points', amount: 30, most: 2 }],
    ],
    ['no window', { kind: 'window', most: 2 }, {}, []],
    ['bags, which are counted where they are told apart', { kind: 'foodBagsPerHouseholdDay', most: 1 }, {}, []],
    [
      'weight that earns',
      { kind: 'gramsPerHouseholdDay', most: 20_000 },
      {},
      [
        {
          counter: 'pickup-recyclable/gramsPerHouseholdDay',
          period: '2026-11-03',
          measure: 'grams',
          amount: 3_000,
          most: 20_000,
        },
      ],
    ],
  ])('%s', (_what, cap, occasion, expected) => {
    expect(limits([cap], occasion)).toEqual(expected)
  })
})

it.each<[string, Partial<EarningRule>, string[]]>([
  ['nothing wrong', {}, []],
  ['a code of another source', { rates: [{ code: 'food_correct', points: 2 }] }, ['rates.0']],
  [
    'a code twice',
    {
      rates: [
        { code: 'paper', points: 2 },
        { code: 'paper', points: 3 },
      ],
    },
    ['rates.1'],
  ],
  ['no points at all', { rates: [{ code: 'paper', points: 0 }] }, ['rates']],
  ['a cap the source has not', { caps: [{ kind: 'window', most: 2 }] }, ['caps.0']],
  [
    'a cap twice',
    {
      caps: [
        { kind: 'personDay', most: 2 },
        { kind: 'personDay', most: 3 },
      ],
    },
    ['caps.1'],
  ],
  ['ends before it begins', { validTo: '2026-10-31' }, ['validTo']],
  ['begins in two years', { validFrom: '2028-11-01' }, ['validFrom']],
])('draft: %s', (_what, overrides, paths) => {
  expect(draftErrors(rule(overrides), '2026-10-20').map(({ path }) => path)).toEqual(paths)
})

describe('what is announced', () => {
  it('says what each change changes', () => {
    const after = rule({
      version: 2,
      rates: [
        { code: 'cardboard', points: 8 },
        { code: 'glass', points: 3 },
      ],
      caps: [{ kind: 'householdDay', most: 40 }],
      budgetPerMonth: 800,
    })
    expect(changesIn(rule(), after)).toEqual([
      '纸板 每千克10分改为8分',
      '纸类 每千克8分改为0分',
      '玻璃 每千克0分改为3分',
      '每户每天最多40分',
      '每月预算1000分改为800分',
    ])
    expect(changesIn(null, rule())).toEqual(['纸板 每千克10分', '纸类 每千克8分'])
    expect(changesIn(rule({ caps: [{ kind: 'personDay', most: 3 }] }), rule())).toEqual(['取消「每人每天积分」上限'])
  })

  it('lists versions to come and ends without a successor, soonest first', () => {
    const versions = [
      rule({ validTo: '2026-12-31' }),
      rule({
        version: 2,
        validFrom: '2026-12-01',
        rates: [
          { code: 'cardboard', points: 8 },
          { code: 'paper', points: 8 },
        ],
      }),
      rule({ key: 'quiz', rates: [{ code: 'passed', points: 5 }], validTo: '2026-11-25', status: 'ended' }),
    ]
    expect(upcoming(versions, '2026-11-22').map(({ on, text }) => [on, text])).toEqual([
      ['2026-11-26', '11月26日 周四起不再计分'],
      ['2026-12-01', '12月1日 周二起：纸板 每千克10分改为8分'],
    ])
  })
})

it.each([
  [100, 0, 'open', 0, 100],
  [100, 79, 'open', 79, 21],
  [100, 80, 'low', 80, 20],
  [100, 99, 'low', 99, 1],
  [100, 100, 'spent', 100, 0],
  [100, 130, 'spent', 100, 0],
])('budget of %i with %i used is %s', (total, used, state, percent, left) => {
  expect(budgetStateOf(total, used)).toEqual({ state, percent, left })
})

it.each([
  [100_000, 5, 1_000],
  [100_000, 3_000, 3_000],
  [50, 1, 1],
  [50, 7, 7],
])('a slice of %i for %i asked: %i', (total, asked, size) => {
  expect(sliceSize(total, asked)).toBe(size)
})

it.each([
  ['budget', '本月预算已用完，按规则应得30分，记0分'],
  ['pickup-recyclable/householdDay', '已到「每户每天积分」上限，按规则应得30分，记0分'],
  ['other/thing', '已到「规定」上限，按规则应得30分，记0分'],
])('trimmed by %s', (by, text) => {
  expect(showTrimmed({ asked: 30, granted: 0, by })).toBe(text)
})

it('every cap has its words, and every source its codes', () => {
  expect(capKinds.map((kind) => showCap({ kind, most: 20_000 }))).toEqual([
    '每人每天最多20000分',
    '每户每天最多20000分',
    '每户每月最多20000分',
    '每户每个时段最多20000分',
    '每户每天最多20千克计分',
    '每日一袋：每户每天最多20000袋厨余计分',
  ])
  expect(showCap({ kind: 'foodBagsPerHouseholdDay', most: 1 })).toContain('默认值')
  for (const key of sourceKeys) expect(Object.keys(earningSources[key].rates).length).toBeGreaterThan(0)
})

describe('two persons stand behind a version', () => {
  const facts = (overrides: Partial<RuleFacts> = {}): RuleFacts => ({
    startsAfterToday: true,
    previewed: true,
    isAuthor: false,
    ...overrides,
  })
  it.each([
    ['draft', 'propose', facts(), 'proposed'],
    ['draft', 'propose', facts({ previewed: false }), 'LEDGER_RULE_NO_PREVIEW'],
    ['draft', 'propose', facts({ startsAfterToday: false }), 'LEDGER_RULE_PAST'],
    ['draft', 'activate', facts(), 'WRONG_STATE'],
    ['proposed', 'activate', facts(), 'active'],
    ['proposed', 'activate', facts({ isAuthor: true }), 'LEDGER_RULE_SAME_PERSON'],
    ['proposed', 'activate', facts({ startsAfterToday: false }), 'LEDGER_RULE_PAST'],
    ['proposed', 'edit', facts(), 'WRONG_STATE'],
    ['proposed', 'takeBack', facts({ isAuthor: true }), 'draft'],
    ['active', 'edit', facts(), 'WRONG_STATE'],
    ['active', 'end', facts({ isAuthor: true }), 'ended'],
    ['ended', 'end', facts(), 'WRONG_STATE'],
    ['ended', 'activate', facts(), 'WRONG_STATE'],
  ] as const)('%s, %s', (state, action, given, outcome) => {
    const decision = decide(ruleMachine, state, action, ['maker'], given)
    expect(decision.ok ? decision.to : decision.code).toBe(outcome)
  })

  it('nobody else may do anything', () => {
    for (const state of ['draft', 'proposed', 'active', 'ended'] as const)
      expect(allowedActions(ruleMachine, state, [], facts())).toEqual([])
  })
})
