// 以工代罚 for whose case it is: the case with what has been worked off, and where one can go next. The address of a page
// is `/workoffs/<page>`.
import type { Feature } from '../feature'

export const workoffs: Feature = {
  folder: 'workoffs',
  pages: {
    mine: { title: '以工代罚' },
    offers: { title: '选班次和培训' },
  },
}
