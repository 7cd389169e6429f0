// The rule book of posting as tables: one row, one sentence. Refusals outnumber permissions.
import { contentOf, hashOfEntry } from './content'
import type { AccountState, Entry, Limit, Post, Posting } from './entries'
import { endOf, expiryOf, holdOf, mergerOf, reversalOf, type HoldEnd } from './follow-ups'
import { expiringNext, spendableOn } from './lots'
import { decideAll, decidePost, emptyState } from './rules'

const home = 'household:h1'
const at = new Date('2026-11-03T11:12:00Z')
const points = (account: string, amount: number): Posting => ({ account, unit: 'points', amount })
const state = (over: Partial<AccountState> = {}): AccountState => ({ ...emptyState(home, 7), ...over })
const aPost = (over: Partial<Post> = {}): Post => ({
  cause: 'c1',
  kind: 'earn',
  at,
  by: 'system:test',
  partition: 7,
  subject: 'pickups/1',
  why: { template: 'pickup.collected', params: {} },
  postings: [points('issuer:r', -25), points(home, 25)],
  ...over,
})
const decided = (post: Post, before: AccountState = state()) =>
  decidePost(post, (account) => (account === before._id ? before : undefined), at)
const after = (post: Post, before?: AccountState): AccountState => {
  const decision = decided(post, before)
  if (!decision.ok) throw new Error(decision.code)
  return decision.states[0] as AccountState
}
const entryOf = (post: Post, before?: AccountState): Entry => {
  const decision = decided(post, before)
  if (!decision.ok) throw new Error(decision.code)
  return { ...decision.draft, contentHash: '', hash: '' }
}

