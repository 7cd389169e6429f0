// What roles are called, in the console and in notices.
import type { Role } from '../actors'

export const roleNames: Readonly<Record<Role, string>> = {
  volunteer: '志愿者',
  leadVolunteer: '志愿者组长',
  guideWorker: '引导员',
  keeper: '桶长',
  roadChief: '路长',
  villageCollector: '村保洁员',
  crew: '收运员',
  dispatcher: '调度员',
  hauler: '收运单位',
  disposer: '处置单位',
  merchant: '兑换点',
  applicant: '申报单位',
  teacher: '教师',
  lecturer: '讲师',
  propertyManager: '物业',
  ownersCommittee: '业委会',
  communityWorker: '社区工作者',
  inspector: '检查员',
  subdistrictOfficer: '街道',
  enforcementOfficer: '执法',
  assessor: '评估员',
  cityOfficer: '市级',
  auditor: '审计',
  administrator: '管理员',
}
