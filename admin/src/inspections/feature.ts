// Inspections in the console: draws, visits, findings, forms and how strict inspectors are.
// Their pages in the menu, and how the audit log names what happens here.
import { staffRoles, type Role } from '@shared/actors'
import { rolesOf, type May } from '@shared/contract'
import { inspectionsDesk } from '@shared/inspections/desk-contract'
import { inspectionsDraws } from '@shared/inspections/draws-contract'
import { inspectionsFindings } from '@shared/inspections/findings-contract'
import { inspectionsForms } from '@shared/inspections/forms-contract'
import { linkPage, page, type Feature } from '../feature'

const staffOf = (may: May): Role[] => rolesOf(may).filter((role) => (staffRoles as readonly Role[]).includes(role))

export const inspections: Feature = {
  name: 'inspections',
  linkPages: [linkPage('company-findings', async () => (await import('./CompanyFindings')).CompanyFindings)],
  pages: [
    page(
      'findings',
      '问题整改',
      '检查与榜单',
      staffOf(inspectionsFindings.list.may),
      async () => (await import('./FindingsPage')).FindingsPage,
    ),
    page(
      'inspections',
      '检查记录',
      '检查与榜单',
      staffOf(inspectionsDesk.visits.may),
      async () => (await import('./VisitsPage')).VisitsPage,
    ),
    page(
      'inspection-draws',
      '检查安排',
      '检查与榜单',
      staffOf(inspectionsDraws.list.may),
      async () => (await import('./DrawsPage')).DrawsPage,
    ),
    page(
      'inspection-forms',
      '检查表',
      '检查与榜单',
      staffOf(inspectionsForms.list.may),
      async () => (await import('./FormsPage')).FormsPage,
    ),
    page(
      'inspection-drift',
      '尺度比对',
      '检查与榜单',
      staffOf(inspectionsForms.drift.may),
      async () => (await import('./DriftPage')).DriftPage,
    ),
  ],
  audit: {
    label: '现场检查',
    actions: {
      'inspections.draw': '双随机抽签',
      'inspections.voidDraw': '作废抽签',
      'inspections.readDraw': '下载抽签种子文件',
      'inspections.declare': '申报利害关系',
      'inspections.startVisit': '安排投诉核查或复查',
      'inspections.startPatrol': '路长开始巡查',
      'inspections.cancelVisit': '取消检查',
      'inspections.readVisit': '查看检查记录',
      'inspections.sign': '签字完成检查',
      'inspections.choose': '选定两机不一致的一项',
      'inspections.correct': '更正已签字的检查',
      'inspections.enterPaper': '补录纸质检查表',
      'inspections.fixFinding': '报告问题已整改',
      'inspections.closeFinding': '确认问题已整改',
      'inspections.reopenFinding': '问题退回再改',
      'inspections.withdrawFinding': '撤销检查问题',
      'inspections.markDuplicate': '标为重复问题',
      'inspections.markOutOfScope': '标为不属本对象',
      'inspections.forward': '转问题给物业公司',
      'inspections.readByLink': '凭链接查看转来的问题',
      'inspections.exportFindings': '导出问题清单',
      'inspections.saveForm': '起草检查表',
      'inspections.publishForm': '公布检查表',
      'inspections.withdrawForm': '撤回检查表',
      'inspections.readDrift': '查看尺度比对',
    },
    subjects: {
      inspectionDraws: {
        name: '抽签',
        at: (id: string) => `/inspection-draws?open=${encodeURIComponent(id)}`,
      },
      inspectionVisits: { name: '检查', at: (id: string) => `/inspections?open=${encodeURIComponent(id)}` },
      inspectionFindings: { name: '检查问题', at: (id: string) => `/findings?open=${encodeURIComponent(id)}` },
      inspectionForwards: { name: '转物业公司', at: () => '/findings' },
      inspectionForms: { name: '检查表', at: (id: string) => `/inspection-forms?open=${encodeURIComponent(id)}` },
      inspectionDrift: { name: '尺度比对', at: () => '/inspection-drift' },
      inspectionDeclarations: { name: '利害关系申报', at: () => '/inspection-draws' },
    },
  },
}
