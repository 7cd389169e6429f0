// Scoring on site: the visits of the day, one form each, findings with photos, all of it without a network.
// Its pages, in the order in which people come to them; the address of one is `/inspections/<page>`.
import type { Feature } from '../feature'

export const inspections: Feature = {
  folder: 'inspections',
  role: 'inspector',
  pages: {
    home: { title: '现场检查' },
    visit: { title: '检查表' },
    finding: { title: '一个问题' },
    look: { title: '复查' },
    patrol: { title: '路长巡查' },
    mine: { title: '我的检查' },
    declare: { title: '利害关系申报' },
  },
}
