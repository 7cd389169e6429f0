// How a household's points of a month stand on paper.
import type { HouseholdPoints } from '@shared/ledger/desk-contract'
import { fullInstant, longDay, longMonth } from '@shared/time'
import { withCommas } from '@shared/units'
import type { FileAnswer } from '../http/implement'
import { makePaper } from '../papers/papers'

const points = (value: number): string => `${withCommas(value)}分`

export function pointsPaper(of: HouseholdPoints): Promise<FileAnswer> {
  const printed = `${of.hotline ? `服务电话 ${of.hotline} · ` : ''}打印：${of.printedBy}，${fullInstant(new Date(of.printedAt))}`
  const name = `积分明细-${of.householdLabel}-${of.month}`
  return makePaper({ title: of.title, name, foot: printed }, (sheet) => {
    sheet.pairs(
      [
        ['住户', of.householdLabel],
        ['月份', longMonth(of.month)],
        ['现在可用', points(of.available)],
        ['待领取占用', `${points(of.held)}${of.debt > 0 ? `；欠${points(of.debt)}` : ''}`],
        ['月初 / 月末', `${points(of.opening)} / ${points(of.closing)}`],
        ['累计减碳', of.carbonText],
      ],
      2,
    )
    const ends = of.expiring.map((lot) => `${longDay(lot.on)}：${points(lot.points)}`).join('；')
    sheet.pairs([['快到期的', ends || '没有']])
    sheet.table(
      [
        { name: '明细', share: 5 },
        { name: '可用结余', align: 'right' },
      ],
      of.lines.map((line) => [lineText(of, line), withCommas(line.pointsAfter)]),
      '这个月没有积分变动',
    )
    if (of.since) sheet.text(`只列出 ${longDay(of.since)}加入这一户以后的明细。`)
    if (of.leftOut > 0) sheet.text(`这个月更早的${of.leftOut}笔没有列出。`)
    sheet.text(of.howToContest)
  })
}

function lineText(of: HouseholdPoints, line: HouseholdPoints['lines'][number]): string {
  const added = of.lines.find((each) => each.entryId === line.adds)
  const adds = line.adds ? `（补的是${added ? `“${added.text}”` : '以前有异议的一笔'}）` : ''
  return `${line.text}${line.reversed ? '（已冲正）' : ''}${adds}${line.contest ? `\n${line.contest.text}` : ''}`
}
