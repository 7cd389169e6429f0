// The staff's side: what waits for a decision, and tonight's sites with what their phones still hold.
import { scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import type { dropoffsDesk } from '@shared/dropoffs/desk-contract'
import { isOnNow, standingsOf, type Counts } from '@shared/dropoffs/rules'
import { deciders, readers, type ReviewReason } from '@shared/dropoffs/vocabulary'
import { showWindows } from '@shared/places/rules'
import { dayOf } from '@shared/time'
import { auditRead } from '../audit'
import { now } from '../clock'
import { householdLabels } from '../people/households'
import { fullNames } from '../people/people'
import { placesByIds } from '../places/places'
import { dropOffSitesBelow, sitesByIds } from '../places/sites'
import { decidable } from '../reviews/reviews-lists'
import { bagIdOf, groupIdOf } from './doubts'
import {
  DayCounts,
  Days,
  Logs,
  Phones,
  SiteDays,
  type CountRecord,
  type DayRecord,
  type LogRecord,
  type PhoneRecord,
  type SiteDayRecord,
} from './dropoffs.model'

type Doubts = OutputOf<typeof dropoffsDesk.doubts>
const MOST = 100
const MOST_LOGS = 50
const MOST_SITES = 200

/** What a person has to decide in the actor's area. */
export async function doubts(actor: Actor): Promise<Doubts> {
  const scope = { placePath: { $in: scopeOf(actor, deciders) } }
  const waiting = await Logs.find({ ...scope, state: 'review' })
    .sort({ day: 1, _id: 1 })
    .limit(MOST * 10)
    .lean<LogRecord[]>()
  const days = await Days.find({ ...scope, isDisputed: true })
    .sort({ day: 1, _id: 1 })
    .limit(MOST)
    .lean<DayRecord[]>()
  await auditRead(actor, { action: 'dropoffs.readDoubts', subject: 'dropoffs', details: { rows: waiting.length } })
  const disputed = days.flatMap((record) =>
    standingsOf(record.seen).flatMap((standing) => (standing.result === null ? [{ record, standing }] : [])),
  )
  const ofBags = disputed.flatMap(({ record: { seen }, standing }) =>
    seen.filter(({ window, stream }) => window === standing.window && stream === standing.stream).map(({ id }) => id),
  )
  const contested = await Logs.find({ ...scope, contest: 'open' })
    .sort({ day: 1, _id: -1 })
    .limit(MOST)
    .lean<LogRecord[]>()
  const bagLogs = await Logs.find({ _id: { $in: ofBags } }).lean<LogRecord[]>()
  const all = [...waiting, ...bagLogs, ...contested]
  const names = await fullNames(all.map(({ personId }) => personId))
  const sites = new Map((await sitesByIds(all.map(({ siteId }) => siteId))).map(({ _id, name }) => [_id, name]))
  const labels = await householdLabels([
    ...disputed.map(({ record }) => record.householdId),
    ...contested.map(({ householdId }) => householdId ?? ''),
  ])
  const mayContests = await decidable(
    actor,
    'dropoffContest',
    contested.map(({ _id }) => _id),
  )
  const shown = (log: LogRecord): Doubts['logs'][number]['logs'][number] => ({
    id: log._id,
    at: log.at.toISOString(),
    receivedAt: log.receivedAt.toISOString(),
    by: names.get(log.personId) ?? '',
    stream: log.stream,
    result: log.result,
    isLook: log.isLook,
    isKnownHousehold: log.householdId !== undefined,
    note: log.note ?? '',
  })
  const groups = new Map<string, LogRecord[]>()
  for (const log of waiting) {
    const id = groupIdOf({ ...log, reason: log.reason as ReviewReason })
    groups.set(id, [...(groups.get(id) ?? []), log])
  }
  const mayLogs = await decidable(actor, 'dropoffLogs', [...groups.keys()].slice(0, MOST))
  const bags = disputed.map(({ record, standing }) => ({
    subject: bagIdOf(record.householdId, standing, record.day),
    record,
    standing,
  }))
  const mayBags = await decidable(
    actor,
    'dropoffBag',
    bags.map(({ subject }) => subject),
  )
  return {
    logs: [...groups].slice(0, MOST).flatMap(([subject, logs]) => {
      const [first] = logs
      if (!first) return []
      return {
        subject,
        siteName: sites.get(first.siteId) ?? '',
        day: first.day,
        by: names.get(first.personId) ?? '',
        reason: first.reason as ReviewReason,
        count: logs.length,
        logs: logs.slice(0, MOST_LOGS).map(shown),
        mayDecide: mayLogs.has(subject),
      }
    }),
    contests: contested.map((log) => ({
      ...shown(log),
      siteName: sites.get(log.siteId) ?? '',
      day: log.day,
      household: labels.get(log.householdId ?? '') ?? '',
      text: log.contestText ?? '',
      mayDecide: mayContests.has(log._id),
    })),
    bags: bags.map(({ subject, record, standing }) => ({
      subject,
      siteName: sites.get(standing.first.siteId) ?? '',
      day: record.day,
      stream: standing.stream,
      household: labels.get(record.householdId) ?? '',
      logs: bagLogs
        .filter((log) => log.householdId === record.householdId && log.window === standing.window)
        .filter(({ stream }) => stream === standing.stream)
        .map(shown),
      mayDecide: mayBags.has(subject),
    })),
  }
}

const sumOf = (counts: Counts, which: (name: string) => boolean): number =>
  Object.entries(counts).reduce((sum, [name, count]) => (which(name) ? sum + count : sum), 0)
/** Bags that were checked, whatever came of it. */
export const checksIn = (counts: Counts): number => sumOf(counts, (name) => name.includes('/') || name === 'disputed')
export const correctIn = (counts: Counts): number => sumOf(counts, (name) => name.endsWith('/correct'))

/** Sites of the actor's area on a day, those that are on now first. */
export async function board(
  actor: Actor,
  input: ParsedOf<typeof dropoffsDesk.sites>,
): Promise<OutputOf<typeof dropoffsDesk.sites>> {
  const at = now()
  const day = input.day ?? dayOf(at)
  const sites = await dropOffSitesBelow(scopeOf(actor, readers), MOST_SITES)
  const ids = sites.map(({ _id }) => `${_id}/${day}`)
  const [counts, siteDays, phones, waiting, places] = await Promise.all([
    DayCounts.find({ _id: { $in: ids } }).lean<CountRecord[]>(),
    SiteDays.find({ _id: { $in: ids } }).lean<SiteDayRecord[]>(),
    Phones.find({ siteDayId: { $in: ids } }).lean<PhoneRecord[]>(),
    Logs.aggregate<{ _id: string; count: number }>([
      { $match: { siteId: { $in: sites.map(({ _id }) => _id) }, day, state: 'review' } },
      { $group: { _id: '$siteId', count: { $sum: 1 } } },
    ]),
    placesByIds(sites.map(({ placeId }) => placeId)),
  ])
  const nameOf = new Map(places.map(({ _id, name }) => [_id, name]))
  const rows = sites.map((site) => {
    const id = `${site._id}/${day}`
    const counted = counts.find(({ _id }) => _id === id)
    const mine = phones.filter(({ siteDayId }) => siteDayId === id)
    const holding = mine.filter(({ left, isOut }) => left > 0 || !isOut)
    return {
      siteId: site._id,
      name: site.name,
      placeName: nameOf.get(site.placeId) ?? '',
      hoursText: showWindows(site.windows),
      isOnNow: isOnNow(site.windows, at),
      status: siteDays.find(({ _id }) => _id === id)?.status ?? ('none' as const),
      households: counted?.counts['households'] ?? 0,
      checks: checksIn(counted?.counts ?? {}),
      correct: correctIn(counted?.counts ?? {}),
      waiting: waiting.find(({ _id }) => _id === site._id)?.count ?? 0,
      lastAt: counted?.lastAt?.toISOString() ?? null,
      people: new Set(mine.map(({ personId }) => personId)).size,
      phones: holding.length,
      unsent: holding.reduce((sum, { left }) => sum + left, 0),
    }
  })
  return {
    day,
    at: at.toISOString(),
    sites: rows.sort((a, b) => Number(b.isOnNow) - Number(a.isOnNow) || b.checks - a.checks),
  }
}
