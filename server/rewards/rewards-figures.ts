// Points issued and redeemed, week by week, for staff: of the whole city, as in the public account, since the daily
// seals add up the city.
import { pointsReaders } from '@shared/ledger/contract'
import type { Day } from '@shared/time'
import { withCommas } from '@shared/units'
import { lately, overTime, type Counted, type FigureRow } from '../figures'
import { pointsByDay } from '../ledger/public'

const countedPoints = async (from: Day, to: Day): Promise<Counted[]> =>
  (await pointsByDay(from, to)).flatMap(({ day, issued, spent }) => [
    { day, key: 'issued', value: issued },
    { day, key: 'spent', value: spent },
  ])

export const rewardsFigures: readonly FigureRow[] = [
  {
    kind: 'rewards.points',
    title: '全市积分发放与兑换',
    unit: '分',
    stacked: false,
    method: '全市的数，按记账的那一天计；发放已扣除冲正，兑换是已经核销的。',
    may: pointsReaders,
    today: {
      first: false,
      read: async ({ from, to }) => {
        const counted = await countedPoints(from, to)
        const { now: spent, weeks } = lately(to, counted, ['spent'])
        const { now: issued } = lately(to, counted, ['issued'])
        return [
          {
            kind: 'rewards.points',
            title: '全市积分兑换，近30天',
            value: withCommas(spent),
            unit: '分',
            note: `发放 ${withCommas(issued)}分`,
            share: null,
            trend: weeks,
          },
        ]
      },
    },
    read: async ({ from, to }) => {
      const counted = await countedPoints(from, to)
      const { total, ...chart } = overTime({ from, to }, 'week', { issued: '发放', spent: '兑换' }, counted)
      return { ...chart, said: `发放 ${total('issued')}分，兑换${total('spent')}分` }
    },
  },
]
