// Error codes of booked pickups.
import type { ErrorTable } from '../error-kinds'

export const pickupsErrors = {
  PICKUP_REVISIT_SAME_ITEMS: { kind: 'refused', text: '补收只收原来登记的东西；还要收别的，请另外预约' },
  PICKUP_SLOT_FULL: { kind: 'conflict', text: '这个时段刚刚约满了，请换一个时段' },
  PICKUP_DAY_CLOSED: { kind: 'conflict', text: '这一天不收运，请换一天' },
  PICKUP_NOT_SERVED: { kind: 'refused', text: '您所在的地方暂未开通这项上门服务' },
  PICKUP_TOO_LATE: { kind: 'refused', text: '已经过了截止时间，不能再这样办理' },
  PICKUP_TOO_FAR_AHEAD: { kind: 'refused', text: '日期太远了，还不能预约' },
  PICKUP_TOO_MANY_OPEN: { kind: 'refused', text: '您还有未完成的预约，完成或取消后才能再约' },
  PICKUP_ADDRESS_BOOKED: { kind: 'refused', text: '这个门牌已有没办完的上门预约，办完后才能再约；着急请打服务电话' },
  PICKUP_TOO_MANY_ITEMS: { kind: 'refused', text: '一次预约的件数超过了上限' },
  PICKUP_ITEM_LIMIT: { kind: 'refused', text: '这种物品一次不能约这么多件' },
  PICKUP_ITEM_NOT_TAKEN: { kind: 'refused', text: '这种物品不在上门收运范围内' },
  PICKUP_PRICE_CHANGED: { kind: 'conflict', text: '费用有变化，请确认新的费用后再提交' },
  PICKUP_NOT_YOURS: { kind: 'forbidden', text: '您不能为这一户办理预约' },
  PICKUP_NOTHING_CHANGED: { kind: 'refused', text: '内容没有变化' },
  PICKUP_MISSED_TOO_EARLY: { kind: 'refused', text: '时段结束一小时后才能报漏收，请再等一等' },
  PICKUP_MISSED_TOO_LATE: { kind: 'refused', text: '已过报漏收的期限，请打服务电话' },
  PICKUP_CREW_REPORTED: { kind: 'refused', text: '收运员来过并登记了原因；如有不同意见，可以提出异议' },
  PICKUP_CONTEST_CLOSED: { kind: 'refused', text: '提出异议的期限已过' },
  PICKUP_ALREADY_CONTESTED: { kind: 'conflict', text: '已经提出过异议，请等待答复' },
  PICKUP_WEIGHT_UNLIKELY: { kind: 'refused', text: '更正后的重量比原来多出太多，请核对是否多写了零' },
  PICKUP_CAPACITY_BELOW_BOOKED: { kind: 'refused', text: '运力不能小于已经约出的数量' },
  PICKUP_DAY_HAS_BOOKINGS: { kind: 'refused', text: '这一天已经有住户预约，停收前请先选怎样安排他们' },
  PICKUP_PRICE_PAST: { kind: 'refused', text: '价目只能从明天起生效，不能改过去' },
} as const satisfies ErrorTable
