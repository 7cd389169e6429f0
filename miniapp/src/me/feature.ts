// What is one's own: profile, household, points, carbon, messages, complaints, privacy.
// Its pages, in the order in which people come to them; the address of one is `/me/<page>`.
import type { Feature } from '../feature'

export const me: Feature = {
  folder: 'me',
  pages: {
    settings: { title: '设置' },
    waiting: { title: '待上传的记录' },
    profile: { title: '我的资料' },
    households: { title: '我的住户' },
    household: { title: '住户', native: ['qr-card'] },
    join: { title: '加入一户' },
    code: { title: '住户码', native: ['qr-card'] },
    points: { title: '积分明细' },
    dropoffs: { title: '投放记录' },
    contests: { title: '我的异议' },
    rules: { title: '怎样得积分' },
    public: { title: '全市积分公开账' },
    gift: { title: '赠送积分' },
    fund: { title: '公益金' },
    carbon: { title: '减碳' },
    factors: { title: '减碳系数' },
    trainings: { title: '我的培训' },
    lectures: { title: '我负责的培训', native: ['qr-card'] },
    inbox: { title: '消息' },
    notices: { title: '消息设置' },
    privacy: { title: '隐私与授权' },
    policy: { title: '隐私政策' },
    devices: { title: '登录的设备' },
    delete: { title: '注销账户' },
    about: { title: '客服、意见与投诉' },
    complain: { title: '投诉与意见' },
    complaints: { title: '我的投诉' },
  },
}
