// I9: what has ended is booked out once per account and day, exactly; it is announced 60, 30 and 7 days before, each
// once. Together with holds that end late, with posting going on, and with the job run again.
import { randomBytes } from 'node:crypto'
import mongoose from 'mongoose'
import type { Entry, Post } from '@shared/ledger/entries'
import { addDays, instantAt, lastDayOf } from '@shared/time'
import { setClock } from '@server/clock'
import { transaction } from '@server/db'
import { Accounts } from '@server/ledger/accounts.model'
import { Entries } from '@server/ledger/entries.model'
import { announceExpiry, expireLots, ledgerExpire } from '@server/ledger/expiry'
import { balanceOf, holdPoints, post, postMany, releasePoints } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { useFieldKey } from '@server/field-cipher'
import { runJob } from '@server/jobs'
import { newId } from '@server/ids'
import { addMember, aHousehold } from '../support/people'
import { useDatabase } from '../support/database'
import { aHold, anEarning } from './posts'

useDatabase()
afterEach(() => setClock())

function earnedIn(month: string, points: number, to: string): Post {
  const earning = anEarning({ points, to, at: instantAt(`${month}-15`, '12:00') })
  return { ...earning, postings: earning.postings.filter((each) => each.unit === 'points') }
}
const postAll = (posts: Post[]) => transaction((tx) => postMany(tx, posts))
const expiriesOf = (account: string) =>
  Entries.find({ kind: 'expire', 'effects.account': account } as never)
    .sort({ 'effects.seq': 1 })
    .lean<Entry[]>()
const why = { template: 'rewards.redeemed', params: { goods: '堆肥' } }

it('takes exactly the ended lots, on the first day after their month, and only once a day', async () => {
  const account = `household:${newId()}`
  await postAll([earnedIn('2024-09', 5, account), earnedIn('2024-10', 7, account), earnedIn('2024-11', 9, account)])
  expect(await expireLots('2026-09-30')).toEqual({ accounts: 0, entries: 0 })
  expect(await expireLots('2026-10-01')).toEqual({ accounts: 1, entries: 1 })
  expect(await balanceOf(account)).toMatchObject({
    points: 16,
    lots: { '2026-10': 7, '2026-11': 9 },
    oldestLot: '2026-10',
  })
  expect(await expireLots('2026-10-01')).toEqual({ accounts: 0, entries: 0 })
  await Promise.all([expireLots('2026-11-01'), expireLots('2026-11-01'), expireLots('2026-11-01')])
  expect(await balanceOf(account)).toMatchObject({ points: 9, seq: 5, earned: 21 })
  expect((await expiriesOf(account)).map((entry) => [entry.cause, entry.effects[0]?.lots])).toEqual([
    [`expire/${account}/2026-10-01`, { '2026-09': -5 }],
    [`expire/${account}/2026-11-01`, { '2026-10': -7 }],
  ])
})

it('what a hold gives back too late is booked out by the next run, the next day', async () => {
  const account = `household:${newId()}`
  await postAll([earnedIn('2024-10', 10, account), earnedIn('2024-10', 4, account)])
  const held = await transaction((tx) =>
    holdPoints(tx, {
      cause: `rewards/${newId()}/hold`,
      account,
      points: 10,
      subject: 'rewards/1',
      by: 'person:p',
      at: instantAt('2026-10-31', '20:00'),
      partition: 3,
      placePath: [],
      why,
    }),
  )
  await expireLots('2026-11-01')
  expect(await balanceOf(account)).toMatchObject({ points: 0, held: 10, oldestLot: null })
  await transaction((tx) =>
    releasePoints(tx, held.entry._id, { by: 'person:p', at: instantAt('2026-11-01', '09:00'), why }),
  )
  expect(await balanceOf(account)).toMatchObject({ points: 10, held: 0, oldestLot: '2026-10' })
  expect(await expireLots('2026-11-01')).toMatchObject({ entries: 0 })
  expect(await expireLots('2026-11-02')).toMatchObject({ entries: 1 })
  expect(await balanceOf(account)).toMatchObject({ points: 0, held: 0, lots: {} })
})