describe('what may not be posted', () => {
  const spend = (amount: number): Partial<Post> => ({
    kind: 'hold',
    postings: [points(home, -amount), points(`held:${home}`, amount)],
  })
  const end = (over: Partial<Post>): Partial<Post> => ({
    kind: 'capture',
    cause: 'c0/end',
    ends: '7:c0',
    postings: [points(`held:${home}`, -5), points('merchant:m', 5)],
    ...over,
  })
  const rows: [string, Partial<Post>, string, Partial<AccountState>?][] = [
    [
      'I1: postings that do not add up to zero',
      { postings: [points('issuer:r', -25), points(home, 24)] },
      'LEDGER_UNBALANCED',
    ],
    [
      'I1: zero over all units but not per unit',
      { postings: [points(home, 25), { account: 'nature', unit: 'carbonGrams', amount: -25 }] },
      'LEDGER_UNBALANCED',
    ],
    ['half a point', { postings: [points('issuer:r', -0.5), points(home, 0.5)] }, 'LEDGER_AMOUNT_INVALID'],
    ['no number', { postings: [points('issuer:r', Number.NaN), points(home, 1)] }, 'LEDGER_AMOUNT_INVALID'],
    [
      'an amount beyond all reason',
      { postings: [points('issuer:r', -2e12), points(home, 2e12)] },
      'LEDGER_AMOUNT_INVALID',
    ],
    ['nothing at all', { postings: [] }, 'LEDGER_NOTHING_MOVED'],
    ['only zeros', { postings: [points('issuer:r', 0), points(home, 0)] }, 'LEDGER_NOTHING_MOVED'],
    ['an account of no kind', { postings: [points('issuer:r', -1), points('friend:h1', 1)] }, 'LEDGER_ACCOUNT_INVALID'],
    [
      'an account with an operator in it',
      { postings: [points('issuer:r', -1), points('household:$where', 1)] },
      'LEDGER_ACCOUNT_INVALID',
    ],
    ['points of nature', { postings: [points('nature', -1), points(home, 1)] }, 'LEDGER_ACCOUNT_INVALID'],
    ['a debt by hand', { postings: [points('issuer:r', -1), points(`debt:${home}`, 1)] }, 'LEDGER_ACCOUNT_INVALID'],
    [
      'something held by hand',
      { postings: [points('issuer:r', -1), points(`held:${home}`, 1)] },
      'LEDGER_KIND_INVALID',
    ],
    [
      'an earning that takes points away',
      { postings: [points('issuer:r', 25), points(home, -25)] },
      'LEDGER_KIND_INVALID',
      { points: 30, lots: { '2028-11': 30 } },
    ],
    [
      'an earning out of another household',
      { postings: [points('household:h2', -25), points(home, 25)] },
      'LEDGER_KIND_INVALID',
    ],
    ['an earning out of a shop', { postings: [points('merchant:m', -25), points(home, 25)] }, 'LEDGER_KIND_INVALID'],
    ['a compensation out of a rule’s budget', { kind: 'compensate' }, 'LEDGER_KIND_INVALID'],
    ['a fee that moves points', { kind: 'owe' }, 'LEDGER_KIND_INVALID'],
    [
      'carbon taken away by an earning',
      {
        postings: [
          { account: 'nature', unit: 'carbonGrams', amount: 5 },
          { account: home, unit: 'carbonGrams', amount: -5 },
        ],
      },
      'LEDGER_KIND_INVALID',
      { carbonGrams: 9 },
    ],
    ['a reversal without what it reverses', { kind: 'reverse' }, 'LEDGER_KIND_INVALID'],
    ['an earning that says it reverses', { reverses: { entryId: '7:c0', kind: 'earn' } }, 'LEDGER_KIND_INVALID'],
    ['a merger with a system account', { kind: 'merge' }, 'LEDGER_KIND_INVALID'],
    ['a kind there is not', { kind: 'spend' as never }, 'LEDGER_KIND_INVALID'],
    [
      'I5: points taken for a shop at once',
      { kind: 'hold', postings: [points(home, -5), points('merchant:m', 5)] },
      'LEDGER_KIND_INVALID',
      { points: 9, lots: { '2028-11': 9 } },
    ],
    [
      'I5: a hold for somebody else',
      { kind: 'hold', postings: [points(home, -5), points('held:household:h2', 5)] },
      'LEDGER_KIND_INVALID',
      { points: 9, lots: { '2028-11': 9 } },
    ],
    [
      'I5: what is held let go to another member',
      end({ kind: 'void', postings: [points(`held:${home}`, -5), points('household:h2', 5)] }),
      'LEDGER_KIND_INVALID',
      { held: 5 },
    ],
    [
      'I5: a capture for a member',
      end({ postings: [points(`held:${home}`, -5), points(home, 5)] }),
      'LEDGER_KIND_INVALID',
      { held: 5 },
    ],
    ['I5: a capture of more than is held', end({}), 'LEDGER_INSUFFICIENT', { held: 4 }],
    ['I6: an end that names no hold', { ...end({}), ends: undefined }, 'LEDGER_KIND_INVALID', { held: 5 }],
    ['I6: an end under a cause of its own', end({ cause: 'c0/end2' }), 'LEDGER_KIND_INVALID', { held: 5 }],
    ['an earning that ends a hold', { ends: '7:c0' }, 'LEDGER_KIND_INVALID'],
    [
      'I9: an expiry of lots that are not there',
      { kind: 'expire', postings: [points(home, -5), points('expiry', 5)], lots: { [home]: { '2026-10': -5 } } },
      'LEDGER_INSUFFICIENT',
      { points: 9, lots: { '2026-10': 4, '2028-11': 5 } },
    ],
    [
      'I9: an expiry that names no lots',
      { kind: 'expire', postings: [points(home, -5), points('expiry', 5)] },
      'LEDGER_INSUFFICIENT',
      { points: 9, lots: { '2026-10': 9 } },
    ],
    [
      'a gift to a shop',
      { kind: 'gift', postings: [points(home, -5), points('merchant:m', 5)] },
      'LEDGER_KIND_INVALID',
      { points: 9, lots: { '2028-11': 9 } },
    ],
    [
      'a gift to two',
      { kind: 'gift', postings: [points(home, -5), points('fund:a', 3), points('fund:b', 2)] },
      'LEDGER_KIND_INVALID',
      { points: 9, lots: { '2028-11': 9 } },
    ],
    [
      'a gift of carbon',
      {
        kind: 'gift',
        postings: [
          { account: home, unit: 'carbonGrams', amount: -5 },
          { account: 'household:h2', unit: 'carbonGrams', amount: 5 },
        ],
      },
      'LEDGER_KIND_INVALID',
      { carbonGrams: 9 },
    ],
    [
      'I4: a gift of more than can be spent',
      { kind: 'gift', postings: [points(home, -5), points('fund:a', 5)] },
      'LEDGER_INSUFFICIENT',
      { points: 9, lots: { '2026-10': 9 } },
    ],
    ['a cause without a name', { cause: '' }, 'LEDGER_KIND_INVALID'],
    ['an instant that is none', { at: new Date('x') }, 'LEDGER_KIND_INVALID'],
    ['I4: spending without points', spend(1), 'LEDGER_INSUFFICIENT'],
    ['I4: spending one more than there is', spend(26), 'LEDGER_INSUFFICIENT', { points: 25, lots: { '2028-11': 25 } }],
    ['I4: spending what is held', spend(25), 'LEDGER_INSUFFICIENT', { points: 20, held: 5, lots: { '2028-11': 20 } }],
    [
      'I7: spending a lot that ended last month',
      spend(10),
      'LEDGER_INSUFFICIENT',
      { points: 10, lots: { '2026-10': 10 } },
    ],
  ]
  it.each(rows)('%s', (_sentence, over, code, before = {}) => {
    const decision = decided(aPost(over), state(before))
    expect(decision).toMatchObject({ ok: false, code })
  })
})

