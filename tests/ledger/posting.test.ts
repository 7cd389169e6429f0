// Posting on the real database: one cause pays once, balances hold under crowds, a poisoned post harms no other,
// reversals happen once.
import mongoose from 'mongoose'
import { entryIdOf, type Post } from '@shared/ledger/entries'
import { transaction, type Tx } from '@server/db'
import { groupCommit } from '@server/group-commit'
import { Accounts } from '@server/ledger/accounts.model'
import { Entries } from '@server/ledger/entries.model'
import { balanceOf, ledgerCounts, post, postMany, reverse } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { useDatabase } from '../support/database'
import { aHold, anEarning, aSpending, member } from './posts'

useDatabase()

const posted = async (posts: readonly Post[]) => transaction((tx) => postMany(tx, posts))
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: { code?: string }) => error.code,
  )
const inTransaction = <T>(body: (tx: Tx) => Promise<T>) => transaction(body)

// first in this file: once a cause was met again, a ledger looks before it writes for a while
describe('one at a time', () => {
  it('I4: beside transactions on the same account, nothing is lost and no number is given twice', async () => {
    const to = 'household:beside'
    await posted([anEarning({ points: 1, to })])
    const before = ledgerCounts().alone
    const turns = Array.from({ length: 15 })
    const alone = async (): Promise<void> => {
      for (const _turn of turns) expect((await post([anEarning({ points: 2, to })]))[0]?.status).toBe('posted')
    }
    const inTransactions = async (): Promise<void> => {
      for (const _turn of turns) await posted([anEarning({ points: 4, to }), anEarning({ points: 1, to })])
    }
    await Promise.all([alone(), inTransactions(), inTransactions()])
    expect(ledgerCounts().alone - before).toBe(15)
    expect(await balanceOf(to)).toMatchObject({ points: 1 + 15 * 2 + 30 * 5, seq: 76, lots: { '2028-11': 181 } })
    expect(await verifyLedger({ scope: { kind: 'account', account: to } })).toMatchObject({ differences: 0 })
  })

  it('gives the balances, lots and numbering that a batch gives, and meets its own causes again', async () => {
    const months = ['2026-11', '2026-12', '2026-11', '2026-09', '2026-12']
    const earnings = (to: string): Post[] =>
      months.map((month, index) =>
        anEarning({ points: index + 3, carbonGrams: index, to, partition: 5, at: new Date(`${month}-03T04:00:00Z`) }),
      )
    const [alone, together] = [earnings('household:alone'), earnings('household:together')]
    const before = ledgerCounts().alone
    for (const each of alone)
      expect((await post([each]))[0]).toMatchObject({
        status: 'posted',
        entry: { effects: [{ account: 'household:alone' }] },
      })
    // the first makes the account, and one has to come before what is there
    expect(ledgerCounts().alone - before).toBe(3)
    await posted(together)
    const [one, other] = [await balanceOf('household:alone'), await balanceOf('household:together')]
    expect({ ...one, _id: '' }).toEqual({ ...other, _id: '' })
    for (const each of alone) expect((await post([each]))[0]?.status).toBe('had')
    expect(await balanceOf('household:alone')).toEqual(one)
    expect(await verifyLedger({ scope: { kind: 'account', account: 'household:alone' } })).toMatchObject({
      differences: 0,
    })
  })

  it('a debt is repaid first, as ever', async () => {
    const earning = anEarning({ points: 10, to: 'household:debtor' })
    await post([earning])
    await post([aHold({ points: 10, from: 'household:debtor' })])
    await inTransaction((tx) =>
      reverse(tx, entryIdOf(earning), { cause: 'contest:debtor', reason: '称重有误', by: 'person:staff' }),
    )
    await post([anEarning({ points: 4, to: 'household:debtor' })])
    expect(await balanceOf('household:debtor')).toMatchObject({ points: 0, debt: 6 })
  })
})

