// Prices as a table: free pieces first and for the dearest, floors without a lift, cubic metres, and what is always
// free.
import { adviseFor, catalogue, catalogueItem, findItem } from './catalogue'
import { MAX_FEE_FEN, PriceList, pickupsDesk } from './desk-contract'
import { quoteFor, type PriceAsk, type Prices } from './prices'
import { usualFailedVisits } from './reasons'
import { ITEMS_CEILING } from './rules'
import { Material, Quote } from './schemas'

const prices: Prices = {
  mode: 'per_item',
  itemFen: { sofa_3: 3000, fridge: 4000, other: 2000 },
  perCubicMetreFen: 8000,
  floorSurchargeFen: 500,
  materials: [
    { code: 'paper', fenPerKg: 80 },
    { code: 'cardboard', fenPerKg: 100 },
  ],
  points: {
    recyclable: [
      { code: 'paper', points: 8 },
      { code: 'glass', points: 0 },
      { code: 'cardboard', points: 10 },
    ],
    bulky: [{ code: 'steel', points: 8 }],
  },
  version: 3,
}
const ask: PriceAsk = {
  kind: 'bulky',
  items: [{ code: 'sofa_3', name: '三人沙发', count: 1 }],
  floor: 2,
  hasLift: false,
  surchargeAboveFloor: 3,
  freePiecesLeft: 0,
}
const chairs = (count: number) => ({ code: 'chair', name: '椅子', count })

test.each<[string, Partial<PriceAsk>, Partial<Prices>, number, number, number]>([
  ['a sofa', {}, {}, 3000, 0, 0],
  ['a sofa with a free piece left', { freePiecesLeft: 2 }, {}, 0, 1, 1],
  ['the dearest piece is the free one', { items: [chairs(1), ...ask.items], freePiecesLeft: 1 }, {}, 2000, 1, 0],
  ['two of three free', { items: [...ask.items, chairs(2)], freePiecesLeft: 2 }, {}, 2000, 2, 0],
  ['more free pieces than things', { items: [chairs(2)], freePiecesLeft: 5 }, {}, 0, 2, 3],
  ['a thing without a price of its own costs as other', { items: [chairs(3)] }, {}, 6000, 0, 0],
  ['the third floor is without surcharge', { floor: 3 }, {}, 3000, 0, 0],
  ['the fourth floor without a lift', { floor: 4 }, {}, 3500, 0, 0],
  ['the fourth floor with a lift', { floor: 4, hasLift: true }, {}, 3000, 0, 0],
  ['the surcharge is by piece, free ones too', { floor: 6, items: [chairs(3)], freePiecesLeft: 2 }, {}, 3500, 2, 0],
  ['downstairs', { floor: 0 }, {}, 3000, 0, 0],
  ['a free area', { floor: 9 }, { mode: 'free' }, 0, 0, 0],
  ['by cubic metre, rounded up to the fen', {}, { mode: 'per_cubic_metre', perCubicMetreFen: 8001 }, 14402, 0, 0],
  [
    'a pile of 2.5 cubic metres',
    { cubicDecimetres: 2500, freePiecesLeft: 2 },
    { mode: 'per_cubic_metre' },
    20000,
    0,
    2,
  ],
  ['a pile where pieces are priced', { cubicDecimetres: 2500, freePiecesLeft: 2 }, {}, 3000, 0, 2],
  [
    'appliances have no free pieces',
    { kind: 'appliance', items: [{ code: 'fridge', name: '冰箱', count: 1 }], freePiecesLeft: 2 },
    {},
    4000,
    0,
    2,
  ],
  [
    'recyclables cost nothing',
    { kind: 'recyclable', items: [{ code: 'paper', name: '旧书报', count: 4 }], floor: 9 },
    {},
    0,
    0,
    0,
  ],
  [
    'hazardous waste costs nothing',
    { kind: 'hazardous', items: [{ code: 'battery', name: '电池', count: 4 }], floor: 9 },
    {},
    0,
    0,
    0,
  ],
])('%s', (_row, given, list, totalFen, freePieces, freePiecesLeft) => {
  const quote = quoteFor({ ...ask, ...given }, { ...prices, ...list })
  expect(quote).toMatchObject({ totalFen, freePieces, freePiecesLeft, priceListVersion: 3 })
  expect(quote.lines.reduce((sum, line) => sum + line.fen, 0)).toBe(totalFen)
})

test('points are told for recyclables only', () => {
  expect(
    quoteFor({ ...ask, kind: 'recyclable', items: [{ code: 'paper', name: '旧书报', count: 1 }] }, prices).points?.text,
  ).toBe('上门称重后计积分：每千克8至10分，看材料')
  expect(quoteFor(ask, prices).points).toBeNull()
  expect(quoteFor({ ...ask, kind: 'recyclable' }, { ...prices, points: {} }).points).toBeNull()
})

