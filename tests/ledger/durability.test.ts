// What a transaction promises: it reads a snapshot, it is answered only when a majority has it in its journal, and
// however often its callback runs it leaves one of everything. The database itself is told to fail the commits (fail
// points; the tests' own mongod has them).
import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import { transaction, transactionCounts, type Tx } from '@server/db'
import { newId } from '@server/ids'
import {
  balanceOf,
  capturePoints,
  holdPoints,
  ledgerCounts,
  post,
  postMany,
  releasePoints,
  reverse,
} from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { notify } from '@server/notices/notices'
import { useDatabase } from '../support/database'
import { aHold, anEarning, member } from './posts'

const appName = `durability-${process.env['JEST_WORKER_ID'] ?? '1'}`
useDatabase({ monitorCommands: true, appName })

const redeemed = { template: 'rewards.redeemed', params: {} }
const because = (cause: string) => ({ cause: `${cause}/undone`, reason: '误记', by: 'system:test' })

async function failing(mode: object, data: object): Promise<void> {
  const answer = await mongoose.connection
    .getClient()
    .db('admin')
    .command({ configureFailPoint: 'failCommand', mode, data: { ...data, appName } })
    .catch((error: Error) => error)
  if (answer instanceof Error) throw new Error(`these tests need a mongod with enableTestCommands=1: ${answer.message}`)
}
afterEach(() => failing('off' as never, {}))

/** Started commands while `body` runs. */
async function commandsOf(body: () => Promise<unknown>): Promise<mongo.CommandStartedEvent[]> {
  const seen: mongo.CommandStartedEvent[] = []
  const note = (event: mongo.CommandStartedEvent): void => void seen.push(event)
  const client = mongoose.connection.getClient()
  client.on('commandStarted', note)
  await body().finally(() => client.off('commandStarted', note))
  return seen
}

type Act = (tx: Tx, earlier: { earned: string; held: string }) => Promise<unknown>
const acts: [name: string, act: Act][] = [
  ['an earning', (tx) => postMany(tx, [anEarning({ points: 9 })])],
  [
    'a hold',
    async (tx, { earned }) =>
      holdPoints(tx, {
        cause: `rewards/${newId()}/hold`,
        account: await accountOf(earned),
        points: 2,
        subject: 'rewards/1',
        by: 'person:p',
        at: new Date(),
        partition: 5,
        placePath: [],
        why: redeemed,
      }),
  ],
  [
    'a capture',
    (tx, { held }) =>
      capturePoints(tx, held, { to: 'merchant:shop', by: 'person:shop', at: new Date(), why: redeemed }),
  ],
  ['a release', (tx, { held }) => releasePoints(tx, held, { by: 'person:p', at: new Date(), why: redeemed })],
  ['a reversal', (tx, { earned }) => reverse(tx, earned, because(earned))],
  [
    'an earning and its notice',
    async (tx) => {
      await postMany(tx, [anEarning({ points: 3 })])
      await notify(tx, newId(), `test/${newId()}`, { kind: 'points', title: '到账', text: '3分', link: '/me/points' })
    },
  ],
]

const accountOf = async (entryId: string): Promise<string> => {
  const entry = await mongoose.connection
    .collection<{ _id: string; effects: { account: string }[] }>('ledgerEntries')
    .findOne({ _id: entryId })
  return entry?.effects[0]?.account ?? ''
}

/** An account with points and an open hold. */
async function earlier(): Promise<{ earned: string; held: string }> {
  const earning = anEarning({ points: 20, at: new Date() })
  const [earned] = await post([earning])
  const [held] = await post([aHold({ points: 5, from: member(earning), at: new Date() })])
  if (earned?.status !== 'posted' || held?.status !== 'posted') throw new Error('not posted')
  return { earned: earned.entry._id, held: held.entry._id }
}

/** Documents in every collection, by name. */
async function countAll(): Promise<Record<string, number>> {
  const collections = await mongoose.connection.db
    ?.listCollections({ type: 'collection' }, { nameOnly: true })
    .toArray()
  const counts: Record<string, number> = {}
  for (const { name } of collections ?? []) counts[name] = await mongoose.connection.collection(name).countDocuments()
  return counts
}

