// Verification finds what is wrong and names it; a sound ledger has no difference. Every tampering here is undone after
// its test.
import { dayOf } from '@shared/time'
import { transaction } from '@server/db'
import { Accounts } from '@server/ledger/accounts.model'
import { Entries } from '@server/ledger/entries.model'
import { moveOnMerge, balanceOf, postMany, releasePoints } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { now, setClock } from '@server/clock'
import { useDatabase } from '../support/database'
import { aHold } from './posts'
import { alice, all, bob, leavesOf, smallLedger, tampered } from './tampering'

useDatabase()

afterAll(() => setClock())

let third = ''
beforeAll(async () => {
  third = await smallLedger()
})

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
      ;(entry['why'] as { params: Record<string, string> }).params['materials'] = '纸板 12.6千克'
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
  expect((await all()).findings.map((each) => each.text).join()).toMatch(/缺第2笔.*|冲正的原流水/)
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
  const { entry } = await transaction((tx) => releasePoints(tx, id, { by: 'person:p', at: now(), why }))
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
