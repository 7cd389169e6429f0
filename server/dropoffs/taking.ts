// Takes the rows of a batch one by one into what its transaction will write: new logs, what is added to logs, and what
// changes in households' days. Relies on what the transaction has read; only undoing a log of another batch asks again.
// Invariant: what a phone adds changes no log that a person decided or whose day is closed; it is kept as a trace.
import type { DropoffOutcome } from '@shared/dropoffs/contract'
import { isNoteInTime, isUndoInTime, MOST_NOTES, standingsOf, type Seen } from '@shared/dropoffs/rules'
import { loggers, reviewReasons } from '@shared/dropoffs/vocabulary'
import { errors, type ErrorCode } from '@shared/errors'
import type { Tx } from '../db'
import type { Purse } from '../ledger/pending'
import { currentHouseholds } from '../people/bin-codes'
import { holdsAt, type Arrived, type ArrivedLog, type Held, type ReadRow } from './arriving'
import { Added, Days, Logs, SiteDays, type AddedRecord, type LogRecord } from './dropoffs.model'
import { cellKeyOf, dayIdOf, type CountMove, type DayEdit } from './standing'

type Outcome = DropoffOutcome
export type Item = { personId: string; rows: readonly Arrived[] }

export type Known = {
  logs: Map<string, LogRecord>
  added: Map<string, AddedRecord>
  waiting: Map<string, AddedRecord[]>
  waited: Set<string>
  /** How many notes each log has, or has waiting. */
  notes: Map<string, number>
  /** Days of sites that are closed, of those that looks are about: "<site>/<day>". */
  closed: ReadonlySet<string>
}
export type Work = {
  tx: Tx
  known: Known
  purse: Purse
  fresh: ArrivedLog[]
  added: AddedRecord[]
  /** Logs of earlier batches that this one has changed. */
  changed: Set<LogRecord>
  edits: DayEdit[]
  moves: CountMove[]
}

/**
 * What the database has of these rows, of the logs they add to, and of what waits for them. `isFirst`: the logs were
 * looked for before the transaction; should one have come since, its id is taken and the next attempt finds it here.
 */
export async function knownRows(tx: Tx, items: readonly Item[], isFirst: boolean): Promise<Known> {
  const rows = items.flatMap((item) => item.rows)
  const ids = rows.map((row) => (row.kind === 'refused' ? row.id : row.record._id))
  const logIds = rows.flatMap((row) => (row.kind === 'added' ? [row.record.logId] : []))
  const refused = rows.flatMap((row) => (row.kind === 'refused' ? [row.id] : []))
  const sought = [...(isFirst ? refused : ids), ...logIds]
  const logs = sought.length > 0 ? await tx.on(Logs).find({ _id: { $in: sought } }, { batchSize: sought.length }) : []
  const added = await tx.on(Added).find({ $or: [{ _id: { $in: ids } }, { logId: { $in: ids }, isDone: false }] })
  const noted = logIds.length > 0 ? await tx.on(Added).find({ logId: { $in: logIds }, kind: 'note' }) : []
  const looks = rows.flatMap((row) => (row.kind === 'log' && row.record.isLook ? [siteDayOf(row.record)] : []))
  const closed = looks.length > 0 ? await tx.on(SiteDays).find({ _id: { $in: looks }, status: 'closed' }) : []
  const waiting = new Map<string, AddedRecord[]>()
  for (const each of added) waiting.set(each.logId, [...(waiting.get(each.logId) ?? []), each])
  const notes = new Map<string, number>()
  for (const { logId } of noted) notes.set(logId, (notes.get(logId) ?? 0) + 1)
  const waited = new Set(added.map(({ _id }) => _id))
  return {
    waited,
    notes,
    closed: new Set(closed.map(({ _id }) => _id)),
    logs: new Map(logs.map((log) => [log._id, log])),
    added: new Map(added.map((each) => [each._id, each])),
    waiting,
  }
}

/**
 * What is said of rows, by the row and not by its id: the same id twice is answered as if sent one after the other.
 * Asked once everything stands; rows that are missing here are new logs.
 */
export type Answers = Map<Arrived, () => Outcome>
const siteDayOf = ({ siteId, day }: Pick<LogRecord, 'siteId' | 'day'>): string => `${siteId}/${day}`

/**
 * Logs that are in the database as they are sent, answered without a transaction: most of what a phone sends twice.
 * Those that another row of the batch adds to go the long way. @returns by the row
 */