describe('I7: lots', () => {
  it.each([
    ['earned in November 2026: to the end of November 2028', '2026-11-03T11:12:00Z', '2028-11'],
    ['the last Shanghai minute of a month', '2026-11-30T15:59:59Z', '2028-11'],
    ['the first Shanghai minute of the next, still the old month in UTC', '2026-11-30T16:00:00Z', '2028-12'],
    ['on 29 February', '2028-02-29T04:00:00Z', '2030-02'],
  ])('%s', (_sentence, instant, month) => {
    expect(after(aPost({ at: new Date(instant) })).lots).toEqual({ [month]: 25 })
  })

  it('the oldest-expiring are spent first, and the entry says which', () => {
    const before = state({ points: 30, lots: { '2028-12': 10, '2027-01': 5, '2026-11': 15 } })
    const spend = aPost({ kind: 'hold', postings: [points(home, -18), points(`held:${home}`, 18)] })
    expect(after(spend, before)).toMatchObject({
      points: 12,
      held: 18,
      oldestLot: '2027-01',
      lots: { '2027-01': 2, '2028-12': 10 },
    })
    expect(entryOf(spend, before).effects[0]?.lots).toEqual({ '2026-11': -15, '2027-01': -3 })
  })

  it('a lot counts to the last day of its month, and the first to end is told', () => {
    const before = state({ points: 30, lots: { '2026-10': 20, '2026-11': 10 } })
    expect(spendableOn(before, '2026-11-30')).toBe(10)
    expect(expiringNext(before, '2026-11-30')).toEqual({ points: 10, on: '2026-11-30' })
    expect(spendableOn(before, '2026-12-01')).toBe(0)
    expect(expiringNext(before, '2026-12-01')).toBeNull()
  })
})

const aHold = (amount: number, over: Partial<Post> = {}): Post => ({
  ...holdOf({
    cause: 'c0',
    account: home,
    points: amount,
    subject: 'rewards/1',
    by: 'person:p',
    at,
    partition: 7,
    placePath: ['city'],
    why: { template: 'rewards.redeemed', params: {} },
  }),
  ...over,
})
const capture: HoldEnd = {
  kind: 'capture',
  to: 'merchant:m',
  by: 'person:s',
  at,
  why: { template: 'rewards.redeemed', params: {} },
}
const letGo: HoldEnd = { kind: 'void', by: 'person:p', at, why: { template: 'rewards.redeemed', params: {} } }

describe('I5, I6, I8: holds', () => {
  const full = state({ seq: 3, points: 30, lots: { '2026-11': 15, '2027-01': 15 }, oldestLot: '2026-11' })
  const hold = entryOf(aHold(18), full)

  it('a hold takes points out of what can be spent and keeps where they came from', () => {
    expect(after(aHold(18), full)).toMatchObject({
      points: 12,
      held: 18,
      earned: 0,
      lots: { '2027-01': 12 },
      oldestLot: '2027-01',
      seq: 4,
    })
    expect(hold).toMatchObject({
      _id: '7:c0',
      kind: 'hold',
      placePath: ['city'],
      effects: [{ held: 18, lots: { '2026-11': -15, '2027-01': -3 } }],
    })
    expect(hold.postings).toEqual([points(`held:${home}`, 18), points(home, -18)])
  })

  const ends: [string, HoldEnd, Partial<AccountState>, Partial<AccountState>][] = [
    [
      'captured: the shop has them',
      capture,
      { points: 12, held: 18, lots: { '2027-01': 12 } },
      { points: 12, held: 0, lots: { '2027-01': 12 } },
    ],
    ['captured while another hold is open', capture, { held: 40 }, { held: 22 }],
    [
      'void: back to their lots',
      letGo,
      { points: 12, held: 18, lots: { '2027-01': 12 } },
      { points: 30, held: 0, lots: { '2026-11': 15, '2027-01': 15 }, oldestLot: '2026-11' },
    ],
    [
      'I10: void with a debt that arose meanwhile: repaid first, out of the oldest lot',
      letGo,
      { points: 0, held: 18, debt: 10 },
      { points: 8, held: 0, debt: 0, lots: { '2026-11': 5, '2027-01': 3 } },
    ],
    [
      'I10: void with a larger debt',
      letGo,
      { points: 0, held: 18, debt: 25 },
      { points: 0, held: 0, debt: 7, lots: {}, oldestLot: null },
    ],
    [
      'void after the first lot has ended: back as it was, for the next expiry run',
      { ...letGo, at: new Date('2026-12-05T00:00:00Z') },
      { held: 18 },
      { points: 18, lots: { '2026-11': 15, '2027-01': 3 }, oldestLot: '2026-11' },
    ],
  ]
  it.each(ends)('%s', (_sentence, how, before, expected) => {
    const post = endOf(hold, how) as Post
    expect(after(post, state(before))).toMatchObject({ earned: 0, ...expected })
    expect(entryOf(post, state(before))).toMatchObject({ _id: '7:c0/end', ends: '7:c0', placePath: ['city'] })
  })

  it('I6: capture and void have one id and different content', () => {
    const books = {
      had: new Map<string, Entry>(),
      states: new Map([[home, state({ points: 0, held: 18 })]]),
      recordedAt: at,
      hashOf: (text: string) => text,
    }
    const posts = [capture, letGo, capture, { ...capture, to: 'merchant:other' }].map(
      (how) => endOf(hold, how as HoldEnd) as Post,
    )
    const outcomes = decideAll(posts, books)
    expect(outcomes.map((each) => (each.status === 'refused' ? each.code : each.status))).toEqual([
      'posted',
      'LEDGER_CAUSE_REUSED',
      'had',
      'LEDGER_CAUSE_REUSED',
    ])
    expect(books.states.get(home)).toMatchObject({ held: 0, points: 0, seq: 1 })
  })

  it('only a hold has an end', () => expect(endOf(entryOf(aPost()), capture)).toBeNull())
})

