// Rows of volunteers' phones: each is answered by itself, in whatever order it comes and however often. A batch is one
// item of a group commit, so that many phones share a transaction: facts, what stands, pending points and counts are
// written together or not at all. Invariants: the unique index on the phone's id is the only check for doubles; the
// same batch from two processes gives one fact; undone and set-aside logs stay.
import type { PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import type { dropoffs } from '@shared/dropoffs/contract'
import { earnedBy, eveningsOn } from '@shared/dropoffs/rules'
import { reviewReasons, WAITING_TEXT } from '@shared/dropoffs/vocabulary'
import { instantAt, type Day } from '@shared/time'
import { inBatch, tryAgain, unlessDown, write } from '../batches'
import { now } from '../clock'
import { isDuplicateKey, txOf, type Tx } from '../db'
import { attachFreeFiles } from '../files/files'
import { groupCommit } from '../group-commit'
import { withEarning } from '../ledger/earning'
import { preparePending, type Purse } from '../ledger/pending'
import { newId } from '../ids'
import type { DropOffSite } from '../places/sites'
import { arrive, readRow, type Arrived, type ArrivedLog, type Sent } from './arriving'
import { askAboutDoubles, askAboutLogs } from './doubts'
import { Added, Logs, SiteDays, type LogRecord } from './dropoffs.model'
import { cellKeyOf, dayIdOf, markLate, moveCounts, restand, type Stands } from './standing'
import { answeredBefore, knownRows, takeAdded, takeLog, type Answers, type Item, type Work } from './taking'

type Answer = OutputOf<typeof dropoffs.sync>
type Outcome = Answer['results'][number]

/**
 * Answers row by row, in the order given. @param receivedAt now, but for the history of the demo city
 * @throws DomainError SYSTEM_BUSY: nothing of it is written, send it again
 */
export async function syncRows(
  { personId }: Pick<PersonActor, 'personId'>,
  { rows, lastAnswered }: ParsedOf<typeof dropoffs.sync>,
  receivedAt: Date = now(),
): Promise<Answer> {
  const isBehind = lastAnswered !== undefined && !(await isKnown(lastAnswered, personId))
  const results = await takeRows({ personId, rows: rows.map(readRow), receivedAt })
  return isBehind ? { results, sendAgain: true } : { results }
}

/** Of a phone or a smart bin. @throws DomainError SYSTEM_BUSY */
export async function takeRows(sent: Sent): Promise<Outcome[]> {
  const before = await answeredBefore(sent.personId, sent.rows)
  const fresh = sent.rows.filter((row) => !before.has(row))
  const found = fresh.length > 0 ? await committer.submit({ ...sent, id: newId(), rows: fresh }) : []
  const answers = new Map([...before, ...fresh.map((row, at) => [row, found[at] as Outcome] as const)])
  return sent.rows.map((row) => answers.get(row) as Outcome)
}

const isKnown = async (id: string, personId: string): Promise<boolean> =>
  (await Logs.exists({ _id: id, personId })) !== null || (await Added.exists({ _id: id, personId })) !== null

/** What rows may earn at most: a log that is taken back can let another one earn in its place. */
async function worthAtMost(rows: readonly Arrived[]) {
  const undone = rows.flatMap((row) => (row.kind === 'added' && row.record.kind === 'undo' ? [row.record.logId] : []))
  const before = undone.length > 0 ? await Logs.find({ _id: { $in: undone } }).lean<LogRecord[]>() : []
  const fresh = rows.flatMap((row) => (row.kind === 'log' && row.household && row.earns ? [row.record] : []))
  return [...before, ...fresh].map(({ day, stream }) => ({ day, facts: earnedBy({ stream, result: 'correct' }) }))
}

/** Sites, and logs by their id: two batches under way never meet at one. A household's day may send one back. */
const touchedBy = ({ rows }: Sent): string[] => [
  ...new Set(rows.flatMap(({ row }) => (row?.kind === 'log' ? [row.siteId, row.id] : row ? [row.logId] : []))),
]

const committer = groupCommit<Sent & { id: string }, Outcome[]>({
  keyOf: ({ id }) => id,
  touches: touchedBy,
  atOnce: 2,
  maxBatch: 40,
  maxWaiting: 1_000,
  commit: take,
})

/** Judges what phones have sent, and writes it. */
async function take(sent: readonly Sent[]): Promise<Outcome[][]> {
  const arrived = await unlessDown(() => arrive(sent))
  const items = sent.map(({ personId }, at) => ({ personId, rows: arrived[at] ?? [] }))
  const purse = await preparePending('dropoff', await worthAtMost(arrived.flat()), now())
  return withEarning(purse, () => inBatch((session, attempt) => commit(txOf(session), items, purse, attempt === 1)))
}

async function commit(tx: Tx, items: readonly Item[], purse: Purse, isFirst: boolean): Promise<Outcome[][]> {
  purse.begin()
  const known = await knownRows(tx, items, isFirst)
  const work: Work = { tx, known, purse, fresh: [], added: [], changed: new Set(), edits: [], moves: [] }
  const answers: Answers = new Map()
  for (const item of items) for (const row of item.rows) takeLog(work, item, row, answers)
  for (const item of items) for (const row of item.rows) await takeAdded(work, item, row, answers)
  const paths = new Map([...known.logs.values()].map((log) => [log.siteId, log.placePath]))
  const pathOf = (siteId: string): readonly string[] => paths.get(siteId) ?? []
  const { days, moves } = await restand(tx, work.edits, { by: 'system:dropoffs', at: now(), pathOf })
  await moveCounts(tx, [...work.moves, ...moves])
  await markLate(tx, [...days.values()])
  await keep(tx, work)
  await askAboutLogs(tx, work.fresh)
  await askAboutDoubles(tx, [...days.values()])
  return items.map(({ rows }) => rows.map((row) => answerOf(row, work, answers, days)))
}

/** I21. Facts in: an id that another process has just used makes the whole batch run again, and finds it then. */
async function keep(tx: Tx, { fresh, added, changed, known }: Work): Promise<void> {
  try {
    const documents = fresh.map(({ record }) => record)
    if (documents.length > 0) await write({ insert: Logs.collection.collectionName, documents }, tx.session)
    const waited = added.filter(({ _id }) => known.waited.has(_id))
    const arrived = added.filter(({ _id }) => !known.waited.has(_id))
    if (arrived.length > 0) await tx.on(Added).insert(...arrived)
    for (const { _id, isDone, code } of waited)
      await tx.on(Added).updateOne({ _id }, { $set: { isDone, ...(code ? { code } : {}) } })
  } catch (error) {
    throw isDuplicateKey(error) ? tryAgain() : error
  }
  // a photo belongs to its log from then on, also where the log is still on the phone
  for (const { personId, logId, photoIds, code } of added)
    if (photoIds && !code) await attachFreeFiles(tx, personId, photoIds, `dropoffs/${logId}`)
  for (const { _id, state, undoneAt, note, photoIds } of changed)
    await tx.on(Logs).updateOne(
      { _id },
      {
        $set: {
          state,
          ...(undoneAt ? { undoneAt } : {}),
          ...(note ? { note } : {}),
          ...(photoIds ? { photoIds } : {}),
        },
      },
    )
  await openSiteDays(tx, fresh)
}

/** The last window's end of a site's day. */
const endOfDay = ({ windows }: Pick<ArrivedLog['site'], 'windows'>, day: Day): Date =>
  eveningsOn(windows, day).reduce((last, { to }) => (to > last ? to : last), instantAt(day, '00:00'))

async function openSiteDays(tx: Tx, fresh: readonly ArrivedLog[]): Promise<void> {
  const days = new Map(fresh.map(({ record, site }) => [`${site._id}/${record.day}`, { site, day: record.day }]))
  if (days.size === 0) return
  const found = new Set((await tx.on(SiteDays).find({ _id: { $in: [...days.keys()] } })).map(({ _id }) => _id))
  for (const [id, { site, day }] of days) if (!found.has(id)) await openSiteDay(tx, site, day)
}

export async function openSiteDay(tx: Tx, site: DropOffSite, day: Day): Promise<void> {
  const fields = { siteId: site._id, placePath: [...site.placePath], day, endsAt: endOfDay(site, day) }
  await tx
    .on(SiteDays)
    .updateOne(
      { _id: `${site._id}/${day}` },
      { $setOnInsert: { ...fields, status: 'open', isLate: false } },
      { upsert: true },
    )
}

/** What is said of a row, once everything stands. */
function answerOf(row: Arrived, { fresh }: Work, answers: Answers, days: ReadonlyMap<string, Stands>): Outcome {
  const id = row.kind === 'refused' ? row.id : row.record._id
  const said = answers.get(row)
  if (said) return said()
  const log = fresh.find(({ record }) => record._id === id)
  if (!log) throw new Error('a row without an answer')
  const { state, reason } = log.record
  if (reason && (state === 'review' || state === 'setAside'))
    return {
      id,
      outcome: state === 'review' ? 'review' : 'accepted',
      state,
      code: reason,
      text: reviewReasons[reason],
      points: null,
    }
  return {
    id,
    outcome: 'accepted',
    state,
    code: null,
    text: state === 'waiting' ? WAITING_TEXT : null,
    points: state === 'counted' ? pointsFor(log, days) : null,
  }
}

/** Points go with the log that stands; another one of the same bag, or of nobody, brings none. */
function pointsFor({ record, household }: ArrivedLog, days: ReadonlyMap<string, Stands>): number {
  const stands = household && days.get(dayIdOf(household._id, record.day))
  const standing = stands && stands.standings.find(({ first }) => first.id === record._id)
  return standing ? (stands.record.cells[cellKeyOf(standing)]?.points ?? 0) : 0
}
