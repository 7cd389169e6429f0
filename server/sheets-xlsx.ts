// Workbooks (exceljs, kept behind the two files of tables). The tabs are read in the order in which they stand, hidden
// ones not at all; cells merged downwards hold for all their rows. An archive is counted while it is unpacked, since it
// may lie about itself.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- for every project that reads this file
/// <reference path="./unzipper.d.ts" />
import { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type ExcelJS from 'exceljs'
import unzipper from 'unzipper'
import { DomainError } from '@shared/errors'
import { pack } from './sheets-pack'
import { breathe, keepRow, MAX_COLUMNS, spoiledBy, type Page, type SheetRow, type Spoiled } from './sheet-rows'

const MAX_UNPACKED_BYTES = 64 * 1024 * 1024
const MAX_MERGES = 20_000
/** As many digits as a spreadsheet keeps of a number. */
const KEPT_DIGITS = 1e15

/** @throws DomainError SHEET_UNREADABLE, SHEET_TOO_LONG */
export async function readXlsx(given: Buffer): Promise<Page[]> {
  if (declaredBytes(given) > MAX_UNPACKED_BYTES) throw new DomainError('SHEET_TOO_LONG')
  const seen = await lookThrough(given)
  const tabs = tabsOf(seen)
  const pages = new Map<string, Page>()
  try {
    const bytes = await inOrder(seen)
    const { default: excel } = await import('exceljs')
    const reader = new excel.stream.xlsx.WorkbookReader(Readable.from(inPortions(bytes)), {
      sharedStrings: 'cache',
      worksheets: 'emit',
      styles: 'cache',
      hyperlinks: 'ignore',
    })
    keepCharactersWhole(reader)
    for await (const worksheet of reader as AsyncIterable<WorksheetReader>) {
      const rows: SheetRow[] = []
      for await (const row of worksheet) {
        keepRow(rows, plainRow(row))
        if (row.number % 500 === 0) await breathe()
      }
      const tab = tabs.find(({ idOfReader }) => idOfReader === String(worksheet.id))
      const number = tab?.number ?? String(worksheet.id)
      fillMerged(rows, seen.merged.get(number) ?? [])
      pages.set(number, { name: tab?.name ?? `第${pages.size + 1}个工作表`, rows })
    }
  } catch (error) {
    throw error instanceof DomainError ? error : new DomainError('SHEET_UNREADABLE')
  }
  // a zip that is cut off, or no workbook: nothing of it is a sheet, which is not the same as an empty one
  if (pages.size === 0) throw new DomainError('SHEET_UNREADABLE')
  return inOrderOfTabs(pages, tabs)
}

type Parse = (source: AsyncIterable<Buffer>, ...rest: unknown[]) => unknown

/**
 * The reader makes text of each part as it comes, and a character that lies across two parts is lost: in a large sheet
 * of Chinese text, one in a hundred rows or so. So it is given text.
 */
function keepCharactersWhole(reader: ExcelJS.stream.xlsx.WorkbookReader): void {
  const inner = reader as unknown as Record<'_parseSharedStrings' | '_parseWorksheet', Parse>
  for (const name of ['_parseSharedStrings', '_parseWorksheet'] as const) {
    const parse = inner[name].bind(reader)
    inner[name] = (source, ...rest) => parse(Readable.from(decoded(source)), ...rest)
  }
}

async function* decoded(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  for await (const part of source) {
    yield decoder.write(part)
    await breathe()
  }
  const last = decoder.end()
  if (last !== '') yield last
}

/** What the library's types leave out. */
type WorksheetReader = AsyncIterable<ExcelJS.Row> & { id: number | string }

/** Cells merged downwards: column from 0, first and last row. */
type Merge = { column: number; from: number; to: number }
/** What the library passes over while it streams. Merges by the number of the sheet's file. */
type Seen = {
  workbook: string
  relations: string
  merged: Map<string, Merge[]>
  prefixes: Set<string>
  files: Map<string, Buffer>
}

const WORKBOOK = 'xl/workbook.xml'
const RELATIONS = 'xl/_rels/workbook.xml.rels'
const NEEDED = /^xl\/(?:workbook|sharedStrings|styles|worksheets\/sheet\d+)\.xml$|^xl\/_rels\/workbook\.xml\.rels$/
const WORKSHEET = /^xl\/worksheets\/sheet(\d+)\.xml$/
const MERGE = /<(?:\w+:)?mergeCell ref="([A-Z]+)(\d+):[A-Z]+(\d+)"/g
/** The longest that a merge's tag may be cut in two by the end of a part. */
const OVERLAP = 80

/**
 * Unpacks once and counts, by the library that the reader uses, so that both see the same entries; keeps by the way
 * what says something about tabs and merged cells. @throws DomainError SHEET_TOO_LONG, SHEET_UNREADABLE
 */
async function lookThrough(bytes: Buffer): Promise<Seen> {
  const unpacked = Readable.from(inPortions(bytes)).pipe(unzipper.Parse({ forceStream: true }))
  const seen: Seen = { workbook: '', relations: '', merged: new Map(), prefixes: new Set(), files: new Map() }
  let sum = 0
  try {
    for await (const entry of unpacked) {
      const { path } = entry as { path: string }
      const isWhole = path === WORKBOOK || path === RELATIONS
      let kept = ''
      const parts: Buffer[] = []
      for await (const part of entry as Readable) {
        sum += (part as Buffer).length
        if (sum > MAX_UNPACKED_BYTES) throw new DomainError('SHEET_TOO_LONG')
        const text = kept + (part as Buffer).toString('latin1')
        lookAt(seen, path, text, kept === '')
        if (NEEDED.test(path)) parts.push(part as Buffer)
        kept = isWhole ? text : text.slice(-OVERLAP)
        await breathe()
      }
      if (NEEDED.test(path)) seen.files.set(path, Buffer.concat(parts))
      if (path === WORKBOOK) seen.workbook = Buffer.from(kept, 'latin1').toString()
      if (path === RELATIONS) seen.relations = Buffer.from(kept, 'latin1').toString()
    }
  } catch (error) {
    throw error instanceof DomainError ? error : new DomainError('SHEET_UNREADABLE')
  } finally {
    unpacked.destroy()
  }
  return seen
}

/** Packed bytes that are looked at before others have their turn. */
const PORTION = 64 * 1024

async function* inPortions(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += PORTION) {
    await breathe()
    yield bytes.subarray(from, from + PORTION)
  }
}