describe('I9: expiry', () => {
  const before = state({ points: 30, lots: { '2026-09': 4, '2026-10': 6, '2026-11': 20 }, oldestLot: '2026-09' })
  it('takes exactly the lots whose month has ended', () => {
    const post = expiryOf(before, '2026-11-01', at) as Post
    expect(post).toMatchObject({ cause: `expire/${home}/2026-11-01`, kind: 'expire' })
    expect(after(post, before)).toMatchObject({
      points: 20,
      lots: { '2026-11': 20 },
      oldestLot: '2026-11',
      held: 0,
      debt: 0,
    })
    expect(entryOf(post, before)).toMatchObject({
      postings: [points('expiry', 10), points(home, -10)],
      effects: [{ lots: { '2026-09': -4, '2026-10': -6 } }],
    })
  })
  it('nothing on the last day of a month, nothing without lots', () => {
    expect(expiryOf(state({ points: 5, lots: { '2026-11': 5 } }), '2026-11-30', at)).toBeNull()
    expect(expiryOf(state(), '2030-01-01', at)).toBeNull()
  })
})

describe('gifts', () => {
  const toFund = aPost({ kind: 'gift', cause: 'g1', postings: [points(home, -18), points('fund:school', 18)] })
  const run = (post: Post, given: AccountState, got: AccountState) => {
    const decision = decidePost(
      post,
      (account) => (account === home ? given : account === got._id ? got : undefined),
      at,
    )
    if (!decision.ok) throw new Error(decision.code)
    return {
      entry: { ...decision.draft, contentHash: '', hash: '' } as Entry,
      states: new Map(decision.states.map((each) => [each._id, each])),
    }
  }
  const giver = state({ points: 30, lots: { '2026-11': 15, '2027-01': 15 }, earned: 30 })
  it('the receiver’s lots are the giver’s: a gift never lengthens a life', () => {
    const { states } = run(toFund, giver, { ...emptyState('fund:school', 7), points: 2, lots: { '2027-01': 2 } })
    expect(states.get(home)).toMatchObject({ points: 12, lots: { '2027-01': 12 }, earned: 30 })
    expect(states.get('fund:school')).toMatchObject({
      points: 20,
      lots: { '2026-11': 15, '2027-01': 5 },
      earned: 0,
      oldestLot: '2026-11',
    })
  })
  it.each(['household:h0', 'household:h9', 'person:z'])('to %s, whose name comes before or after the giver’s', (to) => {
    const { states } = run({ ...toFund, postings: [points(home, -18), points(to, 18)] }, giver, emptyState(to, 7))
    expect(states.get(to)?.lots).toEqual({ '2026-11': 15, '2027-01': 3 })
  })
  it('I10: a receiver’s debt is repaid first', () => {
    const { states } = run(toFund, giver, { ...emptyState('fund:school', 7), debt: 10 })
    expect(states.get('fund:school')).toMatchObject({ points: 8, debt: 0, lots: { '2026-11': 5, '2027-01': 3 } })
  })
  it('reversed: back to the giver’s lots, what the receiver has spent is owed', () => {
    const { entry } = run(toFund, giver, emptyState('fund:school', 7))
    const undo = reversalOf(entry, { cause: 'undo', reason: '误赠', by: 'system:test', at }) as Post
    const { states } = run(undo, state({ points: 12, lots: { '2027-01': 12 } }), {
      ...emptyState('fund:school', 7),
      points: 3,
      lots: { '2027-01': 3 },
    })
    expect(states.get(home)).toMatchObject({ points: 30, lots: { '2026-11': 15, '2027-01': 15 } })
    expect(states.get('fund:school')).toMatchObject({ points: 0, debt: 15 })
  })
})

