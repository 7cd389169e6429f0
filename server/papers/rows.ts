// Rows of cells with a frame: pairs of name and value, and tables whose head stands on every page.
import { MM, RULE, type Align, type Hand } from './hand'

const HEAD = '#eef3f0'
const PADDING = 1.6 * MM
const SIZE = 11

/** `share` of the width beside the other columns. */
export type Column = { name: string; share?: number; align?: Align }
type Cell = { text: string; isHead: boolean; share: number; align?: Align; size?: number }

export function drawPairs(hand: Hand, pairs: readonly (readonly [string, string])[], beside: 1 | 2): void {
  const [name, value] = beside === 1 ? [1, 3] : [1, 1.7]
  for (let from = 0; from < pairs.length; from += beside) {
    const cells = pairs.slice(from, from + beside).flatMap(([head, text]): Cell[] => [
      { text: head, isHead: true, share: name },
      { text, isHead: false, share: value },
    ])
    drawRow(hand, cells)
  }
}

/** @param none stands alone where there are no rows */
export function drawTable(
  hand: Hand,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  none: string,
  foot?: readonly string[],
  size = SIZE,
): void {
  const cellsOf = (texts: readonly string[], isHead: boolean): Cell[] =>
    columns.map(({ share = 1, align }, at) => ({
      text: texts[at] ?? '',
      isHead,
      share,
      size,
      ...(align ? { align } : {}),
    }))
  const names = columns.map(({ name }) => name)
  const head = (): void => drawRow(hand, cellsOf(names, true))
  head()
  if (rows.length === 0) drawRow(hand, [{ text: none, isHead: false, share: 1, size }])
  for (const row of rows) drawRow(hand, cellsOf(row, false), head)
  if (foot) drawRow(hand, cellsOf(foot, true), head)
}

/** Never across the end of a page. @param onNewPage draws what stands above it there */
function drawRow({ doc, use, say, left, width }: Hand, cells: readonly Cell[], onNewPage?: () => void): void {
  const all = cells.reduce((sum, { share }) => sum + share, 0)
  const drawn = cells.map(({ text, isHead, share, align = 'left', size = SIZE }) => {
    const weight = isHead ? ('bold' as const) : ('regular' as const)
    const own = (width * share) / all
    use({ weight, size })
    const said = say(text, weight)
    const height = doc.heightOfString(said || ' ', { width: own - 2 * PADDING })
    return { said, weight, size, isHead, align, width: own, height }
  })
  const height = Math.max(...drawn.map((cell) => cell.height)) + 2 * PADDING
  if (doc.y + height > doc.page.maxY()) {
    doc.addPage()
    onNewPage?.()
  }
  const top = doc.y
  let x = left
  for (const cell of drawn) {
    if (cell.isHead) doc.rect(x, top, cell.width, height).fill(HEAD)
    doc.lineWidth(0.6).rect(x, top, cell.width, height).stroke(RULE)
    use({ weight: cell.weight, size: cell.size })
    doc.text(cell.said, x + PADDING, top + PADDING, { width: cell.width - 2 * PADDING, align: cell.align })
    x += cell.width
  }
  doc.y = top + height
}
