// Error codes of redeeming points for goods.
import type { ErrorTable } from '../error-kinds'

export const rewardsErrors = {
  REWARDS_OFF: { kind: 'refused', text: '本地没有开通积分兑换' },
  REWARD_NOT_OPEN: { kind: 'refused', text: '这件兑换品现在不能兑换' },
  REWARD_NOT_ELIGIBLE: { kind: 'refused', text: '这件兑换品只供指定地区的居民兑换' },
  REWARD_SOLD_OUT: { kind: 'conflict', text: '这个兑换点刚刚兑完了，请换一个兑换点或换一件' },
  REWARD_LIMIT_REACHED: { kind: 'refused', text: '本月兑换这件物品的次数已到上限，下个月可以再兑' },
  REWARD_PRICE_CHANGED: { kind: 'conflict', text: '所需积分有变化，请确认后再兑换' },
  REWARD_NOT_YOURS: { kind: 'forbidden', text: '您不能为这一户办理兑换' },
  REWARD_SHOP_CLOSED: { kind: 'refused', text: '这个兑换点暂停兑换，请换一个' },
  REWARD_OFFLINE_OUT: {
    kind: 'conflict',
    text: '已取出断网也能用的码，兑换点可能已经收下，暂时不能取消；兑换点补传后或期满后会自动处理',
  },
  REWARD_OFFLINE_NOT_HERE: { kind: 'refused', text: '这个兑换点不接收断网码，请联网后出示兑换码' },
  REWARD_CODE_UNKNOWN: { kind: 'refused', text: '没有这个兑换码，请核对后再试' },
  REWARD_CODE_EXPIRED: { kind: 'refused', text: '这个二维码已过期，请居民刷新后再扫' },
  REWARD_CODE_USED: { kind: 'conflict', text: '这个兑换码已经用过了' },
  REWARD_CODE_ENDED: { kind: 'conflict', text: '这次兑换已取消或已过期，不能再收' },
  REWARD_OTHER_SHOP: { kind: 'refused', text: '这个兑换码不是本兑换点的' },
  REWARD_CODE_BRAKED: { kind: 'tooMany', text: '输错的次数太多了，请过一会儿再试' },
  REWARD_OWN_REDEMPTION: { kind: 'refused', text: '不能核销自己或自己家的兑换，请同事代收' },
  REWARD_DISPUTE_CLOSED: { kind: 'refused', text: '提出异议的期限已过' },
  REWARD_PIN_WRONG: { kind: 'refused', text: '卡密码不对' },
  REWARD_PIN_BRAKED: { kind: 'tooMany', text: '卡密码输错的次数太多，已暂时锁住；请稍后再试或在服务台重设' },
  REWARD_PIN_NOT_SET: { kind: 'refused', text: '这张住户卡还没有设密码，请先在服务台设密码' },
  REWARD_PIN_SET_TODAY: { kind: 'refused', text: '这张户卡的密码今天由您设置，今天的兑换请由另一位同事办理' },
  REWARD_PIN_WEAK: { kind: 'refused', text: '密码太简单，请不要用连号或同一个数字' },
  REWARD_NOT_A_DESK: { kind: 'refused', text: '凭卡兑换只能在社区服务台当面领取，请选服务台' },
  REWARD_STOCK_BELOW_ZERO: { kind: 'refused', text: '库存不能减到零以下' },
  REWARD_SETTLEMENT_OPEN: { kind: 'refused', text: '这个月还没有结束，不能结算' },
  REWARD_SECOND_PERSON: {
    kind: 'refused',
    text: '复核须由另一个人办理：不能是编制或确认的人，也不能是和他同住、或 90天内由同一位管理员新建或重设的账号',
  },
} as const satisfies ErrorTable
