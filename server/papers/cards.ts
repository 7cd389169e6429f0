// Cards to cut out: a grid of them on each page, under a heading, each drawn by its feature with texts and a QR code.
import QRCode from 'qrcode'
import { MM, RULE, type Hand, type Style } from './hand'

export type Grid = { across: number; down: number }
/** Draws within one card; positions and sizes in millimetres from its upper left corner. */
export type Pen = {
  width: number
  /** @returns where the text ends, from the upper edge */
  text(text: string, at: { left: number; top: number; width?: number }, style?: Style): number
  qr(text: string, at: { left: number; top: number }, size: number): void
  /** A dashed line across the card, to cut along. */
  cut(top: number): void
}
export type Cards<T> = {
  grid: Grid
  draw: (card: T, pen: Pen) => void
  /** Under another heading begins another page; it stands on each. */
  headingOf: (card: T) => string
}

const HEADING = 8 * MM

/** Lets others go on after each page, since there may be many. */
export async function drawCards<T>(
  hand: Hand,
  cards: readonly T[],
  { grid, draw, headingOf }: Cards<T>,
): Promise<void> {
  const { doc, left } = hand
  const { top, bottom } = doc.page.margins
  const width = hand.width / grid.across
  const height = (doc.page.height - bottom - top - HEADING) / grid.down
  let [at, heading] = [0, '']
  for (const [index, card] of cards.entries()) {
    const own = headingOf(card)
    if (index > 0 && (at === grid.across * grid.down || own !== heading)) {
      await new Promise((resolve) => setImmediate(resolve))
      doc.addPage()
      at = 0
    }
    heading = own
    if (at === 0) {
      hand.use({ weight: 'bold' })
      doc.text(hand.say(heading, 'bold'), left, top, { lineBreak: false })
    }
    const [x, y] = [left + (at % grid.across) * width, top + HEADING + Math.floor(at / grid.across) * height]
    dashed(hand).rect(x, y, width, height).stroke(RULE).restore()
    draw(card, penAt(hand, x, y, width / MM))
    at += 1
  }
}

const dashed = ({ doc }: Hand): Hand['doc'] => doc.save().lineWidth(0.5).dash(2, { space: 2 })

const penAt = (hand: Hand, x: number, y: number, width: number): Pen => ({
  width,
  text: (text, at, style = {}) => {
    const { doc, use, say } = hand
    const room = (at.width ?? width - at.left) * MM
    use(style)
    doc.text(say(text, style.weight), x + at.left * MM, y + at.top * MM, { width: room, align: style.align ?? 'left' })
    return (doc.y - y) / MM
  },
  cut: (top) => {
    const line = dashed(hand).moveTo(x, y + top * MM)
    line
      .lineTo(x + width * MM, y + top * MM)
      .stroke(RULE)
      .restore()
  },
  qr: (text, at, size) => drawQr(hand, text, x + at.left * MM, y + at.top * MM, size * MM),
})

/** As one path: a rectangle for each run of dark squares in a row. */
export function drawQr({ doc, use }: Hand, text: string, x: number, y: number, size: number): void {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
  const side = size / modules.size
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1) {
      if (!modules.get(row, column)) continue
      let end = column
      while (end < modules.size && modules.get(row, end)) end += 1
      doc.rect(x + column * side, y + row * side, (end - column) * side, side)
      column = end
    }
  use({})
  doc.fill()
}
