// Runs in the console: the dispatch board and load checks.
// Its pages in the order of the menu, and how the audit log names what happens here.
import { dispatchers } from '@shared/pickups/roles'
import { runsChecks } from '@shared/runs/checks-contract'
import { runsDesk } from '@shared/runs/desk-contract'
import { page, type Feature } from '../feature'
import { rolesOf } from '@shared/contract'

export const runs: Feature = {
  name: 'runs',
  pages: [
    page('board', '调度看板', '收运', rolesOf(runsDesk.board.may), async () => (await import('./BoardPage')).BoardPage),
    {
      ...page(
        'run-entry',
        '补录班次单',
        '收运',
        dispatchers,
        async () => (await import('./PaperEntryPage')).PaperEntryPage,
      ),
      inMenu: false,
    },
    page(
      'load-checks',
      '混装核查',
      '收运',
      rolesOf(runsChecks.loadChecks.may),
      async () => (await import('./LoadChecksPage')).LoadChecksPage,
    ),
  ],
  audit: {
    label: '班次',
    actions: {
      'runs.readBoard': '查看调度看板',
      'runs.read': '查看班次',
      'runs.print': '打印班次单',
      'runs.plan': '排班',
      'runs.replan': '重新排班',
      'runs.assignCrew': '安排班组',
      'runs.moveStop': '移动站点',
      'runs.start': '出发',
      'runs.takeOver': '接手班次',
      'runs.enterLate': '补登收运记录',
      'runs.logWeighing': '登记过磅',
      'runs.markMixed': '登记混装',
      'runs.readLoadChecks': '查看混装核查',
      'runs.closeLoadCheck': '办结混装核查',
    },
    subjects: { runs: { name: '班次' }, stops: { name: '站点' } },
  },
}
