// How waste is sorted: answers, lists, places to bring it to, and questions to people.
// Its pages, in the order in which people come to them; the address of one is `/guide/<page>`.
import type { Feature } from '../feature'

export const guide: Feature = {
  folder: 'guide',
  pages: {
    answer: { title: '怎么扔' },
    category: { title: '分类清单' },
    ask: { title: '问工作人员' },
    questions: { title: '我问过的词' },
    sites: { title: '最近的投放点' },
    edition: { title: '版本与地区' },
  },
}
