// Verification finds what is wrong and names it; a sound ledger has no difference. Every tampering here is undone after
// its test.
import mongoose from 'mongoose'
import { hashOfEntry } from '@shared/ledger/content'
import type { Entry } from '@shared/ledger/entries'
import { addDays, dayOf, instantAt } from '@shared/time'
import { transaction } from '@server/db'
import { Accounts } from '@server/ledger/accounts.model'
import { ledgerVerify } from '@server/ledger/checks'
import { Entries } from '@server/ledger/entries.model'
import { moveOnMerge, balanceOf, post, postMany, release, reverse, sha256 } from '@server/ledger/ledger'
import { hashOfSeal, sealDays, Seals, totalsByDay } from '@server/ledger/seals'
import { verifyLedger } from '@server/ledger/verify'
import { JobRuns, runJob } from '@server/jobs'
import { now, setClock } from '@server/clock'
import { useDatabase } from '../support/database'
import { aHold, anEarning, aSpending } from './posts'

useDatabase()

afterAll(() => setClock())

const alice = 'household:alice'
const bob = 'person:bob'
let third = ''

beforeAll(async () => {
  const earnings = Array.from({ length: 12 }, (_unused, index) =>
    anEarning({
      points: 10 + index,
      carbonGrams: 100,
      to: index % 2 ? alice : bob,
      at: new Date(Date.UTC(2026, index, 5)),
    }),
  )
  const outcomes = await post(earnings)
  third = outcomes[2]?.status === 'posted' ? outcomes[2].entry._id : ''
  await transaction((tx) =>
    postMany(tx, [...aSpending({ points: 40, from: alice }), ...aSpending({ points: 70, from: bob })]),
  )
  await transaction((tx) => reverse(tx, third, { cause: 'fix:third', reason: '重复登记', by: 'system:test' }))
})

