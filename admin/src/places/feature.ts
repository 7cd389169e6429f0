// Places, drop-off sites and the calendar of working days.
// Its pages in the order of the menu, and how the audit log names what happens here.
import { page, type Feature } from '../feature'
import { everyone } from '../lib/role-lists'

export const places: Feature = {
  name: 'places',
  pages: [
    page('places', '地点', '管理', everyone, async () => (await import('./PlacesPage')).PlacesPage),
    page('sites', '点位', '管理', everyone, async () => (await import('./SitesPage')).SitesPage),
    page('calendar', '工作日历', '管理', everyone, async () => (await import('./CalendarPage')).CalendarPage),
  ],
  audit: {
    label: '地点',
    actions: {
      'places.create': '新增地点',
      'places.update': '修改地点',
      'places.archive': '停用地点',
      'places.move': '换上级',
      'places.restore': '恢复地点',
      'places.setSettings': '修改地点规则',
      'places.createSite': '新增点位',
      'places.updateSite': '修改点位',
      'places.reopenSite': '恢复点位',
      'places.suspendSite': '暂停点位',
      'places.archiveSite': '撤销点位',
      'places.readKeeper': '查看桶长姓名',
      'places.setHolidayYear': '维护节假日',
      'places.export': '导出地点数据',
    },
    subjects: {
      places: { name: '地点', at: (id) => `/places?place=${id}` },
      sites: { name: '点位', at: (id) => `/sites?site=${id}` },
      calendar: { name: '工作日历' },
    },
  },
}
