// Tables in and out. In: CSV (sheets-csv.ts) and workbooks (sheets-xlsx.ts), as text,
// cell by cell; nothing of them is lost or changed without a word. Out: what is written can't be taken for a formula:
// in CSV such cells get a leading apostrophe (taken off again on reading), in xlsx text is stored as text. Limits:
// 10 MB, 20,000 rows, and for xlsx 64 MB unpacked. What people do to tables is borne: lines above the header, empty
// columns and rows, more than one sheet, cells merged downwards.
import { DomainError } from '@shared/errors'
import { csvCell } from '@shared/escape'
import { HEADER_WITHIN, MAX_SHEET_ROWS, type Page, type SheetRow } from './sheet-rows'
import { readCsv } from './sheets-csv'
import { readXlsx } from './sheets-xlsx'

export { MAX_SHEET_ROWS } from './sheet-rows'
export type { SheetRow } from './sheet-rows'
const MAX_SHEET_BYTES = 10 * 1024 * 1024

export type Sheet = {
  header: string[]
  rows: SheetRow[]
  /** Of a workbook: the sheet that was read, and those that were not. */
  name: string | null
  others: string[]
}

/** Tables in a layout of their own: how one is known by a row of heads, and what plain rows it stands for. */
export type Layout = {
  isHead: (cells: readonly string[]) => boolean
  header: readonly string[]
  unfold: (rows: readonly SheetRow[], filename: string) => SheetRow[]
}

/** Before anybody waits for an answer: the library is read in one piece of a third of a second. */
export const loadWorkbooks = async (): Promise<void> => void (await import('exceljs'))

/**
 * Reads the table of a file; empty rows are skipped. The header is the first row that names all of `wanted`, on the
 * first sheet that has one; else the first row of the first sheet.
 * @throws DomainError SHEET_UNREADABLE, SHEET_TOO_LONG, SHEET_EMPTY
 */
export async function readSheet(bytes: Buffer, wanted: readonly string[] = []): Promise<Sheet> {
  const names = (cells: readonly string[]): boolean => {
    const heads = cells.map(headOf)
    return wanted.every((name) => heads.includes(name))
  }
  const { page, others } = await chosenPage(bytes, names)
  const at = Math.max(0, headerAt(page.rows, names))
  const [header, ...rows] = page.rows.slice(at)
  if (!header || rows.length === 0) throw new DomainError('SHEET_EMPTY')
  if (rows.length > MAX_SHEET_ROWS) throw new DomainError('SHEET_TOO_LONG')
  return { header: header.cells.map(headOf), rows, name: page.name, others }
}

/** The same of a file in a layout of its own. @throws DomainError SHEET_UNREADABLE, SHEET_TOO_LONG, SHEET_EMPTY */
export async function readLayout(bytes: Buffer, layout: Layout, filename: string): Promise<Sheet> {
  const { page, others } = await chosenPage(bytes, layout.isHead)
  const rows = layout.unfold(page.rows, `${filename} ${page.name ?? ''}`)
  if (rows.length === 0) throw new DomainError('SHEET_EMPTY')
  if (rows.length > MAX_SHEET_ROWS) throw new DomainError('SHEET_TOO_LONG')
  return { header: [...layout.header], rows, name: page.name, others }
}

/** The first sheet with a row of heads, else the first that holds anything. */
async function chosenPage(
  bytes: Buffer,
  names: (cells: readonly string[]) => boolean,
): Promise<{ page: Page; others: string[] }> {
  if (bytes.length > MAX_SHEET_BYTES) throw new DomainError('SHEET_TOO_LONG')
  const isZip = bytes.subarray(0, 2).toString('latin1') === 'PK'
  const pages: Page[] = isZip ? await readXlsx(bytes) : [{ name: null, rows: await readCsv(bytes, names) }]
  const filled = pages.filter(({ rows }) => rows.length > 0)
  const page = filled.find(({ rows }) => headerAt(rows, names) >= 0) ?? filled[0]
  if (!page) throw new DomainError('SHEET_EMPTY')
  return { page, others: filled.filter((each) => each !== page).flatMap(({ name }) => (name === null ? [] : [name])) }
}

/** A name in a header without what templates and people put around it. */
const headOf = (cell: string): string => cell.normalize('NFKC').replace(/[\s*\u200b\ufeff]+/g, '')

const headerAt = (rows: readonly SheetRow[], names: (cells: readonly string[]) => boolean): number =>
  rows.slice(0, HEADER_WITHIN).findIndex(({ cells }) => names(cells))

export type Cell = string | number | null
export type Column = {
  name: string
  width?: number
  /** Places after the point that its numbers show, as yuan show two. */ decimals?: number
  /** Values offered in Excel's drop-down. */ choices?: readonly string[]
}
export type SheetFormat = 'csv' | 'xlsx'

export const sheetContentType: Readonly<Record<SheetFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** A table as a file. Numbers stay numbers, text stays text (codes keep their leading zeros). */
export function writeSheet(
  format: SheetFormat,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  sheetName = '数据',
): Promise<Buffer> {
  return format === 'csv' ? Promise.resolve(writeCsv(columns, rows)) : writeXlsx(columns, rows, sheetName)
}

/** A table as a file to be saved. @param name without its ending */
export async function sheetFile(
  format: SheetFormat,
  name: string,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): Promise<{ contentType: string; filename: string; body: Buffer }> {
  return {
    contentType: sheetContentType[format],
    filename: `${name}.${format}`,
    body: await writeSheet(format, columns, rows, name),
  }
}

const shown = (value: number, column: Column | undefined): string =>
  column?.decimals === undefined ? String(value) : value.toFixed(column.decimals)
const formatOf = (column: Column | undefined): string =>
  column?.decimals === undefined ? 'General' : (0).toFixed(column.decimals)

function writeCsv(columns: readonly Column[], rows: readonly (readonly Cell[])[]): Buffer {
  const lines = [columns.map((column) => column.name), ...rows].map((row) =>
    row
      .map((cell, index) =>
        typeof cell === 'string' ? csvCell(cell) : cell === null ? '' : shown(cell, columns[index]),
      )
      .join(','),
  )
  return Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`)
}

async function writeXlsx(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  sheetName: string,
): Promise<Buffer> {
  const { default: excel } = await import('exceljs')
  const workbook = new excel.Workbook()
  const sheet = workbook.addWorksheet(sheetName, { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = columns.map(({ name, width = 16 }) => ({ header: name, width, style: { numFmt: '@' } }))
  sheet.getRow(1).font = { bold: true }
  for (const row of rows) {
    const added = sheet.addRow([...row])
    row.forEach((cell, index) => {
      if (typeof cell === 'number') added.getCell(index + 1).numFmt = formatOf(columns[index])
    })
  }
  columns.forEach(({ choices }, index) => {
    if (!choices) return
    const letter = sheet.getColumn(index + 1).letter
    const validation = {
      type: 'list' as const,
      allowBlank: true,
      formulae: [`"${choices.join(',')}"`],
      showErrorMessage: true,
    }
    ;(sheet as unknown as { dataValidations: { add(range: string, rule: object): void } }).dataValidations.add(
      `${letter}2:${letter}2000`,
      validation,
    )
  })
  return Buffer.from(await workbook.xlsx.writeBuffer())
}
