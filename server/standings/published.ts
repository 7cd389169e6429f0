// What hangs for everybody: published versions with what was said beside their entries and what has become of them,
// when the next list comes, and where a place was listed before. Nothing of a preview, of 待加查 or of unlisted places.
import type { OutputOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { PublishedRow, standings } from '@shared/standings/contract'
import type { ListDocument, ListRow } from '@shared/standings/list'
import { addDays, addMonths, dayOf, lastDayOf, monthOf, type Month } from '@shared/time'
import { now } from '../clock'
import { installedCity } from '../places/places'
import { photosOf } from './photos'
import type { PhotoRecord } from './photos.model'
import { presentReply, repliesOf } from './replies'
import { CLOSES_ON, objectUntilFrom, publishedBetween } from './run'
import {
  Entries,
  Runs,
  Versions,
  entryIdOf,
  type EntryRecord,
  type ReplyRecord,
  type RunRecord,
  type VersionRecord,
} from './standings.model'

/** Months with a list are shown so far back. */
export const HISTORY = 12
const SHOWN = 24

export type Next = NonNullable<OutputOf<typeof standings.published>['upcoming']>

/** The next list: from its preview where there is one, else as the calendar has it. Null before the first list. */
export async function nextList(area: string): Promise<Next | null> {
  const today = dayOf(now())
  const waiting = await Runs.findOne({ area, status: { $ne: 'published' } })
    .sort({ period: 1 })
    .lean<RunRecord>()
  const last = await Runs.findOne({ area, status: 'published' }).sort({ period: -1 }).lean<RunRecord>()
  if (!waiting && !last) return null
  const period = waiting?.period ?? addMonths(last?.period ?? monthOf(today), 1)
  const until = waiting?.objectUntil ?? (await objectUntilFrom(addDays(lastDayOf(period), CLOSES_ON)))
  const { earliest, latest } = await publishedBetween(until)
  return { period, earliest, latest, late: today > latest }
}

export type Hanging = {
  version: VersionRecord
  /** The number of the newest version of that month. */
  newest: number
  entries: ReadonlyMap<string, EntryRecord>
  replies: ReadonlyMap<string, ReplyRecord[]>
  photos: ReadonlyMap<string, PhotoRecord[]>
}

/** A published version, the newest of its month unless one is named; of the newest month unless one is named. */
export async function hanging(period: Month | null, number: number | null): Promise<Hanging | null> {
  const area = (await installedCity())?._id
  if (!area) return null
  const version = await Versions.findOne({
    area,
    ...(period ? { period } : {}),
    ...(number === null ? {} : { version: number }),
  })
    .sort({ period: -1, version: -1 })
    .lean<VersionRecord>()
  if (!version) return null
  const places = version.document.tables.flatMap(({ rows }) => rows.map(({ place }) => place))
  const [run, entries, replies, photos] = await Promise.all([
    Runs.findById(version.runId).lean<RunRecord>(),
    Entries.find({ _id: { $in: places.map((place) => entryIdOf(version.runId, place)) } }).lean<EntryRecord[]>(),
    repliesOf(version.runId),
    photosOf(version.runId),
  ])
  return {
    version,
    newest: run?.version ?? version.version,
    entries: new Map(entries.map((entry) => [entry.placeId, entry])),
    replies,
    photos,
  }
}

export const repliesAt = ({ replies, version }: Hanging, place: string): ReplyRecord[] =>
  replies.get(entryIdOf(version.runId, place)) ?? []

export const mendingOfEntry = (entry: EntryRecord | undefined) =>
  entry?.mending ? { state: entry.mending, on: entry.mendedOn ?? null, until: entry.mendingUntil ?? '' } : null

/** Only of the months in which it was on a list; the newest last. */
export async function listedHistory(placeIds: readonly string[]): Promise<Map<string, EntryRecord[]>> {
  const found = await Entries.find({
    placeId: { $in: [...placeIds] },
    isPublished: true,
    outcome: { $in: ['red', 'black'] },
  })
    .sort({ period: 1 })
    .lean<EntryRecord[]>()
  const byPlace = new Map<string, EntryRecord[]>()
  for (const entry of found) byPlace.set(entry.placeId, [...(byPlace.get(entry.placeId) ?? []), entry].slice(-HISTORY))
  return byPlace
}

/** Every month that hangs, the newest first. */
export async function publishedMonths(area: string): Promise<OutputOf<typeof standings.published>['items']> {
  const runs = await Runs.find({ area, status: 'published' }).sort({ period: -1 }).limit(SHOWN).lean<RunRecord[]>()
  const versions = await Versions.find({ _id: { $in: runs.map(({ _id, version }) => `${_id}/v${version}`) } }).lean<
    VersionRecord[]
  >()
  return runs.flatMap((run) => {
    const document = versions.find(({ runId }) => runId === run._id)?.document
    if (!document) return []
    return [
      {
        period: run.period,
        version: run.version,
        publishedOn: run.publishedOn ?? document.publishedOn,
        red: listedIn(document, 'red'),
        black: listedIn(document, 'black'),
      },
    ]
  })
}

const listedIn = ({ tables }: ListDocument, colour: 'red' | 'black'): number =>
  tables.reduce((sum, table) => (table.colour === colour ? sum + table.rows.length : sum), 0)

export async function listPublished(): Promise<OutputOf<typeof standings.published>> {
  const area = (await installedCity())?._id
  if (!area) return { items: [], upcoming: null }
  return { items: await publishedMonths(area), upcoming: await nextList(area) }
}

const rowOf = (shown: Hanging, row: ListRow): PublishedRow => ({
  placeId: row.place,
  name: row.name,
  subdistrict: row.subdistrict,
  company: row.company,
  rank: row.rank,
  score: row.score,
  low: row.low,
  high: row.high,
  visits: row.visits,
  inspectors: row.inspectors,
  bags: row.bags,
  lastVisit: row.lastVisit || null,
  reasons: row.reasons,
  replies: repliesAt(shown, row.place).map(presentReply),
  mending: mendingOfEntry(shown.entries.get(row.place)),
})

/** @throws DomainError NOT_FOUND for a month without a published list */
export async function showList(period: Month): Promise<OutputOf<typeof standings.list>> {
  const shown = await hanging(period, null)
  if (!shown) throw new DomainError('NOT_FOUND')
  const { document, hash, area } = shown.version
  return {
    period,
    version: document.version,
    hash,
    publishedOn: document.publishedOn,
    from: document.from,
    to: document.to,
    notRanked: document.notRanked,
    tables: document.tables.map(({ kind, colour, rows }) => ({
      kind,
      colour,
      rows: rows.map((row) => rowOf(shown, row)),
    })),
    check: document.counts.reduce((sum, { check }) => sum + (check ?? 0), 0),
    corrected: document.corrections.length > 0,
    next: await nextList(area),
  }
}
