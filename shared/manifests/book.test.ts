// The logbook and the bill as tables.
import { bookOf, estimatedShare, monthSpan, showKg, showShare, type BookAsk, type BookLine } from './book'
import { billOf, cardProblem, feeFen, type RateCard } from './bills'

let count = 0
const line = (day: string, over: Partial<BookLine> = {}): BookLine => ({
  number: `JJ${String((count += 1)).padStart(4, '0')}`,
  day,
  kind: 'foodWaste',
  buckets: 3,
  grams: 290_000,
  isEstimated: false,
  hauler: '清川洁源餐厨公司',
  plate: '清C·5K18',
  driver: '马师傅',
  disposer: '清川餐厨处置中心',
  state: 'closed',
  isVoid: false,
  isPaper: false,
  ...over,
})

const ask = (lines: BookLine[], over: Partial<BookAsk> = {}): BookAsk => ({
  ...monthSpan('2026-11'),
  lines,
  nothingDays: [],
  kept: [{ from: '2026-11-01', until: null }],
  today: '2026-11-05',
  ...over,
})

const standsOf = (asked: BookAsk): string =>
  bookOf(asked)
    .days.slice(0, 6)
    .map(({ stand }) => stand)
    .join(' ')

describe('the logbook', () => {
  it.each<[string, BookAsk, string]>([
    ['nothing noted on days that are over', ask([]), 'missing missing missing missing ahead ahead'],
    [
      'a day with a handover and one without anything produced',
      ask([line('2026-11-01')], { nothingDays: ['2026-11-02'] }),
      'kept nothing missing missing ahead ahead',
    ],
    [
      'a truck that did not come is not held against the kitchen',
      ask([line('2026-11-03', { isVoid: true, grams: null })]),
      'missing missing notHappened missing ahead ahead',
    ],
    [
      'another truck came instead',
      ask([line('2026-11-03', { isVoid: true, grams: null }), line('2026-11-03')]),
      'missing missing kept missing ahead ahead',
    ],
    [
      'outside of the contract nothing is asked',
      ask([], { kept: [{ from: '2026-11-02', until: '2026-11-03' }] }),
      'outside missing missing outside ahead ahead',
    ],
    ['handed over today already', ask([line('2026-11-05')]), 'missing missing missing missing kept ahead'],
    ['nought is a weight', ask([line('2026-11-01', { grams: 0 })]), 'kept missing missing missing ahead ahead'],
    [
      'said that nothing was produced, and handed over later all the same',
      ask([line('2026-11-01')], { nothingDays: ['2026-11-01'] }),
      'kept missing missing missing ahead ahead',
    ],
  ])('%s', (_what, asked, stands) => {
    expect(standsOf(asked)).toBe(stands)
  })

  it('adds up: each line on one day, days to the month, kinds and haulers to the same', () => {
    const lines = Array.from({ length: 60 }, (_, at) =>
      line(`2026-11-${String((at % 30) + 1).padStart(2, '0')}`, {
        grams: at % 7 === 0 ? null : 1000 * at + 3,
        isEstimated: at % 3 === 0,
        isVoid: at % 11 === 0,
        kind: at % 5 === 0 ? 'usedOil' : 'foodWaste',
        hauler: at % 2 === 0 ? '甲' : '乙',
      }),
    )
    const book = bookOf(ask([...lines, line('2026-12-01'), line('2026-10-31')], { today: '2027-01-01' }))
    const counted = lines.filter(({ isVoid }) => !isVoid)
    const grams = counted.reduce((sum, each) => sum + (each.grams ?? 0), 0)
    const sums = [book.days.map(({ sum }) => sum), book.kinds.map(({ sum }) => sum), book.haulers.map(({ sum }) => sum)]
    for (const parts of sums) {
      expect(parts.reduce((sum, part) => sum + part.grams, 0)).toBe(grams)
      expect(parts.reduce((sum, part) => sum + part.handovers, 0)).toBe(counted.length)
    }
    expect(book.sum).toMatchObject({ grams, handovers: counted.length })
    expect(book.days.flatMap((day) => day.lines)).toHaveLength(60)
  })

  it.each<[number, number, string]>([
    [0, 0, '0%'],
    [1000, 0, '0%'],
    [1000, 1000, '100%'],
    [3000, 1000, '33.3%'],
    [2000, 1, '0.1%'],
    [2001, 1, '0%'],
  ])('of %i grams %i estimated are %s', (grams, estimatedGrams, shown) => {
    expect(showShare(estimatedShare({ grams, estimatedGrams }))).toBe(shown)
  })

  it.each<[number, string]>([
    [0, '0'],
    [194_300, '194.3'],
    [286_000, '286'],
    [49, '0'],
    [50, '0.1'],
  ])('%i grams are %s kg', (grams, shown) => {
    expect(showKg(grams)).toBe(shown)
  })
})