describe('I11: limits', () => {
  const day = '2026-11-03'
  const limit = (over: Partial<Limit> = {}): Limit => ({
    counter: 'r/day',
    period: day,
    measure: 'points',
    amount: 0,
    most: 40,
    ...over,
  })
  const rows: [string, Limit[], AccountState['used'], number, string | null, AccountState['used']][] = [
    ['well below: all', [limit()], undefined, 25, null, { 'r/day': { [day]: 25 } }],
    ['exactly up to it: all', [limit()], { 'r/day': { [day]: 15 } }, 25, null, { 'r/day': { [day]: 40 } }],
    ['beyond: what is left', [limit()], { 'r/day': { [day]: 30 } }, 10, 'r/day', { 'r/day': { [day]: 40 } }],
    ['used up: nothing', [limit()], { 'r/day': { [day]: 40 } }, 0, 'r/day', { 'r/day': { [day]: 40 } }],
    [
      'lowered below what was used: nothing, not less',
      [limit({ most: 20 })],
      { 'r/day': { [day]: 40 } },
      0,
      'r/day',
      { 'r/day': { [day]: 40 } },
    ],
    [
      'another day does not count',
      [limit()],
      { 'r/day': { '2026-11-02': 40 } },
      25,
      null,
      { 'r/day': { '2026-11-02': 40, [day]: 25 } },
    ],
    [
      'the tightest of several',
      [limit(), limit({ counter: 'r/month', period: '2026-11', most: 100 })],
      { 'r/month': { '2026-11': 93 } },
      7,
      'r/month',
      { 'r/day': { [day]: 7 }, 'r/month': { '2026-11': 100 } },
    ],
    [
      'grams: a share of the points, rounded down',
      [limit({ measure: 'grams', amount: 30_000, most: 20_000 })],
      undefined,
      16,
      'r/day',
      { 'r/day': { [day]: 19_200 } },
    ],
    [
      'grams: all of them',
      [limit({ measure: 'grams', amount: 5_000, most: 20_000 })],
      undefined,
      25,
      null,
      { 'r/day': { [day]: 5_000 } },
    ],
    ['times: once', [limit({ measure: 'times', amount: 1, most: 1 })], undefined, 25, null, { 'r/day': { [day]: 1 } }],
    [
      'times: not twice',
      [limit({ measure: 'times', amount: 1, most: 1 })],
      { 'r/day': { [day]: 1 } },
      0,
      'r/day',
      { 'r/day': { [day]: 1 } },
    ],
    [
      'trimmed to nothing by one limit: the other is not used',
      [limit({ most: 0 }), limit({ counter: 'r/times', measure: 'times', amount: 1, most: 1 })],
      undefined,
      0,
      'r/day',
      undefined,
    ],
  ]
  it.each(rows)('%s', (_sentence, limits, used, granted, by, expected) => {
    const post = aPost({ limits })
    const before = state(used ? { used } : {})
    const next = after(post, before)
    expect(next).toMatchObject({ points: granted, earned: granted, seq: 1 })
    expect(next.used).toEqual(expected)
    const entry = entryOf(post, before)
    expect(entry.details?.['trimmed']).toEqual(by === null ? undefined : { asked: 25, granted, by })
    expect(entry.postings.reduce((sum, each) => sum + each.amount, 0)).toBe(0)
    expect(entry.effects).toHaveLength(1)
    const undone = after(reversalOf(entry, { cause: 'undo', reason: '', by: '', at }) as Post, next)
    expect(undone).toMatchObject({ points: 0, earned: 0, debt: 0, seq: 2 })
    expect(Object.values(undone.used?.['r/day'] ?? {}).reduce((sum, each) => sum + each, 0)).toBe(
      Object.values(used?.['r/day'] ?? {}).reduce((sum, each) => sum + each, 0),
    )
  })

  it('I15: a budget trims too and says so; carbon is not trimmed', () => {
    const carbon: Posting[] = [
      { account: 'nature', unit: 'carbonGrams', amount: -90 },
      { account: home, unit: 'carbonGrams', amount: 90 },
    ]
    const entry = entryOf(
      aPost({ budget: { left: 0 }, postings: [points('issuer:r', -25), points(home, 25), ...carbon] }),
    )
    expect(entry.details).toEqual({ trimmed: { asked: 25, granted: 0, by: 'budget' } })
    expect(entry.postings).toEqual([...carbon].sort((a, b) => (a.account < b.account ? -1 : 1)))
  })

  it.each([
    ['40 days', 40, (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10)],
    ['3 months', 3, (n: number) => new Date(Date.UTC(2026, n, 1)).toISOString().slice(0, 7)],
  ])('the latest %s of a counter are kept; an older period counts as used up', (_sentence, kept, periodOf) => {
    let now = state()
    for (let n = 1; n <= kept + 2; n += 1)
      now = after(aPost({ cause: `c${n}`, limits: [limit({ period: periodOf(n) })] }), now)
    expect(Object.keys(now.used?.['r/day'] ?? {})).toHaveLength(kept)
    expect(now.points).toBe((kept + 2) * 25)
    expect(after(aPost({ limits: [limit({ period: periodOf(1) })] }), now).points).toBe(now.points)
    expect(after(aPost({ limits: [limit({ period: periodOf(kept + 2) })] }), now).points).toBe(now.points + 15)
    expect(after(aPost({ limits: [limit({ counter: 'r/other', period: periodOf(1) })] }), now).points).toBe(
      now.points + 25,
    )
  })

  it('what is held or given past a limit is refused, and given back when the hold is void', () => {
    const full = state({ points: 90, lots: { '2028-11': 90 } })
    const limited = aHold(30, { limits: [limit()] })
    const held = after(limited, full)
    expect(held).toMatchObject({ points: 60, used: { 'r/day': { [day]: 30 } } })
    expect(decided(aHold(11, { cause: 'c9', limits: [limit()] }), held)).toMatchObject({
      ok: false,
      code: 'LEDGER_LIMIT_REACHED',
      details: { left: 10 },
    })
    expect(
      decided(aPost({ kind: 'gift', postings: [points(home, -41), points('fund:f', 41)], limits: [limit()] }), full),
    ).toMatchObject({ ok: false, code: 'LEDGER_LIMIT_REACHED' })
    expect(after(endOf(entryOf(limited, full), letGo) as Post, held)).toMatchObject({
      points: 90,
      used: { 'r/day': { [day]: 0 } },
    })
  })

  const wrong: [string, Partial<Post>][] = [
    [
      'on a fee',
      {
        kind: 'owe',
        postings: [
          { account: home, unit: 'fen', amount: -5 },
          { account: 'operator:o', unit: 'fen', amount: 5 },
        ],
        limits: [limit()],
      },
    ],
    ['one counter twice in a period', { limits: [limit(), limit()] }],
    [
      'two earners at once',
      { limits: [limit()], postings: [points(home, 5), points('household:h2', 5), points('issuer:r', -10)] },
    ],
    ['a counter that is no field name', { limits: [limit({ counter: '__proto__' })] }],
    ['a dotted counter', { limits: [limit({ counter: 'a.b' })] }],
    ['half a point', { limits: [limit({ most: 0.5 })] }],
    ['less than none', { limits: [limit({ amount: -1 })] }],
    ['a period that is none', { limits: [limit({ period: 'today' })] }],
  ]
  it.each(wrong)('refused: %s', (_sentence, over) => expect(decided(aPost(over))).toMatchObject({ ok: false }))

  it('I3: limits and budgets are no part of the content: what was trimmed stays so', () => {
    expect(contentOf(aPost({ limits: [limit()], budget: { left: 3 } }))).toBe(contentOf(aPost()))
  })
})

