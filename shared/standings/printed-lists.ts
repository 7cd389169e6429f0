// Lists as cities printed them before the product existed, made into plain rows: up to four tables on one sheet, two by
// two, each with its title, 红榜 or 黑榜 in a cell that is merged downwards, and no column of companies for villages. A
// plain table with a column of months is read as well. Nothing is guessed: what is not there stays empty, and the row
// says so when it is imported.

/** A row of a file as the readers of tables give it; only these fields are looked at and made anew. */
export type PrintedRow = {
  row: number
  cells: string[]
  formulas: number[]
  spoiled?: { column: number; reason: string }[]
}

export const printedColumns = ['榜单', '月份', '类别', '镇街', '名称', '排名', '物业公司'] as const
type PrintedColumn = (typeof printedColumns)[number]

const plain = (cell: string): string => cell.normalize('NFKC').replace(/[\s*\u200b\ufeff]+/g, '')

/** What a head means; village tables are told by theirs. */
function columnOf(head: string): PrintedColumn | null {
  if (/^榜单/.test(head)) return '榜单'
  if (/^(月份|期数|时间)$/.test(head)) return '月份'
  if (head === '类别') return '类别'
  if (/^(镇街|镇\(街道\)|街道|乡镇|镇\/街道|街道\/镇)$/.test(head)) return '镇街'
  if (/^(小区|小区名称|行政村|行政村、居|村居|村\(居\)|社区|名称)$/.test(head)) return '名称'
  if (/^(排名|名次|序号)$/.test(head)) return '排名'
  return /^(物业公司|物业|物业企业|物业服务企业)$/.test(head) ? '物业公司' : null
}
const isVillageHead = (head: string): boolean => /^(行政村|行政村、居|村居|村\(居\)|社区)$/.test(head)

type Table = {
  from: number
  to: number
  at: Partial<Record<PrintedColumn, number>>
  isVillage: boolean | null
  colour: string
  month: string
}
type Title = { column: number; colour: string; month: string; isVillage: boolean | null }

/** "2025年3月" or "2025-03" anywhere in a text, as 2025-03; '' where there is none. */
export function monthIn(text: string): string {
  const [, year, month] = /((?:19|20|21)\d{2})\s*[年./-]\s*(\d{1,2})(?!\d)/.exec(text.normalize('NFKC')) ?? []
  return year && month && Number(month) >= 1 && Number(month) <= 12 ? `${year}-${month.padStart(2, '0')}` : ''
}
const colourIn = (text: string): string => {
  const found = ['红榜', '黑榜'].filter((name) => text.includes(name))
  return found.length === 1 ? (found[0] ?? '') : ''
}
const villageIn = (text: string): boolean | null =>
  /行政村|村居|村、居|社区/.test(text) ? true : text.includes('小区') ? false : null

/** Tables whose heads stand in a row: each begins with 榜单 and names places and ranks. */
function tablesIn(cells: readonly string[], titles: readonly Title[]): Table[] {
  const heads = cells.map(plain)
  const starts = heads.flatMap((head, at) => (columnOf(head) === '榜单' ? [at] : []))
  return starts.flatMap((from, index) => {
    const until = starts[index + 1] ?? heads.length
    const at: Table['at'] = {}
    let to = from
    for (let column = from; column < until; column += 1) {
      const name = columnOf(heads[column] ?? '')
      if (name === null) break
      at[name] ??= column
      to = column
    }
    if (at.名称 === undefined || at.排名 === undefined) return []
    // a title stands over its table; one further left only where it is the only one
    const over = titles.filter(({ column }) => column >= from && column <= to)
    const title = over.at(-1)
    const isVillage = isVillageHead(heads[at.名称] ?? '') ? true : plain(cells[at.名称] ?? '') === '名称' ? null : false
    return [
      {
        from,
        to,
        at,
        isVillage: isVillage ?? title?.isVillage ?? null,
        colour: title?.colour ?? '',
        month: title?.month ?? '',
      },
    ]
  })
}

function titlesIn(cells: readonly string[]): Title[] {
  return cells.flatMap((cell, column) => {
    const text = plain(cell)
    if (text.length < 4 || !/[榜名单月]/.test(text)) return []
    return [{ column, colour: colourIn(text), month: monthIn(text), isVillage: villageIn(text) }]
  })
}

/** @returns null where the row is none of this table: empty there, or a title of the next one */
function rowOf(table: Table, given: PrintedRow, month: string): PrintedRow | null {
  const cell = (name: PrintedColumn): string => (given.cells[table.at[name] ?? -1] ?? '').trim()
  if (cell('名称') === '' && cell('排名') === '' && cell('镇街') === '') return null
  // merged, or written in the first row of the list alone
  table.colour = colourIn(plain(cell('榜单'))) || table.colour
  const village = table.isVillage === null ? '' : table.isVillage ? '行政村、居' : '小区'
  const values: Record<PrintedColumn, string> = {
    榜单: cell('榜单') === '' ? table.colour : colourIn(plain(cell('榜单'))) || cell('榜单'),
    月份: cell('月份') === '' ? table.month || month : monthIn(cell('月份')) || cell('月份'),
    类别: cell('类别') === '' ? village : cell('类别'),
    镇街: cell('镇街'),
    名称: cell('名称'),
    排名: cell('排名').replace(/^第(\d+)名?$/, '$1'),
    物业公司: cell('物业公司'),
  }
  const moved = (column: number): number[] =>
    printedColumns.flatMap((name, to) => (table.at[name] === column ? [to] : []))
  return {
    row: given.row,
    cells: printedColumns.map((name) => values[name]),
    formulas: given.formulas.flatMap(moved),
    spoiled: (given.spoiled ?? []).flatMap(({ column, reason }) => moved(column).map((to) => ({ column: to, reason }))),
  }
}

/** Whether a row holds the heads of a table, so that a reader knows the file by it. */
export const isPrintedHead = (cells: readonly string[]): boolean => tablesIn(cells, []).length > 0

/**
 * Every row of every table on a sheet, with its number in the file; side by side ones share it.
 * @param name of the file: its month holds where the sheet names none
 */
export function printedRows(rows: readonly PrintedRow[], name: string): PrintedRow[] {
  let [tables, titles, month]: [Table[], Title[], string] = [[], [], monthIn(name)]
  const found: PrintedRow[] = []
  for (const given of rows) {
    const fresh = tablesIn(given.cells, titles)
    if (fresh.length > 0) {
      tables = [...tables.filter(({ from, to }) => !fresh.some((each) => each.from <= to && each.to >= from)), ...fresh]
      titles = []
      continue
    }
    const read = tables.flatMap((table) => rowOf(table, given, month) ?? [])
    found.push(...read)
    if (read.length > 0) continue
    const over = titlesIn(given.cells)
    titles.push(...over)
    // one that stands over everything holds for all that follows
    if (over.length === 1) month = over[0]?.month || month
    tables = tables.filter(({ from, to }) => !over.some(({ column }) => column >= from && column <= to))
  }
  return found
}
