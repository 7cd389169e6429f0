// Shifts in the console: the calendar of an area with its gaps.
// Its page in the menu, and how the audit log names what happens here.
import { staffRoles, type Role } from '@shared/actors'
import { rolesOf } from '@shared/contract'
import { shiftsDesk } from '@shared/shifts/desk-contract'
import { page, type Feature } from '../feature'

const readers = rolesOf(shiftsDesk.list.may).filter((role) => (staffRoles as readonly Role[]).includes(role))

export const shifts: Feature = {
  name: 'shifts',
  pages: [page('shifts', '督导班次', '投放与督导', readers, async () => (await import('./ShiftsPage')).ShiftsPage)],
  audit: {
    label: '志愿督导',
    actions: {
      'shifts.changeShift': '修改督导班次',
      'shifts.cancelShift': '取消督导班次',
      'shifts.readPeople': '查看一班的人',
      'shifts.confirmPresence': '核实督导签到',
      'shifts.correctPresence': '更正督导到离',
      'shifts.exportPeople': '导出到岗与时长',
      'shifts.printSiteCode': '打印点位签到码',
    },
    subjects: { shifts: { name: '督导班次', at: (id: string) => `/shifts?open=${encodeURIComponent(id)}` } },
  },
}
