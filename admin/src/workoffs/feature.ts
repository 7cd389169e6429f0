// 以工代罚 in the console: cases, and the table that says how long a fine takes. Their page in the menu, and how the
// audit log names what happens here.
import { rolesOf } from '@shared/contract'
import { workoffsDesk } from '@shared/workoffs/desk-contract'
import { page, type Feature } from '../feature'

export const workoffs: Feature = {
  name: 'workoffs',
  pages: [
    page(
      'workoffs',
      '以工代罚',
      '投放与督导',
      [...new Set([...rolesOf(workoffsDesk.list.may), ...rolesOf(workoffsDesk.tables.may)])],
      async () => (await import('./WorkoffsPage')).WorkoffsPage,
    ),
  ],
  audit: {
    label: '以工代罚',
    actions: {
      'workoffs.readCases': '查看以工代罚',
      'workoffs.refer': '转办以工代罚',
      'workoffs.accept': '本人答复参加',
      'workoffs.decline': '本人选择缴纳罚款',
      'workoffs.extend': '以工代罚延期',
      'workoffs.issue': '办结以工代罚',
      'workoffs.settle': '改按罚款办结',
      'workoffs.withdraw': '撤回以工代罚',
      'workoffs.revoke': '撤销完成证明',
      'workoffs.printCertificate': '打印完成证明',
      'workoffs.saveTable': '起草折抵时长表',
      'workoffs.publishTable': '公布折抵时长表',
      'workoffs.withdrawTable': '撤回折抵时长表',
    },
    subjects: {
      workoffs: { name: '以工代罚', at: (id: string) => `/workoffs?open=${encodeURIComponent(id)}` },
      workoffTables: { name: '折抵时长表', at: (id: string) => `/workoffs?tab=tables&open=${encodeURIComponent(id)}` },
    },
  },
}
