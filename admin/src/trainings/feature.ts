// Trainings in the console: sessions, who was there, results, and how long a qualification lasts.
// Its page in the menu, and how the audit log names what happens here.
import { staffRoles, type Role } from '@shared/actors'
import { rolesOf } from '@shared/contract'
import { trainings as contract } from '@shared/trainings/contract'
import { page, type Feature } from '../feature'

/** Lecturers run their sessions too, but do not sign in to the console. */
const readers = rolesOf(contract.sessions.may).filter((role) => (staffRoles as readonly Role[]).includes(role))

export const trainings: Feature = {
  name: 'trainings',
  pages: [
    page('trainings', '培训', '创建与活动', readers, async () => (await import('./TrainingsPage')).TrainingsPage),
  ],
  audit: {
    label: '培训',
    actions: {
      'trainings.create': '安排培训',
      'trainings.change': '修改培训',
      'trainings.cancel': '取消培训',
      'trainings.enter': '补录培训签到',
      'trainings.record': '登记培训结果',
      'trainings.readAttendance': '查看培训到场',
    },
    subjects: { trainings: { name: '培训', at: () => '/trainings' } },
  },
}
