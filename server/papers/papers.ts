// The one way to make a paper: A4, its title, what a feature writes on it, and under every page who printed it and
// which page it is. Answers a PDF. A character that the font lacks is never drawn as an
// empty box: 〓 stands for it, and where every letter counts the paper is refused.
import { DomainError } from '@shared/errors'
import { now } from '../clock'
import type { FileAnswer } from '../http/implement'
import { drawable, loadFonts, type Fonts, type Lacks } from './fonts'
import { FAINT, MM, type Doc } from './hand'
import { sheetOn, type Sheet } from './sheet'

export type { Pen } from './cards'
export type { Sheet } from './sheet'

export type Paper = {
  /** The document's title; at the top of the first page unless `bare`. */
  title: string
  /** Name of the file without its ending. */
  name: string
  /** Under every page. */
  foot: string
  bare?: boolean
  /** Every letter counts, as in a certificate: with one that can't be set there is no paper. Else 〓 stands for it. */
  exact?: boolean
  /** For wide tables. */
  landscape?: boolean
}

const MARGINS = { top: 16 * MM, bottom: 20 * MM, left: 15 * MM, right: 15 * MM }

/** @throws DomainError PAPER_GLYPH_MISSING, naming the characters, of a paper that is `exact` */
export async function makePaper(paper: Paper, write: (sheet: Sheet) => void | Promise<void>): Promise<FileAnswer> {
  const fonts = await loadFonts()
  const missing = new Set<string>()
  const lacks: Lacks = (character) => {
    if (paper.exact) missing.add(character)
    return '〓'
  }
  const doc = await open(paper, fonts)
  const parts: Buffer[] = []
  doc.on('data', (part: Buffer) => parts.push(part))
  const done = new Promise<void>((resolve, reject) => {
    doc.on('end', () => resolve())
    doc.on('error', reject)
  })
  const sheet = sheetOn(doc, fonts, lacks)
  if (!paper.bare) sheet.text(paper.title, { size: 18, weight: 'bold', gap: 4 })
  await write(sheet)
  numberPages(doc, drawable(fonts.regular, paper.foot, lacks))
  doc.end()
  await done
  if (missing.size > 0)
    throw new DomainError('PAPER_GLYPH_MISSING', {
      fields: [{ path: '', text: `字库里没有：${[...missing].slice(0, 10).join(' ')}` }],
    })
  return {
    contentType: 'application/pdf',
    filename: `${paper.name.replace(/[\\/:*?"<>|\s]+/g, '-')}.pdf`,
    headers: { 'Cache-Control': 'no-store' },
    body: Buffer.concat(parts),
  }
}

async function open({ title, landscape = false }: Paper, fonts: Fonts): Promise<Doc> {
  const { default: PDFDocument } = await import('pdfkit')
  const doc = new PDFDocument({
    size: 'A4',
    layout: landscape ? 'landscape' : 'portrait',
    margins: MARGINS,
    bufferPages: true,
    lang: 'zh-CN',
    displayTitle: true,
    info: { Title: title, Producer: '无废通', Creator: '无废通', CreationDate: now() },
  })
  // a parsed font is shared by all papers; each takes its own glyphs out of it
  doc.registerFont('regular', fonts.regular as unknown as Buffer)
  doc.registerFont('bold', fonts.bold as unknown as Buffer)
  return doc.font('regular')
}

function numberPages(doc: Doc, foot: string): void {
  const { start, count } = doc.bufferedPageRange()
  for (let page = start; page < start + count; page += 1) {
    doc.switchToPage(page)
    // within the lower margin, where text would otherwise begin another page
    doc.page.margins.bottom = 0
    const [top, width] = [doc.page.height - 13 * MM, doc.page.width - MARGINS.left - MARGINS.right]
    doc.font('regular').fontSize(9).fillColor(FAINT)
    doc.text(foot, MARGINS.left, top, { width: width * 0.75, height: 9 * MM, ellipsis: true })
    doc.text(`第${page + 1}页，共${count}页`, MARGINS.left, top, { width, align: 'right', lineBreak: false })
    doc.page.margins.bottom = MARGINS.bottom
  }
}
