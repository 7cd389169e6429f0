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
  page('jobs', '任务', '运行', city, async () => (await import('@/operations/JobsPage')).JobsPage),
  page('audit', '操作留痕', '运行', city, async () => (await import('@/operations/AuditPage')).AuditPage),
  page('quality', '数据质量', '运行', city, async () => (await import('@/operations/QualityPage')).QualityPage),
]
