// The papers of redeeming: the receipt of one redemption, a household's month, a shop's month.
import type { Receipt, Statement } from '@shared/rewards/desk-contract'
import type { Settlement } from '@shared/rewards/schemas'
import { fullInstant, longDay, longMonth, showInstant } from '@shared/time'
import { showFen, withCommas } from '@shared/units'
import type * as z from '@shared/z'
import type { FileAnswer } from '../http/implement'
import { makePaper } from '../papers/papers'

const points = (value: number): string => `${withCommas(value)}分`

export function receiptPaper(receipt: z.infer<typeof Receipt>): Promise<FileAnswer> {
  const foot = `${receipt.hotline ? `服务电话 ${receipt.hotline} · ` : ''}凭据编号 ${receipt.number}`
  return makePaper({ title: receipt.title, name: `兑换凭据-${receipt.number}`, foot }, (sheet) => {
    sheet.pairs([
      ['凭据编号', receipt.number],
      ['住户', receipt.householdLabel],
      ['兑换', `${receipt.goodName}，${receipt.quantity}件`],
      ['用去积分', points(receipt.points)],
      ['剩余积分', points(receipt.availableAfter)],
      ['地点', receipt.shopName],
      ['时间', fullInstant(new Date(receipt.at))],
      ['状态', receipt.statusText],
      ['经办人', receipt.handledBy],
    ])
    sheet.text(receipt.howToDispute)
  })
}

export function statementPaper(of: Statement): Promise<FileAnswer> {
  const foot = `${of.hotline ? `服务电话 ${of.hotline} · ` : ''}打印：${of.printedBy}，${fullInstant(new Date(of.printedAt))}`
  return makePaper({ title: of.title, name: `对账单-${of.householdLabel}-${of.month}`, foot }, (sheet) => {
    const { expiring } = of
    sheet.pairs(
      [
        ['住户', of.householdLabel],
        ['月份', longMonth(of.month)],
        ['可用积分', points(of.available)],
        ['待领取占用', points(of.held)],
        ['本月兑换', points(of.redeemed)],
        ['最近到期', expiring ? `${longDay(expiring.on)}：${points(expiring.points)}` : '没有'],
      ],
      2,
    )
    sheet.table(
      [
        { name: '时间', share: 1.6 },
        { name: '商品', share: 2 },
        { name: '件数', share: 0.7, align: 'right' },
        { name: '积分', share: 0.9, align: 'right' },
        { name: '兑换点', share: 2 },
        { name: '状态', share: 1.6 },
      ],
      of.rows.map((row) => [
        showInstant(new Date(row.createdAt)),
        row.goodName,
        String(row.quantity),
        withCommas(row.points),
        row.shopName,
        row.statusText,
      ]),
      '这个月没有兑换',
    )
    if (of.since) sheet.text(`只列出 ${longDay(of.since)}加入这一户以后的兑换。`)
    sheet.text(of.howToContest)
  })
}

export function settlementPaper(of: Settlement, printedBy: string, at: Date): Promise<FileAnswer> {
  const title = `${of.shopName} ${longMonth(of.month)}积分兑换月结单`
  const foot = `编制：${of.draftedBy}，${fullInstant(new Date(of.draftedAt))} · 打印：${printedBy}，${fullInstant(at)}`
  const when = (name: string | null, instant: string | null): string =>
    name && instant ? `${name}，${fullInstant(new Date(instant))}` : '还没有'
  return makePaper({ title, name: `月结单-${of.shopName}-${of.month}`, foot }, (sheet) => {
    sheet.text(of.statusText)
    sheet.table(
      [
        { name: '商品', share: 2.6 },
        ...['每件积分', '每件应付', '核销件数', '冲正件数', '积分', '应付'].map((name) => ({
          name,
          share: 1.1,
          align: 'right' as const,
        })),
      ],
      of.lines.map((line) => [
        line.goodName,
        withCommas(line.unitPoints),
        showFen(line.unitFen),
        withCommas(line.pieces),
        withCommas(line.reversedPieces),
        withCommas(line.points),
        showFen(line.fen),
      ]),
      '这个月没有核销',
      ['合计', '', '', withCommas(of.pieces), '', withCommas(of.points), showFen(of.fen)],
    )
    sheet.pairs([
      ['兑换点确认', when(of.confirmedBy, of.confirmedAt)],
      ['复核', when(of.signedBy, of.signedAt)],
    ])
    sheet.text('积分和款项是两种单位，不互相折算。款项由运营方按合同支付，本单只作依据。')
    sheet.space(8)
    sheet.pairs(
      [
        ['兑换点（签章）', '\n\n\n'],
        ['复核（签字）、日期', '\n\n\n'],
      ],
      2,
    )
  })
}