describe('I2, I8, I10: reversal', () => {
  const undo = (entry: Entry): Post =>
    reversalOf(entry, { cause: 'undo', reason: '误记', by: 'system:test', at }) as Post
  const rows: [string, Partial<AccountState>, Partial<AccountState>][] = [
    [
      'all points still there: taken from their own lot, though an older one exists',
      { points: 40, earned: 40, lots: { '2027-01': 15, '2028-11': 25 } },
      { points: 15, debt: 0, earned: 15, lots: { '2027-01': 15 } },
    ],
    [
      'partly spent: the rest from other lots',
      { points: 30, earned: 40, lots: { '2027-01': 15, '2028-11': 15 } },
      { points: 5, debt: 0, earned: 15, lots: { '2027-01': 5 } },
    ],
    [
      'mostly spent: what is missing is owed',
      { points: 10, earned: 40, lots: { '2028-11': 10 } },
      { points: 0, debt: 15, earned: 15, lots: {} },
    ],
    ['all spent', { points: 0, earned: 25 }, { points: 0, debt: 25, earned: 0, lots: {} }],
    [
      'held points are left alone',
      { points: 5, held: 20, earned: 25, lots: { '2028-11': 5 } },
      { points: 0, held: 20, debt: 20, earned: 0, lots: {} },
    ],
  ]
  it.each(rows)('an earning of 25: %s', (_sentence, before, expected) => {
    expect(after(undo(entryOf(aPost())), state({ seq: 4, ...before }))).toMatchObject({ seq: 5, ...expected })
  })

  it('every posting of a reversal is the opposite, the debt counted with its member', () => {
    const reversal = entryOf(undo(entryOf(aPost())), state({ points: 10, lots: { '2028-11': 10 } }))
    expect(reversal.postings).toEqual([points(`debt:${home}`, -15), points(home, -10), points('issuer:r', 25)])
    expect(reversal).toMatchObject({ kind: 'reverse', reverses: '7:c1', reversedKind: 'earn' })
  })

  it('a reversed spending returns to the very lots it came from, even ended ones', () => {
    const hold = entryOf(aHold(18), state({ points: 30, lots: { '2026-11': 15, '2027-01': 15 } }))
    const entry = entryOf(endOf(hold, capture) as Post, state({ points: 12, held: 18, lots: { '2027-01': 12 } }))
    const undone = reversalOf(
      entry,
      { cause: 'undo', reason: '误记', by: 'system:test', at: new Date('2027-06-01T00:00:00Z') },
      hold,
    ) as Post
    expect(undone.postings).toEqual([points(home, 18), points('merchant:m', -18)])
    expect(after(undone, state({ points: 12, lots: { '2027-01': 12 } }))).toMatchObject({
      points: 30,
      lots: { '2026-11': 15, '2027-01': 15 },
    })
  })

  it('later earnings repay the debt first', () => {
    expect(after(aPost(), state({ debt: 10 }))).toMatchObject({
      points: 15,
      debt: 0,
      lots: { '2028-11': 15 },
      earned: 25,
    })
    expect(after(aPost(), state({ debt: 40 }))).toMatchObject({ points: 0, debt: 15, lots: {}, earned: 25 })
    expect(entryOf(aPost(), state({ debt: 10 })).postings).toEqual([
      points(`debt:${home}`, 10),
      points(home, 15),
      points('issuer:r', -25),
    ])
  })

  it('an earning that repaid a debt, reversed: the debt is back', () => {
    const entry = entryOf(aPost(), state({ debt: 10 }))
    expect(after(undo(entry), state({ points: 15, lots: { '2028-11': 15 } }))).toMatchObject({
      points: 0,
      debt: 10,
      lots: {},
    })
  })

  it.each(['reverse', 'merge', 'hold', 'void', 'expire', 'capture'] as const)(
    'a %s is not reversed (a capture only together with its hold)',
    (kind) => {
      expect(reversalOf({ ...entryOf(aPost()), kind }, { cause: 'x', reason: '', by: '', at })).toBeNull()
    },
  )
})

