// The chain of seals: every past day once, what it sums up, and whatever is changed behind its back is found.
import mongoose from 'mongoose'
import { hashOfEntry } from '@shared/ledger/content'
import type { Entry } from '@shared/ledger/entries'
import { addDays, dayOf, instantAt } from '@shared/time'
import { Accounts } from '@server/ledger/accounts.model'
import { ledgerVerify } from '@server/ledger/checks'
import { Entries } from '@server/ledger/entries.model'
import { post, sha256 } from '@server/ledger/ledger'
import { hashOfSeal, sealDays, Seals, totalsByDay } from '@server/ledger/seals'
import { verifyLedger } from '@server/ledger/verify'
import { runJob } from '@server/jobs'
import { JobRuns } from '@server/long-work'
import { now, setClock } from '@server/clock'
import { useDatabase } from '../support/database'
import { anEarning } from './posts'
import { all, bob, leavesOf, smallLedger, tampered } from './tampering'

useDatabase()

afterAll(() => setClock())
let third = ''
beforeAll(async () => {
  third = await smallLedger()
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

describe('what is dated in the future', () => {
  const today = dayOf(now())
  /** The chain of the tests before reaches to four days from today. */
  const found = (days: number, clock: string) =>
    verifyLedger({ scope: { kind: 'all' }, asOf: instantAt(addDays(today, days), clock) }).then(
      ({ findings }) => findings,
    )

  it('a seal of a day that is not over is found, by its day and by when it was made', async () => {
    expect(await found(5, '12:00')).toEqual([])
    expect(await found(4, '23:59')).toContainEqual({
      where: `seal:${addDays(today, 4)}`,
      text: expect.stringContaining('从今天起有1天已被封存'),
    })
    expect(await found(2, '12:00')).toContainEqual({
      where: `seal:${addDays(today, 2)}`,
      text: expect.stringContaining('从今天起有3天已被封存'),
    })
    const early = await tampered(Seals.collection, addDays(today, 3), (seal) => {
      seal['sealedAt'] = instantAt(addDays(today, 3), '23:59')
    })
    expect(early.findings).toEqual([{ where: `seal:${addDays(today, 3)}`, text: '这一天还没有过完就封存了' }])
  })

  it('so is an entry recorded later than now, and one that happened after it was recorded', async () => {
    expect((await found(1, '12:00')).map((each) => each.text)).toContain('记在将来：入账时间还没有到')
    const entry = await Entries.collection.findOne({ _id: third as never })
    const later = { ...entry, at: instantAt(addDays(today, 40), '00:00') } as unknown as Entry
    await Entries.collection.replaceOne({ _id: third as never }, {
      ...later,
      hash: hashOfEntry(later, sha256),
    } as never)
    expect(await found(5, '12:00')).toContainEqual({
      where: third,
      text: expect.stringContaining('发生时间在入账之后'),
    })
    await Entries.collection.replaceOne({ _id: third as never }, entry as never)
  })

  it('and a sealing that stands still: once the day after is due, not before', async () => {
    expect(await found(6, '01:59')).toEqual([])
    expect(await found(6, '02:00')).toEqual([
      { where: `seal:${addDays(today, 5)}`, text: expect.stringContaining('封存停住了') },
    ])
  })
})

it('the nightly job keeps what it found; running it again for the same night changes nothing', async () => {
  setClock(instantAt(addDays(dayOf(new Date()), 5), '03:30'))
  expect(await runJob(ledgerVerify, '2026-11-22')).toBe(true)
  expect(await runJob(ledgerVerify, '2026-11-22')).toBe(false)
  const run = await JobRuns.findById('ledger.verify:2026-11-22').lean()
  expect(run).toMatchObject({ status: 'finished', counts: { entries: 18, accounts: 2, differences: 0 } })
  expect(await mongoose.connection.collection('ledgerChecks').countDocuments()).toBe(1)
})
