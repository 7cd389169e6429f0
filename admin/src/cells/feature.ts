// 无废细胞 in the console: applications with their review, visits and titles, and objections to public notices. Their
// pages in the menu, and how the audit log names what happens here.
import { staffRoles, type Role } from '@shared/actors'
import { cellsDesk } from '@shared/cells/desk-contract'
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
  ],
  audit: {
    label: '无废细胞',
    actions: { ...applicationActions },
    subjects: { ...applicationSubjects },
  },
}
