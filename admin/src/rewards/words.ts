// How codes of redeeming read in Chinese, and in which colour the word stands.
import type { DisputeReason, GoodKind, RedemptionStatus, Settlement } from '@shared/rewards/schemas'

const options = <T extends string>(names: Readonly<Record<T, string>>): { value: T; label: string }[] =>
  (Object.entries(names) as [T, string][]).map(([value, label]) => ({ value, label }))

const goodKinds: Record<GoodKind, string> = { goods: '日用品', voucher: '话费水电券', hallTicket: '场馆票', seedling: '花苗', compost: '堆肥', service: '服务' }
export const kindOptions = options(goodKinds)

type OpenStatus = 'open' | 'paused' | 'ended'
export const openNames: Record<OpenStatus, string> = { open: '正常', paused: '暂停', ended: '已下架' }
export const openColours: Record<OpenStatus, string> = { open: 'green', paused: 'orange', ended: 'default' }
export const openOptions = options(openNames)

const redemptionNames: Record<RedemptionStatus, string> = {
  held: '待领取', captured: '已核销', cancelled: '已取消', lapsed: '过期退回', disputed: '有异议', upheld: '异议成立,已退', kept: '异议不成立',
}
export const redemptionOptions = options(redemptionNames)
export const redemptionColours: Record<RedemptionStatus, string> = {
  held: 'blue', captured: 'green', cancelled: 'default', lapsed: 'default', disputed: 'orange', upheld: 'orange', kept: 'green',
}

const disputeNames: Record<DisputeReason, string> = { notHandedOver: '没拿到东西', faulty: '东西有问题', wrongGoods: '给错了东西', other: '其他' }
export const disputeOptions = options(disputeNames)

export const settlementNames: Record<Settlement['status'], string> = { draft: '待兑换点确认', objected: '兑换点有异议', confirmed: '待复核签字', signed: '已签字' }
export const settlementColours: Record<Settlement['status'], string> = { draft: 'blue', objected: 'orange', confirmed: 'orange', signed: 'green' }

export const shopKinds = { shop: '兑换点', desk: '社区服务台' } as const
export const wayNames = { qr: '扫码', typed: '输码', offline: '断网码', desk: '窗口' } as const
export const flagColours = { open: 'orange', cleared: 'default', confirmed: 'red' } as const
export const flagStatuses = { open: '待核实', cleared: '没有问题', confirmed: '确有问题' } as const
