// Redeeming points, and the board of honours.
// Its pages, in the order in which people come to them; the address of one is `/rewards/<page>`.
import type { Feature } from '../feature'

export const rewards: Feature = {
  folder: 'rewards',
  pages: {
    goods: { title: '积分兑换' },
    good: { title: '兑换' },
    redemption: { title: '兑换码', native: ['qr-card'] },
    mine: { title: '我的兑换' },
    honours: { title: '荣誉榜' },
  },
}
