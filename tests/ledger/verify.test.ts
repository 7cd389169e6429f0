// Verification finds what is wrong and names it; a sound ledger has no difference. Every tampering here is undone after its test.
import mongoose from 'mongoose'
import { dayOf } from '@shared/time'
import { transaction } from '@server/db'
import { Accounts } from '@server/ledger/accounts.model'
import { ledgerVerify } from '@server/ledger/checks'
import { Entries } from '@server/ledger/entries.model'
import { moveOnMerge, balanceOf, post, postMany, reverse } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { JobRuns, runJob } from '@server/jobs'
import { now } from '@server/clock'
import { useDatabase } from '../support/database'
import { anEarning, aSpending } from './posts'

useDatabase()

const alice = 'household:alice'
const bob = 'person:bob'
let third = ''

beforeAll(async () => {
  const earnings = Array.from({ length: 12 }, (_unused, index) => anEarning({ points: 10 + index, carbonGrams: 100, to: index % 2 ? alice : bob, at: new Date(Date.UTC(2026, index, 5)) }))
  const outcomes = await post(earnings)
  third = outcomes[2]?.status === 'posted' ? outcomes[2].entry._id : ''
  await transaction((tx) => postMany(tx, [...aSpending({ points: 40, from: alice }), ...aSpending({ points: 70, from: bob })]))
  await transaction((tx) => reverse(tx, third, { cause: 'fix:third', reason: '重复登记', by: 'system:test' }))
})

const all = () => verifyLedger({ scope: { kind: 'all' } })
/** Changes a stored document behind the ledger's back, verifies, and puts it back. */
async function tampered(collection: typeof Entries.collection | typeof Accounts.collection, id: string, change: (document: Record<string, unknown>) => void) {
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
  expect(await verifyLedger({ scope: { kind: 'account', account: alice } })).toMatchObject({ entries: 8, accounts: 1, differences: 0 })
  expect(await verifyLedger({ scope: { kind: 'day', day: dayOf(now()) } })).toMatchObject({ entries: 17, accounts: 2, differences: 0 })
  expect(await verifyLedger({ scope: { kind: 'day', day: '2020-01-01' } })).toMatchObject({ entries: 0, accounts: 0, differences: 0 })
})

it('I14 (content): one flipped byte in any text or number of an entry is found and the entry named', async () => {
  const changes: ((entry: Record<string, unknown>) => void)[] = [
    (entry) => { entry['subject'] = String(entry['subject']).replace('pickups', 'pickupt') },
    (entry) => { (entry['why'] as { params: Record<string, string> }).params['materials'] = '纸板 12.6 千克' },
    (entry) => { entry['at'] = new Date((entry['at'] as Date).getTime() + 1) },
    (entry) => { entry['hash'] = `x${String(entry['hash']).slice(1)}` },
    (entry) => { (entry['effects'] as { points: number }[]).forEach((effect) => { effect.points += 1 }) },
  ]
  for (const change of changes) {
    const { differences, findings } = await tampered(Entries.collection, third, change)
    expect(differences).toBeGreaterThan(0)
    expect(findings.some((each) => each.where === third)).toBe(true)
  }
  expect((await all()).differences).toBe(0)
})

it('a changed amount is named as unbalanced and as not what was written', async () => {
  const { findings } = await tampered(Entries.collection, third, (entry) => { ((entry['postings'] as { amount: number }[])[0] ?? { amount: 0 }).amount += 1 })
  const texts = findings.filter((each) => each.where === third).map((each) => each.text).join()
  expect(texts).toContain('分录不平')
  expect(texts).toContain('校验值')
})

it('I13: a changed balance, lot or number of entries in the cache is found and the account named', async () => {
  for (const change of [
    (state: Record<string, unknown>) => { state['points'] = Number(state['points']) + 1 },
    (state: Record<string, unknown>) => { state['lots'] = { ...(state['lots'] as object), '2029-01': 1 } },
    (state: Record<string, unknown>) => { state['seq'] = Number(state['seq']) - 1 },
    (state: Record<string, unknown>) => { state['seq'] = Number(state['seq']) + 1 },
    (state: Record<string, unknown>) => { state['debt'] = 3 },
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
  await expect(Entries.collection.insertOne({ ...reversal, _id: '1:second' as never, cause: 'second', partition: reversal?.['partition'] } as never)).rejects.toMatchObject({ code: 11000 })
  const copy = await Entries.collection.findOne({ _id: third as never })
  await Entries.collection.insertOne({ ...copy, _id: `1023:${String(copy?.['cause'])}` as never, partition: 1023 } as never)
  expect((await all()).findings.map((each) => each.text).join()).toContain('同一事由记了不止一次')
  await Entries.collection.deleteOne({ _id: `1023:${String(copy?.['cause'])}` as never })
})

it('the nightly job keeps what it found; running it again for the same night changes nothing', async () => {
  expect(await runJob(ledgerVerify, '2026-11-22')).toBe(true)
  expect(await runJob(ledgerVerify, '2026-11-22')).toBe(false)
  const run = await JobRuns.findById('ledgerVerify:2026-11-22').lean()
  expect(run).toMatchObject({ status: 'finished', counts: { entries: 17, accounts: 2, differences: 0 } })
  expect(await mongoose.connection.collection('ledgerChecks').countDocuments()).toBe(1)
})

it('a merged household moves points with their lots, carbon and what is owed; the ledger still verifies', async () => {
  const before = await balanceOf(alice)
  await transaction((tx) => moveOnMerge(tx, 'alice', 'carol'))
  expect(await balanceOf('household:carol')).toMatchObject({ points: before?.points, lots: before?.lots, carbonGrams: before?.carbonGrams })
  expect(await balanceOf(alice)).toMatchObject({ points: 0, lots: {}, carbonGrams: 0 })
  await transaction((tx) => moveOnMerge(tx, 'alice', 'carol'))
  expect((await all()).differences).toBe(0)
})
