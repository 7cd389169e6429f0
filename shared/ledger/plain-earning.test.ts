// What may be written before it is decided, and that the rules then decide exactly that.
import type { AccountState, Post, Posting } from './entries'
import { additionOf, stateBefore } from './plain-earning'
import { decidePost, emptyState } from './rules'

const home = 'household:h1'
const points = (account: string, amount: number): Posting => ({ account, unit: 'points', amount })
const aPost = (over: Partial<Post> = {}): Post => ({
  cause: 'c1', kind: 'earn', at: new Date('2026-11-03T11:12:00Z'), by: 'system:test', partition: 7, subject: 'pickups/1', why: { template: 'pickup.collected', params: {} },
  postings: [points('issuer:r', -25), points(home, 25)], ...over,
})

describe('what has to be decided first', () => {
  const rows: [string, Partial<Post>][] = [
    ['an earning with a cap', { limits: [{ counter: 'r/person/p', period: '2026-11-03', measure: 'points', amount: 0, most: 30 }] }],
    ['an earning out of a budget', { budget: { left: 100 } }],
    ['an earning for two', { postings: [points('issuer:r', -25), points(home, 20), points('person:p', 5)] }],
    ['carbon without points, which makes no lot', { postings: [{ account: 'nature', unit: 'carbonGrams', amount: -5 }, { account: home, unit: 'carbonGrams', amount: 5 }] }],
    ['a compensation', { kind: 'compensate', postings: [points('compensation:place', -25), points(home, 25)] }],
    ['a hold', { kind: 'hold', postings: [points(home, -5), points(`held:${home}`, 5)] }],
    ['postings that do not add up', { postings: [points('issuer:r', -25), points(home, 24)] }],
    ['an earning that takes', { postings: [points('issuer:r', 25), points(home, -25)] }],
    ['half a point', { postings: [points('issuer:r', -0.5), points(home, 0.5)] }],
  ]
  it.each(rows)('%s', (_sentence, over) => expect(additionOf(aPost(over))).toBeNull())
})

describe('the rules decide what was added', () => {
  const rich: AccountState = { ...emptyState(home, 7), seq: 9, points: 40, fen: -300, carbonGrams: 70, held: 5, earned: 90, lots: { '2027-01': 30, '2028-11': 10 }, oldestLot: '2027-01', placePath: ['city'] }
  const rows: [string, Partial<AccountState>, Partial<Post>][] = [
    ['into a lot that is there', {}, {}],
    ['into a new lot', {}, { at: new Date('2026-12-31T16:00:00Z') }],
    ['into a lot between others', { lots: { '2027-01': 30, '2029-11': 10 } }, {}],
    ['the only lot', { lots: { '2028-11': 40 }, oldestLot: '2028-11' }, {}],
    ['with fen and carbon beside', {}, { postings: [points('issuer:r', -25), points(home, 25), { account: 'operator:o', unit: 'fen', amount: 120 }, { account: home, unit: 'fen', amount: -120 }, { account: 'nature', unit: 'carbonGrams', amount: -7 }, { account: home, unit: 'carbonGrams', amount: 7 }] }],
  ]
  it.each(rows)('%s', (_sentence, over, post) => {
    const before = { ...rich, ...over }
    const decision = decidePost(aPost(post), () => before, new Date(0))
    const addition = additionOf(aPost(post))
    if (!decision.ok || !addition) throw new Error('must be an addition')
    const [after] = decision.states as [AccountState]
    expect(after).toMatchObject({ points: before.points + addition.points, fen: before.fen + addition.fen, carbonGrams: before.carbonGrams + addition.carbonGrams, earned: before.earned + addition.points, seq: before.seq + 1 })
    expect(after.lots[addition.month]).toBe((before.lots[addition.month as keyof typeof before.lots] ?? 0) + addition.points)
    expect(stateBefore(after, addition)).toEqual(before)
  })
})
