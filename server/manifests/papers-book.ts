// The 台账 as a paper and as a workbook, in the columns of the usual form; the bill as a paper.
import type { Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { showRate } from '@shared/manifests/bills'
import type { manifestsBills } from '@shared/manifests/bills-contract'
import { estimatedShare, showKg, showShare, type Book, type BookDay } from '@shared/manifests/book'
import type { manifestsBook } from '@shared/manifests/book-contract'
import { handoverStateNames, wasteKindNames, type WasteKind } from '@shared/manifests/vocabulary'
import { fullInstant, longDay, longMonth, monthDay, showDay } from '@shared/time'
import { showFen } from '@shared/units'
import { now } from '../clock'
import type { FileAnswer } from '../http/implement'
import { makePaper } from '../papers/papers'
import { sheetContentType, writeSheet, type Cell, type Column } from '../sheets'
import { viewOf } from './bills'
import { nameOnPaper, readableProducer, reckonBook, refuseLongSpan } from './book'
import type { KeptLine } from './book-lines'

const columns = [
  { name: '日期', width: 12, share: 1.25 },
  { name: '种类', width: 12, share: 1.1 },
  { name: '桶数', width: 8, share: 0.6 },
  { name: '重量（千克）', width: 14, share: 0.95, decimals: 1 },
  { name: '称/估', width: 8, share: 0.6 },
  { name: '收运单位', width: 24, share: 1.9 },
  { name: '车牌', width: 12, share: 1.1 },
  { name: '驾驶员', width: 10, share: 0.9 },
  { name: '处置单位', width: 24, share: 1.9 },
  { name: '交接单号', width: 22, share: 1.9 },
  { name: '签收', width: 14, share: 1.2 },
] as const satisfies readonly (Column & { share: number })[]

const saidOf: Readonly<Partial<Record<BookDay['stand'], string>>> = {
  nothing: '今日无产生',
  missing: '没有记录',
}

const wordOf = (kind: WasteKind): string => wasteKindNames[kind]

type Line = readonly [day: string, ...cells: Cell[]]

/** A row a handover; a row for a day of which something else is to be said. */
function rowsOf({ days }: Book<KeptLine>): Line[] {
  return days.flatMap(({ day, stand, lines }): Line[] => {
    if (lines.length > 0) return lines.map((line) => rowOf(line))
    const said = saidOf[stand]
    return said ? [[day, said, null, null, '', '', '', '', '', '', '']] : []
  })
}

const rowOf = (line: KeptLine): Line => [
  line.day,
  wordOf(line.kind),
  line.buckets,
  line.isVoid || line.grams === null ? null : line.grams / 1000,
  line.isVoid || line.grams === null ? '' : line.isEstimated ? '估' : '称',
  line.hauler,
  line.plate,
  line.driver,
  line.disposer,
  line.number,
  `${handoverStateNames[line.state]}${line.isPaper ? '（纸质补录）' : ''}`,
]

/** @throws DomainError NOT_FOUND, ORGANISATION_NOT_YOURS, INPUT_INVALID */
export async function bookFile(
  actor: Actor,
  { from, to, format, ...asked }: ParsedOf<typeof manifestsBook.file>,
): Promise<FileAnswer> {
  refuseLongSpan(from, to)
  const producer = await readableProducer(actor, asked, 'manifests.exportBook')
  const name = await nameOnPaper(producer)
  const book = await reckonBook(producer, from, to)
  const { buckets, grams } = book.sum
  const foot: Cell[] = ['合计', '', buckets, grams / 1000, '', '', '', '', '', '', '']
  return {
    contentType: sheetContentType[format],
    filename: `餐厨台账-${name}-${from}-${to}.${format}`,
    body: await writeSheet(format, columns, [...rowsOf(book).map((row) => [...row]), foot], '餐厨台账'),
  }
}

/** @throws DomainError NOT_FOUND, ORGANISATION_NOT_YOURS, INPUT_INVALID, PAPER_GLYPH_MISSING */
export async function bookPaper(
  actor: Actor,
  { from, to, ...asked }: ParsedOf<typeof manifestsBook.paper>,
): Promise<FileAnswer> {
  refuseLongSpan(from, to)
  const producer = await readableProducer(actor, asked, 'manifests.printBook')
  const name = await nameOnPaper(producer)
  const book = await reckonBook(producer, from, to)
  const { sum, missing, kinds } = book
  const isDay = from === to
  const title = isDay ? '餐厨废弃物台账（日）' : '餐厨废弃物台账'
  const foot = `${name}，${from} 至 ${to}。由交接单自动生成，${fullInstant(now())} 打印。`
  return makePaper({ title, name: `${title}-${name}-${from}-${to}`, foot, landscape: true }, (sheet) => {
    sheet.pairs(
      [
        ['产生单位', name],
        [isDay ? '日期' : '时段', isDay ? longDay(from) : `${longDay(from)}至${longDay(to)}`],
        ...kinds.map(
          ({ kind, sum: own }) =>
            [
              wordOf(kind),
              `${own.handovers}次，${showKg(own.grams)}千克，其中估算${showShare(estimatedShare(own))}`,
            ] as const,
        ),
      ],
      2,
    )
    sheet.table(
      columns.map((column, at) => ({ ...column, ...(at === 2 || at === 3 ? { align: 'right' as const } : {}) })),
      rowsOf(book).map(([day, ...cells]) => [
        showDay(day),
        ...cells.map((cell, at) =>
          cell === null ? '' : at === 2 ? showKg(Math.round(Number(cell) * 1000)) : String(cell),
        ),
      ]),
      isDay ? '这一天没有记录' : '这段时间没有记录',
      ['合计', `${sum.handovers}次`, String(sum.buckets), showKg(sum.grams)],
      9,
    )
    if (missing.length > 0) sheet.text(`没有记录的日子：${missing.map(monthDay).join('、')}`, { size: 10 })
    sheet.text('称：过秤；估：桶数×容积×装满程度×密度。', { size: 9, faint: true, gap: 6 })
    sheet.text(
      '产生单位（盖章）：                              收运单位（盖章）：                              日期：',
      { size: 11 },
    )
  })
}

/** @throws DomainError NOT_FOUND, ORGANISATION_NOT_YOURS, PAPER_GLYPH_MISSING */
export async function billPaper(
  actor: Actor,
  { month, ...asked }: ParsedOf<typeof manifestsBills.billPaper>,
): Promise<FileAnswer> {
  const producer = await readableProducer(actor, asked, 'manifests.printBill')
  const bill = await viewOf(producer, month)
  const { name } = bill.producer
  const title = '餐厨废弃物收运处置费账单'
  const foot = `${name}，${month}。本单只记账，不收款；${fullInstant(now())} 打印。`
  return makePaper({ title, name: `${title}-${name}-${month}`, foot }, (sheet) => {
    sheet.pairs([
      ['产生单位', name],
      ['月份', longMonth(month)],
      ['交接', `${bill.handovers}次，${showKg(bill.grams)}千克，其中估算${showShare(estimatedShare(bill))}`],
      [
        '费率',
        bill.card
          ? `${bill.card.placeName} ${bill.card.validFrom}起，${bill.card.source}`
          : '本地还没有公布费率，不计费',
      ],
    ])
    sheet.table(
      [
        { name: '种类', share: 1.3 },
        { name: '档次', share: 1.6 },
        { name: '重量（千克）', align: 'right' },
        { name: '单价', align: 'right', share: 1.3 },
        { name: '金额', align: 'right' },
      ],
      [
        ...bill.lines.map((line) => [
          wordOf(line.kind),
          line.span,
          showKg(line.grams),
          showRate(line.fenPerTonne),
          showFen(line.fen),
        ]),
        ...(bill.baseFen > 0 ? [['基本费', '每月', '', '', showFen(bill.baseFen)]] : []),
      ],
      '这个月没有要计费的',
      ['合计', '', showKg(bill.grams), '', showFen(bill.fen)],
    )
    for (const kind of bill.unpriced) sheet.text(`${wordOf(kind)}没有定费率，不计费。`, { size: 10 })
    if (!bill.isFinal)
      sheet.text(bill.open > 0 ? `有${bill.open}次交接还没有结清，金额可能变动。` : '这个月还没有过完，金额还会变。', {
        size: 11,
        weight: 'bold',
      })
  })
}
