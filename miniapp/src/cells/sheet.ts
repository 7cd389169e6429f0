// One sheet of a site visit as this phone fills it in, the row it becomes, and what both assessors sign. Pure.
// Invariants: what was touched here stands before what another phone has sent, until the server has it; the hash covers
// every line that is on screen; a line of the partner that was read from their screen is never sent as one's own.
import { canonical } from '@shared/canonical'
import { itemPoints, scoreTable, type Score } from '@shared/cells/scoring'
import { sheetHash } from '@shared/cells/sheets'
import { SHEET_FORMAT, type SheetRow, type SiteVisit } from '@shared/cells/site-contract'
import { itemsOf, type ItemAnswer, type TableContent, type TableItem } from '@shared/cells/tables'
import type { Id } from '@shared/ids'

type SheetLine = SheetRow['lines'][number]

/** `path`: a lasting one on this phone; null once it was handed over, or came from another phone. */
export type Shot = { id: Id; path: string | null }
/** `row`: the count of the row that takes it along. */
export type Line = { answer: ItemAnswer; note: string; shots: readonly Shot[]; row: number }

export type Filled = {
  visitId: Id
  owner: Id
  /** Version of the visit on screen as the first of the lines was touched; null: none waits to be sent. */
  base: number | null
  /** Of the row handed over last. */
  seq: number
  lines: Readonly<Record<string, Line>>
  /** Read from the partner's screen, without a network. */
  seen: readonly SheetLine[]
  /** What was signed here. */
  signed: { hash: string; row: number } | null
}

export const emptyFilled = (visitId: Id, owner: Id): Filled => ({
  visitId,
  owner,
  base: null,
  seq: 0,
  lines: {},
  seen: [],
  signed: null,
})

const fromServer = ({ answer, note, photoIds }: SheetLine): Line => ({
  answer,
  note: note ?? '',
  shots: photoIds.map((id) => ({ id, path: null })),
  row: 0,
})

/** What stands on the sheet: the server's, the partner's as read from their screen, and this phone's. */
export function linesShown(filled: Filled, visit: SiteVisit): Readonly<Record<string, Line>> {
  const theirs = [...visit.lines, ...filled.seen].map((line) => [line.code, fromServer(line)] as const)
  return { ...Object.fromEntries(theirs), ...filled.lines }
}

const plain = (code: string, { answer, note, shots }: Line): SheetLine => ({
  code,
  answer,
  ...(note.trim() ? { note: note.trim() } : {}),
  photoIds: shots.map(({ id }) => id),
})

export const sheetLines = (filled: Filled, visit: SiteVisit): SheetLine[] =>
  Object.entries(linesShown(filled, visit)).map(([code, line]) => plain(code, line))

/** What the signature covers, as it stands on this phone. */
export const hashShown = (filled: Filled, visit: SiteVisit): string =>
  sheetHash(visit.id, visit.tableId, sheetLines(filled, visit))

/** Items of this visit in the order of the table. */
export const itemsToScore = (visit: Pick<SiteVisit, 'codes'>, table: TableContent): TableItem[] => {
  const codes = new Set(visit.codes)
  return itemsOf(table).filter(({ code }) => codes.has(code))
}

/** Points come off only with a photo of what was seen; bonus needs none. */
export function lackingPhoto(table: Pick<TableContent, 'bonus'>, item: TableItem, line: Line): boolean {
  if (item.check !== 'site' || isBonus(table, item)) return false
  const points = itemPoints(item, line.answer)
  return points !== null && points < item.max * 10 && line.shots.length === 0
}

const isBonus = ({ bonus }: Pick<TableContent, 'bonus'>, { code }: TableItem): boolean =>
  bonus.some((one) => one.code === code)

/** Why an item is not done yet, in words; null when it is. Bonus may be left out. */
export function lacking(table: Pick<TableContent, 'bonus'>, item: TableItem, line: Line | undefined): string | null {
  if (!line) return isBonus(table, item) ? null : '还没看'
  return lackingPhoto(table, item, line) ? '扣了分，要拍一张照片' : null
}

export const scoreShown = (filled: Filled, visit: SiteVisit, table: TableContent): Score =>
  scoreTable(
    table,
    Object.fromEntries(Object.entries(linesShown(filled, visit)).map(([code, { answer }]) => [code, answer])),
  )

/** Lines that no row has taken along yet. */
export const unsentLines = ({ lines, seq }: Filled): [string, Line][] =>
  Object.entries(lines).filter(([, { row }]) => row > seq)

type Handing = { device: Id; at: string; offsetMs: number | null; signature: SheetRow['signature'] }

/** The row, but for its id, which the outbox gives: every line that the server has not acknowledged yet. */
export const rowOf = (filled: Filled, visit: SiteVisit, handing: Handing): Omit<SheetRow, 'id'> => ({
  format: SHEET_FORMAT,
  visitId: visit.id,
  ...handing,
  seq: filled.seq + 1,
  base: filled.base ?? visit.version,
  lines: Object.entries(filled.lines).map(([code, line]) => plain(code, line)),
})

/** Photos that are on this phone alone. */
export const shotsToSend = ({ lines }: Filled): { id: Id; path: string }[] =>
  Object.values(lines)
    .flatMap(({ shots }) => shots)
    .flatMap(({ id, path }) => (path === null ? [] : [{ id, path }]))

/** Once handed over the photos belong to the row. */
export const handedOver = (filled: Filled): Filled['lines'] =>
  Object.fromEntries(
    Object.entries(filled.lines).map(([code, line]) => [
      code,
      { ...line, shots: line.shots.map(({ id }) => ({ id, path: null })) },
    ]),
  )

/** After the server answered the row with this count and the visit was read again: those lines are the server's now. */
export function withoutKnown(filled: Filled, row: number): Filled {
  const left = Object.entries(filled.lines).filter(([, line]) => line.row > row)
  return { ...filled, lines: Object.fromEntries(left), base: left.length > 0 ? filled.base : null }
}

type Shared = { v: Id; t: Id; l: SheetLine[] }

/** A sheet as plain ASCII, for the QR pages that the partner's phone reads. */
export const sheetText = (filled: Filled, visit: SiteVisit): string =>
  encodeURIComponent(
    JSON.stringify({ v: visit.id, t: visit.tableId, l: sheetLines(filled, visit) } satisfies Shared),
  ).replace(/%(22|2C|3A|5B|5D|7B|7D)/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)))

/** Lines of the partner's screen; null where it is of another visit or none at all. */
export function readSheet(text: string, visit: Pick<SiteVisit, 'id' | 'tableId' | 'codes'>): SheetLine[] | null {
  try {
    const { v, t, l } = JSON.parse(decodeURIComponent(text)) as Shared
    const known = new Set(visit.codes)
    return v === visit.id && t === visit.tableId && Array.isArray(l) ? l.filter(({ code }) => known.has(code)) : null
  } catch {
    return null
  }
}

/** Items that were scored here and, differently, on the partner's phone: the content is equal only once they agree. */
export const differing = ({ lines, seen }: Filled): string[] =>
  seen
    .filter((theirs) => {
      const own = lines[theirs.code]
      return own !== undefined && canonical(plain(theirs.code, own)) !== canonical(theirs)
    })
    .map(({ code }) => code)
