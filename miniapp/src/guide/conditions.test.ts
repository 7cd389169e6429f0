import type { Answer } from '@shared/guide/contract'
import { mustAsk, pickupKindOf, siteOf, titleOf, verdictsOf } from './conditions'

const residual = {
  category: 'residual',
  subCategory: null,
  route: 'bin',
  local: { code: 'qita', text: '其他垃圾' },
} as const
const paper = {
  category: 'recyclable',
  subCategory: 'paper',
  route: 'bin',
  local: { code: 'kehuishou', text: '可回收物' },
} as const
const cup: Answer = {
  termId: '纸杯',
  name: '纸杯',
  asked: '纸杯',
  matched: '纸杯',
  matchedBy: 'name',
  ...paper,
  inferred: false,
  basis: null,
  danger: false,
  preparation: '倒空',
  reason: '',
  counterExample: null,
  variants: [{ condition: '沾油的', ...residual, preparation: '直接投' }],
  material: 'paper',
  bulkySize: null,
  source: null,
}

test.each<[string, Partial<Answer>, boolean]>([
  ['conditions that lead elsewhere are asked about', {}, true],
  ['no conditions, no question', { variants: [] }, false],
  [
    'conditions with the same bin and way are not asked about',
    { variants: [{ condition: '湿的', ...paper, preparation: '晾干' }] },
    false,
  ],
  [
    'another way with the same bin is asked about',
    { variants: [{ condition: '整捆的', ...paper, route: 'door_recycling', preparation: '' }] },
    true,
  ],
  ['what was said already is not asked again', { basis: '按“沾油的”的情况回答' }, false],
])('%s', (_sentence, change, expected) => {
  expect(mustAsk({ ...cup, ...change })).toBe(expected)
})

test('the bare word comes first among the ways', () => {
  expect(verdictsOf(cup).map(({ condition, local }) => [condition, local.text])).toEqual([
    ['一般情况', '可回收物'],
    ['沾油的', '其他垃圾'],
  ])
})

test.each<[Parameters<typeof pickupKindOf>, ReturnType<typeof pickupKindOf>]>([
  [[{ route: 'bulky', category: 'residual' }, null], 'bulky'],
  [[{ route: 'bulky', category: 'recyclable' }, 'weee'], 'appliance'],
  [[{ route: 'door_recycling', category: 'recyclable' }, 'cardboard'], 'recyclable'],
  [[{ route: 'hazardous_point', category: 'hazardous' }, null], 'hazardous'],
  [[{ route: 'hazardous_point', category: null }, null], null],
  [[{ route: 'bin', category: 'recyclable' }, 'paper'], 'recyclable'],
  [[{ route: 'bin', category: 'recyclable' }, null], null],
  [[{ route: 'bin', category: 'residual' }, null], null],
])('who fetches %j', (given, kind) => {
  expect(pickupKindOf(...given)).toBe(kind)
})

test.each<[Parameters<typeof siteOf>[0], ReturnType<typeof siteOf>]>([
  [
    { route: 'bin', category: 'food' },
    { route: 'bin', stream: 'food' },
  ],
  [
    { route: 'textile_box', category: 'recyclable' },
    { route: 'textile_box', stream: null },
  ],
  [{ route: 'not_household', category: null }, null],
])('which site takes %j', (verdict, site) => {
  expect(siteOf(verdict)).toEqual(site)
})

test.each<[string, Partial<Answer>, string, string | null]>([
  ['an entry by its name', {}, '纸杯', null],
  [
    'an alias is what was typed',
    { matchedBy: 'alias', matched: '一次性水杯', asked: '一次性水杯' },
    '一次性水杯',
    '同类：纸杯',
  ],
  ['a slip is told', { matchedBy: 'typo', matched: '纸杯', asked: '纸怀' }, '纸杯', '没有“纸怀”，按“纸杯”回答'],
  ['a part of what was typed', { matchedBy: 'part', matched: '纸杯', asked: '星空纸杯' }, '星空纸杯', '按“纸杯”回答'],
  [
    'a long sentence is not repeated',
    { matchedBy: 'part', matched: '纸杯', asked: '昨天喝完的那个大号星空纸杯' },
    '纸杯',
    null,
  ],
  ['pinyin', { matchedBy: 'pinyin', matched: '纸杯', asked: 'zhibei' }, '纸杯', null],
])('%s', (_sentence, change, title, note) => {
  expect(titleOf({ ...cup, ...change })).toEqual({ title, note })
})
