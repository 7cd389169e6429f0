// The rule book of posting as tables: one row, one sentence. Refusals outnumber permissions.
import type { AccountState, Entry, Post } from './entries'
import { endOf, expiryOf, type HoldEnd } from './follow-ups'
import { expiringNext, spendableOn } from './lots'
import { decideAll } from './rules'
import { after, aHold, aPost, at, capture, decided, entryOf, home, letGo, points, state } from './rules-fixtures'

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
