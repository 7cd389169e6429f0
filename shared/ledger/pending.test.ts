// Points that are pending until a day is closed: issued without a lot, nobody's to spend, and taken over once.
import { pendingOf } from './accounts'
import { expiryMonthOf } from './lots'
import type { Post } from './entries'
import { reversalOf } from './follow-ups'
import { after, aPost, at, decided, entryOf, home, points, state } from './rules-fixtures'

const pending = pendingOf(home)
const accrued = (over: Partial<Post> = {}): Post =>
  aPost({ kind: 'accrue', postings: [points('issuer:r', -4), points(pending, 4)], ...over })
const closed = (over: Partial<Post> = {}): Post => aPost({ postings: [points(pending, -4), points(home, 4)], ...over })

test('what is pending moves no balance and makes no lot', () => {
  expect(entryOf(accrued())).toMatchObject({ effects: [], postings: [points('issuer:r', -4), points(pending, 4)] })
})

test('closing earns it, with the lot of the day it is closed for', () => {
  expect(after(closed())).toMatchObject({ points: 4, earned: 4, lots: { [expiryMonthOf(at)]: 4 } })
})

test.each<[string, Partial<Post>]>([
  ['a member among what is pending', { kind: 'accrue', postings: [points('issuer:r', -4), points(home, 4)] }],
  ['taken back as if accrued', { kind: 'accrue', postings: [points('issuer:r', 4), points(pending, -4)] }],
  ['pending out of a compensation', { kind: 'accrue', postings: [points('compensation:p', -4), points(pending, 4)] }],
  ['earned into what is pending', { postings: [points('issuer:r', -4), points(pending, 4)] }],
  ['spent at once', { kind: 'capture', postings: [points(pending, -4), points('merchant:m', 4)], ends: 'x' }],
  ['held', { kind: 'hold', postings: [points(pending, -4), points(`held:${home}`, 4)] }],
])('%s is refused', (_name, over) => expect(decided(aPost(over))).toMatchObject({ code: 'LEDGER_KIND_INVALID' }))

test.each([
  [3, 3],
  [0, 0],
  [4, 4],
])('of 4 pending a cap leaves %i: the rest goes back to the rule, nothing stays pending', (left, granted) => {
  const limit = { counter: 'dropoff/householdDay', period: '2026-11-03', measure: 'points' as const, amount: 4 }
  const entry = entryOf(closed({ limits: [{ ...limit, most: left }], rest: 'issuer:r' }), state())
  const sum = (account: string): number =>
    entry.postings.filter((each) => each.account === account).reduce((total, each) => total + each.amount, 0)
  expect([sum(pending), sum(home), sum('issuer:r')]).toEqual([-4, granted, 4 - granted])
  expect(entry.details?.['trimmed'] !== undefined).toBe(granted < 4)
})

test('both are reversed by their opposite', () => {
  const taken = reversalOf(entryOf(accrued()), { cause: 'back', reason: '撤销', by: 'system:test', at })
  expect(taken?.postings).toEqual([points('issuer:r', 4), points(pending, -4)])
  expect(decided(taken as Post)).toMatchObject({ ok: true, states: [] })
  const reopened = reversalOf(entryOf(closed()), { cause: 'back2', reason: '更正', by: 'system:test', at })
  expect(after(reopened as Post, after(closed()))).toMatchObject({ points: 0, earned: 0, lots: {} })
})
