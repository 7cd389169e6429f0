// What can be put on a paper: lines, pairs of name and value, tables, cards to cut out. Everything drawn goes through
// here, so nothing escapes the check for missing glyphs.
import { drawCards, drawQr, type Cards } from './cards'
import type { Fonts, Lacks } from './fonts'
import { handOn, MM, type Doc, type Style } from './hand'
import { drawPairs, drawTable, type Column } from './rows'

export type Sheet = {
  /** A line or paragraph over the whole width. */
  text(text: string, style?: Style): void
  /** Names with their values, one or two pairs beside each other. */
  pairs(pairs: readonly (readonly [name: string, value: string])[], beside?: 1 | 2): void
  /** `none` stands where there are no rows. @param size of the type in points */
  table(
    columns: readonly Column[],
    rows: readonly (readonly string[])[],
    none: string,
    foot?: readonly string[],
    size?: number,
  ): void
  cards<T>(cards: readonly T[], how: Cards<T>): Promise<void>
  /** A QR code with lines beside it. @param size of the code in millimetres */
  qr(text: string, size: number, beside: readonly string[]): void
  space(millimetres: number): void
  /** Goes on at the top of another page. */
  page(): void
}

export function sheetOn(doc: Doc, fonts: Fonts, lacks: Lacks): Sheet {
  const hand = handOn(doc, fonts, lacks)
  const space = (millimetres: number): void => void (doc.y += millimetres * MM)
  return {
    text: (text, style = {}) => {
      const { use, say, left, width } = hand
      use(style)
      doc.text(say(text, style.weight), left, doc.y, { width, align: style.align ?? 'left', lineGap: 2 })
      space(style.gap ?? 1.5)
    },
    pairs: (pairs, beside = 1) => {
      drawPairs(hand, pairs, beside)
      space(3)
    },
    table: (columns, rows, none, foot, size) => {
      drawTable(hand, columns, rows, none, foot, size)
      space(3)
    },
    qr: (text, size, beside) => {
      const { use, say, left, width } = hand
      const side = size * MM
      if (doc.y + side > doc.page.maxY()) doc.addPage()
      const [top, from] = [doc.y, left + side + 5 * MM]
      drawQr(hand, text, left, top, side)
      use({})
      doc.y = top
      for (const line of beside) doc.text(say(line), from, doc.y, { width: width - side - 5 * MM, lineGap: 2 })
      doc.y = Math.max(doc.y, top + side)
      space(3)
    },
    cards: (cards, how) => drawCards(hand, cards, how),
    space,
    page: () => void doc.addPage(),
  }
}