describe('the catalogue', () => {
  test('at least 90 things, each code once, each measured', () => {
    expect(catalogue.length).toBeGreaterThanOrEqual(90)
    expect(new Set(catalogue.map((item) => item.code)).size).toBe(catalogue.length)
    for (const item of catalogue) {
      expect(item.litres).toBeGreaterThan(0)
      expect(item.maxCount).toBeGreaterThanOrEqual(1)
      expect(Material.safeParse(item.material).success).toBe(true)
    }
  })

  test.each([
    ['沙发', 'sofa_3'],
    ['旧沙发', 'sofa_3'],
    ['席梦思', 'mattress_double'],
    ['电视', 'tv'],
    ['两门衣柜', 'wardrobe_2'],
    ['纸壳', 'cardboard'],
    ['电瓶车', 'ebike'],
    ['体温计', 'thermometer'],
    ['一台旧冰箱', 'fridge'],
  ])('%s is %s', (typed, code) => expect(findItem(typed)?.code).toBe(code))
  test.each(['', '火箭', '外星人'])('%s is not known', (typed) => expect(findItem(typed)).toBeNull())

  const item = (code: string) =>
    catalogueItem(code) ??
    (() => {
      throw new Error(code)
    })()
  const site = { id: '01KAJZ5T00SSSSSSSSSSSSSSSS', name: '荷塘点位' }
  test.each<[string, string, Parameters<typeof adviseFor>[1], string[]]>([
    [
      'a sofa everywhere',
      'sofa_3',
      { reuseSite: site, freeSite: site, servedKinds: ['bulky'], priceFen: 3000 },
      ['reuse', 'free_point', 'paid_bulky'],
    ],
    [
      'a mattress is not given away',
      'mattress_double',
      { reuseSite: site, freeSite: null, servedKinds: ['bulky'], priceFen: 0 },
      ['paid_bulky'],
    ],
    [
      'paper',
      'paper',
      { reuseSite: null, freeSite: site, servedKinds: ['recyclable', 'bulky'], priceFen: null },
      ['reuse', 'door_recycling', 'free_point'],
    ],
    [
      'batteries where nobody fetches them',
      'battery',
      { reuseSite: null, freeSite: site, servedKinds: ['bulky'], priceFen: null },
      ['free_point'],
    ],
    [
      'a fridge is never paid bulky waste',
      'fridge',
      { reuseSite: null, freeSite: null, servedKinds: ['bulky', 'appliance'], priceFen: 4000 },
      ['reuse', 'door_recycling'],
    ],
  ])('%s', (_row, code, facts, ways) => {
    const advice = adviseFor(item(code), facts)
    expect(advice.map((way) => way.way)).toEqual(ways)
    for (const way of advice) expect(way.why.length).toBeGreaterThan(4)
  })
})

const id = '01J00000000000000000000000'
const list = {
  ...{ id, placeId: id, validFrom: '2026-12-01', mode: 'per_item', itemFen: { sofa_3: 3000 }, perCubicMetreFen: 8000 },
  ...{ floorSurchargeFen: 500, freePiecesPerYear: 2, materials: [{ code: 'paper', fenPerKg: 80 }] },
  ...{ compensationPoints: 50, failedVisitPercent: usualFailedVisits(100), version: 0 },
  reliefs: [{ status: 'aged', percentOff: 20, morePieces: 1 }],
}

test.each<[string, (amount: number) => object]>([
  ['a piece', (amount) => ({ itemFen: { sofa_3: amount } })],
  ['a cubic metre', (amount) => ({ perCubicMetreFen: amount })],
  ['a floor', (amount) => ({ floorSurchargeFen: amount })],
  ['a kilogram', (amount) => ({ materials: [{ code: 'paper', fenPerKg: amount }] })],
  ['free pieces', (amount) => ({ freePiecesPerYear: amount })],
  ['a miss', (amount) => ({ compensationPoints: amount })],
  ['a visit in vain', (amount) => ({ failedVisitPercent: { ...usualFailedVisits(0), gate_closed: amount } })],
  ['a relief', (amount) => ({ reliefs: [{ status: 'aged', percentOff: amount, morePieces: 0 }] })],
  ['a relief in pieces', (amount) => ({ reliefs: [{ status: 'aged', percentOff: 0, morePieces: amount }] })],
])('no list says something below zero or without measure: %s', (_name, change) => {
  expect(PriceList.safeParse({ ...list, ...change(0) }).success).toBe(true)
  for (const amount of [-1, 0.5, MAX_FEE_FEN + 1, 1_000_000_000_000])
    expect(PriceList.safeParse({ ...list, ...change(amount) }).success).toBe(false)
})

test.each(['per_item', 'per_cubic_metre'] as const)('the dearest list still makes a quote, %s', (mode) => {
  const dearest = { ...prices, mode, itemFen: { other: MAX_FEE_FEN }, perCubicMetreFen: MAX_FEE_FEN }
  const items = [{ code: 'local_hall', name: '大厅', count: ITEMS_CEILING }]
  const own = { kind: 'bulky' as const, size: 'XL' as const, litres: 10_000, canDismantle: false }
  const all = {
    ...dearest,
    floorSurchargeFen: MAX_FEE_FEN,
    items: [{ code: 'local_hall', name: '大厅', maxCount: ITEMS_CEILING, own }],
  }
  for (const more of [{ items }, { items, cubicDecimetres: 100_000 }])
    expect(Quote.safeParse(quoteFor({ ...ask, ...more, floor: 120 }, all)).success).toBe(true)
})

test('what is rightly owed after an objection is not below zero', () => {
  const decide = (owedFen: number) =>
    pickupsDesk.decideContest.input.safeParse({ id, upheld: true, reason: '属实', owedFen }).success
  expect([decide(0), decide(-1), decide(-100_000)]).toEqual([true, false, false])
})
