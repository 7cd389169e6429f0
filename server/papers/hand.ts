// What draws on a document: sizes, inks, and the check of every text for missing glyphs.
import type PDFDocument from 'pdfkit'
import { drawable, type Fonts, type Lacks, type Weight } from './fonts'

/** Points of a millimetre. */
export const MM = 72 / 25.4
const INK = '#000000'
export const FAINT = '#4d5e55'
export const RULE = '#8aa396'

export type Doc = InstanceType<typeof PDFDocument>
export type Align = 'left' | 'right' | 'center'
export type Style = { size?: number; weight?: Weight; faint?: boolean; align?: Align; gap?: number }

export type Hand = {
  doc: Doc
  /** Takes up font, size and ink. */
  use: (style: Style) => void
  /** A text as it can be drawn; what has no glyph is noted. */
  say: (text: string, weight?: Weight) => string
  left: number
  width: number
}

export function handOn(doc: Doc, fonts: Fonts, lacks: Lacks): Hand {
  const { left, right } = doc.page.margins
  return {
    doc,
    use: ({ size = 11, weight = 'regular', faint = false }) => {
      doc.font(weight).fontSize(size)
      doc.fillColor(faint ? FAINT : INK)
    },
    say: (text, weight = 'regular') => drawable(fonts[weight], text, lacks),
    left,
    width: doc.page.width - left - right,
  }
}
