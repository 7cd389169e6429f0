// Tables as text: UTF-8, UTF-16 or GB 18030, cells parted by commas, semicolons or tabs, as spreadsheets save them.
// Read in portions, so that others are answered meanwhile.
import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { DomainError } from '@shared/errors'
import { looksLikeFormula, unguardFormula } from '@shared/escape'
import { breathe, HEADER_WITHIN, keepRow, MAX_COLUMNS, spoiledIn, type SheetRow } from './sheet-rows'

/** Bytes that are read at once: some milliseconds. */
const PORTION = 64 * 1024
const DELIMITERS = [',', '\t', ';', '，', '|']

/** With its mark in front, as Excel's "Unicode text" has it; UTF-8; else what Excel writes on Chinese Windows. */
async function decode(bytes: Buffer): Promise<string[]> {
  const mark = bytes.subarray(0, 2).toString('hex')
  const encodings = mark === 'fffe' ? ['utf-16le'] : mark === 'feff' ? ['utf-16be'] : ['utf-8', 'gb18030']
  for (const encoding of encodings) {
    const portions = await decodeAs(encoding, bytes)
    if (portions) return portions
  }
  throw new DomainError('SHEET_UNREADABLE')
}

/** In portions; null where it is something else. */
async function decodeAs(encoding: string, bytes: Buffer): Promise<string[] | null> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  const portions: string[] = []
  for (let from = 0; from < bytes.length; from += PORTION) {
    await breathe()
    try {
      portions.push(decoder.decode(bytes.subarray(from, from + PORTION), { stream: from + PORTION < bytes.length }))
    } catch {
      return null
    }
    if (portions.at(-1)?.includes('\0')) return null
  }
  if (portions[0]) portions[0] = portions[0].replace(/^\ufeff+/, '')
  return portions
}

/** Which sign parts the cells: the one by which a line near the top names all wanted columns. */
function delimiterOf(portions: readonly string[], names: (line: readonly string[]) => boolean): string {
  const lines = (portions[0] ?? '').split(/\r\n|\r|\n/).slice(0, HEADER_WITHIN * 2)
  const isHeader = (delimiter: string) => (line: string) =>
    names(line.split(delimiter).map((cell) => cell.trim().replace(/^"|"$/g, '')))
  return DELIMITERS.find((delimiter) => lines.some(isHeader(delimiter))) ?? ','
}

/**
 * @param names whether a row names all wanted columns
 * @throws DomainError SHEET_UNREADABLE with the row where a quote is wrong, SHEET_TOO_LONG
 */
export async function readCsv(bytes: Buffer, names: (line: readonly string[]) => boolean): Promise<SheetRow[]> {
  const portions = await decode(bytes)
  const rows: SheetRow[] = []
  const parser = parse({
    delimiter: delimiterOf(portions, names),
    // a quote inside a cell is a quote
    relax_quotes: true,
    relax_column_count: true,
  })
  try {
    // rows are counted as a spreadsheet counts them: an empty one counts, a cell with line breaks is in one
    let row = 0
    for await (const record of Readable.from(withTurns(portions)).pipe(parser)) {
      row += 1
      const cells = (record as string[]).map((cell) => cell.trim())
      const formulas = cells.flatMap((cell, column) => (looksLikeFormula(cell) ? [column] : []))
      const plain = cells.slice(0, MAX_COLUMNS + 1).map(unguardFormula)
      keepRow(rows, { row, cells: plain, formulas, spoiled: spoiledIn(cells) })
    }
  } catch (error) {
    if (error instanceof CsvError) throw new DomainError('SHEET_UNREADABLE', { row: Number(error.records) + 1 })
    throw error instanceof DomainError ? error : new DomainError('SHEET_UNREADABLE')
  } finally {
    parser.destroy()
  }
  return rows
}

async function* withTurns(portions: readonly string[]): AsyncGenerator<string> {
  for (const portion of portions) {
    await breathe()
    yield portion
  }
}
