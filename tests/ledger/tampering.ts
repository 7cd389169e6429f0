// A small ledger to verify, and a way to change one of its documents behind its back.
import { transaction } from '@server/db'
import type { Accounts } from '@server/ledger/accounts.model'
import type { Entries } from '@server/ledger/entries.model'
import { post, postMany, reverse } from '@server/ledger/ledger'
import type { Seals } from '@server/ledger/seals'
import { verifyLedger } from '@server/ledger/verify'
import { anEarning, aSpending } from './posts'

export const alice = 'household:alice'
export const bob = 'person:bob'
/** Twelve earnings, spendings and one reversal. Returns the id of the entry that was reversed. */
export async function smallLedger(): Promise<string> {
  const earnings = Array.from({ length: 12 }, (_unused, index) =>
    anEarning({
      points: 10 + index,
      carbonGrams: 100,
      to: index % 2 ? alice : bob,
      at: new Date(Date.UTC(2025, index, 5)),
    }),
  )
  const outcomes = await post(earnings)
  const third = outcomes[2]?.status === 'posted' ? outcomes[2].entry._id : ''
  await transaction((tx) =>
    postMany(tx, [...aSpending({ points: 40, from: alice }), ...aSpending({ points: 70, from: bob })]),
  )
  await transaction((tx) => reverse(tx, third, { cause: 'fix:third', reason: '重复登记', by: 'system:test' }))
  return third
}

export const all = () => verifyLedger({ scope: { kind: 'all' } })
/** Changes a stored document behind the ledger's back, verifies, and puts it back. */
export async function tampered(
  collection: typeof Entries.collection | typeof Accounts.collection | typeof Seals.collection,
  id: string,
  change: (document: Record<string, unknown>) => void,
) {
  const original = await collection.findOne({ _id: id as never })
  const copy = structuredClone(original) as Record<string, unknown>
  change(copy)
  await collection.replaceOne({ _id: id as never }, copy as never)
  const result = await all()
  await collection.replaceOne({ _id: id as never }, original as never)
  return result
}

export type Leaf = { path: string; flip: (document: Record<string, unknown>) => void }

/** Every value of a document with its last bit flipped: the last letter of a text, a number, an instant, a flag. */
export function leavesOf(value: unknown, path: readonly string[] = []): Leaf[] {
  if (typeof value === 'object' && value !== null && !(value instanceof Date))
    return Object.entries(value).flatMap(([name, field]) => leavesOf(field, [...path, name]))
  const flipped = (): unknown => {
    if (typeof value === 'string')
      return value === '' ? 'x' : value.slice(0, -1) + String.fromCharCode(value.charCodeAt(value.length - 1) ^ 1)
    if (typeof value === 'number') return value ^ 1
    return value instanceof Date ? new Date(value.getTime() ^ 1) : 'x'
  }
  return [
    {
      path: path.join('.'),
      flip: (document) => {
        const holder = path
          .slice(0, -1)
          .reduce<Record<string, unknown>>((at, name) => at[name] as Record<string, unknown>, document)
        holder[path.at(-1) ?? ''] = flipped()
      },
    },
  ]
}
