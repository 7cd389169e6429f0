// Tables in and out: CSV (fast-csv) and Excel (exceljs, kept behind this one file and read at the first workbook).
// What is read is text, cell by cell. What is written can't be taken for a formula: in CSV such cells get a leading
// apostrophe (taken off again on reading), in xlsx text is stored as text. Limits: 10 MB, 20,000 rows, and for xlsx
// 64 MB unpacked, counted while it is unpacked, since an archive may lie about itself. What people do to tables is
// borne: lines above the header, empty columns and rows, more than one sheet, cells merged downwards.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- for every project that reads this file
/// <reference path="./unzipper.d.ts" />
import { Readable } from 'node:stream'
import type ExcelJS from 'exceljs'
import { parseString, writeToBuffer } from 'fast-csv'
import { strFromU8, unzipSync } from 'fflate'
import { DomainError } from '@shared/errors'
import { guardFormula, looksLikeFormula, unguardFormula } from '@shared/escape'

export const MAX_SHEET_ROWS = 20_000
const MAX_SHEET_BYTES = 10 * 1024 * 1024
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024
const MAX_COLUMNS = 60

/** One row with its number in the file (the header is row 1). `formulas` names the columns that held a formula. */
export type SheetRow = { row: number; cells: string[]; formulas: number[] }
export type Sheet = {
  header: string[]
  rows: SheetRow[]
  /** Of a workbook: the sheet that was read, and those that were not. */
  name: string | null
  others: string[]
}

type Page = { name: string | null; rows: SheetRow[] }
/** The header stands within so many rows. */
const HEADER_WITHIN = 20

/**
 * Reads the table of a file; empty rows are skipped. The header is the first row that names all of `wanted`, on the
 * first sheet that has one; else the first row of the first sheet.
 * @throws DomainError SHEET_UNREADABLE, SHEET_TOO_LONG, SHEET_EMPTY
 */
export async function readSheet(bytes: Buffer, wanted: readonly string[] = []): Promise<Sheet> {
  if (bytes.length > MAX_SHEET_BYTES) throw new DomainError('SHEET_TOO_LONG')
  const isZip = bytes.subarray(0, 2).toString('latin1') === 'PK'
  const pages: Page[] = isZip ? await readXlsx(bytes) : [{ name: null, rows: await readCsv(bytes) }]
  const filled = pages.filter(({ rows }) => rows.length > 0)
  const page = filled.find(({ rows }) => headerAt(rows, wanted) >= 0) ?? filled[0]
  if (!page) throw new DomainError('SHEET_EMPTY')
  const at = Math.max(0, headerAt(page.rows, wanted))
  const [header, ...rows] = page.rows.slice(at)
  if (!header || rows.length === 0) throw new DomainError('SHEET_EMPTY')
  if (rows.length > MAX_SHEET_ROWS) throw new DomainError('SHEET_TOO_LONG')
  const others = filled.filter((each) => each !== page).flatMap(({ name }) => (name === null ? [] : [name]))
  return { header: header.cells.map(headOf), rows, name: page.name, others }
}

/** A name in a header without what templates and people put around it. */
const headOf = (cell: string): string => cell.replace(/[\s*]+/g, '')

const headerAt = (rows: readonly SheetRow[], wanted: readonly string[]): number =>
  rows.slice(0, HEADER_WITHIN).findIndex(({ cells }) => {
    const heads = cells.map(headOf)
    return wanted.every((name) => heads.includes(name))
  })

function keepRow(rows: SheetRow[], row: SheetRow): void {
  if (row.cells.every((cell) => cell === '') && row.formulas.length === 0) return
  if (rows.length > MAX_SHEET_ROWS + HEADER_WITHIN) throw new DomainError('SHEET_TOO_LONG')
  rows.push(row)
}

/** UTF-8, else GB 18030, which Excel writes on Chinese Windows. */
function decode(bytes: Buffer): string {
  if (bytes.includes(0)) throw new DomainError('SHEET_UNREADABLE')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    try {
      return new TextDecoder('gb18030', { fatal: true }).decode(bytes)
    } catch {
      throw new DomainError('SHEET_UNREADABLE')
    }
  }
}

function readCsv(bytes: Buffer): Promise<SheetRow[]> {
  const text = decode(bytes)
  return new Promise((resolve, reject) => {
    const rows: SheetRow[] = []
    let row = 0
    const parser = parseString<string[], string[]>(text, { headers: false, ignoreEmpty: false, trim: false })
    parser.on('error', () => reject(new DomainError('SHEET_UNREADABLE')))
    parser.on('data', (cells: string[]) => {
      row += 1
      try {
        const trimmed = cells.slice(0, MAX_COLUMNS).map((cell) => cell.trim())
        keepRow(rows, {
          row,
          cells: trimmed.map(unguardFormula),
          formulas: trimmed.flatMap((cell, column) => (looksLikeFormula(cell) ? [column] : [])),
        })
      } catch (error) {
        parser.destroy()
        reject(error instanceof Error ? error : new DomainError('SHEET_UNREADABLE'))
      }
    })
    parser.on('end', () => resolve(rows))
  })
}

