// 楼层撤桶 in the console: made, changed, called off and printed.
// Its page in the menu, and how the audit log names what happens here.
import { changeovers as contract } from '@shared/changeovers/contract'
import { rolesOf } from '@shared/contract'
import { page, type Feature } from '../feature'

export const changeovers: Feature = {
  name: 'changeovers',
  pages: [
    page(
      'changeovers',
      '楼层撤桶',
      '投放与督导',
      rolesOf(contract.list.may),
      async () => (await import('./ChangeoversPage')).ChangeoversPage,
    ),
  ],
  audit: {
    label: '楼层撤桶',
    actions: {
      'changeovers.create': '安排楼层撤桶',
      'changeovers.change': '修改楼层撤桶',
      'changeovers.callOff': '取消楼层撤桶',
      'changeovers.print': '打印撤桶通知',
    },
    subjects: {
      changeovers: { name: '楼层撤桶', at: (id: string) => `/changeovers?open=${encodeURIComponent(id)}` },
    },
  },
}