describe('I3: one cause pays once', () => {
  it('50 parallel posts of the same cause make one entry; every caller gets it', async () => {
    const same = anEarning({ points: 25 })
    const outcomes = (await Promise.all(Array.from({ length: 50 }, () => post([same])))).flat()
    expect(outcomes.filter((each) => each.status === 'posted')).toHaveLength(1)
    expect(outcomes.filter((each) => each.status === 'had')).toHaveLength(49)
    expect(new Set(outcomes.map((each) => (each.status === 'refused' ? each.code : each.entry.hash))).size).toBe(1)
    expect(await balanceOf(member(same))).toMatchObject({ points: 25, seq: 1, earned: 25 })
  })

  it('50 parallel transactions of the same cause make one entry too', async () => {
    const same = anEarning({ points: 7 })
    const outcomes = (await Promise.all(Array.from({ length: 50 }, () => posted([same])))).flat()
    expect(outcomes.filter((each) => each.status === 'posted')).toHaveLength(1)
    expect(await balanceOf(member(same))).toMatchObject({ points: 7, seq: 1 })
  })

  it('other content under the same cause is refused and leaves the first as it is', async () => {
    const first = anEarning({ points: 5 })
    await posted([first])
    expect(await codeOf(posted([{ ...anEarning({ points: 6, to: member(first) }), cause: first.cause }]))).toBe(
      'LEDGER_CAUSE_REUSED',
    )
    const [outcome] = await post([
      { ...first, why: { ...first.why, params: { ...first.why.params, materials: '别的' } } },
    ])
    expect(outcome).toMatchObject({ status: 'refused', code: 'LEDGER_CAUSE_REUSED' })
    expect(await balanceOf(member(first))).toMatchObject({ points: 5, seq: 1 })
  })
})