const card: RateCard = {
  baseFen: 2000,
  kinds: [
    {
      kind: 'foodWaste',
      tiers: [
        { upToGrams: 1_000_000, fenPerTonne: 0 },
        { upToGrams: 3_000_000, fenPerTonne: 18_000 },
        { upToGrams: null, fenPerTonne: 22_050 },
      ],
    },
  ],
}
const food = (grams: number, estimatedGrams = 0) => ({
  kind: 'foodWaste' as const,
  handovers: 1,
  grams,
  estimatedGrams,
})

describe('the bill', () => {
  it.each<[string, number, number]>([
    ['nothing but the base', 0, 2000],
    ['within the free tier', 999_999, 2000],
    ['its last gram', 1_000_000, 2000],
    ['half a fen is rounded up', 1_000_028, 2001],
    ['below half a fen down', 1_000_027, 2000],
    ['the second tier full', 3_000_000, 2000 + 36_000],
    ['into the third', 4_234_567, 2000 + 36_000 + 27_222],
  ])('%s', (_what, grams, fen) => {
    const bill = billOf(card, [food(grams)])
    expect(bill.fen).toBe(fen)
    expect(bill.lines.reduce((sum, each) => sum + each.fen, bill.baseFen)).toBe(fen)
    expect(bill.lines.reduce((sum, each) => sum + each.grams, 0)).toBe(grams)
  })

  it('names its tiers, what was estimated and what has no rate', () => {
    const bill = billOf(card, [
      food(4_000_000, 600_000),
      { kind: 'usedOil' as const, handovers: 1, grams: 38_000, estimatedGrams: 0 },
    ])
    expect(bill.lines.map(({ span }) => span)).toEqual(['0～1000千克', '1000～3000千克', '3000千克以上'])
    expect(bill).toMatchObject({ estimatedGrams: 600_000, unpriced: ['usedOil'], grams: 4_038_000 })
  })

  it('asks nothing of a month without a handover', () => {
    expect(billOf(card, [])).toMatchObject({ fen: 0, baseFen: 0, lines: [] })
  })

  it('is the same as with whole numbers of any size', () => {
    for (let at = 1; at < 2000; at += 1) {
      const grams = (at * 7_654_321) % 9_000_000_000
      const rate = (at * 3571) % 1_000_000
      const exact = (BigInt(grams) * BigInt(rate) * 2n + 1_000_000n) / 2_000_000n
      if (grams * rate < Number.MAX_SAFE_INTEGER / 2) expect(feeFen(grams, rate)).toBe(Number(exact))
    }
  })

  it.each<[string, RateCard, string | null]>([
    ['a good one', card, null],
    ['no tier', { baseFen: 0, kinds: [{ kind: 'foodWaste', tiers: [] }] }, '每个种类至少写一档费率'],
    [
      'an end to the last',
      { baseFen: 0, kinds: [{ kind: 'foodWaste', tiers: [{ upToGrams: 5, fenPerTonne: 1 }] }] },
      '最后一档不要写上限，多出的量才有费率',
    ],
    [
      'ends going down',
      {
        baseFen: 0,
        kinds: [{ kind: 'foodWaste', tiers: [5, 4, null].map((upToGrams) => ({ upToGrams, fenPerTonne: 1 })) }],
      },
      '各档的上限要从小到大',
    ],
    ['twice the same kind', { baseFen: 0, kinds: [card.kinds[0]!, card.kinds[0]!] }, '同一种类只能写一组费率'],
  ])('a card with %s', (_what, given, problem) => {
    expect(cardProblem(given)).toBe(problem)
  })
})
