// The rule book of reversals and mergers, and of when two posts are the same, as tables: one row, one sentence.
import { contentOf, hashOfEntry } from './content'
import type { AccountState, Entry, Post } from './entries'
import { endOf, mergerOf, reversalOf } from './follow-ups'
import { decideAll, decidePost, emptyState } from './rules'
import { after, aHold, aPost, at, capture, entryOf, home, points, state } from './rules-fixtures'

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
    ['another weight in words', { why: { template: 'pickup.collected', params: { materials: '1千克' } } }],
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
