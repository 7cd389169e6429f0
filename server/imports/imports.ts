// Imports as staff meet them: send a file, see what is wrong row by row, write the good rows, stop, look back. One's
// own only. Invariants: checking writes nothing of the feature; a file written twice changes nothing the second time;
// rows that did not pass can be taken away, mended and sent again.
import { createHash } from 'node:crypto'
import type { Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { importStatusNames, type ImportShown, type ImportStatus, type imports } from '@shared/imports/contract'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction } from '../db'
import type { FileAnswer, Upload } from '../http/implement'
import { newId } from '../ids'
import { cancelRun, forgetRun, startWork } from '../long-work'
import { readPage } from '../paging'
import { currentScope, runInScope } from '../scope'
import { readLayout, readSheet, sheetContentType, writeSheet, type Sheet, type SheetFormat } from '../sheets'
import {
  ImportFailureRows,
  ImportRecords,
  ImportRowPortions,
  type ImportFailures,
  type ImportRecord,
} from './imports.model'
import { requireKind, type ImportKind } from './kinds'
import { applyWork, checkWork, ROWS_A_DOCUMENT } from './running'

/** Added to a file of failed rows; ignored when it is sent again. */
export const REASON_COLUMN = '错误原因'
const SHOWN_PROBLEMS = 200
/** So long a request waits; the work goes on after that. */
const PATIENCE_MS = 10_000
/** Without a sign of progress for so long, nobody is doing it any more. */
const STALE_MS = 5 * 60_000
const FRESH = { total: 0, done: 0, created: 0, changed: 0, unchanged: 0, failed: 0 }

/** @throws DomainError NOT_ALLOWED, NOT_FOUND (an unknown kind, or the id is another file's), SHEET_* */
export async function uploadFile(
  actor: Actor,
  { id, kind: name, datum = 'wgs84' }: ParsedOf<typeof imports.upload>,
  upload: Upload | null,
): Promise<ImportShown> {
  if (!upload) throw invalid('file', '请选择文件')
  const kind = requireKind(actor, name)
  const sheet = kind.layout
    ? await readLayout(upload.bytes, kind.layout, upload.filename)
    : await readSheet(upload.bytes, requiredOf(kind))
  requireColumns(kind, sheet)
  const at = now()
  const record: ImportRecord = {
    _id: id,
    kind: kind.name,
    filename: upload.filename.slice(0, 100),
    hash: createHash('sha256').update(upload.bytes).digest('hex'),
    datum,
    sheet: sheet.name,
    otherSheets: sheet.others,
    header: sheet.header,
    status: 'checking',
    counts: { ...FRESH, total: sheet.rows.length },
    startedBy: actorId(actor),
    startedAt: at,
    touchedAt: at,
  }
  // a transaction of its own: the answer of the request is what comes of the check
  const isNew = await runInScope({ requestId: currentScope()?.requestId ?? 'none' }, () => keep(record, sheet))
  if (isNew) await startWork(checkWork({ actor, kind, record }), id, PATIENCE_MS)
  return present(await requireOwn(actor, id))
}

const requiredOf = ({ columns }: ImportKind): string[] =>
  columns.filter((column) => column.required).map((column) => column.name)

function requireColumns(kind: ImportKind, { header }: Sheet): void {
  const names = kind.columns.map((column) => column.name)
  const missing = requiredOf(kind).filter((name) => !header.includes(name))
  const unknown = header.filter((name) => name !== '' && name !== REASON_COLUMN && !names.includes(name))
  const twice = [...new Set(header.filter((name, at) => name !== '' && header.indexOf(name) !== at))]
  if (missing.length + unknown.length + twice.length > 0)
    throw new DomainError('SHEET_COLUMNS_WRONG', {
      missing,
      unknown: [...unknown, ...twice.map((name) => `${name}（重复）`)].slice(0, 20),
    })
}

