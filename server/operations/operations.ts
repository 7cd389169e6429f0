// What those who run the product see and do: job runs, the audit log, what the data lacks. It is told at start which
// jobs and data-quality checks exist, since it may not read the table of features itself.
import type { Actor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { profiles } from '@shared/places/profiles'
import { AuditRows, audit } from '../audit'
import type { Config } from '../config'
import { transaction } from '../db'
import type { QualityCheck } from '../feature'
import { JobRuns, cancelRun, rerun, type Job } from '../jobs'
import { newestFirst } from '../paging'
import { installedCity, profileOf, settingsOf } from '../places/places'
import { personNames } from '../people/people'
import { staffNames } from '../people/staff'

type Settings = { jobs: readonly Job[]; checks: readonly QualityCheck[]; mode: Config['mode'] }
let settings: Settings = { jobs: [], checks: [], mode: 'demo' }

export function configureOperations(given: Settings): void {
  settings = given
}

/** In the city; a place that has its own days names them where something is contested. */
const daysToContest = (points: number, booking: number): string =>
  points === booking ? `一般 ${points} 天内都可以` : `积分一般 ${points} 天内可以,预约一般 ${booking} 天内可以`

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
    complaintText: `对服务或处理结果不满意,可以在这里投诉,马上有编号,${office.complaintWorkingDays} 个工作日内答复,也可以打服务电话;对重量、原因或费用有异议,可以在预约详情里直接提出。`,
    contestText: `积分、重量、费用不对,在“积分明细”或那次预约里点“有异议”,${daysToContest(points.contestDays, booking.contestDays)}。`,
  }
}

type JobRunsInput = {
  cursor?: string | undefined
  limit?: number | undefined
  job?: string | undefined
  minutely?: boolean | 'true' | 'false' | undefined
}

/**
 * Newest first; the cursor is "<instant>|<id>". Finished runs of every minute are left out unless their job is named or
 * they are asked for.
 */
export async function listJobRuns(input: JobRunsInput) {
  const isAll = input.minutely === true || input.minutely === 'true'
  const minutely = settings.jobs.filter(({ every }) => every === 'minute').map(({ name }) => name)
  const filter = input.job
    ? { job: input.job }
    : isAll
      ? {}
      : { $nor: [{ job: { $in: minutely }, status: 'finished' as const }] }
  const page = await newestFirst(JobRuns, 'startedAt', filter, input, 50)
  const titles = new Map(settings.jobs.map((job) => [job.name, job.title]))
  return {
    items: page.rows.map((row) => ({
      id: row._id,
      job: row.job,
      title: titles.get(row.job) ?? row.job,
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
    next: page.next,
  }
}

export async function jobTable() {
  return { items: settings.jobs.map(({ name, title, every, at }) => ({ job: name, title, every, at: at ?? null })) }
}

/** Runs a slot again; harmless, since jobs are functions of their slot. @throws DomainError JOB_UNKNOWN */
export async function rerunJob(actor: Actor, input: { job: string; slot: string }) {
  const job = settings.jobs.find(({ name }) => name === input.job)
  if (!job) throw new DomainError('JOB_UNKNOWN')
  const ran = await rerun(job, input.slot)
  return transaction(async (tx) => {
    await audit(tx, actor, {
      action: 'operations.rerunJob',
      subject: `jobs/${input.job}:${input.slot}`,
      details: { ran },
    })
    return { ran }
  })
}

export async function cancelJob(actor: Actor, input: { id: string }) {
  const cancelled = await cancelRun(input.id)
  return transaction(async (tx) => {
    await audit(tx, actor, { action: 'operations.cancelJob', subject: `jobs/${input.id}`, details: { cancelled } })
    return { cancelled }
  })
}

type AuditInput = {
  cursor?: string | undefined
  limit?: number | undefined
  actorId?: string | undefined
  subject?: string | undefined
  action?: string | undefined
}

export async function searchAudit(input: AuditInput) {
  const { actorId, subject, action } = input
  const filter = { ...(actorId ? { actorId } : {}), ...(subject ? { subject } : {}), ...(action ? { action } : {}) }
  const page = await newestFirst(AuditRows, 'at', filter, input, 50)
  const ids = page.rows.map((row) => row.actorId)
  // staff sign with their names; whoever else did something is shown masked
  const [names, staff] = [await personNames(ids), await staffNames(ids)]
  return {
    items: page.rows.map((row) => ({
      id: row._id,
      at: row.at.toISOString(),
      actorId: row.actorId,
      actorName:
        staff.get(row.actorId) ?? names.get(row.actorId) ?? (row.actorId.startsWith('system:') ? '系统' : row.actorId),
      action: row.action,
      subject: row.subject,
      reason: row.reason ?? null,
      details: row.details ?? {},
      requestId: row.requestId,
    })),
    next: page.next,
  }
}

export async function quality() {
  const rows = []
  for (const { code, text, link, count } of settings.checks) rows.push({ code, text, link, count: await count() })
  return { rows }
}
