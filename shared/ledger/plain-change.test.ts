// What may be written before it is decided, and that the rules then decide exactly that.
import type { AccountState, Post, Posting } from './entries'
import { plainChangeOf, stateBefore } from './plain-change'
import { decidePost, emptyState } from './rules'

const home = 'household:h1'
const points = (account: string, amount: number): Posting => ({ account, unit: 'points', amount })
const aPost = (over: Partial<Post> = {}): Post => ({
  cause: 'c1',
  kind: 'earn',
  at: new Date('2026-11-03T11:12:00Z'),
  by: 'system:test',
  partition: 7,
  subject: 'pickups/1',
  why: { template: 'pickup.collected', params: {} },
  postings: [points('issuer:r', -25), points(home, 25)],
  ...over,
})

describe('what has to be decided first', () => {
  const rows: [string, Partial<Post>][] = [
    [
      'an earning with a cap',
      { limits: [{ counter: 'r/person/p', period: '2026-11-03', measure: 'points', amount: 0, most: 30 }] },
    ],
    ['an earning out of a budget', { budget: { left: 100 } }],
    ['an earning for two', { postings: [points('issuer:r', -25), points(home, 20), points('person:p', 5)] }],
    [
      'carbon without points, which makes no lot',
      {
        postings: [
          { account: 'nature', unit: 'carbonGrams', amount: -5 },
          { account: home, unit: 'carbonGrams', amount: 5 },
        ],
      },
    ],
    ['a compensation', { kind: 'compensate', postings: [points('compensation:place', -25), points(home, 25)] }],
    ['a hold', { kind: 'hold', postings: [points(home, -5), points(`held:${home}`, 5)] }],
    [
      'a release, which gives lots back',
      {
        kind: 'void',
        cause: 'h/end',
        ends: '7:h',
        postings: [points(home, 5), points(`held:${home}`, -5)],
        lots: { [home]: { '2027-01': 5 } },
      },
    ],
    [
      'a capture that ends no hold',
      { kind: 'capture', postings: [points('merchant:m', 5), points(`held:${home}`, -5)] },
    ],
    [
      'a capture of points that are not held',
      { kind: 'capture', cause: 'h/end', ends: '7:h', postings: [points('merchant:m', 5), points(home, -5)] },
    ],
    ['postings that do not add up', { postings: [points('issuer:r', -25), points(home, 24)] }],
    ['an earning that takes', { postings: [points('issuer:r', 25), points(home, -25)] }],
    ['half a point', { postings: [points('issuer:r', -0.5), points(home, 0.5)] }],
  ]
  it.each(rows)('%s', (_sentence, over) => expect(plainChangeOf(aPost(over))).toBeNull())
})

describe('the rules decide what was added', () => {
  const rich: AccountState = {
    ...emptyState(home, 7),
    seq: 9,
    points: 40,
    fen: -300,
    carbonGrams: 70,
    held: 5,
    earned: 90,
    lots: { '2027-01': 30, '2028-11': 10 },
    oldestLot: '2027-01',
    placePath: ['city'],
  }
  const rows: [string, Partial<AccountState>, Partial<Post>][] = [
    ['into a lot that is there', {}, {}],
    ['into a new lot', {}, { at: new Date('2026-12-31T16:00:00Z') }],
    ['into a lot between others', { lots: { '2027-01': 30, '2029-11': 10 } }, {}],
    ['the only lot', { lots: { '2028-11': 40 }, oldestLot: '2028-11' }, {}],
    [
      'the capture of a part of what is held',
      {},
      { kind: 'capture', cause: 'h/end', ends: '7:h', postings: [points('merchant:m', 3), points(`held:${home}`, -3)] },
    ],
    [
      'the capture of all that is held, beside a debt',
      { debt: 12 },
      { kind: 'capture', cause: 'h/end', ends: '7:h', postings: [points('merchant:m', 5), points(`held:${home}`, -5)] },
    ],
    [
      'with fen and carbon beside',
      {},
      {
        postings: [
          points('issuer:r', -25),
          points(home, 25),
          { account: 'operator:o', unit: 'fen', amount: 120 },
          { account: home, unit: 'fen', amount: -120 },
          { account: 'nature', unit: 'carbonGrams', amount: -7 },
          { account: home, unit: 'carbonGrams', amount: 7 },
        ],
      },
    ],
  ]
  it.each(rows)('%s', (_sentence, over, post) => {
    const before = { ...rich, ...over }
    const decision = decidePost(aPost(post), () => before, new Date(0))
    const change = plainChangeOf(aPost(post))
    if (!decision.ok || !change) throw new Error('must be a plain change')
    const [after] = decision.states as [AccountState]
    const { adds, lot } = change
    expect(after).toMatchObject({
      points: before.points + adds.points,
      fen: before.fen + adds.fen,
      carbonGrams: before.carbonGrams + adds.carbonGrams,
      held: before.held + adds.held,
      earned: before.earned + adds.earned,
      seq: before.seq + 1,
    })
    if (lot === null) expect(after.lots).toEqual(before.lots)
    else expect(after.lots[lot]).toBe((before.lots[lot as keyof typeof before.lots] ?? 0) + adds.points)
    expect(stateBefore(after, change)).toEqual(before)
  })
})
