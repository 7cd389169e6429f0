// The workbench of a shop that takes redemptions.
// Its pages, in the order in which people come to them; the address of one is `/shop/<page>`.
import type { Feature } from '../feature'

export const shop: Feature = {
  folder: 'shop',
  role: 'merchant',
  pages: {
    home: { title: '兑换点' },
    take: { title: '核销' },
    offline: { title: '断网收码' },
    month: { title: '对账和月结' },
    disputes: { title: '居民的异议' },
    stock: { title: '本店库存' },
  },
}
