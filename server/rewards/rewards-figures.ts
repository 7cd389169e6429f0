// Points issued and redeemed, week by week, for staff: of the whole city, as in the public account, since the daily
// seals add up the city.
import { ledgerReaders } from '@shared/ledger/contract'
import { overTime, type FigureRow } from '../figures'
import { pointsByDay } from '../ledger/public'

export const rewardsFigures: readonly FigureRow[] = [
  {
    kind: 'rewards.points',
    title: '全市积分发放与兑换',
    unit: '分',
    stacked: false,
    method: '全市的数，按记账的那一天计；发放已扣除冲正，兑换是已经核销的。',
    may: ledgerReaders,
    read: async ({ from, to }) => {
      const counted = (await pointsByDay(from, to)).flatMap(({ day, issued, spent }) => [
        { day, key: 'issued', value: issued },
        { day, key: 'spent', value: spent },
      ])
      const { total, ...chart } = overTime({ from, to }, 'week', { issued: '发放', spent: '兑换' }, counted)
      return { ...chart, said: `发放 ${total('issued')} 分，兑换 ${total('spent')} 分` }
    },
  },
]