describe('mergers', () => {
  const into = 'household:h2'
  const by = { partition: 7, at, by: 'system:merge', placePath: [] }
  const run = (from: AccountState, other: AccountState) => {
    const post = mergerOf(from, into, by)
    const decision = post && decidePost(post, (account) => (account === home ? from : other), at)
    return decision?.ok ? new Map(decision.states.map((each) => [each._id, each])) : null
  }
  it('points keep their lots', () => {
    const states = run(state({ points: 12, lots: { '2026-09': 2, '2027-01': 10 }, carbonGrams: 5, fen: -300 }), {
      ...emptyState(into, 7),
      points: 3,
      lots: { '2027-01': 3 },
    })
    expect(states?.get(into)).toMatchObject({
      points: 15,
      lots: { '2026-09': 2, '2027-01': 13 },
      carbonGrams: 5,
      fen: -300,
    })
    expect(states?.get(home)).toMatchObject({ points: 0, lots: {}, carbonGrams: 0, fen: 0 })
  })
  it('a debt moves too, paid out of what the other has', () => {
    const states = run(state({ debt: 10 }), { ...emptyState(into, 7), points: 3, lots: { '2027-01': 3 } })
    expect(states?.get(into)).toMatchObject({ points: 0, debt: 7, lots: {} })
    expect(states?.get(home)).toMatchObject({ points: 0, debt: 0 })
  })
  it('I11: what was used of caps moves too, so that merging doubles none', () => {
    const states = run(state({ points: 5, lots: { '2027-01': 5 }, used: { 'r/day': { '2026-11-03': 5 } } }), {
      ...emptyState(into, 7),
      used: { 'r/day': { '2026-11-02': 1, '2026-11-03': 30 } },
    })
    expect(states?.get(into)?.used).toEqual({ 'r/day': { '2026-11-02': 1, '2026-11-03': 35 } })
    expect(states?.get(home)?.used).toEqual({ 'r/day': { '2026-11-03': 0 } })
  })
  it('nothing to move, nothing posted', () => expect(mergerOf(state(), into, by)).toBeNull())
})

