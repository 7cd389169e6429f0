// Imports of places, sites and holidays. `check` tells for every row what is wrong (row, column, value, reason) and
// writes nothing; `apply` writes the good rows in portions, each with the count of how far it is, so that progress can
// be read meanwhile. Importing the same file again changes nothing: rows are found by their natural key. Failed rows
// are kept for 30 days.
import type { Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { placesDesk } from '@shared/places/desk-contract'
import type { ImportShown } from '@shared/places/sheets-contract'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { newId } from '../ids'
import type { Upload } from '../http/implement'
import { readCountedPage } from '../paging'
import { currentScope, runInScope } from '../scope'
import { readSheet, type Sheet } from '../sheets'
import { mayEditCalendar } from './calendar'
import { REASON_COLUMN, columns } from './columns'
import { planHolidays, writeHolidays, type PlannedHoliday } from './holiday-rows'
import { planPlaces, writePlaces, type PlannedPlace } from './place-rows'
import { forgetCalendar } from './places'
import {
  ImportFailureRows,
  ImportRecords,
  type ImportCounts,
  type ImportFailures,
  type ImportRecord,
} from './places.model'
import type { PlannedRow } from './row-reader'
import { planSites, writeSites, type PlannedSite } from './site-rows'

const PORTION = 200
const SHOWN_PROBLEMS = 200
const FAILURES_A_DOCUMENT = 500

type Input = ParsedOf<typeof placesDesk.upload>
type Plan = { rows: PlannedRow<unknown>[]; write: (tx: Tx, portion: readonly PlannedRow<unknown>[]) => Promise<void> }

/** @throws DomainError NOT_ALLOWED, NOT_FOUND (the id is another person's), SHEET_* */
export async function uploadSheet(actor: Actor, input: Input, upload: Upload | null): Promise<ImportShown> {
  if (!upload) throw new DomainError('INPUT_INVALID', { fields: [{ path: 'file', text: '请选择文件' }] })
  if (input.what === 'holidays' && !mayEditCalendar(actor)) throw new DomainError('NOT_ALLOWED')
  const sheet = await readSheet(upload.bytes)
  requireColumns(input, sheet)
  const filename = upload.filename.slice(0, 100)
  const plan = await planOf(actor, input, sheet, filename)
  const record = await begin(actor, input, filename, sheet, plan)
  if (record.status === 'finished') return present(record)
  try {
    // Portions are transactions of their own; only the last one carries the answer of the request.
    if (input.mode === 'apply')
      await runInScope({ requestId: currentScope()?.requestId ?? 'none' }, () => writePortions(record._id, plan))
    const answer = await finish(actor, record, plan)
    if (input.what === 'holidays') forgetCalendar()
    return answer
  } catch (error) {
    await ImportRecords.updateOne(
      { _id: record._id, status: 'running' },
      { $set: { status: 'failed', finishedAt: now() } },
    )
    throw error
  }
}

function requireColumns({ what }: Input, { header }: Sheet): void {
  const names = columns[what].map((column) => column.name)
  const missing = columns[what]
    .filter((column) => column.required && !header.includes(column.name))
    .map((column) => column.name)
  const unknown = header.filter((name) => name !== '' && name !== REASON_COLUMN && !names.includes(name))
  if (missing.length + unknown.length > 0)
    throw new DomainError('SHEET_COLUMNS_WRONG', { missing, unknown: unknown.slice(0, 20) })
}

async function planOf(actor: Actor, { what, datum = 'wgs84' }: Input, sheet: Sheet, filename: string): Promise<Plan> {
  if (what === 'places')
    return {
      rows: await planPlaces(actor, sheet, datum),
      write: (tx, portion) => writePlaces(tx, portion as PlannedPlace[]),
    }
  if (what === 'sites')
    return {
      rows: await planSites(actor, sheet, datum),
      write: (tx, portion) => writeSites(tx, portion as PlannedSite[]),
    }
  return {
    rows: await planHolidays(sheet),
    write: (tx, portion) => writeHolidays(tx, actor, portion as PlannedHoliday[], filename),
  }
}

/** The stored record of this upload; one that was cut off is taken up again. */
async function begin(actor: Actor, input: Input, filename: string, sheet: Sheet, plan: Plan): Promise<ImportRecord> {
  const counts: ImportCounts = { total: plan.rows.length, done: 0, created: 0, changed: 0, unchanged: 0, failed: 0 }
  const record: ImportRecord = {
    _id: input.id,
    what: input.what,
    filename,
    mode: input.mode,
    status: 'running',
    counts,
    startedBy: actorId(actor),
    placePath: [],
    startedAt: now(),
    header: sheet.header,
  }
  try {
    await ImportRecords.create([record])
    return record
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
  const found = await ImportRecords.findOne({
    _id: input.id,
    startedBy: actorId(actor),
    what: input.what,
    mode: input.mode,
  }).lean<ImportRecord>()
  if (!found) throw new DomainError('NOT_FOUND')
  if (found.status === 'finished') return found
  await ImportRecords.updateOne({ _id: input.id }, { $set: { status: 'running', counts } })
  return record
}

const isGood = (row: PlannedRow<unknown>): boolean => row.problems.length === 0

async function writePortions(id: string, plan: Plan): Promise<void> {
  const good = plan.rows.filter(isGood)
  const failed = plan.rows.length - good.length
  await ImportRecords.updateOne({ _id: id }, { $set: { 'counts.done': failed, 'counts.failed': failed } })
  for (let from = 0; from < good.length; from += PORTION) {
    const portion = good.slice(from, from + PORTION)
    try {
      await writePortion(id, plan, portion)
    } catch (error) {
      if (!isRowsFault(error)) throw error
      for (const row of portion) await writeAlone(id, plan, row)
    }
  }
}

const writePortion = (id: string, plan: Plan, portion: readonly PlannedRow<unknown>[]): Promise<void> =>
  transaction(async (tx) => {
    await plan.write(tx, portion)
    await tx.on(ImportRecords).updateOne({ _id: id }, { $inc: { 'counts.done': portion.length } })
  })

/** After a portion was refused: row by row, so that only the one at fault fails. */
async function writeAlone(id: string, plan: Plan, row: PlannedRow<unknown>): Promise<void> {
  try {
    await writePortion(id, plan, [row])
  } catch (error) {
    if (!isRowsFault(error)) throw error
    row.problems.push({
      row: row.row.row,
      column: '',
      value: '',
      reason: error instanceof DomainError ? error.text : '代码或名称已被使用,请核对后再导入',
    })
    await ImportRecords.updateOne({ _id: id }, { $inc: { 'counts.done': 1 } })
  }
}

const isRowsFault = (error: unknown): boolean =>
  isDuplicateKey(error) || (error instanceof DomainError && error.kind !== 'unavailable')

function finish(actor: Actor, record: ImportRecord, plan: Plan): Promise<ImportShown> {
  const count = (effect: string): number => plan.rows.filter((row) => isGood(row) && row.effect === effect).length
  const bad = plan.rows.filter((row) => !isGood(row)).sort((a, b) => a.row.row - b.row.row)
  const counts: ImportCounts = {
    total: plan.rows.length,
    done: plan.rows.length,
    created: count('create'),
    changed: count('change'),
    unchanged: count('same'),
    failed: bad.length,
  }
  const finishedAt = now()
  return transaction(async (tx) => {
    await tx.on(ImportFailureRows).deleteMany({ importId: record._id })
    for (let from = 0; from < bad.length; from += FAILURES_A_DOCUMENT) {
      const rows = bad.slice(from, from + FAILURES_A_DOCUMENT).map(({ row, problems }) => ({
        row: row.row,
        cells: row.cells.map((cell) => cell.slice(0, 200)),
        problems: problems.slice(0, 20),
      }))
      await tx.on(ImportFailureRows).insert({
        _id: newId(),
        importId: record._id,
        portion: from / FAILURES_A_DOCUMENT,
        rows,
        createdAt: finishedAt,
      })
    }
    await tx.on(ImportRecords).updateOne({ _id: record._id }, { $set: { status: 'finished', counts, finishedAt } })
    await audit(tx, actor, {
      action: record.mode === 'check' ? 'places.checkImport' : 'places.applyImport',
      subject: `placeImports/${record._id}`,
      details: { what: record.what, filename: record.filename, ...counts },
    })
    const problems = bad.flatMap((row) => row.problems).slice(0, SHOWN_PROBLEMS)
    return shown({ ...record, status: 'finished', counts, finishedAt }, problems)
  })
}

const shown = (record: ImportRecord, problems: ImportShown['problems']): ImportShown => ({
  id: record._id,
  what: record.what,
  filename: record.filename,
  mode: record.mode,
  status: record.status,
  counts: record.counts,
  problems,
  startedAt: record.startedAt.toISOString(),
  finishedAt: record.finishedAt?.toISOString() ?? null,
})

async function present(record: ImportRecord): Promise<ImportShown> {
  const first = await ImportFailureRows.findOne({ importId: record._id, portion: 0 }).lean<ImportFailures>()
  return shown(record, (first?.rows ?? []).flatMap((row) => row.problems).slice(0, SHOWN_PROBLEMS))
}

/** How far an import of one's own is, and what came of it. @throws DomainError NOT_FOUND */
export async function showImport(actor: Actor, id: string): Promise<ImportShown> {
  return present(await requireImport(actor, id))
}

/** @throws DomainError NOT_FOUND */
export async function requireImport(actor: Actor, id: string): Promise<ImportRecord> {
  const record = await ImportRecords.findOne({ _id: id, startedBy: actorId(actor) }).lean<ImportRecord>()
  if (!record) throw new DomainError('NOT_FOUND')
  return record
}

/** One's own imports, the latest first. */
export async function listImports(
  actor: Actor,
  input: ParsedOf<typeof placesDesk.imports>,
): Promise<OutputOf<typeof placesDesk.imports>> {
  const { rows, ...page } = await readCountedPage(
    ImportRecords,
    { startedAt: -1 },
    { startedBy: actorId(actor) },
    input,
  )
  return { items: await Promise.all(rows.map(present)), ...page }
}
