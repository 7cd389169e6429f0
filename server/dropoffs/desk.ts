// The staff's side: what waits for a decision, and tonight's sites with what their phones still hold.
import { scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import type { dropoffsDesk } from '@shared/dropoffs/desk-contract'
import { isOnNow, standingsOf, type Counts, type Standing } from '@shared/dropoffs/rules'
import { showSignal } from '@shared/dropoffs/signals'
import { deciders, readers, type ReviewReason } from '@shared/dropoffs/vocabulary'
import { showWindows } from '@shared/places/rules'
import { dayOf } from '@shared/time'
import { auditRead } from '../audit'
import { now } from '../clock'
import { householdLabels } from '../people/households'
import { placesByIds } from '../places/places'
import { dropOffSitesBelow, sitesByIds } from '../places/sites'
import { decidable } from '../reviews/reviews-lists'
import { loggerNames } from './bins'
import { bagIdOf, groupIdOf } from './doubts'
import {
  DayCounts,
  Days,
  Logs,
  Phones,
  Signals,
  SiteDays,
  type CountRecord,
  type DayRecord,
  type LogRecord,
  type PhoneRecord,
  type SignalRecord,
  type SiteDayRecord,
} from './dropoffs.model'

type Doubts = OutputOf<typeof dropoffsDesk.doubts>
const MOST = 100
const MOST_LOGS = 50
const MOST_SITES = 200

type Read = {
  waiting: LogRecord[]
  disputed: Disputed[]
  bagLogs: LogRecord[]
  contested: LogRecord[]
  signals: SignalRecord[]
  evidence: LogRecord[]
}
type Disputed = { record: DayRecord; standing: Standing }

/** What a person has to decide in the actor's area. */
export async function doubts(actor: Actor): Promise<Doubts> {
  const read = await readDoubts(scopeOf(actor, deciders))
  const { waiting, disputed, bagLogs, contested } = read
  await auditRead(actor, { action: 'dropoffs.readDoubts', subject: 'dropoffs', details: { rows: waiting.length } })
  const words = await wordsOf(read)
  return {
    logs: await groupsOf(actor, waiting, words),
    bags: await bagsOf(actor, disputed, bagLogs, words),
    contests: await contestsOf(actor, contested, words),
    signals: await patternsOf(actor, read, words),
  }
}

async function readDoubts(places: string[]): Promise<Read> {
  const scope = { placePath: { $in: places } }
  const waiting = await Logs.find({ ...scope, state: 'review' })
    .sort({ day: 1, _id: 1 })
    .limit(MOST * 10)
    .lean<LogRecord[]>()
  const days = await Days.find({ ...scope, isDisputed: true })
    .sort({ day: 1, _id: 1 })
    .limit(MOST)
    .lean<DayRecord[]>()
  const contested = await Logs.find({ ...scope, contest: 'open' })
    .sort({ day: 1, _id: -1 })
    .limit(MOST)
    .lean<LogRecord[]>()
  const disputed = days.flatMap((record) =>
    standingsOf(record.seen).flatMap((standing) => (standing.result === null ? [{ record, standing }] : [])),
  )
  const ofBags = disputed.flatMap(({ standing }) => standing.ids)
  const signals = await Signals.find({ ...scope, state: 'open' })
    .sort({ day: 1, _id: 1 })
    .limit(MOST)
    .lean<SignalRecord[]>()
  const logsBy = (ids: readonly string[]) => Logs.find({ _id: { $in: ids } }).lean<LogRecord[]>()
  return {
    ...{ waiting, disputed, contested, signals },
    bagLogs: await logsBy(ofBags),
    evidence: await logsBy(signals.flatMap(({ logIds }) => logIds)),
  }
}

/** Names of people and sites, and buildings of households. */
type Words = Record<'people' | 'sites' | 'homes', ReadonlyMap<string, string>>

async function wordsOf({ waiting, disputed, bagLogs, contested, signals, evidence }: Read): Promise<Words> {
  const all = [...waiting, ...bagLogs, ...contested, ...evidence]
  const sites = await sitesByIds([...all, ...signals].map(({ siteId }) => siteId))
  const places = new Map(
    (await placesByIds(sites.flatMap(({ placePath }) => placePath.slice(-1)))).map((each) => [each._id, each]),
  )
  const homes = [...contested, ...signals].flatMap(({ householdId }) => householdId ?? [])
  return {
    people: await loggerNames([...all.map(({ personId }) => personId), ...signals.map(({ by }) => by)]),
    sites: new Map(
      sites.map(({ _id, name, placePath }) => [
        _id,
        `${places.get(placePath.at(-1) ?? '')?.name ?? ''} ${name}`.trim(),
      ]),
    ),
    homes: await householdLabels([...disputed.map(({ record }) => record.householdId), ...homes]),
  }
}

const shown = (log: LogRecord, { people }: Words): Doubts['logs'][number]['logs'][number] => ({
  id: log._id,
  at: log.at.toISOString(),
  receivedAt: log.receivedAt.toISOString(),
  by: people.get(log.personId) ?? '',
  stream: log.stream,
  result: log.result,
  isLook: log.isLook,
  isKnownHousehold: log.householdId !== undefined,
  note: log.note ?? '',
  photoIds: log.photoIds ?? [],
})

async function groupsOf(actor: Actor, waiting: readonly LogRecord[], words: Words): Promise<Doubts['logs']> {
  const groups = new Map<string, LogRecord[]>()
  for (const log of waiting) {
    const id = groupIdOf({ ...log, reason: log.reason as ReviewReason })
    groups.set(id, [...(groups.get(id) ?? []), log])
  }
  const listed = [...groups].slice(0, MOST)
  const may = await decidable(
    actor,
    'dropoffLogs',
    listed.map(([subject]) => subject),
  )
  return listed.flatMap(([subject, logs]) => {
    const [first] = logs
    if (!first) return []
    return {
      subject,
      siteName: words.sites.get(first.siteId) ?? '',
      day: first.day,
      by: words.people.get(first.personId) ?? '',
      reason: first.reason as ReviewReason,
      count: logs.length,
      logs: logs.slice(0, MOST_LOGS).map((log) => shown(log, words)),
      mayDecide: may.has(subject),
    }
  })
}

async function bagsOf(
  actor: Actor,
  disputed: readonly Disputed[],
  bagLogs: readonly LogRecord[],
  words: Words,
): Promise<Doubts['bags']> {
  const bags = disputed.map(({ record, standing }) => ({
    subject: bagIdOf(record.householdId, standing, record.day),
    householdId: record.householdId,
    standing,
    day: record.day,
  }))
  const may = await decidable(
    actor,
    'dropoffBag',
    bags.map(({ subject }) => subject),
  )
  return bags.map(({ subject, householdId, standing: { first, window, stream }, day }) => ({
    subject,
    siteName: words.sites.get(first.siteId) ?? '',
    day,
    stream,
    household: words.homes.get(householdId) ?? '',
    logs: bagLogs
      .filter((log) => log.householdId === householdId && log.window === window && log.stream === stream)
      .map((log) => shown(log, words)),
    mayDecide: may.has(subject),
  }))
}

async function contestsOf(actor: Actor, logs: readonly LogRecord[], words: Words): Promise<Doubts['contests']> {
  const may = await decidable(
    actor,
    'dropoffContest',
    logs.map(({ _id }) => _id),
  )
  return logs.map((log) => ({
    ...shown(log, words),
    siteName: words.sites.get(log.siteId) ?? '',
    day: log.day,
    household: words.homes.get(log.householdId ?? '') ?? '',
    text: log.contestText ?? '',
    mayDecide: may.has(log._id),
  }))
}

async function patternsOf(actor: Actor, { signals, evidence }: Read, words: Words): Promise<Doubts['signals']> {
  const may = await decidable(
    actor,
    'dropoffSignal',
    signals.map(({ _id }) => _id),
  )
  return signals.map((signal) => {
    const { _id, kind, siteId, otherSiteId, householdId, logIds } = signal
    const ids = new Set(logIds)
    return {
      subject: _id,
      kind,
      siteName: words.sites.get(siteId) ?? '',
      otherSiteName: otherSiteId && (words.sites.get(otherSiteId) ?? ''),
      day: signal.day,
      by: words.people.get(signal.by) ?? '',
      household: householdId && (words.homes.get(householdId) ?? ''),
      text: showSignal(signal),
      logs: evidence.filter((log) => ids.has(log._id)).map((log) => shown(log, words)),
      mayDecide: may.has(_id),
    }
  })
}

const sumOf = (counts: Counts, which: (name: string) => boolean): number =>
  Object.entries(counts).reduce((sum, [name, count]) => (which(name) ? sum + count : sum), 0)
/** Bags that were checked, whatever came of it. */
export const checksIn = (counts: Counts): number => sumOf(counts, (name) => name.includes('/') || name === 'disputed')
export const correctIn = (counts: Counts): number => sumOf(counts, (name) => name.split('/')[1] === 'correct')

/** Logs still on phones, of each person who holds some or is still out: of several phones the one that holds most. */
function heldByPerson(phones: readonly PhoneRecord[]): number[] {
  const held = new Map<string, number>()
  for (const { personId, left, isOut } of phones)
    if (left > 0 || !isOut) held.set(personId, Math.max(held.get(personId) ?? 0, left))
  return [...held.values()]
}

type Received = { _id: string; count: number; waiting: number; lastAt: Date }

/** What has come from the phones by site, also what does not count before somebody has looked at it. */
async function receivedAt(siteIds: string[], day: string): Promise<Map<string, Received>> {
  const waiting = { $sum: { $cond: [{ $eq: ['$state', 'review'] }, 1, 0] } }
  const rows = await Logs.aggregate<Received>([
    { $match: { siteId: { $in: siteIds }, day, state: { $in: ['counted', 'waiting', 'review'] } } },
    { $group: { _id: '$siteId', count: { $sum: 1 }, waiting, lastAt: { $max: '$at' } } },
  ])
  return new Map(rows.map((row) => [row._id, row]))
}

/** Sites of the actor's area on a day, those that are on now first. */
export async function board(
  actor: Actor,
  input: ParsedOf<typeof dropoffsDesk.sites>,
): Promise<OutputOf<typeof dropoffsDesk.sites>> {
  const at = now()
  const day = input.day ?? dayOf(at)
  const sites = await dropOffSitesBelow(scopeOf(actor, readers), MOST_SITES)
  const ids = sites.map(({ _id }) => `${_id}/${day}`)
  const [counts, siteDays, phones, received, places] = await Promise.all([
    DayCounts.find({ _id: { $in: ids } }).lean<CountRecord[]>(),
    SiteDays.find({ _id: { $in: ids } }).lean<SiteDayRecord[]>(),
    Phones.find({ siteDayId: { $in: ids } }).lean<PhoneRecord[]>(),
    receivedAt(
      sites.map(({ _id }) => _id),
      day,
    ),
    placesByIds(sites.map(({ placeId }) => placeId)),
  ])
  const nameOf = new Map(places.map(({ _id, name }) => [_id, name]))
  const rows = sites.map((site) => {
    const id = `${site._id}/${day}`
    const counted = counts.find(({ _id }) => _id === id)
    const mine = phones.filter(({ siteDayId }) => siteDayId === id)
    const holding = heldByPerson(mine)
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
      received: received.get(site._id)?.count ?? 0,
      waiting: received.get(site._id)?.waiting ?? 0,
      lastAt: received.get(site._id)?.lastAt.toISOString() ?? null,
      people: new Set(mine.map(({ personId }) => personId)).size,
      phones: holding.length,
      unsent: holding.reduce((sum, left) => sum + left, 0),
    }
  })
  return {
    day,
    at: at.toISOString(),
    sites: rows.sort(
      (a, b) => Number(b.isOnNow) - Number(a.isOnNow) || b.checks - a.checks || (a.placeName < b.placeName ? -1 : 1),
    ),
  }
}
