// The limit: the same documents into collections with the same indexes, by the raw driver, as durably, with as few
// round trips as there can be and nothing checked.
import mongoose, { type mongo } from 'mongoose'
import type { AccountState, Entry, Post } from '@shared/ledger/entries'
import type { Account } from '@shared/ledger/accounts'
import { accountsOf, decide, earning, entriesOf, type Decided } from './ledger-fill'
import type { Timed } from './report'

const OPTIONS: mongo.TransactionOptions = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', j: true },
  readPreference: 'primary',
}
const named = <T extends mongo.Document>(name: string): mongo.Collection<T> =>
  mongoose.connection.collection(name) as unknown as mongo.Collection<T>
const entries = () => named<Entry>('benchEntries')
const accounts = () => named<AccountState>('benchAccounts')

/** The collections of the limit, with the indexes of ours and the accounts as they are. */
export async function prepareRaw(): Promise<Map<Account, AccountState>> {
  for (const [own, ours] of [
    [entries(), entriesOf()],
    [accounts(), accountsOf()],
  ] as const) {
    await own.drop().catch(() => undefined)
    for (const { key, name, unique, partialFilterExpression } of await ours.indexes()) {
      if (name !== '_id_')
        await own.createIndex(key, {
          ...(unique ? { unique } : {}),
          ...(partialFilterExpression ? { partialFilterExpression } : {}),
        })
    }
  }
  await accountsOf()
    .aggregate([{ $out: 'benchAccounts' }])
    .toArray()
  const states = new Map<Account, AccountState>()
  for await (const state of accounts().find()) states.set(state._id, state)
  return states
}

/** The fields that such a post changes, and no others. */
const changedBy = (
  kind: Entry['kind'] | undefined,
  { seq, points, carbonGrams, earned, lots, oldestLot }: AccountState,
): Partial<AccountState> =>
  kind === 'expire' ? { seq, points, lots, oldestLot } : { seq, points, carbonGrams, earned, lots }

export async function writeRaw({ entries: rows, states }: Decided): Promise<void> {
  const session = mongoose.connection.getClient().startSession()
  try {
    await session.withTransaction(async () => {
      await entries().insertMany(rows, { session, ordered: true })
      await accounts().bulkWrite(
        states.map((state) => ({
          updateOne: { filter: { _id: state._id }, update: { $set: changedBy(rows[0]?.kind, state) } },
        })),
        { session, ordered: false },
      )
    }, OPTIONS)
  } finally {
    await session.endSession()
  }
}

type Batches = {
  count: number
  size: number
  lanes: number
  accountOf: (at: number) => Account
  postOf?: (account: Account) => Post
}
/** Batches of `size` in `lanes` beside each other; what is decided beforehand is not timed. */
export async function rawBatches(
  states: Map<Account, AccountState>,
  { count, size, lanes, accountOf, postOf = earning }: Batches,
): Promise<Timed> {
  const queues: Decided[][] = Array.from({ length: lanes }, () => [])
  const posts = Array.from({ length: count }, (_unused, at) => postOf(accountOf(at)))
  for (let lane = 0; lane < lanes; lane += 1) {
    const own = posts.filter(({ partition }) => partition % lanes === lane)
    for (let from = 0; from < own.length; from += size) queues[lane]?.push(decide(own.slice(from, from + size), states))
  }
  const took: number[] = []
  const startedAt = performance.now()
  await Promise.all(
    queues.map(async (queue) => {
      for (const batch of queue) {
        const from = performance.now()
        await writeRaw(batch)
        took.push(performance.now() - from)
      }
    }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  took.sort((a, b) => a - b)
  return {
    perSecond: Math.round(count / seconds),
    p50: took[Math.floor(took.length / 2)] ?? NaN,
    p99: took[Math.floor(took.length * 0.99)] ?? NaN,
  }
}

const redeemedLine = (account: Account, id: string, kind: string): Entry => ({
  _id: `${id}/${kind}`,
  partition: 0,
  cause: `${id}/${kind}`,
  kind: 'hold',
  at: new Date(),
  recordedAt: new Date(),
  by: 'system:bench',
  subject: `rewards/${id}`,
  postings: [
    { account, unit: 'points', amount: -10 },
    { account: `held:${account}`, unit: 'points', amount: 10 },
  ],
  effects: [
    { account, seq: 1, points: 10, fen: 0, carbonGrams: 0, held: 10, debt: 0, earned: 10, lots: { '2028-11': -10 } },
  ],
  why: { template: 'rewards.redeemed', params: { goods: '堆肥一袋' } },
  placePath: [],
  contentHash: 'x'.repeat(43),
  hash: 'x'.repeat(43),
})

type Write = { session?: mongo.ClientSession; writeConcern?: { w: 'majority'; j: true } }
/** One step of a redemption: a guarded update and a line. False where it was refused. */
async function redeemStep(
  account: Account,
  id: string,
  kind: 'hold' | 'end',
  isVoid: boolean,
  write: Write,
): Promise<boolean> {
  const moved =
    kind === 'hold'
      ? await accounts().updateOne(
          { _id: account, points: { $gte: 10 } },
          { $inc: { points: -10, held: 10, seq: 1 } },
          write,
        )
      : await accounts().updateOne({ _id: account }, { $inc: { held: -10, points: isVoid ? 10 : 0, seq: 1 } }, write)
  if (moved.modifiedCount === 0) return false
  await entries().insertOne(redeemedLine(account, id, kind), write)
  return true
}

/**
 * A hold and its end without any transaction, so that a crash between two writes would lose a line. False where it was
 * refused.
 */
export async function rawRedeem(account: Account, id: string, isVoid: boolean): Promise<boolean> {
  const durable = { writeConcern: { w: 'majority', j: true } } as const
  return (await redeemStep(account, id, 'hold', isVoid, durable)) && redeemStep(account, id, 'end', isVoid, durable)
}

/** The same, each of the two steps in a transaction. */
export async function rawRedeemAtomic(account: Account, id: string, isVoid: boolean): Promise<boolean> {
  const step = async (kind: 'hold' | 'end'): Promise<boolean> => {
    const session = mongoose.connection.getClient().startSession()
    try {
      return await session.withTransaction(() => redeemStep(account, id, kind, isVoid, { session }), OPTIONS)
    } finally {
      await session.endSession()
    }
  }
  return (await step('hold')) && step('end')
}

/**
 * What a statement's first page must read, one after the other: the account, its latest lines, and what has become of
 * them. No words.
 */
export async function rawStatement(account: Account): Promise<number> {
  const state = await accountsOf().findOne({ _id: account })
  const page = await rawPage(account, (state?.seq ?? 0) - 19, state?.seq ?? 0)
  const ids = page.map((entry) => entry._id)
  const [reversals, contests] = await Promise.all([
    entriesOf()
      .find(
        { partition: { $in: [...new Set(page.map((entry) => entry.partition))] }, reverses: { $in: ids } },
        { projection: { reverses: 1 } },
      )
      .toArray(),
    named<{ _id: string }>('ledgerContests')
      .find({ entryId: { $in: ids } })
      .toArray(),
  ])
  return page.length + reversals.length + contests.length
}

/** A page by the keyset that a statement needs. */
export const rawPage = (account: Account, from: number, to: number): Promise<Entry[]> =>
  entriesOf()
    .find({ effects: { $elemMatch: { account, seq: { $gte: from, $lte: to } } } } as mongo.Filter<Entry>)
    .toArray()
