// Scheduled work. A job is a function of a period (a slot such as '2026-11-22'), never of "now". Once a minute every
// job is asked which slots are due and have no finished run; the unique run record decides which instance does it.
// Missed slots are caught up, a run past its lease is taken over and its former holder fenced off.
import cron from 'node-cron'
import { addDays, addMonths, clockOf, dayOf, monthOf } from '@shared/time'
import { now } from './clock'
import { defineModel, isDuplicateKey, type Document } from './db'
import { newId } from './ids'
import { log } from './log'
import { runInScope } from './scope'

export type JobRun = {
  /** Records progress and extends the lease; throws when the run was cancelled or taken over. */
  progress: (done: number, total: number) => Promise<void>
}

export type Job = {
  name: string
  /** Chinese name for the console. */
  title: string
  every: 'minute' | 'hour' | 'day' | 'month'
  /** For `day` and `month`: the Shanghai time from which the slot is due. */
  at?: string
  /** For `month`: day of the following month from which the month's slot is due. */
  onDay?: number
  /** How many past slots are caught up. */
  lookBack: number
  /** What it did, in counts. Running it twice for a slot changes nothing. */
  run: (slot: string, run: JobRun) => Promise<Record<string, number>>
}

export type JobRunRecord = Document & {
  job: string
  slot: string
  status: 'running' | 'finished' | 'failed' | 'cancelled'
  holder: string
  leaseUntil: Date
  startedAt: Date
  finishedAt?: Date
  done?: number
  total?: number
  counts?: Record<string, number>
  error?: string
  attempts: number
}

const LEASE_MS = 5 * 60_000
const MAX_ATTEMPTS = 5

export const JobRuns = defineModel<JobRunRecord>(
  'JobRun',
  'jobRuns',
  {
    job: { type: String, required: true },
    slot: { type: String, required: true },
    status: { type: String, required: true },
    holder: { type: String, required: true },
    leaseUntil: { type: Date, required: true },
    startedAt: { type: Date, required: true },
    finishedAt: Date,
    done: Number,
    total: Number,
    counts: { type: Object },
    error: String,
    attempts: { type: Number, required: true },
  },
  [{ fields: { job: 1, startedAt: -1, _id: -1 } }, { fields: { startedAt: -1, _id: -1 } }],
)

/** Slots of a job that are due at an instant, oldest first. */
export function dueSlots(job: Pick<Job, 'every' | 'at' | 'onDay' | 'lookBack'>, instant: Date): string[] {
  const day = dayOf(instant)
  const clock = clockOf(instant)
  const back = Array.from({ length: job.lookBack }, (_unused, index) => job.lookBack - 1 - index)
  if (job.every === 'minute') return [`${day}T${clock}`]
  if (job.every === 'hour')
    return back
      .map((hours) => new Date(instant.getTime() - hours * 3_600_000))
      .map((at) => `${dayOf(at)}T${clockOf(at).slice(0, 2)}`)
  if (job.every === 'day') {
    const last = clock >= (job.at ?? '00:00') ? day : addDays(day, -1)
    return back.map((days) => addDays(last, -days))
  }
  const isDue = day.slice(8) + clock >= String(job.onDay ?? 1).padStart(2, '0') + (job.at ?? '00:00')
  const last = addMonths(monthOf(day), isDue ? -1 : -2)
  return back.map((months) => addMonths(last, -months))
}

/** Runs one slot unless it is finished or being done; true when this call did it. */
export async function runJob(job: Job, slot: string): Promise<boolean> {
  const id = `${job.name}:${slot}`
  const holder = newId()
  if (!(await takeSlot(job.name, slot, id, holder))) return false
  const mine = { _id: id, holder, status: 'running' as const }
  const progress = async (done: number, total: number): Promise<void> => {
    const kept = await JobRuns.updateOne(mine, {
      $set: { done, total, leaseUntil: new Date(now().getTime() + LEASE_MS) },
    })
    if (kept.matchedCount === 0) throw new Error('the run was cancelled or taken over')
  }
  try {
    const counts = await runInScope({ requestId: `job:${id}` }, () => job.run(slot, { progress }))
    await JobRuns.updateOne(mine, { $set: { status: 'finished', finishedAt: now(), counts } })
  } catch (error) {
    const message = error instanceof Error ? error.message.slice(0, 500) : 'unknown'
    log.error({ job: job.name, slot, err: message }, 'job failed')
    await JobRuns.updateOne(mine, { $set: { status: 'failed', finishedAt: now(), error: message } })
  }
  return true
}