export async function answeredBefore(personId: string, rows: readonly ReadRow[]): Promise<Map<ReadRow, Outcome>> {
  const addedTo = new Set(rows.flatMap(({ row }) => (row && row.kind !== 'log' ? [row.logId] : [])))
  const logs = rows.filter(({ row, id }) => row?.kind === 'log' && !addedTo.has(id))
  const ids = logs.map(({ id }) => id)
  const fields = { contentHash: 1, state: 1, reason: 1 } as const
  const found = await Logs.find({ _id: { $in: ids }, personId }, fields)
    .batchSize(ids.length + 1)
    .lean<LogRecord[]>()
  const byId = new Map(found.map((log) => [log._id, log]))
  return new Map(
    logs.flatMap((each) => {
      const log = byId.get(each.id)
      return log?.contentHash === each.hash ? [[each, had(each.id, log)] as const] : []
    }),
  )
}

const refusal = (id: string, code: ErrorCode): Outcome => ({
  id,
  outcome: 'refused',
  state: null,
  code,
  text: errors[code].text,
  points: null,
})
function had(id: string, log: LogRecord | null): Outcome {
  const code = (log?.state === 'review' || log?.reason === 'look' ? log.reason : null) ?? null
  return { id, outcome: 'had', state: log?.state ?? null, code, text: code && reviewReasons[code], points: null }
}

/** A log that is new counts, waits for a person, or is undone already; one that is known keeps its first answer. */
export function takeLog(work: Work, item: Item, row: Arrived, answers: Answers): void {
  if (row.kind === 'added') return
  const [id, hash] = row.kind === 'log' ? [row.record._id, row.record.contentHash] : [row.id, row.hash]
  const log = work.known.logs.get(id)
  const before = log ?? work.known.added.get(id)
  if (before) {
    const isSame = before.contentHash === hash && before.personId === item.personId
    answers.set(row, () => (isSame ? had(id, log ?? null) : refusal(id, 'IDEMPOTENCY_KEY_REUSED')))
    return
  }
  if (row.kind === 'refused') return void answers.set(row, () => refusal(id, row.code))
  const { record } = row
  // what is booked is not looked at again
  if (record.isLook && work.known.closed.has(siteDayOf(record)))
    Object.assign(record, { state: 'setAside', reason: 'look' } satisfies Partial<LogRecord>)
  // what came before it takes hold now
  for (const each of work.known.waiting.get(id) ?? []) {
    addTo(record, each, row.roles)
    work.added.push(each)
  }
  work.known.logs.set(id, record)
  work.fresh.push(row)
  if (record.state === 'counted') count(work, row)
}

/** Counts a log: under its household, or for nobody. */
function count(work: Work, { record, household, earns }: ArrivedLog): void {
  if (household)
    work.edits.push({
      household,
      day: record.day,
      purse: earns ? work.purse : withoutPoints,
      change: (seen) => [...seen, seenOf(record)],
    })
  else work.moves.push(...anonymousMoves(record, 1))
}

const withoutPoints: Purse = { ruleOn: () => null, take: () => 0, begin: () => undefined, close: () => undefined }

export const seenOf = (log: LogRecord): Seen => ({
  id: log._id,
  by: log.personId,
  siteId: log.siteId,
  at: log.at,
  stream: log.stream,
  window: log.window,
  ...(log.windowEnds ? { until: log.windowEnds } : {}),
  result: log.standsAs ?? log.result,
  isLook: log.isLook,
  ...(log.isSeparate ? { isSeparate: true } : {}),
})

/** The bag of nobody counts as a check of its site and compound. */
export function anonymousMoves(log: LogRecord, by: 1 | -1): CountMove[] {
  const counts = { anonymous: by, [`${log.stream}/${log.result}`]: by }
  const move = { placePath: log.placePath, day: log.day, by: counts, at: by > 0 ? log.at : null }
  return [
    { ...move, id: log.siteId, of: 'site' },
    { ...move, id: log.placePath[log.placePath.length - 1] ?? '', of: 'compound' },
  ]
}

/** Changes a log by what is added to it; false where it may not. @param roles that the sender holds or held */
function addTo(log: LogRecord, added: AddedRecord, roles: Held): boolean {
  added.isDone = true
  if (added.personId !== log.personId) {
    added.code = 'DROPOFF_NOT_YOURS'
    return false
  }
  if (added.kind === 'note') {
    if (!isNoteInTime(log, added)) {
      added.code = 'DROPOFF_NOTE_TOO_LATE'
      return false
    }
    if (added.note !== undefined) log.note = added.note
    if (added.photoIds) log.photoIds = [...new Set([...(log.photoIds ?? []), ...added.photoIds])].slice(0, 3)
    return true
  }
  if (log.state === 'undone') return true
  const refused = undoRefusal(log, added, roles)
  if (refused) {
    added.code = refused
    return false
  }
  log.state = 'undone'
  log.undoneAt = added.at
  return true
}

