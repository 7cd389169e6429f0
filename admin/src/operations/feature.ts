// Running the city: jobs, the audit log, data quality.
// Its pages in the order of the menu, and how the audit log names what happens here.
import { page, type Feature } from '../feature'
import { city } from '../lib/role-lists'

export const operations: Feature = {
  name: 'operations',
  pages: [
    page('jobs', '任务', '管理', city, async () => (await import('./JobsPage')).JobsPage),
    page('audit', '操作留痕', '管理', city, async () => (await import('./AuditPage')).AuditPage),
    page('undelivered', '未送达消息', '管理', city, async () => (await import('./UndeliveredPage')).UndeliveredPage),
    page('quality', '数据质量', '管理', city, async () => (await import('./QualityPage')).QualityPage),
  ],
  audit: {
    label: '运行',
    actions: {
      'reviews.readByLink': '凭链接查看',
      'reviews.answerByLink': '凭链接回复',
      'reviews.readAnswers': '查看链接回复',
      'operations.exportAudit': '导出操作留痕',
      'operations.search': '搜索',
      'operations.rerunJob': '重跑任务',
      'operations.cancelJob': '取消任务',
      'imports.check': '检查导入文件',
      'imports.apply': '导入',
      'imports.cancel': '取消导入',
      'notices.sendAgain': '重发没送达的消息',
    },
    subjects: {
      reviews: { name: '待裁定的事' },
      jobs: { name: '任务' },
      imports: { name: '导入' },
      notices: { name: '消息' },
    },
  },
}