async function readXlsx(bytes: Buffer): Promise<Page[]> {
  if (declaredBytes(bytes) > MAX_UNPACKED_BYTES) throw new DomainError('SHEET_TOO_LONG')
  await countUnpacked(bytes)
  const pages: Page[] = []
  try {
    const merged = mergedDown(bytes)
    const { default: excel } = await import('exceljs')
    const reader = new excel.stream.xlsx.WorkbookReader(Readable.from([bytes]), {
      sharedStrings: 'cache',
      worksheets: 'emit',
      styles: 'cache',
      hyperlinks: 'ignore',
    })
    for await (const worksheet of reader as AsyncIterable<WorksheetReader>) {
      const rows: SheetRow[] = []
      for await (const row of worksheet) keepRow(rows, plainRow(row))
      fillMerged(rows, merged.get(String(worksheet.id)) ?? [])
      pages.push({ name: worksheet.name ?? `第 ${pages.length + 1} 个工作表`, rows })
    }
  } catch (error) {
    throw error instanceof DomainError ? error : new DomainError('SHEET_UNREADABLE')
  }
  return pages
}

/** What the library's types leave out. */
type WorksheetReader = AsyncIterable<ExcelJS.Row> & { id: number | string; name?: string }

/** Cells merged downwards: column from 0, first and last row. */
type Merge = { column: number; from: number; to: number }
const MAX_MERGES = 20_000

/** By the number of the sheet's file. The library passes them over while it streams. */
function mergedDown(zip: Buffer): Map<string, Merge[]> {
  const files = unzipSync(zip, { filter: ({ name }) => /^xl\/worksheets\/sheet\d+\.xml$/.test(name) })
  return new Map(
    Object.entries(files).map(([name, xml]) => {
      const found = strFromU8(xml).matchAll(/<mergeCell ref="([A-Z]+)(\d+):[A-Z]+(\d+)"/g)
      const merges = [...found].slice(0, MAX_MERGES).map(([, column = '', from, to]) => ({
        column: [...column].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1,
        from: Number(from),
        to: Number(to),
      }))
      return [/\d+/.exec(name)?.[0] ?? '', merges.filter(({ from, to }) => to > from)]
    }),
  )
}

/**
 * What stands in the uppermost cell holds for those below it; a merge to the right says nothing about other columns.
 */
function fillMerged(rows: readonly SheetRow[], merges: readonly Merge[]): void {
  const byNumber = new Map(rows.map((row) => [row.row, row]))
  for (const { column, from, to } of merges) {
    const value = byNumber.get(from)?.cells[column] ?? ''
    if (value === '') continue
    for (let number = from + 1; number <= to; number += 1) {
      const cells = byNumber.get(number)?.cells
      if (!cells || (cells[column] ?? '') !== '') continue
      while (cells.length < column) cells.push('')
      cells[column] = value
    }
  }
}

function plainRow(row: ExcelJS.Row): SheetRow {
  const cells: string[] = []
  const formulas: number[] = []
  for (let column = 1; column <= Math.min(row.cellCount, MAX_COLUMNS); column += 1) {
    const { value } = row.getCell(column)
    if (isFormula(value)) formulas.push(column - 1)
    cells.push(plainText(value))
  }
  return { row: row.number, cells, formulas }
}

const isFormula = (value: ExcelJS.CellValue): boolean =>
  typeof value === 'object' && value !== null && ('formula' in value || 'sharedFormula' in value)

/** What stands in a cell, as text; a formula yields nothing (it is reported, never evaluated). */
function plainText(value: ExcelJS.CellValue): string {
  if (value === null || value === undefined || isFormula(value)) return ''
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  if (typeof value !== 'object') return String(value).trim()
  if ('richText' in value)
    return value.richText
      .map((part) => part.text)
      .join('')
      .trim()
  return 'text' in value ? String(value.text).trim() : ''
}

/**
 * Unpacks once and counts, by the library that the reader uses, so that both see the same entries. @throws DomainError
 * SHEET_TOO_LONG, SHEET_UNREADABLE
 */
async function countUnpacked(bytes: Buffer): Promise<void> {
  const { default: unzipper } = await import('unzipper')
  const zip = Readable.from([bytes]).pipe(unzipper.Parse({ forceStream: true }))
  let sum = 0
  try {
    for await (const entry of zip)
      for await (const part of entry as Readable) {
        sum += (part as Buffer).length
        if (sum > MAX_UNPACKED_BYTES) throw new DomainError('SHEET_TOO_LONG')
      }
  } catch (error) {
    throw error instanceof DomainError ? error : new DomainError('SHEET_UNREADABLE')
  } finally {
    zip.destroy()
  }
}

/** Sum of the unpacked sizes that the archive's central directory declares. @throws DomainError SHEET_UNREADABLE */
function declaredBytes(zip: Buffer): number {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || end + 20 > zip.length) throw new DomainError('SHEET_UNREADABLE')
  const entries = zip.readUInt16LE(end + 10)
  let at = zip.readUInt32LE(end + 16)
  let sum = 0
  for (let index = 0; index < entries; index += 1) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== 0x02014b50) throw new DomainError('SHEET_UNREADABLE')
    sum += zip.readUInt32LE(at + 24)
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return sum
}

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
  return format === 'csv' ? writeCsv(columns, rows) : writeXlsx(columns, rows, sheetName)
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

function writeCsv(columns: readonly Column[], rows: readonly (readonly Cell[])[]): Promise<Buffer> {
  const plain = [columns.map((column) => column.name), ...rows].map((row) =>
    row.map((cell, index) =>
      typeof cell === 'string' ? guardFormula(cell) : cell === null ? '' : shown(cell, columns[index]),
    ),
  )
  return writeToBuffer(plain, { writeBOM: true, rowDelimiter: '\r\n', includeEndRowDelimiter: true })
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