/** Keeps the file's rows once; false when this very file was sent under the same id before. */
async function keep(record: ImportRecord, { rows }: Sheet): Promise<boolean> {
  try {
    await transaction(async (tx) => {
      await tx.on(ImportRecords).insert(record)
      for (let from = 0; from < rows.length; from += ROWS_A_DOCUMENT)
        await tx.on(ImportRowPortions).insert({
          _id: newId(),
          importId: record._id,
          portion: from / ROWS_A_DOCUMENT,
          rows: rows.slice(from, from + ROWS_A_DOCUMENT),
          createdAt: record.startedAt,
        })
    })
    return true
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
  const { _id, startedBy, kind, hash } = record
  if (!(await ImportRecords.exists({ _id, startedBy, kind, hash }))) throw new DomainError('NOT_FOUND')
  return false
}

/** @throws DomainError NOT_FOUND */
async function requireOwn(actor: Actor, id: string): Promise<ImportRecord> {
  const record = await ImportRecords.findOne({ _id: id, startedBy: actorId(actor) }).lean<ImportRecord>()
  if (!record) throw new DomainError('NOT_FOUND')
  return record
}

const stale = (): Date => new Date(now().getTime() - STALE_MS)
const underWay: ImportRecord['status'][] = ['checking', 'applying']

/**
 * Written from the start each time: rows that are there already stay as they are. @throws DomainError NOT_FOUND,
 * WRONG_STATE
 */
export async function applyImport(actor: Actor, { id }: { id: string }): Promise<ImportShown> {
  const seen = await requireOwn(actor, id)
  const kind = requireKind(actor, seen.kind)
  const record = await ImportRecords.findOneAndUpdate(
    {
      _id: id,
      checkedAt: { $exists: true },
      $or: [
        { status: { $in: ['checked', 'cancelled', 'failed'] } },
        { status: 'applying', touchedAt: { $lt: stale() } },
      ],
    },
    {
      $set: { status: 'applying', counts: { ...FRESH, total: seen.counts.total }, touchedAt: now() },
      $unset: { finishedAt: 1 },
    },
    { returnDocument: 'after' },
  ).lean<ImportRecord>()
  if (!record) throw new DomainError('WRONG_STATE')
  await forgetRun(`imports.apply:${id}`)
  await startWork(applyWork({ actor, kind, record }), id, PATIENCE_MS)
  return present(await requireOwn(actor, id))
}

/** @throws DomainError NOT_FOUND, WRONG_STATE when nothing is under way */
export async function cancelImport(actor: Actor, { id }: { id: string }): Promise<ImportShown> {
  await requireOwn(actor, id)
  // first the work, so that it does not take its own stopping for a failure
  for (const work of ['imports.check', 'imports.apply']) await cancelRun(`${work}:${id}`)
  return transaction(async (tx) => {
    const record = await tx
      .on(ImportRecords)
      .findOneAndUpdate({ _id: id, status: { $in: underWay } }, { $set: { status: 'cancelled', finishedAt: now() } })
    if (!record) throw new DomainError('WRONG_STATE')
    await audit(tx, actor, {
      action: 'imports.cancel',
      subject: `imports/${id}`,
      details: { kind: record.kind, ...record.counts },
    })
    return present(record)
  })
}

function statusOf({ status, touchedAt }: ImportRecord): ImportStatus {
  return underWay.includes(status) && touchedAt < stale() ? 'stopped' : status
}

async function present(record: ImportRecord): Promise<ImportShown> {
  const status = statusOf(record)
  const first = await ImportFailureRows.findOne({ importId: record._id, portion: 0 }).lean<ImportFailures>()
  const twin = await ImportRecords.findOne({
    startedBy: record.startedBy,
    hash: record.hash,
    kind: record.kind,
    status: 'applied',
    _id: { $ne: record._id },
  }).lean<ImportRecord>()
  const mayApply = record.checkedAt !== undefined && ['checked', 'cancelled', 'failed', 'stopped'].includes(status)
  return {
    id: record._id,
    kind: record.kind,
    filename: record.filename,
    sheet: record.sheet,
    otherSheets: record.otherSheets,
    status,
    statusText: importStatusNames[status],
    counts: record.counts,
    problems: (first?.rows ?? []).flatMap((row) => row.problems).slice(0, SHOWN_PROBLEMS),
    sameAs: twin && { id: twin._id, at: (twin.finishedAt ?? twin.startedAt).toISOString() },
    startedAt: record.startedAt.toISOString(),
    finishedAt: record.finishedAt?.toISOString() ?? null,
    allowed: [
      ...(mayApply ? (['apply'] as const) : []),
      ...(underWay.includes(record.status) ? (['cancel'] as const) : []),
    ],
  }
}

/** @throws DomainError NOT_FOUND */
export const showImport = async (actor: Actor, { id }: { id: string }): Promise<ImportShown> =>
  present(await requireOwn(actor, id))

/** One's own, the latest first. */
export async function listImports(
  actor: Actor,
  { kind, ...input }: ParsedOf<typeof imports.list>,
): Promise<OutputOf<typeof imports.list>> {
  const filter = { startedBy: actorId(actor), ...(kind ? { kind } : {}) }
  const { rows, next } = await readPage(ImportRecords, { startedAt: -1 }, filter, input, 20)
  return { items: await Promise.all(rows.map(present)), next }
}

const file = async (
  format: SheetFormat,
  name: string,
  ...table: Parameters<typeof writeSheet> extends [unknown, ...infer Rest] ? Rest : never
): Promise<FileAnswer> => ({
  contentType: sheetContentType[format],
  filename: `${name}.${format}`,
  body: await writeSheet(format, ...table),
})

/** The columns of a kind as heads of a table; those that must be filled carry an asterisk. */
export const headsOf = ({ columns }: Pick<ImportKind, 'columns'>) =>
  columns.map((column) => ({ ...column, name: column.required ? `${column.name}*` : column.name }))

/** The empty table with one example row and, in Excel, drop-downs. @throws DomainError NOT_FOUND, NOT_ALLOWED */
export function template(actor: Actor, { kind: name, format }: ParsedOf<typeof imports.template>): Promise<FileAnswer> {
  const kind = requireKind(actor, name)
  return file(format, `${kind.title}导入模板`, headsOf(kind), [kind.example], kind.title)
}

/**
 * The rows that did not pass, with the reason beside them; mended, the file can be sent again. @throws DomainError
 * NOT_FOUND
 */
export async function failedRows(
  actor: Actor,
  { id, format }: ParsedOf<typeof imports.failedRows>,
): Promise<FileAnswer> {
  const record = await requireOwn(actor, id)
  const portions = await ImportFailureRows.find({ importId: id }).sort({ portion: 1 }).lean<ImportFailures[]>()
  const kept = record.header
    .map((name, index) => ({ name, index }))
    .filter(({ name }) => name !== REASON_COLUMN && name !== '')
  const rows = portions
    .flatMap((portion) => portion.rows)
    .map(({ row, cells, problems }) => [
      ...kept.map(({ index }) => cells[index] ?? ''),
      `原第${row}行：${problems.map((problem) => `${problem.column} ${problem.reason}`.trim()).join('；')}`,
    ])
  const heads = [...kept.map(({ name }) => ({ name })), { name: REASON_COLUMN, width: 60 }]
  return file(format, `未通过的行-${record.filename.replace(/\.\w+$/, '')}`, heads, rows)
}
