// Supervising at the bins: the calendar with its gaps, one's own shifts, being there, the lead's page, hours.
// Its pages, in the order in which people come to them; the address of one is `/shifts/<page>`.
import type { Feature } from '../feature'

export const shifts: Feature = {
  folder: 'shifts',
  pages: {
    calendar: { title: '志愿督导' },
    mine: { title: '我的班次' },
    shift: { title: '这一班' },
    lead: { title: '带班', native: ['qr-card'] },
    classes: { title: '带班级来' },
    hours: { title: '我的时长' },
    'made-up': { title: '补记时长' },
    certificate: { title: '志愿服务记录证明' },
  },
}