async function leftBy(body: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await countAll()
  await body()
  const after = await countAll()
  return Object.fromEntries(
    Object.entries(after).flatMap(([name, count]) =>
      count === (before[name] ?? 0) ? [] : [[name, count - (before[name] ?? 0)]],
    ),
  )
}

describe('what is answered is durable', () => {
  it.each(['postMany', 'post'])('%s reads a snapshot and commits to the majority, journalled', async (way) => {
    const seen = await commandsOf(async () =>
      way === 'post' ? post([anEarning({ points: 1 })]) : transaction((tx) => postMany(tx, [anEarning({ points: 1 })])),
    )
    const starts = seen.filter(({ command }) => command['startTransaction'] === true)
    expect(starts.map(({ command }) => (command['readConcern'] as { level: string }).level)).toEqual(['snapshot'])
    const commits = seen.filter(({ commandName }) => commandName === 'commitTransaction')
    expect(commits.map(({ command }) => command['writeConcern'])).toMatchObject([{ w: 'majority', j: true }])
    // nothing that the transaction writes is written beside it
    const writes = seen.filter(({ commandName }) =>
      ['insert', 'update', 'findAndModify', 'delete'].includes(commandName),
    )
    expect(writes.length).toBeGreaterThan(1)
    expect(writes.every(({ command }) => command['autocommit'] === false)).toBe(true)
  })
})

describe('the callback may run more than once', () => {
  it.each(acts)('%s leaves the same whether its commit succeeds at once or the third time', async (_name, act) => {
    const [one, other] = [await earlier(), await earlier()]
    const right = await leftBy(() => transaction((tx) => act(tx, one)))
    expect(right['ledgerEntries']).toBe(1)
    const before = transactionCounts().retried
    await failing({ times: 2 }, { failCommands: ['commitTransaction'], errorCode: 112 })
    expect(await leftBy(() => transaction((tx) => act(tx, other)))).toEqual(right)
    expect(transactionCounts().retried - before).toBe(2)
  })

  it.each(acts)('%s is carried out although connections break under its writes', async (_name, act) => {
    const one = await earlier()
    const right = await leftBy(() => transaction((tx) => act(tx, one)))
    for (const failCommands of [['insert'], ['update'], ['commitTransaction']]) {
      const again = await earlier()
      await failing({ times: 2 }, { failCommands, closeConnection: true })
      expect(await leftBy(() => transaction((tx) => act(tx, again)))).toEqual(right)
    }
  })

  it('nothing at all is left by a transaction that ends in an error after its writes', async () => {
    for (const [, act] of acts) {
      const before = await earlier()
      expect(
        await leftBy(() =>
          transaction(async (tx) => {
            await act(tx, before)
            throw new Error('undone')
          }).catch(() => undefined),
        ),
      ).toEqual({})
    }
  })

  it.each([
    [
      'a commit that is done but not confirmed',
      { failCommands: ['commitTransaction'], writeConcernError: { code: 64, errmsg: 'not confirmed' } },
    ],
    ['a connection closed before the commit', { failCommands: ['commitTransaction'], closeConnection: true }],
    ['a transaction the server has forgotten', { failCommands: ['commitTransaction'], errorCode: 251 }],
    ['a write conflict at the first write', { failCommands: ['insert'], errorCode: 112 }],
  ])('group commit: %s, twice: ten posts are ten entries', async (_name, data) => {
    const earnings = Array.from({ length: 10 }, () => anEarning({ points: 4, to: 'household:durable' }))
    const before = { points: (await balanceOf('household:durable'))?.points ?? 0, again: ledgerCounts().again }
    await failing({ times: 2 }, data)
    expect(
      await leftBy(async () => {
        const outcomes = (await Promise.all(earnings.map((each) => post([each])))).flat()
        expect(outcomes.filter((outcome) => outcome.status === 'refused')).toEqual([])
      }),
    ).toMatchObject({ ledgerEntries: 10 })
    expect((await balanceOf('household:durable'))?.points).toBe(before.points + 40)
  })
})

it('after all this the ledger verifies', async () => {
  expect(await verifyLedger({ scope: { kind: 'all' } })).toMatchObject({ differences: 0, findings: [] })
})