async function takeSlot(job: string, slot: string, id: string, holder: string): Promise<boolean> {
  const at = now()
  const leaseUntil = new Date(at.getTime() + LEASE_MS)
  const fresh: JobRunRecord = { _id: id, job, slot, status: 'running', holder, leaseUntil, startedAt: at, attempts: 1 }
  try {
    await JobRuns.collection.insertOne(fresh as never)
    return true
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
  const taken = await JobRuns.updateOne(
    {
      _id: id,
      attempts: { $lt: MAX_ATTEMPTS },
      $or: [{ status: 'failed' }, { status: 'running', leaseUntil: { $lt: at } }],
    },
    {
      $set: { status: 'running', holder, leaseUntil, startedAt: at },
      $inc: { attempts: 1 },
      $unset: { error: 1, finishedAt: 1 },
    },
  )
  return taken.modifiedCount === 1
}

/**
 * Starts a slot beside a request and waits for it for a while; it goes on after that, with its progress in the run's
 * record.
 * @returns true when it is over
 */
export async function startJob(job: Job, slot: string, patienceMs: number): Promise<boolean> {
  const running = runJob(job, slot).then(
    () => true,
    (error: unknown) => {
      log.error({ job: job.name, slot, err: String(error) }, 'job not started')
      return true
    },
  )
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), patienceMs)
  })
  const over = await Promise.race([running, late])
  clearTimeout(timer)
  return over
}

/** Does everything that is due at an instant and not done yet. */
export async function runDueJobs(jobs: readonly Job[], instant: Date = now()): Promise<void> {
  for (const job of jobs) {
    const slots = dueSlots(job, instant)
    const ids = slots.map((slot) => `${job.name}:${slot}`)
    const settled = await JobRuns.find(
      { _id: { $in: ids }, status: { $in: ['finished', 'cancelled'] } },
      { _id: 1 },
    ).lean<{ _id: string }[]>()
    const done = new Set(settled.map((row) => row._id))
    for (const slot of slots) if (!done.has(`${job.name}:${slot}`)) await runJob(job, slot)
  }
}

/** Starts the clockwork: everything due is done at once and then every minute. Returns a function that stops it. */
export function scheduleJobs(jobs: readonly Job[]): () => Promise<void> {
  let running: Promise<void> = Promise.resolve()
  let busy = false
  const tick = (): void => {
    if (busy) return
    busy = true
    running = runDueJobs(jobs)
      .catch((error: unknown) => log.error({ err: String(error) }, 'jobs'))
      .finally(() => {
        busy = false
      })
  }
  const task = cron.schedule('* * * * *', tick, { timezone: 'Asia/Shanghai' })
  tick()
  return async () => {
    await task.stop()
    await running
  }
}

/** Runs a slot again although it has finished or failed; true when this call did it. */
export async function rerun(job: Job, slot: string): Promise<boolean> {
  await JobRuns.deleteOne({ _id: `${job.name}:${slot}`, status: { $in: ['finished', 'failed', 'cancelled'] } })
  return runJob(job, slot)
}

/** Marks a running slot as cancelled; it notices at its next sign of progress. */
export async function cancelRun(id: string): Promise<boolean> {
  const cancelled = await JobRuns.updateOne(
    { _id: id, status: 'running' },
    { $set: { status: 'cancelled', finishedAt: now() } },
  )
  return cancelled.modifiedCount === 1
}
