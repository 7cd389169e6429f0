// The difference a decision pays when too little was: as tables, refusals first.
import { differenceOf, differenceRefusal } from './differences'
import { MOST_DIFFERENCE } from './contests-contract'
import type { Entry } from './entries'
import { decidePost, emptyState } from './rules'

const at = new Date('2026-11-04T02:00:00Z')
const home = 'household:h1'
const anEntry = (over: Partial<Entry> = {}): Entry => ({
  _id: '7:pickup:1:settled',
  partition: 7,
  cause: 'pickup:1:settled',
  kind: 'earn',
  at,
  recordedAt: at,
  by: 'crew',
  subject: 'pickups/1',
  effects: [],
  contentHash: '',
  hash: '',
  postings: [
    { account: 'issuer:pickup-recyclable', unit: 'points', amount: -8 },
    { account: home, unit: 'points', amount: 8 },
  ],
  why: { template: 'pickup.collected', params: {} },
  placePath: ['city', 'district', 'subdistrict', 'community', 'compound'],
  ruleVersion: 'pickup-recyclable@v1',
  ...over,
})

describe('how much may be added to which line', () => {
  it.each([
    ['an earning', { kind: 'earn' }, 1, null],
    ['a compensation', { kind: 'compensate' }, 5, null],
    ['up to the most', { kind: 'earn' }, MOST_DIFFERENCE, null],
    ['more than that', { kind: 'earn' }, MOST_DIFFERENCE + 1, 'LEDGER_AMOUNT_INVALID'],
    ['nothing', { kind: 'earn' }, 0, 'LEDGER_AMOUNT_INVALID'],
    ['less than nothing', { kind: 'earn' }, -3, 'LEDGER_AMOUNT_INVALID'],
    ['half a point', { kind: 'earn' }, 1.5, 'LEDGER_AMOUNT_INVALID'],
    ['no number', { kind: 'earn' }, Number.NaN, 'LEDGER_AMOUNT_INVALID'],
    ['a fee: points are no money', { kind: 'owe' }, 5, 'LEDGER_NO_DIFFERENCE'],
    ['what was redeemed', { kind: 'capture' }, 5, 'LEDGER_NO_DIFFERENCE'],
    ['a gift', { kind: 'gift' }, 5, 'LEDGER_NO_DIFFERENCE'],
    ['a reversal', { kind: 'reverse' }, 5, 'LEDGER_NO_DIFFERENCE'],
  ] as const)('%s', (_sentence, entry, points, code) => expect(differenceRefusal(entry, points)).toBe(code))
})

describe('the post', () => {
  const decision = { contestId: 'c1', account: home, points: 12, reason: '漏记一捆', by: 'officer', at }
  it('is points alone, out of what the operator owes for its failures (I15), under the contest’s own cause (I3)', () => {
    const post = differenceOf(anEntry(), decision)
    expect(post).toMatchObject({
      cause: 'ledgerContests/c1/added',
      kind: 'compensate',
      partition: 7,
      subject: 'pickups/1',
      by: 'officer',
      details: { adds: '7:pickup:1:settled' },
      postings: [
        { account: 'compensation:district', unit: 'points', amount: -12 },
        { account: home, unit: 'points', amount: 12 },
      ],
    })
    expect(post).not.toHaveProperty('ruleVersion')
    expect(decidePost(post, () => emptyState(home, 7), at)).toMatchObject({ ok: true, states: [{ points: 12 }] })
  })
  it('of a compensation comes from where that came from', () => {
    const entry = anEntry({
      kind: 'compensate',
      postings: [
        { account: 'compensation:old', unit: 'points', amount: -8 },
        { account: home, unit: 'points', amount: 8 },
      ],
    })
    expect(differenceOf(entry, decision).postings[0]).toMatchObject({ account: 'compensation:old' })
  })
  it('in a city without districts comes from the city', () =>
    expect(differenceOf(anEntry({ placePath: ['city'] }), decision).postings[0]).toMatchObject({
      account: 'compensation:city',
    }))
})
