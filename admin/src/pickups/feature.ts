// Pickups in the console: bookings, capacity, rounds, prices.
// Its pages in the order of the menu, and how the audit log names what happens here.
import { householdTab, page, type Feature } from '../feature'
import { agents, bookingReaders, readers, siteAgents, verifiers } from '@shared/pickups/roles'

export const pickups: Feature = {
  name: 'pickups',
  pages: [
    page('bookings', '预约', '收运', bookingReaders, async () => (await import('./BookingsPage')).BookingsPage),
    page('book', '代人预约', '收运', siteAgents, async () => (await import('./BookForPage')).BookForPage),
    page('to-tell', '待告知', '收运', agents, async () => (await import('./ToTellPage')).ToTellPage),
    page('money', '收退款', '收运', readers, async () => (await import('./MoneyPage')).MoneyPage),
    page('statuses', '帮扶与减免', '收运', verifiers, async () => (await import('./StatusesPage')).StatusesPage),
    page('capacity', '运力日历', '收运', readers, async () => (await import('./CapacityPage')).CapacityPage),
    page('rounds', '收运线路', '收运', readers, async () => (await import('./RoundsPage')).RoundsPage),
    page('prices', '价目与规则', '管理', readers, async () => (await import('./PricesPage')).PricesPage),
  ],
  householdTabs: [
    householdTab('bookings', '预约', readers, async () => (await import('./HouseholdBookings')).HouseholdBookings),
    householdTab('help', '帮扶与减免', verifiers, async () => (await import('./HouseholdHelp')).HouseholdHelp),
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
      'pickups.exportMoney': '导出收退款',
      'pickups.askForFee': '提醒缴费',
      'pickups.readHouseholdPrice': '查看一户的价格和免费件数',
      'pickups.readStatuses': '查看帮扶与减免',
      'pickups.askForStatus': '代住户申请帮扶或减免',
      'pickups.decideStatus': '核实帮扶或减免',
      'pickups.endStatus': '终止帮扶或减免',
      'pickups.creditFetched': '核对取消后已收走的',
      'pickups.correctContact': '更正联系人',
      'pickups.contest': '代提收运异议',
      'pickups.decideContest': '裁定收运异议',
      'pickups.saveRound': '维护收运线路',
      'pickups.saveCaps': '设定每周总量',
      'pickups.setDay': '调整某一天的运力',
      'pickups.savePrices': '提出新价目',
      'pickups.publishPrices': '发布价目',
      'pickups.withdrawPrices': '撤回或退回价目',
    },
    subjects: {
      pickups: { name: '预约', at: (id) => `/bookings?open=${id}` },
      rounds: { name: '收运线路' },
      serviceDays: { name: '运力' },
      weekdayCaps: { name: '每周总量' },
      priceLists: { name: '价目' },
      statuses: { name: '帮扶与减免', at: (id) => `/statuses?open=${id}` },
    },
  },
}
