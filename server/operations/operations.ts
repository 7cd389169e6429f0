// What those who run the product see and do: job runs, the audit log, what the data lacks. It is told at start which
// jobs and data-quality checks exist, since it may not read the table of features itself.
import type { Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { operations } from '@shared/operations/contract'
import { profiles } from '@shared/places/profiles'
import { audit } from '../audit'
import { now } from '../clock'
import type { Config } from '../config'
import { transaction } from '../db'
import type { QualityCheck } from '../feature'
import type { FigureRow } from '../figures'
import { latestSlot, requireDueSlot } from '../job-slots'
import { rerun, storedNames, type Job } from '../jobs'
import { JobRuns, cancelRun } from '../long-work'
import { readCountedPage } from '../paging'
import { installedCity, profileOf, settingsOf } from '../places/places'
import { fromPoint } from '../places/positions'
import type { SearchRow } from '../search'
import type { WorkRow } from '../work'

type Settings = {
  jobs: readonly Job[]
  checks: readonly QualityCheck[]
  work: readonly WorkRow[]
  figures: readonly FigureRow[]
  search: readonly SearchRow[]
  mode: Config['mode']
  map?: Config['map']
}
let settings: Settings = { jobs: [], checks: [], work: [], figures: [], search: [], mode: 'demo' }

export function configureOperations(given: Settings): void {
  settings = given
}

/** What was told at start. */
export const operationsSettings = (): Settings => settings

/** In the city; a place that has its own days names them where something is contested. */
const daysToContest = (points: number, booking: number): string =>
  points === booking ? `一般 ${points}天内都可以` : `积分一般 ${points}天内可以，预约一般 ${booking}天内可以`

/** What a person may know of this installation; name, region and telephone are those of its city. */
export async function about() {
  const city = await installedCity()
  const { contact, office, points, booking } = city ? (await settingsOf(city)).settings : profiles.xuchang.settings
  return {
    name: '无废通',
    version: '0.1.0',
    mode: settings.mode,
    cityName: city?.name ?? '',
    region: city ? await profileOf(city) : 'xuchang',
    servicePhone: contact.hotline,
    officeHours: contact.officeHours,
    complaintText: `对服务或处理结果不满意，可以在这里投诉，马上有编号，${office.complaintWorkingDays}个工作日内答复，也可以打服务电话；对重量、原因或费用有异议，可以在预约详情里直接提出。`,
    map: {
      tiles: settings.map
        ? { url: settings.map.tiles, attribution: settings.map.attribution, datum: settings.map.datum }
        : null,
      centre: fromPoint(city?.location),
    },
    contestText: `积分、重量、费用不对，在“积分明细”或那次预约里点“有异议”，${daysToContest(points.contestDays, booking.contestDays)}。`,
  }
}

type JobRunsInput = ParsedOf<typeof operations.jobs>

/**
 * Newest first; the cursor is "<instant>|<id>". Finished runs of every minute are left out unless their job is named or
 * they are asked for.
 */
export async function listJobRuns(input: JobRunsInput) {
  const named = settings.jobs.find((job) => job.name === input.job)
  const isAll = input.minutely === true || input.minutely === 'true'
  const minutely = settings.jobs.filter(({ every }) => every === 'minute').flatMap(storedNames)
  const filter = input.job
    ? { job: { $in: named ? storedNames(named) : [input.job] } }
    : isAll
      ? {}
      : { $nor: [{ job: { $in: minutely }, status: 'finished' as const }] }
  const { rows, ...page } = await readCountedPage(JobRuns, { startedAt: -1 }, filter, input)
  const jobs = new Map(settings.jobs.flatMap((job) => storedNames(job).map((name) => [name, job] as const)))
  return {
    items: rows.map((row) => ({
      id: row._id,
      job: jobs.get(row.job)?.name ?? row.job,
      title: jobs.get(row.job)?.title ?? row.job,
      slot: row.slot,
      status: row.status,
      startedAt: row.startedAt.toISOString(),
      finishedAt: row.finishedAt?.toISOString() ?? null,
      done: row.done ?? null,
      total: row.total ?? null,
      counts: row.counts ?? {},
      error: row.error ?? null,
      attempts: row.attempts,
    })),
    ...page,
  }
}

export async function jobTable() {
  return { items: settings.jobs.map(({ name, title, every, at }) => ({ job: name, title, every, at: at ?? null })) }
}

/** So long a request waits for a run; it goes on after that. */
const PATIENCE_MS = 20_000

/**
 * Runs a slot again; harmless, since jobs are functions of their slot. Only slots that the clockwork could have run:
 * due by now, and not before the city was installed.
 * @throws DomainError JOB_UNKNOWN, JOB_SLOT_WRONG, JOB_SLOT_NOT_DUE, JOB_SLOT_TOO_EARLY
 */
export async function rerunJob(actor: Actor, { job: name, slot, reason }: ParsedOf<typeof operations.rerunJob>) {
  const job = settings.jobs.find((each) => storedNames(each).includes(name))
  if (!job) throw new DomainError('JOB_UNKNOWN')
  requireDueSlot(job, slot, now())
  const installedAt = (await installedCity())?.createdAt ?? now()
  if (slot < latestSlot(job, installedAt)) throw new DomainError('JOB_SLOT_TOO_EARLY')
  const run = await rerun(job, slot, PATIENCE_MS)
  const answer = {
    ran: run?.status === 'finished',
    status: run?.status ?? ('failed' as const),
    error: run?.error ?? null,
  }
  return transaction(async (tx) => {
    await audit(tx, actor, {
      action: 'operations.rerunJob',
      subject: `jobs/${job.name}:${slot}`,
      reason,
      details: { ran: answer.ran, status: answer.status },
    })
    return answer
  })
}

export async function cancelJob(actor: Actor, input: { id: string }) {
  const cancelled = await cancelRun(input.id)
  return transaction(async (tx) => {
    await audit(tx, actor, { action: 'operations.cancelJob', subject: `jobs/${input.id}`, details: { cancelled } })
    return { cancelled }
  })
}

export async function quality() {
  return { rows: await checked() }
}

/** Every check with what it has found. */
export async function checked() {
  const rows = []
  for (const { code, text, link, count } of settings.checks) rows.push({ code, text, link, count: await count() })
  return rows
}
