// The list of work (待办) of whoever asks, gathered from the rows of all features; and what waits for those who run the
// product: jobs that have failed, and data that is incomplete.
import type { Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { operations } from '@shared/operations/contract'
import type { work } from '@shared/work/contract'
import type { figures } from '@shared/work/figures'
import { dayOf } from '@shared/time'
import { actorId, AuditRows, type AuditRow } from '../audit'
import { now } from '../clock'
import { reading } from '../db'
import { storedNames } from '../jobs'
import { figuresOf, tilesOf } from '../figures'
import { JobRuns } from '../long-work'
import { circleOf, nearOf } from '../people/conflicts'
import { requirePlace } from '../places/places'
import { countsOf, undatedWork, workOf, type Item, type WorkRow } from '../work'
import { checked, operationsSettings } from './operations'

export async function myWork(actor: Actor): Promise<OutputOf<typeof work.mine>> {
  const circle = await reading((tx) => circleOf(tx, actor))
  return workOf(actor, nearOf(circle), operationsSettings().work)
}

export const myTiles = (actor: Actor): Promise<OutputOf<typeof figures.today>> =>
  tilesOf(actor, dayOf(now()), operationsSettings().figures)

const DONE_DAYS = 14
const MOST_DONE = 50

/** What somebody did lately, out of the audit log; what they only looked at is left out. */
export async function myDone(actor: Actor): Promise<OutputOf<typeof work.done>> {
  const since = new Date(now().getTime() - DONE_DAYS * 24 * 3_600_000)
  const rows = await AuditRows.find({ actorId: actorId(actor), at: { $gte: since }, isRead: { $ne: true } })
    .sort({ at: -1, _id: -1 })
    .limit(MOST_DONE)
    .lean<AuditRow[]>()
  return {
    rows: rows.map(({ _id, at, action, subject, reason }) => ({
      id: _id,
      at: at.toISOString(),
      action,
      subject,
      reason: reason ?? null,
    })),
  }
}

/** @throws DomainError INPUT_INVALID, NOT_FOUND for a place outside the actor's area */
export async function myFigures(
  actor: Actor,
  input: ParsedOf<typeof figures.mine>,
): Promise<OutputOf<typeof figures.mine>> {
  const place = input.placeId ? await requirePlace(input.placeId) : null
  return figuresOf(actor, input, place, operationsSettings().figures)
}

const DAYS = 7

/** Of the last week: what has failed before that is for the history. */
const failedRuns = undatedWork({
  kind: 'operations.jobs',
  title: '失败的任务',
  may: operations.rerunJob.may,
  model: () => JobRuns,
  filter: () => ({
    status: 'failed' as const,
    job: { $in: operationsSettings().jobs.flatMap(storedNames) },
    startedAt: { $gte: new Date(now().getTime() - DAYS * 24 * 3_600_000) },
  }),
  sort: { startedAt: -1 },
  items: (runs) => {
    const jobs = new Map(operationsSettings().jobs.flatMap((job) => storedNames(job).map((name) => [name, job])))
    return runs.map(({ _id, job, slot }) => ({
      id: _id,
      text: `${jobs.get(job)?.title ?? job} ${slot}`,
      dueAt: null,
      link: `/jobs?job=${jobs.get(job)?.name ?? job}`,
    }))
  },
})

const found = async (): Promise<Item[]> =>
  (await checked())
    .filter(({ count }) => count > 0)
    .map(({ code, text, count, link }) => ({ id: code, text: `${text}：${count}`, dueAt: null, link }))

export const operationsWork: readonly WorkRow[] = [
  failedRuns,
  {
    kind: 'operations.quality',
    title: '数据不完整',
    // the auditor reads them, but mends nothing
    may: ['cityOfficer', 'administrator'],
    count: async () => countsOf(await found()),
    next: async (_worker, limit) => (await found()).slice(0, limit),
  },
]
