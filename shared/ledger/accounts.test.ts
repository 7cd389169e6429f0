// Kinds of accounts, what they may carry, and how partitions spread.
import { accountFor, isStored, kindOf, mayCarry, partitionOf } from './accounts'

describe('accounts', () => {
  it.each([
    ['person:p', 'person', true],
    ['household:01J', 'household', true],
    ['fund:school', 'fund', true],
    ['issuer:pickup.v1', 'issuer', false],
    ['nature', 'nature', false],
    ['debt:household:01J', 'debt', false],
    ['household:', null, false],
    ['household:a:b', null, false],
    ['debt:issuer:x', null, false],
    ['nature:x', null, false],
    ['', null, false],
  ])('%s', (account, kind, stored) => {
    expect(kindOf(account)).toBe(kind)
    expect(isStored(account)).toBe(stored)
  })
  it('units do not mix', () => {
    expect([
      mayCarry('operator:x', 'fen'),
      mayCarry('operator:x', 'points'),
      mayCarry('issuer:x', 'carbonGrams'),
      mayCarry('person:p', 'carbonGrams'),
    ]).toEqual([true, false, false, true])
  })
  it('of a household, else of a person', () =>
    expect([accountFor({ householdId: 'a' }), accountFor({ personId: 'b' })]).toEqual(['household:a', 'person:b']))
  it('partitions are whole numbers from 0 to 1023 and spread evenly', () => {
    const counts = new Map<number, number>()
    for (let n = 0; n < 20_480; n += 1)
      counts.set(partitionOf(`01JD${n}`), (counts.get(partitionOf(`01JD${n}`)) ?? 0) + 1)
    expect(Math.min(...counts.keys())).toBeGreaterThanOrEqual(0)
    expect(Math.max(...counts.keys())).toBeLessThan(1024)
    expect(counts.size).toBeGreaterThan(1_000)
    expect(Math.max(...counts.values())).toBeLessThan(60)
  })
})
