// Pickups in the console: bookings, capacity, rounds, prices.
// Its pages in the order of the menu, and how the audit log names what happens here.
import { householdTab, page, type Feature } from '../feature'
import { agents, bookingReaders, readers, siteAgents } from '@shared/pickups/roles'

export const pickups: Feature = {
  name: 'pickups',
  pages: [
    page('bookings', '预约', '收运', bookingReaders, async () => (await import('./BookingsPage')).BookingsPage),
    page('book', '代人预约', '收运', siteAgents, async () => (await import('./BookForPage')).BookForPage),
    page('to-tell', '待告知', '收运', agents, async () => (await import('./ToTellPage')).ToTellPage),
    page('capacity', '运力日历', '收运', readers, async () => (await import('./CapacityPage')).CapacityPage),
    page('rounds', '收运线路', '收运', readers, async () => (await import('./RoundsPage')).RoundsPage),
    page('prices', '价目', '管理', readers, async () => (await import('./PricesPage')).PricesPage),
  ],
  householdTabs: [
    householdTab('bookings', '预约', readers, async () => (await import('./HouseholdBookings')).HouseholdBookings),
  ],
  audit: {
    label: '预约上门',
    actions: {
      'pickups.showBooking': '查看预约详情',
      'pickups.searchBookings': '按编号或手机号查预约',
      'pickups.exportBookings': '导出预约',
      'pickups.book': '代人预约',
      'pickups.tellByHand': '登记已告知住户',
      'pickups.readContact': '查看预约的电话和住址',
      'pickups.amend': '修改预约',
      'pickups.cancel': '取消预约',
      'pickups.cancelByOperator': '运营方取消预约',
      'pickups.reportMissed': '报漏收',
      'pickups.scheduleRevisit': '安排补收',
      'pickups.recordPayment': '登记收费',
      'pickups.contest': '代提收运异议',
      'pickups.decideContest': '裁定收运异议',
      'pickups.saveRound': '维护收运线路',
      'pickups.saveCaps': '设定每周总量',
      'pickups.setDay': '调整某一天的运力',
      'pickups.savePrices': '发布价目',
    },
    subjects: {
      pickups: { name: '预约', at: (id) => `/bookings?open=${id}` },
      rounds: { name: '收运线路' },
      serviceDays: { name: '运力' },
      weekdayCaps: { name: '每周总量' },
      priceLists: { name: '价目' },
    },
  },
}
