// Kinds of accounts, what they may carry, and how partitions spread.
import { accountFor, isStored, kindOf, mayCarry } from './accounts'

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
})
