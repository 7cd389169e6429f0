// Lines of a statement, as tables: in short, and by month in the order of their days.
import { expect, test } from '@jest/globals'
import { lineParts, monthsOf, withoutFetching } from './words'

test.each<[string, [string, string]]>([
  ['11月3日 19:12 可回收物上门 纸板 12.5千克 +25（价目 v1）', ['可回收物上门', '纸板 12.5千克']],
  [
    '11月27日 09:34 可回收物上门 纸类 6.65千克、纸板 11.7千克 +214 · 应收 22.33元 · 减碳 6.56 kgCO₂e（积分规则 v1，价目 v1）',
    ['可回收物上门', '纸类 6.65千克、纸板 11.7千克'],
  ],
  ['11月3日 兑换 堆肥一袋 −10', ['兑换 堆肥一袋', '']],
  ['11月28日 13:20 兑换 垃圾袋一卷，已在柳湾便民店领取', ['兑换 垃圾袋一卷', '已在柳湾便民店领取']],
  ['11月29日 10:20 兑换 堆肥一袋，待领取 −20', ['兑换 堆肥一袋', '待领取']],
  ['更正', ['更正', '']],
])('%s is %j', (text, parts) => expect(lineParts({ text })).toEqual(parts))

test('months newest first, days before the order of writing, sums of both directions', () => {
  const line = (day: string, seq: number, points: number) => ({ day, seq, points })
  expect(
    monthsOf([
      line('2026-11-24', 5, -15),
      line('2026-11-27', 4, 214),
      line('2026-10-30', 3, 97),
      line('2026-11-24', 6, -5),
    ]),
  ).toEqual([
    {
      month: '2026-11',
      lines: [line('2026-11-27', 4, 214), line('2026-11-24', 6, -5), line('2026-11-24', 5, -15)],
      earned: 214,
      spent: 20,
    },
    { month: '2026-10', lines: [line('2026-10-30', 3, 97)], earned: 97, spent: 0 },
  ])
})

const held = {
  kind: 'hold' as const,
  subject: 'rewards/1',
  points: -20,
  text: '11月29日 10:20 兑换 堆肥一袋，待领取 −20',
}
const fetched = { ...held, kind: 'capture' as const, points: 0, text: '11月29日 13:20 兑换 堆肥一袋，已在便民店领取' }
const other = { ...held, subject: 'rewards/2' }
test.each([
  ['one line with what became of it', [fetched, held], [{ ...held, became: '已在便民店领取' }]],
  ['one that waits', [held], [held]],
  ['one whose holding stands on a later page', [fetched], [fetched]],
  ['of another redemption', [fetched, other], [fetched, other]],
])('a redemption: %s', (_case, lines, shown) => expect(withoutFetching(lines)).toEqual(shown))