const all = () => verifyLedger({ scope: { kind: 'all' } })
/** Changes a stored document behind the ledger's back, verifies, and puts it back. */
async function tampered(
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

it('I13, I1: a sound ledger verifies, as a whole, by account and by day', async () => {
  const whole = await all()
  expect(whole).toMatchObject({ entries: 17, accounts: 2, differences: 0, findings: [] })
  expect(whole.totals.points.members + whole.totals.points.system).toBe(0)
  expect(whole.totals.carbonGrams.members).toBe(1100)
  expect(await verifyLedger({ scope: { kind: 'account', account: alice } })).toMatchObject({
    entries: 8,
    accounts: 1,
    differences: 0,
  })
  expect(await verifyLedger({ scope: { kind: 'day', day: dayOf(now()) } })).toMatchObject({
    entries: 17,
    accounts: 2,
    differences: 0,
  })
  expect(await verifyLedger({ scope: { kind: 'day', day: '2020-01-01' } })).toMatchObject({
    entries: 0,
    accounts: 0,
    differences: 0,
  })
})

it('I14 (content): one flipped byte in any text or number of an entry is found and the entry named', async () => {
  const changes: ((entry: Record<string, unknown>) => void)[] = [
    (entry) => {
      entry['subject'] = String(entry['subject']).replace('pickups', 'pickupt')
    },
    (entry) => {
      ;(entry['why'] as { params: Record<string, string> }).params['materials'] = '纸板 12.6 千克'
    },
    (entry) => {
      entry['at'] = new Date((entry['at'] as Date).getTime() + 1)
    },
    (entry) => {
      entry['hash'] = `x${String(entry['hash']).slice(1)}`
    },
    (entry) => {
      ;(entry['effects'] as { points: number }[]).forEach((effect) => {
        effect.points += 1
      })
    },
  ]
  for (const change of changes) {
    const { differences, findings } = await tampered(Entries.collection, third, change)
    expect(differences).toBeGreaterThan(0)
    expect(findings.some((each) => each.where === third)).toBe(true)
  }
  expect((await all()).differences).toBe(0)
})

type Leaf = { path: string; flip: (document: Record<string, unknown>) => void }

/** Every value of a document with its last bit flipped: the last letter of a text, a number, an instant, a flag. */
function leavesOf(value: unknown, path: readonly string[] = []): Leaf[] {
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

it('I14: one flipped bit in whichever field of whichever kind of entry is found, and the entry named', async () => {
  const one = async (kind: string) =>
    (await Entries.collection.findOne({ kind })) as unknown as Record<string, unknown> & { _id: string }
  let flips = 0
  for (const entry of [await one('earn'), await one('hold'), await one('capture'), await one('reverse')]) {
    // an _id cannot be changed in place: a copy under another one is a second entry of the same cause
    for (const { path, flip } of leavesOf(entry).filter((leaf) => leaf.path !== '_id')) {
      const { findings } = await tampered(Entries.collection, entry._id, flip)
      expect([entry['kind'], path, findings.some((each) => each.where === entry._id)]).toEqual([
        entry['kind'],
        path,
        true,
      ])
      flips += 1
    }
  }
  expect(flips).toBeGreaterThan(100)
  expect((await all()).differences).toBe(0)
}, 120_000)

it('a changed amount is named as unbalanced and as not what was written', async () => {
  const { findings } = await tampered(Entries.collection, third, (entry) => {
    ;((entry['postings'] as { amount: number }[])[0] ?? { amount: 0 }).amount += 1
  })
  const texts = findings
    .filter((each) => each.where === third)
    .map((each) => each.text)
    .join()
  expect(texts).toContain('分录不平')
  expect(texts).toContain('校验值')
})

it('I13: a changed balance, lot or number of entries in the cache is found and the account named', async () => {
  for (const change of [
    (state: Record<string, unknown>) => {
      state['points'] = Number(state['points']) + 1
    },
    (state: Record<string, unknown>) => {
      state['lots'] = { ...(state['lots'] as object), '2029-01': 1 }
    },
    (state: Record<string, unknown>) => {
      state['seq'] = Number(state['seq']) - 1
    },
    (state: Record<string, unknown>) => {
      state['seq'] = Number(state['seq']) + 1
    },
    (state: Record<string, unknown>) => {
      state['debt'] = 3
    },
  ]) {
    const { findings } = await tampered(Accounts.collection, alice, change)
    expect(findings.length).toBeGreaterThan(0)
    expect(findings.every((each) => each.where === alice)).toBe(true)
  }
})

it('a deleted entry leaves a gap that is named; a deleted account is missed', async () => {
  const original = await Entries.collection.findOne({ _id: third as never })
  await Entries.collection.deleteOne({ _id: third as never })
  expect((await all()).findings.map((each) => each.text).join()).toMatch(/缺第 2 笔.*|冲正的原流水/)
  await Entries.collection.insertOne(original as never)
  const state = await Accounts.collection.findOne({ _id: bob as never })
  await Accounts.collection.deleteOne({ _id: bob as never })
  expect((await all()).findings[0]).toMatchObject({ where: bob })
  await Accounts.collection.insertOne(state as never)
})

it('I2: the database itself refuses a second reversal, and a copy under another partition is found', async () => {
  const reversal = await Entries.collection.findOne({ reverses: third })
  await expect(
    Entries.collection.insertOne({
      ...reversal,
      _id: '1:second' as never,
      cause: 'second',
      partition: reversal?.['partition'],
    } as never),
  ).rejects.toMatchObject({ code: 11000 })
  const copy = await Entries.collection.findOne({ _id: third as never })
  await Entries.collection.insertOne({
    ...copy,
    _id: `1023:${String(copy?.['cause'])}` as never,
    partition: 1023,
  } as never)
  expect((await all()).findings.map((each) => each.text).join()).toContain('同一事由记了不止一次')
  await Entries.collection.deleteOne({ _id: `1023:${String(copy?.['cause'])}` as never })
})

/**
 * A second ledger of entries behind the ledger's back: whole documents inserted as someone with the database's password
 * could.
 */
async function withForged(entry: Record<string, unknown>, check: (found: string[]) => void) {
  await Entries.collection.insertOne(entry as never)
  check((await all()).findings.map((each) => `${each.where} ${each.text}`))
  await Entries.collection.deleteOne({ _id: entry['_id'] as never })
}

it('I5, I6: an open hold verifies; a second end, an end without its hold and lots put elsewhere are found', async () => {
  const held = await transaction((tx) => postMany(tx, [aHold({ points: 3, from: alice })]))
  const id = held[0]?.entry._id ?? ''
  const why = { template: 'rewards.redeemed', params: {} }
  expect((await all()).differences).toBe(0)
  const state = await Accounts.collection.findOne({ _id: alice as never })
  expect(
    (
      await tampered(Accounts.collection, alice, (document) => {
        document['held'] = Number(document['held']) + 1
      })
    ).findings
      .map((each) => each.text)
      .join(),
  ).toContain('没有结束的预留合计')
  expect(
    (
      await tampered(Accounts.collection, alice, (document) => {
        document['oldestLot'] = '2020-01'
      })
    ).findings
      .map((each) => each.text)
      .join(),
  ).toContain('最早到期的批次')
  expect(
    (
      await tampered(Accounts.collection, alice, (document) => {
        document['used'] = { 'r/day': { '2026-11-03': 5 } }
      })
    ).findings
      .map((each) => each.text)
      .join(),
  ).toContain('限额用量')
  const { entry } = await transaction((tx) => release(tx, id, { by: 'person:p', at: now(), why }))
  expect((await all()).differences).toBe(0)
  await withForged({ ...entry, _id: `${id}/end2`, cause: `${entry.cause}2` }, (found) => {
    expect(found.join()).toContain(`${id}/end2 预留 ${id} 的结束不叫这个编号`)
  })
  await withForged(
    {
      ...entry,
      _id: `${entry.partition}:rewards/none/hold/end`,
      cause: 'rewards/none/hold/end',
      ends: `${entry.partition}:rewards/none/hold`,
    },
    (found) => {
      expect(found.join()).toContain('不存在')
    },
  )
  const elsewhere = await tampered(Entries.collection, entry._id, (document) => {
    const effect = (document['effects'] as { lots: Record<string, number> }[])[0]
    if (effect) effect.lots = { '2099-01': 3 }
  })
  expect(elsewhere.findings.map((each) => each.text).join()).toContain('没有回到原来的批次')
  const missing = await Entries.collection.findOne({ _id: id as never })
  await Entries.collection.deleteOne({ _id: id as never })
  expect((await all()).findings.map((each) => `${each.where} ${each.text}`).join()).toContain(
    `${entry._id} 要结束的预留 ${id} 不存在`,
  )
  await Entries.collection.insertOne(missing as never)
  expect(state?.['held']).toBe(3)
})

describe('I14: the chain of seals', () => {
  const today = dayOf(now())
  const inDays = (days: number) => setClock(instantAt(addDays(today, days), '02:00'))

  it('every past day is sealed once, days without entries too; a second run adds nothing', async () => {
    expect(await sealDays(addDays(today, -1))).toBe(0)
    inDays(3)
    await post([anEarning({ points: 8, to: bob })])
    inDays(5)
    expect(
      (await Promise.all([sealDays(addDays(today, 4)), sealDays(addDays(today, 4))])).reduce(
        (sum, each) => sum + each,
        0,
      ),
    ).toBe(5)
    expect(await sealDays(addDays(today, 4))).toBe(0)
    const seals = await Seals.find({}).sort({ _id: 1 }).lean()
    expect(seals.map((seal) => seal._id)).toEqual([0, 1, 2, 3, 4].map((days) => addDays(today, days)))
    expect(seals.map((seal) => seal.entries)).toEqual([seals[0]?.entries, 0, 0, 1, 0])
    expect(seals.slice(1).map((seal) => seal.previous)).toEqual(seals.slice(0, -1).map((seal) => seal.hash))
    expect(seals[0]?.previous).toBe('')
    expect((await all()).differences).toBe(0)
    expect(await verifyLedger({ scope: { kind: 'day', day: addDays(today, 3) } })).toMatchObject({
      entries: 1,
      differences: 0,
    })
  })

  it('its totals are what was moved: the sums of all days are the balances', async () => {
    const days = await totalsByDay('2020-01-01')
    const net = days
      .flatMap((each) => Object.values(each.totals))
      .reduce((sum, each) => sum + each.in.points - each.out.points, 0)
    const states = await Accounts.find({}).lean()
    expect(net).toBe(states.reduce((sum, state) => sum + state.points + state.held - state.debt, 0))
    expect(days[0]?.totals['earn']?.in.points).toBe(186)
    expect(days[0]?.totals['capture']?.out.points).toBe(110)
    expect(days.map((each) => each.sealed)).toEqual([true, true, true, true, true, false])
    expect((await totalsByDay(addDays(today, 4))).map((each) => each.day)).toEqual([
      addDays(today, 4),
      addDays(today, 5),
    ])
  })

  it('one flipped bit in whichever field of a seal is found, and its day named', async () => {
    for (const day of [today, addDays(today, 3), addDays(today, 4)]) {
      const seal = await Seals.collection.findOne({ _id: day as never })
      // when the job ran says nothing about the entries: it is the one field that no hash covers
      for (const { path, flip } of leavesOf(seal).filter((leaf) => leaf.path !== '_id' && leaf.path !== 'sealedAt')) {
        const { findings } = await tampered(Seals.collection, day, flip)
        expect([day, path, findings.some((each) => each.where === `seal:${day}`)]).toEqual([day, path, true])
      }
    }
    expect((await all()).differences).toBe(0)
  }, 120_000)

  it('a changed seal is named by its day, and so is a replaced, added or missing entry of a sealed day', async () => {
    const sealed = (days: number) => `seal:${addDays(today, days)}`
    const changes: [string, (seal: Record<string, unknown>) => void, string][] = [
      [
        addDays(today, 1),
        (seal) => {
          seal['entries'] = 1
        },
        sealed(1),
      ],
      [
        addDays(today, 3),
        (seal) => {
          seal['root'] = `x${String(seal['root'])}`
        },
        sealed(3),
      ],
      [
        addDays(today, 3),
        (seal) => {
          ;(seal['totals'] as Record<string, { in: { points: number } }>)['earn'] = { in: { points: 9 } }
        },
        sealed(3),
      ],
      [
        addDays(today, 2),
        (seal) => {
          seal['previous'] = 'x'
        },
        sealed(2),
      ],
    ]
    for (const [id, change, where] of changes)
      expect((await tampered(Seals.collection, id, change)).findings.map((each) => each.where)).toContain(where)
    // a seal written anew, with a hash that fits it, no longer fits the next one
    const forged = await tampered(Seals.collection, addDays(today, 1), (seal) => {
      seal['totals'] = { earn: {} }
      seal['hash'] = hashOfSeal(seal as never)
    })
    expect(forged.findings.map((each) => each.where)).toContain(sealed(1))
    const entry = await Entries.collection.findOne({ recordedAt: { $gte: instantAt(addDays(today, 3), '00:00') } })
    // a whole entry replaced together with its hash and the balance: only the seal knows
    const replaced = { ...entry, subject: 'pickups/other' } as unknown as Entry
    await Entries.collection.replaceOne({ _id: entry?._id as never }, {
      ...replaced,
      hash: hashOfEntry(replaced, sha256),
    } as never)
    expect((await all()).findings).toEqual([{ where: sealed(3), text: '封存之后有流水被改动或替换' }])
    await Entries.collection.deleteOne({ _id: entry?._id as never })
    expect((await all()).findings.map((each) => each.where)).toContain(sealed(3))
    expect(await verifyLedger({ scope: { kind: 'day', day: addDays(today, 3) } })).toMatchObject({ differences: 1 })
    await Entries.collection.insertOne(entry as never)
    const seal = await Seals.collection.findOne({ _id: addDays(today, 2) as never })
    await Seals.collection.deleteOne({ _id: addDays(today, 2) as never })
    expect((await all()).findings.map((each) => each.where)).toEqual([sealed(2)])
    await Seals.collection.insertOne(seal as never)
    expect((await all()).differences).toBe(0)
  })
})

it('the nightly job keeps what it found; running it again for the same night changes nothing', async () => {
  expect(await runJob(ledgerVerify, '2026-11-22')).toBe(true)
  expect(await runJob(ledgerVerify, '2026-11-22')).toBe(false)
  const run = await JobRuns.findById('ledgerVerify:2026-11-22').lean()
  expect(run).toMatchObject({ status: 'finished', counts: { entries: 20, accounts: 2, differences: 0 } })
  expect(await mongoose.connection.collection('ledgerChecks').countDocuments()).toBe(1)
})

it('a merged household moves points with their lots, carbon and what is owed; the ledger still verifies', async () => {
  const before = await balanceOf(alice)
  await transaction((tx) => moveOnMerge(tx, 'alice', 'carol'))
  expect(await balanceOf('household:carol')).toMatchObject({
    points: before?.points,
    lots: before?.lots,
    carbonGrams: before?.carbonGrams,
  })
  expect(await balanceOf(alice)).toMatchObject({ points: 0, lots: {}, carbonGrams: 0 })
  await transaction((tx) => moveOnMerge(tx, 'alice', 'carol'))
  expect((await all()).differences).toBe(0)
})
