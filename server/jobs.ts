// Scheduled work. A job is a function of a period (a slot such as '2026-11-22'), never of "now". Once a minute every
// job is asked which slots are due and have no finished run; the unique run record decides which instance does it.
// Missed slots are caught up, a run past its lease is taken over and its former holder fenced off. Whoever calls a job,
// it refuses a slot that is not its own or not due yet.
import cron from 'node-cron'
import type { Day, Month } from '@shared/time'
import { now } from './clock'
import { dueSlots, requireDueSlot, type Every, type Hour, type Minute, type Rhythm } from './job-slots'
import { log } from './log'
import { forgetRun, JobRuns, runWork, startWork, type JobRun, type JobRunRecord } from './long-work'

type SlotOf = { minute: Minute; hour: Hour; day: Day; month: Month }

type JobOf<E extends Every> = Rhythm & {
  every: E
  /** `feature.verbNoun`. */
  name: string
  /** Chinese name for the console. */
  title: string
  /** Names of earlier releases, under which runs are stored. */
  formerly?: readonly string[]
  /** What it did, in counts. Running it twice for a slot changes nothing. */
  run: (slot: SlotOf[E], run: JobRun) => Promise<Record<string, number>>
}

declare const checked: unique symbol
/** Made by `defineJob` only, so that no job runs for a slot that was not checked. */
export type Job = JobOf<Every> & { readonly [checked]: true }

/** A job whose `run` throws JOB_SLOT_WRONG or JOB_SLOT_NOT_DUE before it does anything. */
export function defineJob<E extends Every>(spec: JobOf<E>): Job {
  const run = async (slot: SlotOf[E], control: JobRun): Promise<Record<string, number>> => {
    requireDueSlot(spec, slot, now())
    return spec.run(slot, control)
  }
  return { ...spec, run } as unknown as Job
}

/**
 * Runs one slot unless it is finished or being done; true when this call did it.
 * @throws DomainError JOB_SLOT_WRONG, JOB_SLOT_NOT_DUE: nothing is written then
 */
export async function runJob(job: Job, slot: string): Promise<boolean> {
  requireDueSlot(job, slot, now())
  return runWork(job, slot)
}

/** Names under which runs of a job are stored: its own and those of earlier releases. */
export const storedNames = ({ name, formerly = [] }: Job): string[] => [name, ...formerly]

/** Does everything that is due at an instant and not done yet. */
export async function runDueJobs(jobs: readonly Job[], instant: Date = now()): Promise<void> {
  for (const job of jobs) {
    const slots = dueSlots(job, instant)
    const ids = storedNames(job).flatMap((name) => slots.map((slot) => `${name}:${slot}`))
    const settled = await JobRuns.find(
      { _id: { $in: ids }, status: { $in: ['finished', 'cancelled'] } },
      { slot: 1 },
    ).lean<{ slot: string }[]>()
    const done = new Set(settled.map((row) => row.slot))
    for (const slot of slots) if (!done.has(slot)) await runJob(job, slot)
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

/**
 * Runs a slot again although it has finished or failed, and waits for it for a while.
 * @returns the run as it is then; `running` when it takes longer or somebody else is doing it
 * @throws DomainError JOB_SLOT_WRONG, JOB_SLOT_NOT_DUE
 */
export async function rerun(job: Job, slot: string, patienceMs: number): Promise<JobRunRecord | null> {
  requireDueSlot(job, slot, now())
  const id = `${job.name}:${slot}`
  await forgetRun(id)
  await startWork(job, slot, patienceMs)
  return JobRuns.findById(id).lean<JobRunRecord>()
}
