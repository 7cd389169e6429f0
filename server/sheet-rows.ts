// What every table is read into, row by row, and how much of it: shared by the readers of CSV and of workbooks.
import { DomainError } from '@shared/errors'

export const MAX_SHEET_ROWS = 20_000
export const MAX_COLUMNS = 60
/** The header stands within so many rows. */
export const HEADER_WITHIN = 20

/**
 * One row with its number in the file (the header is row 1). `formulas` names the columns that held a formula,
 * `spoiled` those whose value a spreadsheet has lost.
 */
export type SheetRow = { row: number; cells: string[]; formulas: number[]; spoiled?: Spoiled[] }
export type Spoiled = { column: number; reason: string }
export type Page = { name: string | null; rows: SheetRow[] }

/** Keeps what is not empty. @throws DomainError SHEET_TOO_LONG */
export function keepRow(rows: SheetRow[], row: SheetRow): void {
  const isEmpty = row.cells.every((cell) => cell === '') && row.formulas.length === 0 && !row.spoiled?.length
  if (isEmpty) return
  if (rows.length > MAX_SHEET_ROWS + HEADER_WITHIN) throw new DomainError('SHEET_TOO_LONG')
  rows.push(row)
}

const ERROR_VALUE = /^#(?:N\/A|VALUE!|REF!|DIV\/0!|NUM!|NAME\?|NULL!|SPILL!|CALC!|#+)$/i
const SCIENTIFIC = /^[+-]?\d(?:\.\d+)?E\+\d{2,3}$/i

/** Why what stands in a cell is not what was meant; null where it may be. */
export function spoiledBy(text: string): string | null {
  if (ERROR_VALUE.test(text)) return '单元格是错误值，请改成数值或文字'
  if (SCIENTIFIC.test(text)) return '长号码被表格软件改成了科学计数，后几位已丢失；请把这一列设为“文本”再重新填写'
  return null
}

export const spoiledIn = (cells: readonly string[]): Spoiled[] =>
  cells.flatMap((cell, column) => {
    const reason = spoiledBy(cell)
    return reason ? [{ column, reason }] : []
  })

/** Lets requests be answered in between. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
