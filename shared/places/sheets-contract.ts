// Sheets of places, sites and holidays: imports with their dry run and progress, templates, exports.
import { countedPageOf, pageInput, route } from '../contract'
import { Id } from '../ids'
import { Instant } from '../time'
import * as z from '../z'
import { shapers } from './desk-rows'
import { readerRoles } from './rules'
import { DatumName, ImportKindName } from './schemas'

export const ImportProblemShown = z.object({ row: z.int(), column: z.string(), value: z.string(), reason: z.string() })
export const ImportShown = z.object({
  id: Id,
  what: ImportKindName,
  filename: z.string(),
  mode: z.enum(['check', 'apply']),
  status: z.enum(['running', 'finished', 'failed']),
  counts: z.object({
    total: z.int(),
    done: z.int(),
    created: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    failed: z.int(),
  }),
  /** The first 200; the file of failed rows has all of them. */
  problems: z.array(ImportProblemShown),
  startedAt: Instant,
  finishedAt: Instant.nullable(),
})
export type ImportShown = z.infer<typeof ImportShown>

const SheetFormat = z.enum(['csv', 'xlsx'])
const FileOutput = z.string()

/** Part of the contract `placesDesk`. */
export const sheetRoutes = {
  upload: route({
    method: 'POST',
    path: '/api/places/imports',
    may: shapers,
    inputKind: 'multipart',
    input: z.strictObject({
      id: Id,
      what: ImportKindName,
      mode: z.enum(['check', 'apply']),
      datum: DatumName.optional(),
    }),
    output: ImportShown,
    errors: ['SHEET_UNREADABLE', 'SHEET_TOO_LONG', 'SHEET_COLUMNS_WRONG', 'SHEET_EMPTY'],
    summary: '导入地点、点位或节假日:check 只检查,apply 写入合格的行;编号由客户端给出,可同时查进度',
  }),
  importStatus: route({
    method: 'GET',
    path: '/api/places/imports/:id',
    may: shapers,
    input: z.strictObject({ id: Id }),
    output: ImportShown,
    errors: ['NOT_FOUND'],
    summary: '导入进度与结果',
  }),
  imports: route({
    method: 'GET',
    path: '/api/places/imports',
    may: shapers,
    input: z.strictObject({ ...pageInput }),
    output: countedPageOf(ImportShown),
    summary: '我的导入记录',
  }),
  failedRows: route({
    method: 'GET',
    path: '/api/places/imports/:id/failed',
    may: shapers,
    answer: 'file',
    input: z.strictObject({ id: Id, format: SheetFormat }),
    output: FileOutput,
    errors: ['NOT_FOUND'],
    summary: '下载没有通过的行(改好后可直接再导入)',
  }),
  template: route({
    method: 'GET',
    path: '/api/places/templates/:what',
    may: shapers,
    answer: 'file',
    input: z.strictObject({ what: ImportKindName, format: SheetFormat }),
    output: FileOutput,
    summary: '下载导入模板',
  }),
  exportSheet: route({
    method: 'GET',
    path: '/api/places/exports/:what',
    may: readerRoles,
    stepUp: true,
    answer: 'file',
    input: z.strictObject({ what: ImportKindName, format: SheetFormat, placeId: Id.optional() }),
    output: FileOutput,
    errors: ['NOT_FOUND', 'EXPORT_TOO_LONG'],
    summary: '导出地点、点位或节假日(可改后再导入)',
  }),
}