it('beside holds and earnings on the same accounts nothing is lost, and the ledger verifies', async () => {
  const ids = Array.from({ length: 30 }, () => `household:${newId()}`)
  await postAll(ids.flatMap((account) => [earnedIn('2024-10', 10, account), earnedIn('2025-01', 20, account)]))
  const busy = ids.flatMap((from) => [
    anEarning({ points: 3, to: from }),
    aHold({ points: 5, from, at: instantAt('2026-11-01', '00:01') }),
  ])
  const [, ...outcomes] = await Promise.all([expireLots('2026-11-01'), ...busy.map((each) => post([each]))])
  expect(outcomes.flat().every((each) => each.status === 'posted')).toBe(true)
  const states = await Accounts.find({ _id: { $in: ids } }).lean()
  for (const state of states)
    expect(state).toMatchObject({ points: 18, held: 5, lots: { '2027-01': 15, '2028-11': 3 } })
  expect(await verifyLedger({ scope: { kind: 'all' } })).toMatchObject({ differences: 0, findings: [] })
})

it('the run finds what is due by an index and looks at nothing else', async () => {
  const ids = Array.from({ length: 200 }, () => `household:${newId()}`)
  await postAll(ids.map((account, index) => earnedIn(index < 5 ? '2024-10' : '2026-01', 1, account)))
  const filter = { oldestLot: { $type: 'string', $lt: '2026-11' } }
  const plan = await mongoose.connection
    .collection('ledgerAccounts')
    .find(filter)
    .sort({ oldestLot: 1 })
    .explain('executionStats')
  expect(plan['executionStats']).toMatchObject({ nReturned: 5, totalDocsExamined: 5 })
  expect(await runJob(ledgerExpire, '2026-11-01')).toBe(true)
  expect(await runJob(ledgerExpire, '2026-11-01')).toBe(false)
  expect(await Accounts.countDocuments({ _id: { $in: ids }, points: 0 })).toBe(5)
})

it('every member is told 60, 30 and 7 days before, each time once, and only of what is there', async () => {
  useFieldKey(randomBytes(32).toString('base64url'))
  const household = await aHousehold()
  const [owner, other] = [newId(), newId()]
  await addMember(household._id, owner)
  await addMember(household._id, other)
  const account = `household:${household._id}`
  await postAll([
    earnedIn('2024-10', 10, account),
    earnedIn('2024-11', 6, account),
    earnedIn('2024-11', 4, `person:${owner}`),
    earnedIn('2024-11', 9, 'fund:school'),
  ])
  const last = lastDayOf('2026-11')
  const rows = () => mongoose.connection.collection('outbox').find({ kind: 'notice' }).toArray()
  const told = async (day: string) => {
    setClock(instantAt(day, '09:00'))
    const before = (await rows()).length
    await announceExpiry(day)
    await announceExpiry(day)
    return (await rows()).length - before
  }
  expect(await told(addDays(last, -61))).toBe(0)
  // 60 days before the end of November are 30 before the end of October, of which two members are told as well
  expect(await told(addDays(last, -60))).toBe(5)
  expect(await told(addDays(last, -30))).toBe(3)
  expect(await told(addDays(last, -8))).toBe(0)
  expect(await told(addDays(last, -7))).toBe(3)
  const texts = (await rows()).map((row) => (row['payload'] as { text: string }).text)
  expect(texts).toContain('本户有6分可用到11月30日 周一，过后作废，还有7天')
  expect(texts).toContain('您有4分可用到11月30日 周一，过后作废，还有30天')
  // a server that was off for months does not announce what is over
  setClock(instantAt('2027-01-05', '09:00'))
  expect(await announceExpiry(addDays(last, -7))).toEqual({ accounts: 0, notices: 0 })
})
