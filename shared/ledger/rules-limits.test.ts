// The rule book of gifts, caps and budgets as tables: one row, one sentence.
import { contentOf } from './content'
import type { AccountState, Entry, Limit, Post, Posting } from './entries'
import { endOf, reversalOf } from './follow-ups'
import { decidePost, emptyState } from './rules'
import { after, aHold, aPost, at, decided, entryOf, home, letGo, points, state } from './rules-fixtures'

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
