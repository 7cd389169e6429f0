// A ledger to measure on: as many entries as wanted, decided by the rules themselves and written in bulk, so that ten
// times the entries take a minute and still verify.
import type { mongo } from 'mongoose'
import { Accounts } from '@server/ledger/accounts.model'
import { Entries } from '@server/ledger/entries.model'
import { sha256 } from '@server/ledger/ledger'
import type { AccountState, Entry, Post } from '@shared/ledger/entries'
import { type Account } from '@shared/ledger/accounts'
import { decideAll } from '@shared/ledger/rules'
import { partitionOf } from '@shared/partition'

export const entriesOf = () => Entries.collection as unknown as mongo.Collection<Entry>
export const accountsOf = () => Accounts.collection as unknown as mongo.Collection<AccountState>

let number = 0
/** A drop-off that earned two points and three grams. */
export function earning(account: Account, at = new Date('2026-11-03T11:12:00Z'), points = 2): Post {
  number += 1
  return {
    cause: `dropoffs/bench${number.toString(36)}${process.pid}`,
    kind: 'earn',
    at,
    by: 'system:bench',
    partition: partitionOf(account),
    subject: `dropoffs/${number}`,
    postings: [
      { account: 'issuer:dropoff', unit: 'points', amount: -points },
      { account, unit: 'points', amount: points },
      { account: 'nature', unit: 'carbonGrams', amount: -3 },
      { account, unit: 'carbonGrams', amount: 3 },
    ],
    why: { template: 'dropoff.checked', params: { site: '3号点', result: '厨余正确', rule: 'v4' } },
    ruleVersion: 'v4',
    placePath: ['city', 'district', 'street', 'community', 'compound'],
  }
}

export type Decided = { entries: Entry[]; states: AccountState[] }

/** Decides posts on the balances in `states`, which move on; nothing is written. */
export function decide(posts: readonly Post[], states: Map<Account, AccountState>): Decided {
  const outcomes = decideAll(posts, { had: new Map(), states, recordedAt: new Date(), hashOf: sha256 })
  const entries = outcomes.map((outcome) => {
    if (outcome.status === 'refused') throw new Error(`refused: ${outcome.code}`)
    return outcome.entry
  })
  const touched = [...new Set(entries.flatMap(({ effects }) => effects.map(({ account }) => account)))]
  return { entries, states: touched.map((account) => states.get(account)).filter((state) => state !== undefined) }
}

/** Writes `count` entries spread over accounts, a thousand at a time; `states` is where they end. */
export async function fill(
  count: number,
  accountOf: (at: number) => Account,
  states = new Map<Account, AccountState>(),
): Promise<Map<Account, AccountState>> {
  const touched = new Set<Account>()
  for (let from = 0; from < count; from += 1_000) {
    const { entries, states: moved } = decide(
      Array.from({ length: Math.min(1_000, count - from) }, (_unused, at) => earning(accountOf(from + at))),
      states,
    )
    await entriesOf().insertMany(entries, { ordered: false })
    for (const { _id } of moved) touched.add(_id)
  }
  const all = [...touched].map((account) => states.get(account)).filter((state) => state !== undefined)
  for (let from = 0; from < all.length; from += 1_000) {
    await accountsOf().bulkWrite(
      all
        .slice(from, from + 1_000)
        .map((state) => ({ replaceOne: { filter: { _id: state._id }, replacement: state, upsert: true } })),
      { ordered: false },
    )
  }
  return states
}
