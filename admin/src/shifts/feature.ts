// Shifts in the console: the calendar of an area with its gaps.
// Its page in the menu, and how the audit log names what happens here.
import { staffRoles, type Role } from '@shared/actors'
import { rolesOf } from '@shared/contract'
import { certificates } from '@shared/shifts/certificates-contract'
import { shiftsDesk } from '@shared/shifts/desk-contract'
import { page, type Feature } from '../feature'

const readers = rolesOf(shiftsDesk.list.may).filter((role) => (staffRoles as readonly Role[]).includes(role))

export const shifts: Feature = {
  name: 'shifts',
  pages: [
    page('shifts', '督导班次', '投放与督导', readers, async () => (await import('./ShiftsPage')).ShiftsPage),
    page(
      'volunteer-hours',
      '志愿时长',
      '投放与督导',
      rolesOf(certificates.list.may),
      async () => (await import('./VolunteerHoursPage')).VolunteerHoursPage,
    ),
  ],
  audit: {
    label: '志愿督导',
    actions: {
      'shifts.changeShift': '修改督导班次',
      'shifts.cancelShift': '取消督导班次',
      'shifts.callForHands': '叫人来督导',
      'shifts.readPeople': '查看一班的人',
      'shifts.confirmPresence': '核实督导签到',
      'shifts.correctPresence': '更正督导到离',
      'shifts.countClass': '报班级人数',
      'shifts.exportPeople': '导出到岗与时长',
      'shifts.readCertificates': '查看志愿服务记录证明',
      'shifts.issueCertificate': '出具志愿服务记录证明',
      'shifts.declineCertificate': '不出具志愿服务记录证明',
      'shifts.printCertificate': '打印志愿服务记录证明',
      'shifts.revokeCertificate': '撤销志愿服务记录证明',
      'shifts.readMadeUp': '查看补记时长的申请',
      'shifts.decideMadeUp': '核准或不核准补记时长',
      'shifts.printSiteCode': '打印点位签到码',
    },
    subjects: {
      certificates: {
        name: '志愿服务记录证明',
        at: (id: string) => `/volunteer-hours?open=${encodeURIComponent(id)}`,
      },
      madeUpHours: {
        name: '补记时长',
        at: (id: string) => `/volunteer-hours?tab=madeUp&open=${encodeURIComponent(id)}`,
      },
      shifts: { name: '督导班次', at: (id: string) => `/shifts?open=${encodeURIComponent(id)}` },
    },
  },
}
