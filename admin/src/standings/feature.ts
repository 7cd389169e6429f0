// The lists in the console: where each month stands, objections, what can still be changed, and the rules.
import { rolesOf } from '@shared/contract'
import { standingsDesk } from '@shared/standings/desk-contract'
import { enterprises } from '@shared/standings/enterprise-contract'
import { linkPage, page, type Feature } from '../feature'

export const standings: Feature = {
  name: 'standings',
  linkPages: [linkPage('company', async () => (await import('./CompanyPage')).CompanyPage)],
  pages: [
    page(
      'standings',
      '红黑榜',
      '检查与榜单',
      rolesOf(standingsDesk.runs.may),
      async () => (await import('./StandingsPage')).StandingsPage,
    ),
    page(
      'standing-objections',
      '榜单异议',
      '检查与榜单',
      rolesOf(standingsDesk.objections.may),
      async () => (await import('./ObjectionsPage')).ObjectionsPage,
    ),
    page(
      'standing-changeable',
      '还能改变结果',
      '检查与榜单',
      rolesOf(standingsDesk.changeable.may),
      async () => (await import('./ChangeablePage')).ChangeablePage,
    ),
    page(
      'standing-enterprises',
      '分类企业',
      '检查与榜单',
      rolesOf(enterprises.list.may),
      async () => (await import('./EnterprisesPage')).EnterprisesPage,
    ),
    page(
      'standing-rules',
      '榜单规则',
      '检查与榜单',
      rolesOf(standingsDesk.rules.may),
      async () => (await import('./RulesPage')).RulesPage,
    ),
  ],
  audit: {
    label: '红黑榜',
    actions: {
      'standings.readEntry': '查看榜单上一个地方的样本',
      'standings.readByLink': '物业公司凭链接查看榜单',
      'standings.decideObjection': '裁定榜单异议',
      'standings.publish': '公布红黑榜',
      'standings.correct': '更正红黑榜',
      'standings.reply': '在榜单旁回应',
      'standings.hideReply': '撤下榜单旁的回应',
      'standings.importEntry': '录入以前公布的一条榜单',
      'standings.proposeRules': '提出榜单规则',
      'standings.decideRules': '批准或不批准榜单规则',
      'standings.declareEnterprise': '录入分类企业的申报',
      'standings.checkEnterprise': '录入分类企业的核查',
    },
    subjects: {
      standings: { name: '红黑榜' },
      standingObjections: { name: '榜单异议', at: (id) => `/standing-objections?open=${id}` },
      standingReplies: { name: '榜单回应' },
      standingRules: { name: '榜单规则' },
      standingEnterprises: { name: '分类企业一个月的申报' },
    },
  },
}
