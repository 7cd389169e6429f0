// The clockwork: which slots are due, each done once by one instance, missed ones caught up, stuck ones taken over.
import { setClock } from '@server/clock'
import { dueSlots } from '@server/job-slots'
import { defineJob, rerun, runDueJobs, runJob, type Job } from '@server/jobs'
import { cancelRun, JobRuns, type JobRun } from '@server/long-work'
import { useDatabase } from '../support/database'

useDatabase()
afterEach(() => setClock())

const at = (instant: string): Date => new Date(instant)

test.each([
  ['a day is due from its time on', { every: 'day', at: '03:20', lookBack: 1 }, '2026-11-21T19:20:00Z', ['2026-11-22']],
  [
    'a minute before it is still yesterday',
    { every: 'day', at: '03:20', lookBack: 1 },
    '2026-11-21T19:19:59Z',
    ['2026-11-21'],
  ],
  [
    'three days back are caught up, oldest first',
    { every: 'day', at: '00:00', lookBack: 3 },
    '2026-11-22T04:00:00Z',
    ['2026-11-20', '2026-11-21', '2026-11-22'],
  ],
  ['the Shanghai day begins at 16:00 UTC', { every: 'day', lookBack: 1 }, '2026-11-21T16:00:00Z', ['2026-11-22']],
  ['hours', { every: 'hour', lookBack: 2 }, '2026-11-21T16:30:00Z', ['2026-11-21T23', '2026-11-22T00']],
  [
    'October is due on 3 November',
    { every: 'month', onDay: 3, at: '02:00', lookBack: 1 },
    '2026-11-02T18:00:00Z',
    ['2026-10'],
  ],
  ['and not before', { every: 'month', onDay: 3, at: '02:00', lookBack: 1 }, '2026-11-02T17:59:00Z', ['2026-09']],
  [
    'December is due in January of the next year',
    { every: 'month', onDay: 1, lookBack: 2 },
    '2027-01-01T04:00:00Z',
    ['2026-11', '2026-12'],
  ],
] as const)('%s', (_what, job, instant, slots) => {
  expect(dueSlots(job, at(instant))).toEqual(slots)
})

beforeEach(() => setClock(at('2026-11-22T04:00:00Z')))

const counting = (
  name: string,
  work: (slot: string, run: JobRun) => Promise<void> = async () => undefined,
  lookBack = 1,
): Job & { ran: string[] } => {
  const ran: string[] = []
  const job = defineJob({
    name,
    title: name,
    every: 'day',
    lookBack,
    run: async (slot, run) => {
      ran.push(slot)
      await work(slot, run)
      return { done: 1 }
    },
  })
  return { ...job, ran }
}

test('ten instances, one slot, one run', async () => {
  const job = counting('tenInstances')
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => runJob(job, '2026-11-22')))
  expect([outcomes.filter(Boolean).length, job.ran]).toEqual([1, ['2026-11-22']])
})

test('a missed day is caught up once', async () => {
  const job = counting('missed', undefined, 3)
  await runDueJobs([job], at('2026-11-22T04:00:00Z'))
  setClock(at('2026-11-22T05:00:00Z'))
  await runDueJobs([job])
  expect(job.ran).toEqual(['2026-11-20', '2026-11-21', '2026-11-22'])
})

test('a run that failed is tried again, at most five times, and says why', async () => {
  const job = counting('failing', async () => {
    throw new Error('no paper')
  })
  for (let minute = 0; minute < 8; minute += 1) await runDueJobs([job], at('2026-11-22T04:00:00Z'))
  expect(job.ran).toHaveLength(5)
  expect(await JobRuns.findById('failing:2026-11-22').lean()).toMatchObject({
    status: 'failed',
    error: 'no paper',
    attempts: 5,
  })
})

test('a run whose holder is gone is taken over, and the old holder can write no progress', async () => {
  let release: () => void = () => undefined
  let arrived: () => void = () => undefined
  const slowIsThere = new Promise<void>((resolve) => {
    arrived = resolve
  })
  let stale: unknown
  const slow = counting('slow', async (_slot, run) => {
    await new Promise<void>((resolve) => {
      release = resolve
      arrived()
    })
    await run.progress(1, 2).catch((error: unknown) => {
      stale = error
    })
  })
  const first = runJob(slow, '2026-11-22')
  await slowIsThere
  const freed = release
  setClock(at('2026-11-22T04:06:00Z'))
  const quick = counting('slow')
  expect(await runJob(quick, '2026-11-22')).toBe(true)
  freed()
  await first
  expect(String(stale)).toContain('taken over')
  expect(await JobRuns.findById('slow:2026-11-22').lean()).toMatchObject({ status: 'finished', attempts: 2 })
})

test('a cancelled run stops at its next sign of progress, and can be run again by hand', async () => {
  const job = counting('cancelled', async (slot, run) => {
    await cancelRun(`cancelled:${slot}`)
    await run.progress(1, 2)
  })
  await runJob(job, '2026-11-22')
  expect(await JobRuns.findById('cancelled:2026-11-22').lean()).toMatchObject({ status: 'cancelled' })
  const again = counting('cancelled')
  expect(await rerun(again, '2026-11-22', 10_000)).toMatchObject({ status: 'finished' })
})