describe('I3: the same content', () => {
  const same: [string, Partial<Post>][] = [
    ['another instant', { at: new Date(0) }],
    ['another messenger', { by: 'system:other' }],
    ['another order of postings', { postings: [points(home, 25), points('issuer:r', -25)] }],
    ['an amount in two parts', { postings: [points(home, 20), points(home, 5), points('issuer:r', -25)] }],
    ['a place path', { placePath: ['a'] }],
  ]
  it.each(same)('same: %s', (_sentence, over) => expect(contentOf(aPost(over))).toBe(contentOf(aPost())))
  const other: [string, Partial<Post>][] = [
    ['another amount', { postings: [points(home, 24), points('issuer:r', -24)] }],
    ['another account', { postings: [points('household:h2', 25), points('issuer:r', -25)] }],
    ['another weight in words', { why: { template: 'pickup.collected', params: { materials: '1 千克' } } }],
    ['another rule', { ruleVersion: 'v2' }],
    ['another factor', { factorVersion: 'x' }],
    ['another subject', { subject: 'pickups/2' }],
    ['other details', { details: { grams: 1 } }],
  ]
  it.each(other)('other: %s', (_sentence, over) => expect(contentOf(aPost(over))).not.toBe(contentOf(aPost())))

  it('in one batch the first counts, its twin gets the same entry, another content is refused and leaves no trace', () => {
    const books = {
      had: new Map<string, Entry>(),
      states: new Map<string, AccountState>(),
      recordedAt: at,
      hashOf: (text: string) => text,
    }
    const [first, twin, changed, more] = decideAll(
      [aPost(), aPost(), aPost({ ruleVersion: 'v2' }), aPost({ cause: 'c2' })],
      books,
    )
    expect([first?.status, twin?.status, changed?.status, more?.status]).toEqual(['posted', 'had', 'refused', 'posted'])
    expect(twin).toMatchObject({ entry: first?.status === 'posted' ? first.entry : null })
    expect(books.states.get(home)).toMatchObject({ points: 50, seq: 2 })
  })
})

describe('the hash of an entry', () => {
  const whole: Entry = {
    ...entryOf(
      aPost({
        ruleVersion: 'v1',
        factorVersion: 'f1',
        details: { grams: 1 },
        placePath: ['city'],
        why: { template: 't', params: { a: 1 } },
      }),
    ),
    reverses: '7:x',
    reversedKind: 'earn',
    contentHash: 'c',
    ends: '7:h',
  }
  whole.effects = whole.effects.map((effect) => ({ ...effect, used: { 'r/day': { '2026-11-03': 1 } } }))
  const hash = (entry: Entry): string => hashOfEntry(entry, (text) => text)
  const spoiled = (value: unknown): unknown => {
    if (value instanceof Date) return new Date(value.getTime() + 1)
    if (Array.isArray(value)) return value.length > 0 ? [spoiled(value[0]), ...value.slice(1)] : ['x']
    if (typeof value === 'object' && value !== null) {
      const [name, field] = Object.entries(value).at(-1) ?? ['x', 1]
      return { ...value, [name]: spoiled(field) }
    }
    return typeof value === 'number' ? value + 1 : `${String(value)}x`
  }
  it.each(Object.keys(whole).filter((name) => name !== 'hash'))('covers %s', (name) => {
    expect(hash({ ...whole, [name]: spoiled(whole[name as keyof Entry]) })).not.toBe(hash(whole))
  })
  it.each(Object.keys(whole.effects[0] ?? {}))('covers %s of an effect', (name) => {
    const effect = whole.effects[0] as Entry['effects'][number]
    expect(hash({ ...whole, effects: [{ ...effect, [name]: spoiled(effect[name as keyof typeof effect]) }] })).not.toBe(
      hash(whole),
    )
  })
})