function undoRefusal(log: LogRecord, undo: AddedRecord, roles: Held): ErrorCode | null {
  if (!isUndoInTime(log, undo)) return 'DROPOFF_UNDO_TOO_LATE'
  if (!holdsAt(roles, loggers, log.placePath, undo.receivedAt)) return 'DROPOFF_UNDO_KEPT'
  const isDecided = log.state === 'setAside' || (log.state === 'counted' && log.reason !== undefined)
  return isDecided || log.isSeparate || log.contest ? 'DROPOFF_UNDO_KEPT' : null
}

/**
 * Whether the day of a log is closed, or the points of its bag are booked, be it for another site. An open day is
 * written to: whoever closes it meanwhile and this transaction meet there, and the later one sees what the first did.
 */
async function isClosed(tx: Tx, log: LogRecord): Promise<boolean> {
  const filter = { _id: siteDayOf(log), status: 'open' as const }
  const { matched } = await tx.on(SiteDays).updateOne(filter, { $inc: { takenBack: 1 } })
  if (matched === 0 || !log.householdId) return matched === 0
  const day = await tx.on(Days).findOne({ _id: dayIdOf(log.householdId, log.day) })
  const standing = day && standingsOf(day.seen).find(({ ids }) => ids.includes(log._id))
  return standing ? day.cells[cellKeyOf(standing)]?.isClosed === true : false
}

/** Adds it where its log is there already; why not, if so. */
async function refusedAdding(
  { tx, known, fresh }: Work,
  added: AddedRecord,
  log: LogRecord | undefined,
  roles: Held,
): Promise<ErrorCode | null> {
  if (log && log.personId !== added.personId) return 'DROPOFF_NOT_YOURS'
  if (added.kind === 'note') {
    const before = known.notes.get(added.logId) ?? 0
    if (before >= MOST_NOTES) return 'DROPOFF_NOTES_FULL'
    if (log && !isNoteInTime(log, added)) return 'DROPOFF_NOTE_TOO_LATE'
    known.notes.set(added.logId, before + 1)
  }
  const isNew = fresh.some(({ record }) => record === log)
  if (log && added.kind === 'undo' && log.state !== 'undone' && !isNew && (await isClosed(tx, log)))
    return isUndoInTime(log, added) ? 'DROPOFF_UNDO_KEPT' : 'DROPOFF_UNDO_TOO_LATE'
  return log && !addTo(log, added, roles) ? (added.code as ErrorCode) : null
}

export async function takeAdded(work: Work, item: Item, row: Arrived, answers: Answers): Promise<void> {
  if (row.kind !== 'added') return
  const { record } = row
  const id = record._id
  const log = work.known.logs.get(record.logId)
  const before = work.known.added.get(id) ?? work.known.logs.get(id)
  if (before) {
    const isSame = before.contentHash === record.contentHash && before.personId === record.personId
    const code = isSame ? 'code' in before && before.code : 'IDEMPOTENCY_KEY_REUSED'
    answers.set(row, () => (code ? refusal(id, code as ErrorCode) : had(id, log ?? null)))
    return
  }
  const fresh: AddedRecord = { ...record }
  const wasCounted = log?.state === 'counted'
  const no = await refusedAdding(work, fresh, log, row.roles)
  if (no && (record.kind === 'note' || no === 'DROPOFF_NOT_YOURS')) return void answers.set(row, () => refusal(id, no))
  work.known.added.set(id, fresh)
  if (no) {
    // who tried to take back what stays is kept
    work.added.push(Object.assign(fresh, { isDone: true, code: no }))
    return void answers.set(row, () => refusal(id, no))
  }
  work.added.push(fresh)
  if (log) work.changed.add(log)
  if (log && record.kind === 'undo' && wasCounted) await uncount(work, log)
  answers.set(row, () => ({ ...had(id, log ?? null), outcome: 'accepted' }))
}

/** A log that no longer counts leaves its household's day. */
async function uncount(work: Work, log: LogRecord): Promise<void> {
  const fresh = work.fresh.find(({ record }) => record._id === log._id)
  const edit = work.edits.find(({ household, day }) => household._id === log.householdId && day === log.day)
  if (!log.householdId) work.moves.push(...anonymousMoves(log, -1))
  else {
    const household =
      fresh?.household ?? edit?.household ?? (await currentHouseholds([log.householdId])).get(log.householdId)
    const purse = edit?.purse ?? work.purse
    if (household)
      work.edits.push({ household, day: log.day, purse, change: (seen) => seen.filter(({ id }) => id !== log._id) })
  }
}
