// Every job against slots that are not its own: not due yet, a period that is not over, written wrongly,
// of another job's form, from before the city began. Whoever calls it, it refuses, and nothing is written.
import { operations } from '@shared/operations/contract'
import { AuditRows } from '@server/audit'
import { features } from '@server/features'
import { dueSlots, isSlot, type Every } from '@server/job-slots'
import { runJob, type Job } from '@server/jobs'
import { JobRuns } from '@server/long-work'
import { expireLots, announceExpiry } from '@server/ledger/expiry'
import { sealDays } from '@server/ledger/seals'
import { Places } from '@server/places/places.model'
import { pointOutUnlogged, settleOutcomes } from '@server/pickups/pickups-jobs'
import { draftAll } from '@server/rewards/rewards-jobs'
import { configureOperations } from '@server/operations/operations'
import { aPlace, aStaff, ancestorOf, expectError, setClock, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { databaseHash } from '../support/requests'

useDatabase()
const app = useApp()

const NOON = new Date('2026-11-22T12:00:00+08:00')
const jobs = features.flatMap((feature) => feature.jobs ?? [])
const noProgress = { progress: async () => undefined }

const forms: Readonly<Record<Every, string>> = {
  minute: '2026-11-22T11:00',
  hour: '2026-11-22T11',
  day: '2026-11-21',
  month: '2026-10',
}
const future: Readonly<Record<Every, readonly string[]>> = {
  minute: ['2026-11-22T12:01', '2026-11-23T00:00', '2031-01-01T00:00'],
  hour: ['2026-11-22T13', '2031-01-01T00'],
  day: ['2026-11-23', '2026-12-01', '2031-01-01', '2199-12-31'],
  // the month that runs is not over
  month: ['2026-11', '2026-12', '2031-01'],
}
const malformed = [
  '',
  'x',
  'x-y-z',
  '2026',
  '2026-13',
  '2026-00',
  '2026-02-30',
  '2026-11-31',
  '2026-1-1',
  '2026-11-22T',
  '2026-11-22T24',
  '2026-11-22T9',
  '2026-11-22T10:60',
  '2026-11-22T24:00',
  '2026-11-22T10:00:00',
  '2026-11-22T10T10',
  ' 2026-11-22',
  '2026-11-21\n',
  '2026-11-21 ',
  '2026-11-21Z',
  '-2026-11-21',
]
const refusedSlots = (job: Job): [string, 'JOB_SLOT_WRONG' | 'JOB_SLOT_NOT_DUE'][] => [
  ...future[job.every].map((slot) => [slot, 'JOB_SLOT_NOT_DUE'] as [string, 'JOB_SLOT_NOT_DUE']),
  ...[...malformed, ...Object.values(forms).filter((slot) => slot !== forms[job.every])].map(
    (slot) => [slot, 'JOB_SLOT_WRONG'] as [string, 'JOB_SLOT_WRONG'],
  ),
]
const codeOf = (run: () => Promise<unknown>): Promise<unknown> =>
  run().then(
    () => 'ran',
    (error: { code?: string }) => error.code,
  )

let administrator: Signed
let city: Awaited<ReturnType<typeof ancestorOf>>
beforeAll(async () => {
  setClock(NOON)
  city = await ancestorOf(await aPlace(), 'city')
  await Places.updateOne({ _id: city._id }, { $set: { createdAt: new Date('2026-11-19T10:00:00+08:00') } })
})
beforeEach(async () => {
  setClock(NOON)
  // one alone would ask for all the jobs more often than anybody may
  administrator = await aStaff('administrator', city._id)
})
afterAll(() => setClock())

test('there are jobs of every rhythm', () => {
  expect(new Set(jobs.map(({ every }) => every))).toEqual(new Set(['minute', 'hour', 'day', 'month']))
  expect(jobs.length).toBeGreaterThanOrEqual(20)
})

describe.each(jobs.map((job) => [job.name, job] as const))('%s', (_name, job) => {
  test('refuses whatever is no slot of its own or not due, however it is called, and writes nothing', async () => {
    const before = await databaseHash()
    for (const [slot, code] of refusedSlots(job)) {
      expect([slot, await codeOf(() => job.run(slot, noProgress))]).toEqual([slot, code])
      expect([slot, await codeOf(() => runJob(job, slot))]).toEqual([slot, code])
    }
    expect(await databaseHash()).toBe(before)
  })

  test('is not run again by hand for them, nor for a time before the city began', async () => {
    const again = (slot: string) =>
      app.as(administrator).call(operations.rerunJob, { job: job.name, slot, reason: '试一试' })
    for (const [slot] of refusedSlots(job))
      expect([slot, await codeOf(() => again(slot))]).toEqual([
        slot,
        expect.stringMatching(/^(JOB_SLOT_WRONG|JOB_SLOT_NOT_DUE|INPUT_INVALID)$/),
      ])
    for (const form of [forms[job.every], ...dueSlots({ ...job, lookBack: 1 }, NOON)]) {
      const early = form.replace(/^\d{4}-\d{2}/, '2020-01')
      await expectError(again(early), 'JOB_SLOT_TOO_EARLY')
    }
    expect(await JobRuns.countDocuments({ job: job.name })).toBe(0)
    expect(await AuditRows.countDocuments({ action: 'operations.rerunJob' })).toBe(0)
  })
})

test.each([
  ['sealDays', (day: string) => sealDays(day)],
  ['expireLots', (day: string) => expireLots(day)],
  ['announceExpiry', (day: string) => announceExpiry(day)],
  ['settleOutcomes', (day: string) => settleOutcomes(day, noProgress)],
  ['pointOutUnlogged', (day: string) => pointOutUnlogged(day)],
  ['draftAll', (period: string) => draftAll(period.slice(0, 7))],
] as const)('%s itself refuses a day or month that is not there yet, and what is no day', async (_name, work) => {
  const before = await databaseHash()
  for (const period of ['2026-12-01', '2031-01-01', 'x', '', '2026-13-45'])
    expect([period, await codeOf(() => work(period))]).toEqual([period, expect.stringMatching(/^JOB_SLOT_/)])
  expect(await databaseHash()).toBe(before)
})
test('a day is sealed and a month is settled when it is over, not while it runs', async () => {
  expect(await codeOf(() => sealDays('2026-11-22'))).toBe('JOB_SLOT_NOT_DUE')
  expect(await codeOf(() => draftAll('2026-11'))).toBe('JOB_SLOT_NOT_DUE')
})

test('what the clockwork gives is always a slot of the job', () => {
  for (const job of jobs)
    for (const slot of dueSlots({ ...job, lookBack: 40 }, NOON))
      expect([slot, isSlot(job.every, slot)]).toEqual([slot, true])
})

describe('running a job again by hand', () => {
  const failing = jobs.find(({ every }) => every === 'day')
  const again = (slot: string, reason = '昨天没有跑完') =>
    app.as(administrator).call(operations.rerunJob, { job: failing?.name ?? '', slot, reason })
  afterAll(() => configureOperations({ mode: 'demo', jobs, checks: [], work: [], figures: [], search: [] }))

  test('names a reason, which is kept', async () => {
    await expectError(again('2026-11-21', ''), 'INPUT_INVALID')
    expect(await again('2026-11-21')).toEqual({ ran: true, status: 'finished', error: null })
    expect(await AuditRows.findOne({ action: 'operations.rerunJob' }).lean()).toMatchObject({
      subject: `jobs/${failing?.name ?? ''}:2026-11-21`,
      reason: '昨天没有跑完',
    })
  })
  test('says when the run failed, and why', async () => {
    if (!failing) throw new Error('no job of every day')
    const broken: Job = {
      ...failing,
      run: async () => {
        throw new Error('no paper')
      },
    }
    configureOperations({ mode: 'demo', jobs: [broken], checks: [], work: [], figures: [], search: [] })
    expect(await again('2026-11-20')).toEqual({ ran: false, status: 'failed', error: 'no paper' })
  })
  test('is the administrator’s', async () => {
    const officer = await aStaff('cityOfficer', (await ancestorOf(await aPlace(), 'city'))._id)
    await expectError(
      app.as(officer).call(operations.rerunJob, { job: 'x', slot: '2026-11-21', reason: '试一试' }),
      'NOT_ALLOWED',
    )
  })
})
