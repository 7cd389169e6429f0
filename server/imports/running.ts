// The two pieces of work of an import: checking every row without writing, and writing the good ones in portions, each
// with how far it is in the same transaction. Whoever cancels changes the record; the portion under way then writes
// nothing, and what was written before stays.
import type { Actor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import type { ImportProblem } from '@shared/imports/contract'
import { audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { newId } from '../ids'
import type { JobRun, Work } from '../long-work'
import { breathe } from '../sheet-rows'
import type { SheetRow } from '../sheets'
import {
  ImportFailureRows,
  ImportRecords,
  ImportRowPortions,
  type ImportCounts,
  type ImportRecord,
  type ImportRows,
} from './imports.model'
import type { Effect, ImportKind } from './kinds'
import { rowReader, type RowReader } from './row-reader'

/** Rows of one transaction, and between two signs of progress while checking. */
const PORTION = 100
/** Rows that are read in one turn. */
const TURN = 25
export const ROWS_A_DOCUMENT = 500

type Planned = { row: SheetRow; problems: ImportProblem[]; effect: Effect; write?: unknown }
type Given = { actor: Actor; kind: ImportKind; record: ImportRecord }

/** It was cancelled, or somebody else goes on with it. */
class Stopped extends Error {}

export const checkWork = (given: Given): Work => ({
  name: 'imports.check',
  run: (_id, run) => guarded(given, run, check),
})
export const applyWork = (given: Given): Work => ({
  name: 'imports.apply',
  run: (_id, run) => guarded(given, run, apply),
})

type Step = (given: Given, run: JobRun) => Promise<ImportCounts>

async function guarded(given: Given, run: JobRun, step: Step): Promise<Record<string, number>> {
  try {
    return { ...(await step(given, run)) }
  } catch (error) {
    if (error instanceof Stopped) throw error
    const failed = { status: 'failed' as const, finishedAt: now() }
    await ImportRecords.updateOne(
      { _id: given.record._id, status: { $in: ['checking', 'applying'] } },
      { $set: failed },
    )
    throw error
  }
}

/** Tells how far it is. @throws Stopped */
const tellOf =
  (run: JobRun) =>
  (done: number, total: number): Promise<void> =>
    run.progress(done, total).catch(() => {
      throw new Stopped('the import was cancelled or taken over')
    })

async function check(given: Given, run: JobRun): Promise<ImportCounts> {
  const { record } = given
  const { planned } = await plan(given, async (done, total) => {
    await tellOf(run)(done, total)
    await ImportRecords.updateOne(running(record, 'checking'), { $set: { 'counts.done': done, touchedAt: now() } })
  })
  const counts = countsOf(planned, planned.length)
  await transaction(async (tx) => {
    await keepFailures(tx, record._id, planned)
    const at = now()
    const { matched } = await tx.on(ImportRecords).updateOne(running(record, 'checking'), {
      $set: { status: 'checked', counts, checkedAt: at, finishedAt: at, touchedAt: at },
    })
    if (matched === 0) throw new Stopped('the import was cancelled')
    await note(tx, given, 'imports.check', counts)
  })
  return counts
}

async function apply(given: Given, run: JobRun): Promise<ImportCounts> {
  const { actor, kind, record } = given
  const { planned, context } = await plan(given, () => Promise.resolve())
  const good = planned.filter(isGood)
  const counts = { ...countsOf(planned, 0), created: 0, changed: 0, unchanged: 0 }
  counts.done = counts.failed
  const write = (rows: readonly Planned[]): Promise<void> =>
    transaction(async (tx) => {
      const after = added(counts, rows)
      const writes = rows.flatMap((row) => (row.write === undefined ? [] : [row.write]))
      if (writes.length > 0) await kind.applyRows(tx, actor, context, writes)
      const { matched } = await tx
        .on(ImportRecords)
        .updateOne(running(record, 'applying'), { $set: { counts: after, touchedAt: now() } })
      if (matched === 0) throw new Stopped('the import was cancelled')
    }).then(() => void Object.assign(counts, added(counts, rows)))
  for (let from = 0; from < good.length; from += PORTION) {
    const portion = good.slice(from, from + PORTION)
    await write(portion).catch(async (error: unknown) => {
      if (!isRowsFault(error)) throw error
      for (const row of portion) await write([row]).catch((alone: unknown) => blame(row, alone, counts))
    })
    await tellOf(run)(counts.done, counts.total)
  }
  await transaction(async (tx) => {
    await keepFailures(tx, record._id, planned)
    await tx.on(ImportRowPortions).deleteMany({ importId: record._id })
    const at = now()
    const { matched } = await tx
      .on(ImportRecords)
      .updateOne(running(record, 'applying'), { $set: { status: 'applied', counts, finishedAt: at, touchedAt: at } })
    if (matched === 0) throw new Stopped('the import was cancelled')
    await note(tx, given, 'imports.apply', counts)
  })
  kind.finished?.()
  return counts
}

const running = ({ _id }: ImportRecord, status: 'checking' | 'applying') => ({ _id, status })
const isGood = (row: Planned): boolean => row.problems.length === 0
const isRowsFault = (error: unknown): boolean =>
  isDuplicateKey(error) || (error instanceof DomainError && error.kind !== 'unavailable')

/** After its portion was refused, a row that is refused alone, too, is at fault. */
function blame(row: Planned, error: unknown, counts: ImportCounts): void {
  if (!isRowsFault(error)) throw error
  const reason = error instanceof DomainError ? error.text : '代码、名称或地址已被使用，请核对后再导入'
  row.problems.push({ row: row.row.row, column: '', value: '', reason })
  counts.failed += 1
  counts.done += 1
}

function added(counts: ImportCounts, rows: readonly Planned[]): ImportCounts {
  const of = (effect: Effect): number => rows.filter((row) => row.effect === effect).length
  return {
    ...counts,
    done: counts.done + rows.length,
    created: counts.created + of('create'),
    changed: counts.changed + of('change'),
    unchanged: counts.unchanged + of('same'),
  }
}

function countsOf(planned: readonly Planned[], done: number): ImportCounts {
  const nothing = { total: planned.length, done: 0, created: 0, changed: 0, unchanged: 0, failed: 0 }
  const good = planned.filter(isGood)
  return { ...added(nothing, good), done, failed: planned.length - good.length }
}

/** What every row would do, in the order in which they are written; lets others go on between portions. */
async function plan(
  { actor, kind, record }: Given,
  tell: (done: number, total: number) => Promise<void>,
): Promise<{ planned: Planned[]; context: unknown }> {
  const read = await readersOf(kind, record)
  const context = await kind.begin(actor, {
    filename: record.filename,
    datum: record.datum,
    valuesOf: (column) => [...new Set(read.map(({ reader }) => reader.raw(column)))],
  })
  const done: { row: SheetRow; reader: RowReader; effect: Effect; write: unknown }[] = []
  for (const { row, reader } of read) {
    const { effect, write } = kind.readRow(context, reader)
    done.push({ row, reader, effect, write: reader.problems.length > 0 ? undefined : write })
    if (done.length % TURN === 0) await breathe()
    if (done.length % PORTION === 0) await tell(done.length, read.length)
  }
  kind.readAll?.(context, done)
  const planned = done.map(({ row, reader: { problems }, effect, write }) => ({
    row,
    problems,
    effect,
    ...(problems.length > 0 ? {} : { write }),
  }))
  return { planned, context }
}

type Read = { row: SheetRow; reader: RowReader; rank: number }

/** The rows of a file in the order in which they are written; others have their turn after each portion. */
async function readersOf(kind: ImportKind, { _id, header }: ImportRecord): Promise<Read[]> {
  const read: Read[] = []
  const stored = ImportRowPortions.find({ importId: _id }).sort({ portion: 1 }).lean<ImportRows[]>()
  for await (const { rows } of stored.cursor({ batchSize: 1 })) {
    for (const row of rows) {
      const reader = rowReader(header, row)
      read.push({ row, reader, rank: kind.rank?.(reader) ?? 0 })
    }
    await breathe()
  }
  return read.sort((a, b) => a.rank - b.rank)
}

async function keepFailures(tx: Tx, importId: string, planned: readonly Planned[]): Promise<void> {
  const bad = planned.filter((row) => !isGood(row)).sort((a, b) => a.row.row - b.row.row)
  await tx.on(ImportFailureRows).deleteMany({ importId })
  for (let from = 0; from < bad.length; from += ROWS_A_DOCUMENT) {
    const rows = bad.slice(from, from + ROWS_A_DOCUMENT).map(({ row, problems }) => ({
      row: row.row,
      cells: row.cells.map((cell) => cell.slice(0, 200)),
      problems: problems.slice(0, 20),
    }))
    const portion = from / ROWS_A_DOCUMENT
    await tx.on(ImportFailureRows).insert({ _id: newId(), importId, portion, rows, createdAt: now() })
  }
}

const note = (tx: Tx, { actor, record }: Given, action: string, counts: ImportCounts): Promise<void> =>
  audit(tx, actor, {
    action,
    subject: `imports/${record._id}`,
    details: { kind: record.kind, filename: record.filename, ...counts },
  })
