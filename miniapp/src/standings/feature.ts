// The published lists, and one's own compound: why, what next, and the day of the next list.
// Its pages, in the order in which people come to them; the address of one is `/standings/<page>`.
import type { Feature } from '../feature'

export const standings: Feature = {
  folder: 'standings',
  pages: {
    mine: { title: '我的小区' },
    list: { title: '红黑榜' },
  },
}