describe('crowds', () => {
  it('200 parallel posts over 20 accounts through group commit: exact sums, no gap in the numbering', async () => {
    const members = Array.from({ length: 20 }, (_unused, index) => `household:crowd${index}`)
    const posts = Array.from({ length: 200 }, (_unused, index) =>
      anEarning({ points: index + 1, to: members[index % 20], partition: index % 3 }),
    )
    const before = ledgerCounts().batches
    const outcomes = (await Promise.all(posts.map((each) => post([each])))).flat()
    expect(outcomes.every((each) => each.status === 'posted')).toBe(true)
    const states = await Accounts.find({ _id: { $in: members } }).lean()
    expect(states.reduce((total, state) => total + state.points, 0)).toBe((200 * 201) / 2)
    expect(states.map((state) => state.seq)).toEqual(Array.from({ length: 20 }, () => 10))
    expect(ledgerCounts().batches - before).toBeLessThan(100)
    for (const id of members) {
      const entries = await Entries.find({ 'effects.account': id }).lean()
      expect(entries.map((entry) => entry.effects[0]?.seq).sort((a, b) => Number(a) - Number(b))).toEqual([
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
      ])
    }
  })

  it('I4: 40 parallel holds of 10 from 100 points: 10 succeed, 30 are refused, by both ways in', async () => {
    const earning = anEarning({ points: 100 })
    await posted([earning])
    const holds = Array.from({ length: 40 }, () => aHold({ points: 10, from: member(earning) }))
    const codes = await Promise.all(
      holds.map(async (each, index) => {
        if (index % 2) return codeOf(posted([each]))
        const [outcome] = await post([each])
        return outcome?.status === 'refused' ? outcome.code : 'ok'
      }),
    )
    expect(codes.filter((code) => code === 'ok')).toHaveLength(10)
    expect(codes.filter((code) => code === 'LEDGER_INSUFFICIENT')).toHaveLength(30)
    expect(await balanceOf(member(earning))).toMatchObject({ points: 0, held: 100, seq: 11, lots: {}, oldestLot: null })
  })

  it('I4: batches beside transactions on the same account: nothing is lost and no number is given twice', async () => {
    const to = 'household:beside-batches'
    await posted([anEarning({ points: 1, to })])
    const turns = Array.from({ length: 25 })
    const batches = async (): Promise<void> => {
      for (const _turn of turns)
        expect(
          (await post([anEarning({ points: 2, to }), anEarning({ points: 3, to })])).map(({ status }) => status),
        ).toEqual(['posted', 'posted'])
    }
    const inTransactions = async (): Promise<void> => {
      for (const _turn of turns) await posted([anEarning({ points: 4, to }), anEarning({ points: 1, to })])
    }
    await Promise.all([batches(), inTransactions(), inTransactions()])
    expect(await balanceOf(to)).toMatchObject({ points: 1 + 75 * 5, seq: 1 + 75 * 2 })
    expect(await verifyLedger({ scope: { kind: 'account', account: to } })).toMatchObject({ differences: 0 })
  })

  it('a post that the database cannot take is found by halving; the other 63 are posted', async () => {
    const poison = { ...anEarning({ points: 1 }), details: { text: 'x'.repeat(17_000_000) } }
    const posts = Array.from({ length: 64 }, (_unused, index) => (index === 40 ? poison : anEarning({ points: 1 })))
    const before = ledgerCounts().halvings
    const outcomes = await Promise.allSettled(posts.map((each) => post([each])))
    expect(outcomes.filter((each) => each.status === 'fulfilled')).toHaveLength(63)
    expect(outcomes[40]?.status).toBe('rejected')
    expect(ledgerCounts().halvings - before).toBeGreaterThan(3)
    expect(await balanceOf(member(poison))).toBeNull()
  }, 60_000)

  it('batches under way beside each other have nothing in common; items of one thing keep their order; twins meet one after the other', async () => {
    type Item = { key: string; touches: string[] }
    const underWay = new Set<string>()
    const done: string[] = []
    let [most, running] = [0, 0]
    const group = groupCommit<Item, string>({
      keyOf: (item) => item.key,
      touches: (item) => item.touches,
      atOnce: 3,
      maxBatch: 20,
      maxWaiting: 1_000,
      commit: async (items) => {
        const names = new Set(items.flatMap((item) => [item.key, ...item.touches]))
        for (const name of names) expect(underWay.has(name)).toBe(false)
        expect(new Set(items.map(({ key }) => key)).size).toBe(items.length)
        for (const name of names) underWay.add(name)
        running += 1
        most = Math.max(most, running)
        await new Promise((resolve) => {
          setTimeout(resolve, 1 + (items.length % 3))
        })
        running -= 1
        for (const name of names) underWay.delete(name)
        done.push(...items.flatMap((item) => item.touches.map((name) => `${name} ${item.key}`)))
        return items.map(({ key }) => key)
      },
    })
    // 300 items on 40 things, some on two, every tenth key twice
    const items: Item[] = Array.from({ length: 300 }, (_unused, at) => ({
      key: `k${at % 10 === 9 ? at - 1 : at}`,
      touches: at % 7 === 0 ? [`t${at % 40}`, `t${(at * 3 + 1) % 40}`] : [`t${at % 40}`],
    }))
    expect(await Promise.all(items.map(group.submit))).toEqual(items.map(({ key }) => key))
    expect(most).toBe(3)
    expect(group.counts()).toMatchObject({ items: 300, halvings: 0, waiting: 0 })
    for (let thing = 0; thing < 40; thing += 1) {
      const name = `t${thing}`
      expect(done.filter((each) => each.startsWith(`${name} `))).toEqual(
        items.filter((item) => item.touches.includes(name)).map(({ key }) => `${name} ${key}`),
      )
    }
  })

  it('few items make one batch, many are shared out among the batches that may be under way, those on one thing stay together', async () => {
    const sizes: number[] = []
    const group = groupCommit<string, string>({
      keyOf: (item) => item,
      touches: (item) => (item.startsWith('hot') ? ['hot'] : []),
      atOnce: 2,
      maxBatch: 200,
      maxWaiting: 1_000,
      commit: async (items) => {
        sizes.push(items.length)
        await Promise.resolve()
        return [...items]
      },
    })
    const all = (count: number) =>
      Promise.all(Array.from({ length: count }, (_unused, at) => group.submit(`${count}/${at}`)))
    await all(10)
    await all(64)
    await all(410)
    expect(sizes).toEqual([10, 32, 32, 200, 200, 10])
    sizes.length = 0
    await Promise.all(Array.from({ length: 300 }, (_unused, at) => group.submit(`hot/${at}`)))
    expect(sizes).toEqual([200, 100])
  })
})

