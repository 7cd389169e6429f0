// The lists in the console: where each month stands, objections, what can still be changed, and the rules.
import { rolesOf } from '@shared/contract'
import { standingsDesk } from '@shared/standings/desk-contract'
import { awards } from '@shared/standings/awards-contract'
import { credit } from '@shared/standings/credit-contract'
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
      'standing-credit',
      '企业环保信用',
      '检查与榜单',
      rolesOf(credit.list.may),
      async () => (await import('./CreditPage')).CreditPage,
    ),
    page(
      'standing-awards',
      '评优',
      '检查与榜单',
      rolesOf(awards.list.may),
      async () => (await import('./AwardsPage')).AwardsPage,
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
      'standings.withdrawObjection': '撤回榜单异议',
      'standings.decideObjection': '裁定榜单异议',
      'standings.publish': '公布红黑榜',
      'standings.proposeCorrection': '提出更正红黑榜',
      'standings.correct': '批准或不批准更正红黑榜',
      'standings.reply': '在榜单旁回应',
      'standings.hideReply': '撤下榜单旁的回应',
      'standings.showPhoto': '公布一张遮好的检查照片',
      'standings.hidePhoto': '撤下公布的照片',
      'standings.importEntry': '录入以前公布的一条榜单',
      'standings.proposeRules': '提出榜单规则',
      'standings.decideRules': '批准或不批准榜单规则',
      'standings.declareEnterprise': '录入分类企业的申报',
      'standings.callAward': '设评优项目并公布征集',
      'standings.nominate': '推荐评优',
      'standings.decideNominee': '评审一个推荐',
      'standings.printAward': '打印以奖代补发放表',
      'standings.printCompany': '打印物业公司情况表',
      'standings.rateCredit': '提出企业环保信用等级',
      'standings.confirmCredit': '核定企业环保信用等级',
      'standings.decideCredit': '裁定企业环保信用等级的异议',
      'standings.printCredit': '打印企业环保信用等级的函件',
      'standings.checkEnterprise': '录入分类企业的核查',
    },
    subjects: {
      standings: { name: '红黑榜' },
      standingObjections: { name: '榜单异议', at: (id) => `/standing-objections?open=${id}` },
      standingReplies: { name: '榜单回应' },
      standingPhotos: { name: '榜单旁的照片' },
      standingRules: { name: '榜单规则' },
      standingAwards: { name: '评优项目', at: (id) => `/standing-awards?open=${id}` },
      standingCredits: { name: '企业环保信用等级' },
      standingEnterprises: { name: '分类企业一个月的申报' },
    },
  },
}