function lookAt(seen: Seen, path: string, text: string, isFirst: boolean): void {
  const prefix = isFirst ? /<(\w+):(?:workbook|worksheet|sst|styleSheet)\b/.exec(text)?.[1] : undefined
  if (prefix) seen.prefixes.add(prefix)
  const number = WORKSHEET.exec(path)?.[1]
  if (number === undefined) return
  const merges = seen.merged.get(number) ?? []
  for (const [, column = '', from, to] of text.matchAll(MERGE)) {
    const merge = {
      column: [...column].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1,
      from: Number(from),
      to: Number(to),
    }
    if (merge.to > merge.from && merges.length < MAX_MERGES) merges.push(merge)
  }
  seen.merged.set(number, merges)
}

/**
 * What the reader needs, in the order in which it wants it: the workbook before its sheets, else it now and then fails.
 * Some programs write <x:row> where Excel writes <row>, which it does not know.
 */
function inOrder({ files, prefixes }: Seen): Promise<Buffer> {
  const tags = prefixes.size > 0 ? new RegExp(`<(/?)(?:${[...prefixes].join('|')}):`, 'g') : null
  const plain = (xml: Buffer): Buffer => (tags ? Buffer.from(xml.toString().replace(tags, '<$1')) : xml)
  const ordered = [...files].sort(([one], [other]) => Number(WORKSHEET.test(one)) - Number(WORKSHEET.test(other)))
  // not stored as it is, since the reader passes over entries that are
  return pack(ordered.map(([name, xml]) => [name, plain(xml)]))
}

/** `idOfReader`: what the library calls it; its own id where the relation names the file as Excel does. */
type Tab = { number: string; idOfReader: string; name: string; isHidden: boolean }

/** The tabs in their order, each with the number of its file. */
function tabsOf({ workbook, relations }: Seen): Tab[] {
  const attribute = (tag: string, name: string): string =>
    new RegExp(`\\s(?:\\w+:)?${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
  const targets = new Map(
    [...relations.matchAll(/<(?:\w+:)?Relationship\b[^>]*>/g)].map(([tag]) => [
      attribute(tag, 'Id'),
      attribute(tag, 'Target'),
    ]),
  )
  return [...workbook.matchAll(/<(?:\w+:)?sheet\b[^>]*>/g)].flatMap(([tag]) => {
    const target = targets.get(/\s\w+:id="([^"]*)"/.exec(tag)?.[1] ?? '') ?? ''
    const number = /sheet(\d+)\.xml$/.exec(target)?.[1]
    if (!number) return []
    const idOfReader = target === `worksheets/sheet${number}.xml` ? attribute(tag, 'sheetId') : number
    const isHidden = /^(?:hidden|veryHidden)$/.test(attribute(tag, 'state'))
    return [{ number, idOfReader, name: plainXml(attribute(tag, 'name')), isHidden }]
  })
}

const plainXml = (text: string): string =>
  text
    .replace(/&#(\d+);/g, (_whole, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')

function inOrderOfTabs(pages: ReadonlyMap<string, Page>, tabs: readonly Tab[]): Page[] {
  const named = tabs.filter(({ isHidden }) => !isHidden).flatMap(({ number }) => pages.get(number) ?? [])
  // a workbook without a directory of its tabs
  return tabs.length > 0 ? named : [...pages.values()]
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
  const spoiled: Spoiled[] = []
  for (let column = 1; column <= Math.min(row.cellCount, MAX_COLUMNS + 1); column += 1) {
    const { value } = row.getCell(column)
    if (isFormula(value)) formulas.push(column - 1)
    const text = plainText(value)
    const reason =
      typeof value === 'number' && Math.abs(value) >= KEPT_DIGITS
        ? '号码太长，表格软件只留住前15位；请把这一列设为“文本”再重新填写'
        : spoiledBy(text)
    if (reason) spoiled.push({ column: column - 1, reason })
    cells.push(text)
  }
  return { row: row.number, cells, formulas, spoiled }
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
  if ('error' in value) return String(value.error)
  return 'text' in value ? plainText(value.text as ExcelJS.CellValue) : ''
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
