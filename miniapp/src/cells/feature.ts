// 无废细胞 on the phone: an organisation's application clause by clause, what follows until the certificate, scoring on
// site without a network, and looking a certificate up. The address of a page is `/cells/<page>`.
import type { Feature } from '../feature'

export const cells: Feature = {
  folder: 'cells',
  pages: {
    home: { title: '无废细胞' },
    start: { title: '开始申报' },
    apply: { title: '无废细胞申报' },
    checks: { title: '申报条件' },
    clauses: { title: '逐条填写' },
    clause: { title: '一条' },
    letter: { title: '承诺书' },
    rectify: { title: '整改' },
    newer: { title: '新的评价表' },
    visits: { title: '现场评估' },
    visit: { title: '现场评分' },
    item: { title: '一条' },
    swap: { title: '两部手机对一下', native: ['qr-card'] },
    result: { title: '评分对照' },
    check: { title: '查证书' },
    notices: { title: '公示' },
  },
}