describe('I2, I10: reversal', () => {
  it('two at once: one reverses, the other is refused; the same cause again is answered with the first', async () => {
    const earning = anEarning({ points: 30, carbonGrams: 1250 })
    const [first] = await posted([earning])
    const id = first?.entry._id ?? ''
    const because = (cause: string) => ({ cause, reason: '重量录错', by: 'system:test' })
    const codes = await Promise.all(
      ['r1', 'r2', 'r3', 'r4'].map((cause) =>
        codeOf(inTransaction((tx) => reverse(tx, id, because(`${id}:${cause}`)))),
      ),
    )
    expect(codes.filter((code) => code === 'ok')).toHaveLength(1)
    expect(codes.filter((code) => code === 'LEDGER_ALREADY_REVERSED')).toHaveLength(3)
    expect(await balanceOf(member(earning))).toMatchObject({
      points: 0,
      carbonGrams: 0,
      earned: 0,
      debt: 0,
      lots: {},
      seq: 2,
    })
    const winner = await Entries.findOne({ reverses: id }).lean()
    expect((await inTransaction((tx) => reverse(tx, id, because(winner?.cause ?? '')))).status).toBe('had')
    expect(await codeOf(inTransaction((tx) => reverse(tx, winner?._id ?? '', because('again'))))).toBe(
      'LEDGER_NOT_REVERSIBLE',
    )
    expect(await codeOf(inTransaction((tx) => reverse(tx, '1:nothing', because('x'))))).toBe('NOT_FOUND')
  })

  it('points already spent become a debt, which the next earning repays first', async () => {
    const earning = anEarning({ points: 30 })
    const [first] = await posted([earning])
    await posted(aSpending({ points: 20, from: member(earning) }))
    await inTransaction((tx) =>
      reverse(tx, first?.entry._id ?? '', { cause: `${earning.cause}:reversed`, reason: '误记', by: 'system:test' }),
    )
    expect(await balanceOf(member(earning))).toMatchObject({ points: 0, debt: 20, earned: 0 })
    await post([anEarning({ points: 25, to: member(earning) })])
    expect(await balanceOf(member(earning))).toMatchObject({ points: 5, debt: 0, earned: 25 })
  })

  it('two reversals of entries that touch no member at all: still only once', async () => {
    const odd: Post = {
      ...anEarning({ points: 1 }),
      postings: [
        { account: 'issuer:a', unit: 'points', amount: -3 },
        { account: 'campaign:b', unit: 'points', amount: 3 },
      ],
    }
    const [first] = await posted([odd])
    const codes = await Promise.all(
      [1, 2].map((n) =>
        codeOf(
          inTransaction((tx) =>
            reverse(tx, first?.entry._id ?? '', { cause: `odd:${n}:${odd.cause}`, reason: 'x', by: 'system:test' }),
          ),
        ),
      ),
    )
    expect(codes.sort()).toEqual(['LEDGER_ALREADY_REVERSED', 'ok'])
  })
})

it('a refused post in a transaction takes everything with it', async () => {
  const good = anEarning({ points: 4 })
  const code = await codeOf(posted([good, ...aSpending({ points: 5, from: member(good) })]))
  expect(code).toBe('LEDGER_INSUFFICIENT')
  expect(await Entries.countDocuments({ cause: good.cause })).toBe(0)
  expect(await balanceOf(member(good))).toBeNull()
})

it('group commit refuses to be called inside a transaction, and reversals outside one', async () => {
  await expect(transaction(() => post([anEarning({ points: 1 })]))).rejects.toThrow('postMany')
  await expect(post([{ ...anEarning({ points: 1 }), kind: 'reverse' }])).rejects.toThrow('reverse(tx')
  expect(mongoose.connection.readyState).toBe(1)
})
