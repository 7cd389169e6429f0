// Reads one row of a table, cell by cell, and collects what is wrong with it: row, column, value, reason.
// A reader goes on after a problem, so that a row's problems are told all at once.
import type { ImportProblem } from '@shared/imports/contract'
import { visible } from '@shared/contract'
import { Day } from '@shared/time'
import type { SheetRow } from '../sheets'

export type RowReader = {
  /** Its number in the file; the header is row 1 where nothing stands above it. */
  row: number
  problems: ImportProblem[]
  /** What stands in a column, without any check; '' when absent. */
  raw: (column: string) => string
  /** Text of a column; '' when absent. */
  text: (column: string, maxLength?: number) => string
  required: (column: string, maxLength?: number) => string
  /** A whole number from 0; undefined when the cell is empty. */
  count: (column: string, max: number) => number | undefined
  /** The key whose name stands in the cell; undefined when the cell is empty or names none (then it is a problem). */
  choice: <K extends string>(column: string, names: Readonly<Record<K, string>>) => K | undefined
  /** Several names, separated by 、 or comma. */
  choices: <K extends string>(column: string, names: Readonly<Record<K, string>>) => K[] | undefined
  /** A day as people and spreadsheets write it; undefined when the cell is empty or holds none (a problem). */
  day: (column: string) => Day | undefined
  /** Longitude and latitude, both or neither. */
  position: () => { lng: number; lat: number } | undefined
  problem: (column: string, reason: string) => void
}

export function rowReader(header: readonly string[], row: SheetRow): RowReader {
  const problems: ImportProblem[] = []
  const at = (column: string): string => row.cells[header.indexOf(column)] ?? ''
  const problem = (column: string, reason: string): void =>
    void problems.push({ row: row.row, column, value: at(column).slice(0, 60), reason })
  const nameOf = (column: number): string => header[column] || `第 ${column + 1} 列`
  for (const column of row.formulas) problem(nameOf(column), '单元格是公式，请改成数值或文字')
  for (const { column, reason } of row.spoiled ?? []) problem(nameOf(column), reason)
  row.cells.forEach((cell, column) => {
    if (cell !== '' && !header[column])
      problems.push({
        row: row.row,
        column: nameOf(column),
        value: cell.slice(0, 60),
        reason: `“${cell.slice(0, 60)}”这一格没有表头：可能多了一个逗号，或少了引号`,
      })
  })
  const text = (column: string, maxLength = 60): string => {
    const value = visible(at(column)).trim()
    if ([...value].length > maxLength) problem(column, `最多${maxLength}个字`)
    if (/[\u0000-\u001f\u007f]/.test(value)) problem(column, '不能有换行或特殊字符')
    return value
  }
  const required = (column: string, maxLength?: number): string => {
    const value = text(column, maxLength)
    if (value === '' && !row.formulas.includes(header.indexOf(column))) problem(column, '必须填写')
    return value
  }
  const choice = <K extends string>(column: string, names: Readonly<Record<K, string>>): K | undefined => {
    const value = at(column)
    if (value === '') return undefined
    const found = keyOf(names, value)
    if (found === undefined) problem(column, `只能填：${Object.values(names).join('、')}`)
    return found
  }
  return {
    row: row.row,
    problems,
    raw: at,
    text,
    required,
    problem,
    choice,
    count: (column, max) => {
      const value = plainNumber(at(column))
      if (value === '') return undefined
      if (/^\d{1,9}$/.test(value) && Number(value) <= max) return Number(value)
      problem(column, `请填 0 到 ${max} 的整数`)
      return undefined
    },
    choices: (column, names) => {
      const typed = at(column)
        .split(/[、,,;;]/)
        .map((each) => each.trim())
        .filter((each) => each !== '')
      if (typed.length === 0) return undefined
      const found = typed.map((each) => keyOf(names, each))
      if (found.every((key) => key !== undefined))
        return [...new Set(found as Exclude<(typeof found)[number], undefined>[])]
      problem(column, `只能填：${Object.values(names).join('、')}`)
      return undefined
    },
    day: (column) => {
      const value = at(column)
      const day = readDay(value)
      if (value !== '' && day === undefined) problem(column, '应形如 2027-01-01')
      return day
    },
    position: () => readPosition((column) => plainNumber(at(column)), problem),
  }
}

/** Half width, without thousands and blanks; 120.0 is 120. */
const plainNumber = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/^\d{1,3}(?:,\d{3})+(?=\D|$)/, (whole) => whole.replace(/,/g, ''))
    .replace(/^(\d+)\.0+$/, '$1')

/** Days are counted from here by spreadsheets. */
const FIRST_SERIAL = Date.UTC(1899, 11, 30)

/** 2027-01-01, 2027/1/1, 2027.1.1, 2027年1月1日, 20270101, each with a time behind it, and the number of a spreadsheet. */
export function readDay(typed: string): Day | undefined {
  const plain = typed.normalize('NFKC').trim()
  const [, year, month, date] =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[\sT]+\d{1,2}:\d{2}(?::\d{2})?.*)?$/.exec(plain) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(plain) ??
    []
  const day = /^[3-7]\d{4}(?:\.\d+)?$/.test(plain)
    ? new Date(FIRST_SERIAL + Math.floor(Number(plain)) * 86_400_000).toISOString().slice(0, 10)
    : `${year ?? ''}-${(month ?? '').padStart(2, '0')}-${(date ?? '').padStart(2, '0')}`
  return Day.safeParse(day).success ? day : undefined
}

const keyOf = <K extends string>(names: Readonly<Record<K, string>>, name: string): K | undefined =>
  (Object.keys(names) as K[]).find((key) => names[key] === name || names[key].split('/').includes(name))

function readPosition(
  at: (column: string) => string,
  problem: RowReader['problem'],
): { lng: number; lat: number } | undefined {
  const [lng, lat] = [at('经度'), at('纬度')]
  if (lng === '' && lat === '') return undefined
  if (lng === '' || lat === '') return void problem(lng === '' ? '经度' : '纬度', '经度和纬度要一起填')
  const [x, y] = [Number(lng), Number(lat)]
  if (x >= 3 && x <= 54 && y >= 73 && y <= 136) return void problem('经度', '经度和纬度像是填反了')
  if (!(x >= 73 && x <= 136)) return void problem('经度', '应是 73 到 136 之间的度数，例如 113.912345')
  if (!(y >= 3 && y <= 54)) return void problem('纬度', '应是 3 到 54 之间的度数，例如 34.012345')
  return { lng: x, lat: y }
}
