// Work that may take long: a job's slot, or one piece of work that a person has started (a trial, an import, a move).
// Each has one record with its lease, progress and outcome. The unique record decides which instance does it; a run
// past its lease is taken over and its former holder fenced off at its next sign of progress, like one that was
// cancelled. So work writes in portions, tells how far it is after each, and may be run again from the start.
import { now } from './clock'
import { defineModel, isDuplicateKey, type Document } from './db'
import { newId } from './ids'
import { log } from './log'
import { runInScope } from './scope'

export type JobRun = {
  /** Records progress and extends the lease; throws when the run was cancelled or taken over. */
  progress: (done: number, total: number) => Promise<void>
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
  [
    { fields: { job: 1, startedAt: -1, _id: -1 } },
    { fields: { startedAt: -1, _id: -1 } },
    { fields: { status: 1, startedAt: -1 }, where: { status: 'failed' } },
  ],
)

export type Work = {
  name: string
  /** What it did, in counts. Run again for the same slot or id, it changes nothing more. */
  run: (slot: string, run: JobRun) => Promise<Record<string, number>>
}

/** Runs a slot, or the piece of work with an id, unless it is finished or being done; true when this call did it. */
export async function runWork(work: Work, slot: string): Promise<boolean> {
  const id = `${work.name}:${slot}`
  const holder = newId()
  if (!(await takeSlot(work.name, slot, id, holder))) return false
  const mine = { _id: id, holder, status: 'running' as const }
  const progress = async (done: number, total: number): Promise<void> => {
    const kept = await JobRuns.updateOne(mine, {
      $set: { done, total, leaseUntil: new Date(now().getTime() + LEASE_MS) },
    })
    if (kept.matchedCount === 0) throw new Error('the run was cancelled or taken over')
  }
  try {
    const counts = await runInScope({ requestId: `job:${id}` }, () => work.run(slot, { progress }))
    await JobRuns.updateOne(mine, { $set: { status: 'finished', finishedAt: now(), counts } })
  } catch (error) {
    const message = error instanceof Error ? error.message.slice(0, 500) : 'unknown'
    log.error({ job: work.name, slot, err: message }, 'job failed')
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
 * Starts a slot or a piece of work beside a request and waits for it for a while; it goes on after that, with its
 * progress in the run's record.
 * @returns true when it is over
 */
export async function startWork(work: Work, slot: string, patienceMs: number): Promise<boolean> {
  const running = runWork(work, slot).then(
    () => true,
    (error: unknown) => {
      log.error({ job: work.name, slot, err: String(error) }, 'work not started')
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

/** Forgets how a slot has ended, so that it can be run again. One that runs stays. */
export async function forgetRun(id: string): Promise<void> {
  await JobRuns.deleteOne({ _id: id, status: { $in: ['finished', 'failed', 'cancelled'] } })
}

/** Marks a running slot as cancelled; it notices at its next sign of progress. */
export async function cancelRun(id: string): Promise<boolean> {
  const cancelled = await JobRuns.updateOne(
    { _id: id, status: 'running' },
    { $set: { status: 'cancelled', finishedAt: now() } },
  )
  return cancelled.modifiedCount === 1
}
