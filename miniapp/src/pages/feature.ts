// The four tabs. They live in the main package and import only a feature's summary parts.
import type { Feature } from '../feature'

export const tabs: Feature = {
  folder: 'pages',
  pages: {
    home: { title: '首页', deep: true },
    guide: { title: '垃圾分类' },
    pickups: { title: '预约回收' },
    me: { title: '我的' },
  },
}
