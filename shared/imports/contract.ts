// Imports of tables: a file is sent and checked, row by row, without writing anything; then the good rows are written.
// Both go on beside the request, with progress, and can be cancelled. What can be imported, by whom, is said by the
// features (`server/imports/kinds.ts`).
import { staffRoles } from '../actors'
import { pageInput, pageOf, route } from '../contract'
import { Id } from '../ids'
import { Instant } from '../time'
import * as z from '../z'

/** "places", "guideTerms" */
const Kind = z.string().regex(/^[a-z][A-Za-z]{1,30}$/, '没有这种导入')
const SheetFormat = z.enum(['csv', 'xlsx'])

/**
 * `stopped`: the server that did it is gone; like a cancelled or failed one it may be written again, since rows that
 * are already there stay as they are.
 */
export const importStatuses = ['checking', 'checked', 'applying', 'applied', 'cancelled', 'failed', 'stopped'] as const
export type ImportStatus = (typeof importStatuses)[number]
export const importStatusNames: Readonly<Record<ImportStatus, string>> = {
  checking: '正在检查',
  checked: '已检查，还没有写入',
  applying: '正在写入',
  applied: '已写入',
  cancelled: '已取消',
  failed: '没有完成',
  stopped: '中断了',
}

export const ImportProblem = z.object({ row: z.int(), column: z.string(), value: z.string(), reason: z.string() })
export type ImportProblem = z.infer<typeof ImportProblem>
export const ImportShown = z.object({
  id: Id,
  kind: z.string(),
  filename: z.string(),
  /** The sheet of a workbook that was read, and those that were not. */
  sheet: z.string().nullable(),
  otherSheets: z.array(z.string()),
  status: z.enum(importStatuses),
  statusText: z.string(),
  counts: z.object({
    total: z.int(),
    done: z.int(),
    created: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    failed: z.int(),
  }),
  /** The first 200; the file of failed rows has all of them. */
  problems: z.array(ImportProblem),
  /** The very same file was written before. */
  sameAs: z.object({ id: Id, at: Instant }).nullable(),
  startedAt: Instant,
  finishedAt: Instant.nullable(),
  allowed: z.array(z.enum(['apply', 'cancel'])),
})
export type ImportShown = z.infer<typeof ImportShown>

const One = z.strictObject({ id: Id })

export const imports = {
  upload: route({
    method: 'POST',
    path: '/api/imports',
    may: staffRoles,
    inputKind: 'multipart',
    /** `datum` of the positions in it; WGS 84 unless said. */
    input: z.strictObject({ id: Id, kind: Kind, datum: z.enum(['wgs84', 'gcj02', 'bd09']).optional() }),
    output: ImportShown,
    errors: ['NOT_FOUND', 'SHEET_UNREADABLE', 'SHEET_TOO_LONG', 'SHEET_COLUMNS_WRONG', 'SHEET_EMPTY'],
    summary: '上传表格并检查，不写入；编号由客户端给出，可同时查进度',
  }),
  apply: route({
    method: 'POST',
    path: '/api/imports/:id/apply',
    may: staffRoles,
    input: One,
    output: ImportShown,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '写入检查合格的行（可重复，已写入的不变）',
  }),
  cancel: route({
    method: 'POST',
    path: '/api/imports/:id/cancel',
    may: staffRoles,
    input: One,
    output: ImportShown,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '停止检查或写入；已写入的行留着',
  }),
  show: route({
    method: 'GET',
    path: '/api/imports/:id',
    may: staffRoles,
    input: One,
    output: ImportShown,
    errors: ['NOT_FOUND'],
    summary: '导入的进度与结果',
  }),
  list: route({
    method: 'GET',
    path: '/api/imports',
    may: staffRoles,
    input: z.strictObject({ ...pageInput, kind: Kind.optional() }),
    output: pageOf(ImportShown),
    summary: '我的导入记录',
  }),
  failedRows: route({
    method: 'GET',
    path: '/api/imports/:id/failed',
    may: staffRoles,
    answer: 'file',
    input: z.strictObject({ id: Id, format: SheetFormat }),
    output: z.any(),
    errors: ['NOT_FOUND'],
    summary: '下载没有通过的行（改好后可直接再导入）',
  }),
  template: route({
    method: 'GET',
    path: '/api/imports/templates/:kind',
    may: staffRoles,
    answer: 'file',
    input: z.strictObject({ kind: Kind, format: SheetFormat }),
    output: z.any(),
    errors: ['NOT_FOUND'],
    summary: '下载导入模板',
  }),
} as const
