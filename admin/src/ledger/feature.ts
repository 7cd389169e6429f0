// Points and carbon: rules, contests, accounts, funds, factors.
// Its pages in the order of the menu, and how the audit log names what happens here.
import { ledgerReaders, pointsReaders } from '@shared/ledger/contract'
import { page, type Feature } from '../feature'
import { everyone } from '../lib/role-lists'

export const ledger: Feature = {
  name: 'ledger',
  pages: [
    page('rules', '积分规则', '积分与兑换', pointsReaders, async () => (await import('./RulesPage')).RulesPage),
    page('contests', '积分异议', '诉求', ledgerReaders, async () => (await import('./ContestsPage')).ContestsPage),
    page(
      'accounts',
      '账户与流水',
      '积分与兑换',
      ledgerReaders,
      async () => (await import('./AccountsPage')).AccountsPage,
    ),
    page('funds', '公益金', '积分与兑换', ledgerReaders, async () => (await import('./FundsPage')).FundsPage),
    page('factors', '减碳系数', '积分与兑换', everyone, async () => (await import('./FactorsPage')).FactorsPage),
  ],
  audit: {
    label: '积分与碳',
    actions: {
      'ledger.readAccount': '查看账户',
      'ledger.readEntry': '查看一笔流水',
      'ledger.readContest': '查看积分异议',
      'ledger.exportAccounts': '导出账户',
      'ledger.exportContests': '导出积分异议',
      'ledger.readPoints': '查看住户积分明细',
      'ledger.printPoints': '打印积分明细',
      'ledger.contestAtDesk': '代提积分异议',
      'ledger.decideContest': '裁定积分异议',
      'ledger.draftRule': '起草积分规则',
      'ledger.editRule': '修改规则草稿',
      'ledger.previewRule': '试算规则',
      'ledger.proposeRule': '提交规则审定',
      'ledger.takeBackRule': '退回规则草稿',
      'ledger.activateRule': '审定规则',
      'ledger.endRule': '停用规则',
      'ledger.publishFactors': '发布减碳系数',
      'ledger.saveFund': '维护公益金',
    },
    subjects: {
      earningRules: { name: '积分规则', at: (id) => `/rules?open=${id}` },
      ledger: {
        name: '账本',
        of: (id) =>
          /^\d/.test(id)
            ? { name: '一笔流水', to: null }
            : { name: '账户', to: `/accounts?account=${encodeURIComponent(id)}` },
      },
      ledgerContests: { name: '积分异议', at: (id) => `/contests?open=${id}` },
      schoolFunds: { name: '公益金' },
      carbonFactors: { name: '减碳系数' },
    },
  },
}
