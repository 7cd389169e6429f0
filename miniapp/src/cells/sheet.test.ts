// Two phones without a network: each scores its part, each reads the other's sheet page by page from its screen, and
// both come to the same content, whatever order the pages came in. What they scored differently is said and settled by
// a person.
import { defaultTables } from '@shared/cells/default-tables'
import { bestAnswer } from '@shared/cells/scoring'
import type { SiteVisit } from '@shared/cells/site-contract'
import { itemsOf } from '@shared/cells/tables'
import { gather, missingPages, pagesOf, wholeText, type Gathered } from './qr-pages'
import { differing, emptyFilled, hashShown, readSheet, rowOf, scoreShown, sheetText, type Filled } from './sheet'

const table = defaultTables.restaurant
if (!table) throw new Error('no table of restaurants')
const codes = itemsOf(table).map(({ code }) => code)
const visit = { id: '01JVISIT', tableId: '01JTABLE', version: 3, codes, lines: [] as SiteVisit['lines'] } as SiteVisit
const half = Math.ceil(codes.length / 2)

const phone = (owner: string, own: readonly string[]): Filled => ({
  ...emptyFilled(visit.id, owner),
  lines: Object.fromEntries(
    itemsOf(table)
      .filter(({ code }) => own.includes(code))
      .map((item) => [item.code, { answer: bestAnswer(item), note: '看过，“好”', shots: [], row: 1 }]),
  ),
})
/** From one screen to the other, from the last page to the first, with something else read in between. */
function read(from: Filled): Filled['seen'] {
  const pages = pagesOf(sheetText(from, visit))
  expect(pages.length).toBeGreaterThan(1)
  const seen = [...pages].reverse().flatMap((page) => [page, 'https://example.org/c/ABC'])
  const gathered = seen.reduce(gather, null as Gathered | null)
  expect(missingPages(gathered)).toEqual([])
  const lines = readSheet(wholeText(gathered) ?? '', visit)
  if (!lines) throw new Error('the sheet was not read')
  return lines
}
/** Each reads the other's. */
function exchanged(one: Filled, two: Filled): [Filled, Filled] {
  const second = { ...two, seen: read(one) }
  return [{ ...one, seen: read(second) }, second]
}

test('each has its half: after reading one another both show the same content and the same total', () => {
  const [one, two] = exchanged(phone('a', codes.slice(0, half)), phone('b', codes.slice(half)))
  expect(hashShown(one, visit)).toBe(hashShown(two, visit))
  expect(scoreShown(one, visit, table).total).toBe(1000)
  expect(scoreShown(two, visit, table).total).toBe(1000)
  // what was read is never sent as one's own
  const handing = { device: 'd', at: '2026-11-05T02:00:00.000Z', offsetMs: 0, signature: null }
  expect(rowOf(one, visit, handing).lines.map(({ code }) => code)).toEqual(codes.slice(0, half))
})

test('an item that both scored otherwise is said on both, and the content is equal once one of them gives way', () => {
  const [contested = ''] = codes
  const mine = phone('a', codes.slice(0, half))
  const theirs = phone('b', codes.slice(half))
  const line = mine.lines[contested]
  if (!line) throw new Error('nothing was scored')
  const other = { ...theirs, lines: { ...theirs.lines, [contested]: { ...line, note: '没看清' } } }
  const [one, two] = exchanged(mine, other)
  expect([differing(one), differing(two)]).toEqual([[contested], [contested]])
  expect(hashShown(one, visit)).not.toBe(hashShown(two, visit))
  const { [contested]: _own, ...left } = one.lines
  const settled = { ...one, lines: left }
  expect(differing(settled)).toEqual([])
  expect(hashShown(settled, visit)).toBe(hashShown(two, visit))
})

test('a sheet of another visit or table, and what is no sheet, is not taken', () => {
  const text = sheetText(phone('a', codes), visit)
  expect(readSheet(text, visit)).toHaveLength(codes.length)
  expect(readSheet(text, { ...visit, id: '01JOTHER' })).toBeNull()
  expect(readSheet(text, { ...visit, tableId: '01JOTHER' })).toBeNull()
  for (const wrong of ['', 'null', '{}', '%', text.slice(0, -5)]) expect(readSheet(wrong, visit)).toBeNull()
  // an item that is not scored on this visit stays away
  expect(readSheet(text, { ...visit, codes: codes.slice(1) })).toHaveLength(codes.length - 1)
})
