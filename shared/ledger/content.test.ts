// The texts that hashes are made of, held against values written down once: entries of years ago must give the same
// hash, so a change of these values is a break of the chain of seals and never the right way to make a test pass.
import { createHash } from 'node:crypto'
import { canonical } from '../canonical'
import { contentOf, hashOfEntry } from './content'
import type { Entry, Post } from './entries'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')

const post: Post = {
  cause: 'pickup:01KDVDNA00NGBB7BEWDGQZZ23N:settled',
  kind: 'earn',
  at: new Date('2026-11-24T01:02:03.004Z'),
  by: '01KDVDNA00NGBB7BEWDGQZZ23P',
  partition: 7,
  subject: 'pickups/01KDVDNA00NGBB7BEWDGQZZ23N',
  postings: [
    { account: 'issuer:pickup-recyclable', unit: 'points', amount: -25 },
    { account: 'household:01KDVDNA00NGBB7BEWDGQZZ23Q', unit: 'points', amount: 20 },
    { account: 'household:01KDVDNA00NGBB7BEWDGQZZ23Q', unit: 'points', amount: 5 },
    { account: 'nature', unit: 'carbonGrams', amount: -1234 },
    { account: 'household:01KDVDNA00NGBB7BEWDGQZZ23Q', unit: 'carbonGrams', amount: 1234 },
  ],
  why: { template: 'pickup', params: { kg: 12.5, what: '纸板"大"', among: 'a:b;c' } },
  ruleVersion: 'v4',
  factorVersion: '2026-1',
  details: { earnerId: 'x', weights: { paper: 12600, glass: 0 }, list: [3, null, { b: 1, a: 2 }], absent: undefined },
}

const entry: Omit<Entry, 'hash'> = {
  _id: `7:${post.cause}`,
  partition: post.partition,
  cause: post.cause,
  kind: post.kind,
  at: post.at,
  recordedAt: new Date('2026-11-24T01:02:04.005Z'),
  by: post.by,
  subject: post.subject,
  postings: [...post.postings],
  effects: [
    {
      account: 'household:01KDVDNA00NGBB7BEWDGQZZ23Q',
      seq: 3,
      points: 25,
      fen: 0,
      carbonGrams: 1234,
      held: 0,
      debt: 0,
      earned: 25,
      lots: { '2028-11': 25, '2028-10': 0 },
      used: { 'rule/day': { '2026-11-24': 25 } } as never,
    },
  ],
  why: post.why,
  ruleVersion: 'v4',
  factorVersion: '2026-1',
  details: post.details ?? {},
  placePath: ['01KDVDNA00NGBB7BEWDGQZZ23R', '01KDVDNA00NGBB7BEWDGQZZ23S'],
  contentHash: 'c',
}

test('a post and an entry give the hashes that were written down', () => {
  expect(sha256(contentOf(post))).toBe('mM50Ac_d1wP6NlEPoMf_1cc8Hi22um8oKnJvkNCptb8')
  expect(hashOfEntry(entry, sha256)).toBe('lEeJzcqVyJISJdqriH55PZtghr1UGTfssvUpst4tNOg')
  const { ruleVersion: _rule, factorVersion: _factor, ...plain } = entry
  expect(hashOfEntry({ ...plain, reverses: '7:y', reversedKind: 'earn', ends: '7:z' }, sha256)).toBe(
    '_5-tfrIkA-LUzQZPWq1vz7RVykjQvmofgeS1SpIMnYI',
  )
})

test('JSON with sorted keys', () => {
  const value = { b: 1, a: [1, undefined, null, { y: '"', x: new Date(0) }], c: undefined, é: '桶', Z: true }
  expect(canonical(value)).toBe(
    '{"Z":true,"a":[1,null,null,{"x":"1970-01-01T00:00:00.000Z","y":"\\""}],"b":1,"é":"桶"}',
  )
  expect([canonical(undefined), canonical(null), canonical({}), canonical([]), canonical('x')]).toEqual([
    'null',
    'null',
    '{}',
    '[]',
    '"x"',
  ])
})
