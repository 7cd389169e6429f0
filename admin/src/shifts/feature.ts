// Shifts in the console: how the audit log names what happens here.
import type { Feature } from '../feature'

export const shifts: Feature = {
  name: 'shifts',
  pages: [],
  audit: {
    label: '志愿督导',
    actions: {
      'shifts.changeShift': '修改督导班次',
      'shifts.cancelShift': '取消督导班次',
      'shifts.readPeople': '查看一班的人',
      'shifts.confirmPresence': '核实督导签到',
      'shifts.correctPresence': '更正督导到离',
    },
    subjects: { shifts: { name: '督导班次' } },
  },
}
