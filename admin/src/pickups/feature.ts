// Pickups in the console: dispatch, bookings, capacity, rounds, load checks, prices.
// Its pages in the order of the menu, and how the audit log names what happens here.
import { runsChecks } from '@shared/runs/checks-contract'
import { page, type Feature } from '../feature'
import { readers, siteAgents } from '@shared/pickups/roles'
import { rolesOf } from '@shared/contract'

export const pickups: Feature = {
  name: 'pickups',
  pages: [
    page('board', '调度看板', '预约上门', readers, async () => (await import('./BoardPage')).BoardPage),
    page('bookings', '预约', '预约上门', readers, async () => (await import('./BookingsPage')).BookingsPage),
    page('book', '代人预约', '预约上门', siteAgents, async () => (await import('./BookForPage')).BookForPage),
    page('capacity', '运力日历', '预约上门', readers, async () => (await import('./CapacityPage')).CapacityPage),
    page('rounds', '收运线路', '预约上门', readers, async () => (await import('./RoundsPage')).RoundsPage),
    page(
      'load-checks',
      '混装核查',
      '预约上门',
      rolesOf(runsChecks.loadChecks.may),
      async () => (await import('./LoadChecksPage')).LoadChecksPage,
    ),
    page('prices', '价目', '预约上门', readers, async () => (await import('./PricesPage')).PricesPage),
  ],
  audit: {
    label: '预约上门',
    actions: {
      'pickups.showBooking': '查看预约详情',
      'pickups.searchBookings': '按编号或手机号查预约',
      'runs.readBoard': '查看调度看板',
      'runs.read': '查看班次',
      'runs.print': '打印班次单',
      'pickups.exportBookings': '导出预约',
      'pickups.book': '代人预约',
      'pickups.amend': '修改预约',
      'pickups.cancel': '取消预约',
      'pickups.cancelByOperator': '运营方取消预约',
      'pickups.reportMissed': '报漏收',
      'pickups.scheduleRevisit': '安排补收',
      'pickups.recordPayment': '登记收费',
      'pickups.contest': '代提收运异议',
      'pickups.decideContest': '裁定收运异议',
      'runs.plan': '排班',
      'runs.replan': '重新排班',
      'runs.assignCrew': '安排班组',
      'runs.moveStop': '移动站点',
      'runs.start': '出发',
      'runs.takeOver': '接手班次',
      'runs.enterLate': '补登收运记录',
      'runs.logWeighing': '登记过磅',
      'runs.markMixed': '登记混装',
      'runs.readLoadChecks': '查看混装核查',
      'runs.closeLoadCheck': '办结混装核查',
      'pickups.saveRound': '维护收运线路',
      'pickups.saveCaps': '设定每周总量',
      'pickups.setDay': '调整某一天的运力',
      'pickups.savePrices': '发布价目',
    },
    subjects: {
      pickups: { name: '预约', at: (id) => `/bookings?open=${id}` },
      runs: { name: '班次' },
      stops: { name: '站点' },
      rounds: { name: '收运线路' },
      serviceDays: { name: '运力' },
      weekdayCaps: { name: '每周总量' },
      priceLists: { name: '价目' },
    },
  },
}
