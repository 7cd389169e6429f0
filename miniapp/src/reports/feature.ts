// Reporting what one sees on the spot (随手拍): filing, what became of it, saying whether it is mended.
// Its pages, in the order in which people come to them; the address of one is `/reports/<page>`.
import type { Feature } from '../feature'

export const reports: Feature = {
  folder: 'reports',
  pages: {
    new: { title: '随手拍' },
    mine: { title: '我报过的' },
    report: { title: '这一件' },
  },
}
