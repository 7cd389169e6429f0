// The workbench of a crew: runs, stops, weights, hand-overs; works without a network.
// Its pages, in the order in which people come to them; the address of one is `/crew/<page>`.
import type { Feature } from '../feature'

export const crew: Feature = {
  folder: 'crew',
  role: 'crew',
  pages: {
    home: { title: '收运班次' },
    run: { title: '班次' },
    board: { title: '换人上车' },
    stop: { title: '站点' },
    weigh: { title: '称重' },
    reason: { title: '登记原因' },
    'hand-over': { title: '交给别人', native: ['qr-card'] },
    'take-over': { title: '接手班次' },
    weighbridge: { title: '过磅' },
  },
}
