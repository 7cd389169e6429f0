// The sorting guide's entries and the words that nobody could answer yet.
// Its pages in the order of the menu, and how the audit log names what happens here.
import { guide as routes } from '@shared/guide/contract'
import { page, type Feature } from '../feature'
import { rolesOf } from '@shared/contract'

export const guide: Feature = {
  name: 'guide',
  pages: [
    page('guide', '词条', '创建与活动', rolesOf(routes.terms.may), async () => (await import('./TermsPage')).TermsPage),
    page(
      'guide-editions',
      '发布与版本',
      '创建与活动',
      rolesOf(routes.changes.may),
      async () => (await import('./EditionsPage')).EditionsPage,
    ),
    page(
      'questions',
      '待答生词',
      '创建与活动',
      rolesOf(routes.questions.may),
      async () => (await import('./QuestionsPage')).QuestionsPage,
    ),
  ],
  audit: {
    label: '分类指南',
    actions: {
      'guide.addTerm': '新增词条',
      'guide.changeTerm': '修改词条',
      'guide.removeTerm': '停用词条',
      'guide.propose': '提议发布新版',
      'guide.withdrawProposal': '撤回发布提议',
      'guide.publish': '发布新版',
      'guide.takeBack': '改回某一版',
      'guide.answerByTerm': '回答生词（新词条）',
      'guide.answerByAlias': '回答生词（并入别名）',
      'guide.declineQuestion': '回答生词（不是一件东西）',
    },
    subjects: {
      guide: { name: '分类指南' },
    },
  },
}
