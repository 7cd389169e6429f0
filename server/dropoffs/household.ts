// What a household reads of its drop-offs, and contesting a line. A member sees nothing from before they joined; staff
// of the place see the same, audited. Invariants: a contest is asked once a log, in the seven days after its day was
// closed, and leaves nobody worse off; the log itself never changes, only what it counts as.
import { holdsRole, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import type { dropoffsDesk } from '@shared/dropoffs/desk-contract'
import type { dropoffsHousehold, HouseholdLine } from '@shared/dropoffs/household-contract'
import { CONTEST_DAYS, standingsOf } from '@shared/dropoffs/rules'
import { deciders } from '@shared/dropoffs/vocabulary'
import { DomainError } from '@shared/errors'
import { addMinutes } from '@shared/time'
import type * as z from '@shared/z'
import type { QueryFilter } from 'mongoose'
import { auditRead } from '../audit'
import { now } from '../clock'
import { readPage } from '../paging'
import { currentHouseholds, idsOfHousehold } from '../people/bin-codes'
import { memberSince, requireHousehold } from '../people/households'
import { siteTitles } from './site-titles'
import { Days, Logs, SiteDays, type DayRecord, type LogRecord, type SiteDayRecord } from './dropoffs.model'
import { cellKeyOf, dayIdOf } from './standing'

type Line = z.infer<typeof HouseholdLine>
type Lines = OutputOf<typeof dropoffsHousehold.lines>

/** Whether a log is of a household that the actor lives in, made while they did. */
export async function isOfOwnHousehold(actor: Actor, log: LogRecord): Promise<boolean> {
  if (actor.kind !== 'person' || !log.householdId) return false
  const current = (await currentHouseholds([log.householdId])).get(log.householdId)?._id
  if (!current || !actor.households.some(({ householdId }) => householdId === current)) return false
  const since = await memberSince(actor.personId, current)
  return since !== null && since <= log.at
}

/** Photos of a log: for whoever took them, its household while it was not taken back, and staff who decide there. */
export async function mayReadPhoto(actor: Actor, logId: string, fileId: string): Promise<boolean> {
  const log = await Logs.findById(logId).lean<LogRecord>()
  if (!log?.photoIds?.includes(fileId)) return false
  if (actor.kind === 'person' && actor.personId === log.personId) return true
  if (holdsRole(actor, deciders, log.placePath)) return true
  return log.state !== 'undone' && isOfOwnHousehold(actor, log)
}

/** @throws DomainError NOT_FOUND for a household that is none of theirs */
export async function ownLines(actor: PersonActor, input: ParsedOf<typeof dropoffsHousehold.lines>): Promise<Lines> {
  const isOwn = actor.households.some(({ householdId }) => householdId === input.householdId)
  const since = isOwn ? await memberSince(actor.personId, input.householdId) : null
  if (!since) throw new DomainError('NOT_FOUND')
  return linesOf({ householdId: { $in: await idsOfHousehold(input.householdId) }, at: { $gte: since } }, input)
}

/** @throws DomainError NOT_FOUND outside the actor's area */
export async function linesForDesk(actor: Actor, input: ParsedOf<typeof dropoffsDesk.household>): Promise<Lines> {
  const household = await requireHousehold(input.householdId)
  if (!holdsRole(actor, deciders, household.placePath)) throw new DomainError('NOT_FOUND')
  await auditRead(actor, {
    action: 'dropoffs.readHousehold',
    subject: `households/${household._id}`,
    placePath: household.placePath,
  })
  return linesOf({ householdId: { $in: await idsOfHousehold(household._id) } }, input)
}

async function linesOf(
  filter: QueryFilter<LogRecord>,
  input: { cursor?: string | undefined; limit?: number | undefined },
): Promise<Lines> {
  const { rows, next } = await readPage(Logs, { at: -1 }, filter, input)
  return { items: await presentLines(rows), next }
}

export async function presentLines(logs: readonly LogRecord[]): Promise<Line[]> {
  const dayIds = logs.map((log) => dayIdOf(log.householdId ?? '', log.day))
  const siteDayIds = logs.map(({ siteId, day }) => `${siteId}/${day}`)
  const [days, siteDays, titles] = await Promise.all([
    Days.find({ _id: { $in: dayIds } }).lean<DayRecord[]>(),
    SiteDays.find({ _id: { $in: siteDayIds } }).lean<SiteDayRecord[]>(),
    siteTitles(logs.map(({ siteId }) => siteId)),
  ])
  const [dayOfId, siteDayOfId] = [
    new Map(days.map((day) => [day._id, day])),
    new Map(siteDays.map((day) => [day._id, day])),
  ]
  return logs.map((log) => {
    const day = dayOfId.get(dayIdOf(log.householdId ?? '', log.day))
    const siteDay = siteDayOfId.get(`${log.siteId}/${log.day}`)
    return lineOf(log, day ?? null, siteDay ?? null, titles.get(log.siteId) ?? '')
  })
}

function lineOf(log: LogRecord, day: DayRecord | null, siteDay: SiteDayRecord | null, siteName: string): Line {
  const standing = day && standingsOf(day.seen).find(({ ids }) => ids.includes(log._id))
  const cell = standing?.first.id === log._id ? day?.cells[cellKeyOf(standing)] : undefined
  const points = cell?.points ?? 0
  return {
    id: log._id,
    day: log.day,
    at: log.at.toISOString(),
    siteName,
    stream: log.stream,
    result: log.result,
    state: log.state,
    leadResult: standing?.look ? standing.result : null,
    points,
    pointsState: points === 0 ? 'none' : cell?.isClosed ? 'booked' : 'pending',
    note: log.state === 'undone' ? '' : (log.note ?? ''),
    photoIds: log.state === 'undone' ? [] : (log.photoIds ?? []),
    isBeyondDaily: cell?.isBeyond ?? false,
    contestUntil: contestEnd(log, siteDay)?.toISOString() ?? null,
    contest: log.contest ?? null,
  }
}

/** When the seven days are over: they begin with the closing of the day, or with what came in after it. */
export function contestOver(log: LogRecord, siteDay: SiteDayRecord | null): Date | null {
  if (!siteDay?.closedAt) return null
  const from = log.receivedAt > siteDay.closedAt ? log.receivedAt : siteDay.closedAt
  return addMinutes(from, CONTEST_DAYS * 24 * 60)
}

/** Until when a log can be contested, where it can at all. */
export function contestEnd(log: LogRecord, siteDay: SiteDayRecord | null): Date | null {
  if (log.state !== 'counted' || log.contest || (log.standsAs ?? log.result) === 'correct') return null
  const end = contestOver(log, siteDay)
  return end && now() <= end ? end : null
}
