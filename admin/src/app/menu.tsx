// The console's pages: path, title, group, who sees it, and the file (each its own chunk). A new page is one row.
import { lazy, type ComponentType } from 'react'
import type { Role } from '@shared/actors'
import type { May } from '@shared/contract'
import { guide } from '@shared/guide/contract'
import { ledgerReaders } from '@shared/ledger/contract'
import { rewardDesks, rewardReaders } from '@shared/rewards/roles'

const everyone = [
  'dispatcher',
  'subdistrictOfficer',
  'cityOfficer',
  'administrator',
  'communityWorker',
  'propertyManager',
  'auditor',
] as const
/** Who may read the operator's pages of pickups; a property company only books for its own compound. */
const operators = [
  'dispatcher',
  'subdistrictOfficer',
  'cityOfficer',
  'administrator',
  'communityWorker',
  'auditor',
] as const
const agents = [
  'dispatcher',
  'subdistrictOfficer',
  'cityOfficer',
  'administrator',
  'communityWorker',
  'propertyManager',
] as const
const city = ['cityOfficer', 'administrator', 'auditor'] as const
/** Those whom a route names. */
const named = (may: May): readonly Role[] => (typeof may === 'string' ? [] : may)

export type PageRow = { path: string; title: string; group: string; roles: readonly Role[]; Page: ComponentType }

const page = (
  path: string,
  title: string,
  group: string,
  roles: readonly Role[],
  load: () => Promise<ComponentType>,
): PageRow => ({
  path,
  title,
  group,
  roles,
  Page: lazy(async () => ({ default: await load() })),
})

export const pages: readonly PageRow[] = [
  page('board', '调度看板', '预约上门', operators, async () => (await import('@/pickups/BoardPage')).BoardPage),
  page('bookings', '预约', '预约上门', operators, async () => (await import('@/pickups/BookingsPage')).BookingsPage),
  page('book', '代人预约', '预约上门', agents, async () => (await import('@/pickups/BookForPage')).BookForPage),
  page(
    'capacity',
    '运力日历',
    '预约上门',
    operators,
    async () => (await import('@/pickups/CapacityPage')).CapacityPage,
  ),
  page('rounds', '收运线路', '预约上门', operators, async () => (await import('@/pickups/RoundsPage')).RoundsPage),
  page(
    'load-checks',
    '混装核查',
    '预约上门',
    operators,
    async () => (await import('@/pickups/LoadChecksPage')).LoadChecksPage,
  ),
  page('prices', '价目', '预约上门', operators, async () => (await import('@/pickups/PricesPage')).PricesPage),
  page('places', '地点', '地点与住户', everyone, async () => (await import('@/places/PlacesPage')).PlacesPage),
  page('sites', '点位', '地点与住户', everyone, async () => (await import('@/places/SitesPage')).SitesPage),
  page(
    'calendar',
    '工作日历',
    '地点与住户',
    everyone,
    async () => (await import('@/places/CalendarPage')).CalendarPage,
  ),
  page(
    'households',
    '住户',
    '地点与住户',
    everyone,
    async () => (await import('@/people/HouseholdsPage')).HouseholdsPage,
  ),
  page(
    'staff',
    '人员与身份',
    '地点与住户',
    ['administrator', 'subdistrictOfficer', 'cityOfficer', 'auditor'],
    async () => (await import('@/people/StaffPage')).StaffPage,
  ),
  page('guide', '词条', '分类指南', named(guide.terms.may), async () => (await import('@/guide/TermsPage')).TermsPage),
  page(
    'questions',
    '待答生词',
    '分类指南',
    named(guide.questions.may),
    async () => (await import('@/guide/QuestionsPage')).QuestionsPage,
  ),
  page('rules', '积分规则', '积分与碳', ledgerReaders, async () => (await import('@/ledger/RulesPage')).RulesPage),
  page(
    'contests',
    '积分异议',
    '积分与碳',
    ledgerReaders,
    async () => (await import('@/ledger/ContestsPage')).ContestsPage,
  ),
  page(
    'accounts',
    '账户与流水',
    '积分与碳',
    ledgerReaders,
    async () => (await import('@/ledger/AccountsPage')).AccountsPage,
  ),
  page('funds', '公益金', '积分与碳', ledgerReaders, async () => (await import('@/ledger/FundsPage')).FundsPage),
  page('factors', '减碳系数', '积分与碳', everyone, async () => (await import('@/ledger/FactorsPage')).FactorsPage),
  page('redeem-desk', '窗口兑换', '积分兑换', rewardDesks, async () => (await import('@/rewards/DeskPage')).DeskPage),
  page(
    'redemptions',
    '兑换记录',
    '积分兑换',
    rewardReaders,
    async () => (await import('@/rewards/RedemptionsPage')).RedemptionsPage,
  ),
  page('goods', '商品与库存', '积分兑换', rewardReaders, async () => (await import('@/rewards/GoodsPage')).GoodsPage),
  page('shops', '兑换点', '积分兑换', rewardReaders, async () => (await import('@/rewards/ShopsPage')).ShopsPage),
  page(
    'settlements',
    '结算',
    '积分兑换',
    rewardReaders,
    async () => (await import('@/rewards/SettlementsPage')).SettlementsPage,
  ),
  page(
    'complaints',
    '投诉办理',
    '运行',
    ['communityWorker', 'subdistrictOfficer', 'cityOfficer', 'administrator', 'auditor'],
    async () => (await import('@/operations/ComplaintsPage')).ComplaintsPage,
  ),
  page('jobs', '任务', '运行', city, async () => (await import('@/operations/JobsPage')).JobsPage),
  page('audit', '操作留痕', '运行', city, async () => (await import('@/operations/AuditPage')).AuditPage),
  page('quality', '数据质量', '运行', city, async () => (await import('@/operations/QualityPage')).QualityPage),
]
