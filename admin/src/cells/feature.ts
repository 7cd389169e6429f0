// 无废细胞 in the console: applications with their review, visits and titles, and objections to public notices. Their
// pages in the menu, and how the audit log names what happens here.
import { staffRoles, type Role } from '@shared/actors'
import { cellsDesk } from '@shared/cells/desk-contract'
import { cellFigures, cellTables } from '@shared/cells/tables-contract'
import { rolesOf, type May } from '@shared/contract'
import { page, type Feature } from '../feature'
import { applicationActions, applicationSubjects } from './audit-words'

const staffOf = (may: May): Role[] => rolesOf(may).filter((role) => (staffRoles as readonly Role[]).includes(role))

export const cells: Feature = {
  name: 'cells',
  pages: [
    page(
      'cells',
      '无废细胞',
      '创建与活动',
      staffOf(cellsDesk.list.may),
      async () => (await import('./CellsPage')).CellsPage,
    ),
    page(
      'cell-objections',
      '公示异议',
      '创建与活动',
      staffOf(cellsDesk.objections.may),
      async () => (await import('./ObjectionsPage')).ObjectionsPage,
    ),
    page(
      'cell-tables',
      '评价表',
      '创建与活动',
      staffOf(cellTables.list.may),
      async () => (await import('./TablesPage')).TablesPage,
    ),
    page(
      'cell-statistics',
      '无废细胞统计',
      '创建与活动',
      staffOf(cellFigures.show.may),
      async () => (await import('./StatisticsPage')).StatisticsPage,
    ),
    page(
      'cell-targets',
      '年度目标',
      '创建与活动',
      staffOf(cellFigures.targets.may),
      async () => (await import('./TargetsPage')).TargetsPage,
    ),
  ],
  audit: {
    label: '无废细胞',
    actions: {
      ...applicationActions,
      'cells.saveTable': '起草评价表',
      'cells.publishTable': '公布评价表',
      'cells.withdrawTable': '撤回评价表',
      'cells.setTarget': '定年度目标',
      'cells.exportRecommendations': '导出向上推荐名单',
    },
    subjects: {
      ...applicationSubjects,
      cellTables: { name: '评价表', at: (id: string) => `/cell-tables?open=${encodeURIComponent(id)}` },
      cellTargets: { name: '年度目标', at: () => '/cell-targets' },
    },
  },
}
