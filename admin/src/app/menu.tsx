// The console's pages: path, title, group, who sees it, and the file (each its own chunk). A new page is one row.
import { lazy, type ComponentType } from 'react'
import type { Role } from '@shared/actors'

const everyone = ['dispatcher', 'subdistrictOfficer', 'cityOfficer', 'administrator', 'communityWorker', 'propertyManager', 'auditor'] as const
const city = ['cityOfficer', 'administrator', 'auditor'] as const

export type PageRow = { path: string; title: string; group: string; roles: readonly Role[]; Page: ComponentType }

const page = (path: string, title: string, group: string, roles: readonly Role[], load: () => Promise<ComponentType>): PageRow => ({
  path, title, group, roles, Page: lazy(async () => ({ default: await load() })),
})

export const pages: readonly PageRow[] = [
  page('capacity', '运力日历', '预约上门', everyone, async () => (await import('@/pickups/CapacityPage')).CapacityPage),
  page('rounds', '收运线路', '预约上门', everyone, async () => (await import('@/pickups/RoundsPage')).RoundsPage),
  page('prices', '价目', '预约上门', everyone, async () => (await import('@/pickups/PricesPage')).PricesPage),
  page('guide', '词条', '分类指南', everyone, async () => (await import('@/guide/TermsPage')).TermsPage),
  page('questions', '待答生词', '分类指南', everyone, async () => (await import('@/guide/QuestionsPage')).QuestionsPage),
  page('accounts', '账户与流水', '积分与碳', everyone, async () => (await import('@/ledger/AccountsPage')).AccountsPage),
  page('factors', '碳因子', '积分与碳', everyone, async () => (await import('@/ledger/FactorsPage')).FactorsPage),
  page('jobs', '任务', '运行', city, async () => (await import('@/operations/JobsPage')).JobsPage),
  page('audit', '操作留痕', '运行', city, async () => (await import('@/operations/AuditPage')).AuditPage),
  page('quality', '数据质量', '运行', city, async () => (await import('@/operations/QualityPage')).QualityPage),
]
