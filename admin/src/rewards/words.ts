// How codes of redeeming read in Chinese, and in which colour the word stands.
import { statusTexts } from '@shared/rewards/machine'
import { disputeTexts, kindNames } from '@shared/rewards/rules'
import type { RedemptionStatus, Settlement } from '@shared/rewards/schemas'

const options = <T extends string>(names: Readonly<Record<T, string>>): { value: T; label: string }[] =>
  (Object.entries(names) as [T, string][]).map(([value, label]) => ({ value, label }))

export const kindOptions = options(kindNames)

type OpenStatus = 'open' | 'paused' | 'ended'
export const openNames: Record<OpenStatus, string> = { open: '正常', paused: '暂停', ended: '已下架' }
export const openColours: Record<OpenStatus, string> = { open: 'green', paused: 'orange', ended: 'default' }
export const openOptions = options(openNames)

export const redemptionOptions = options(statusTexts)
export const redemptionColours: Record<RedemptionStatus, string> = {
  held: 'blue',
  captured: 'green',
  cancelled: 'default',
  lapsed: 'default',
  disputed: 'orange',
  upheld: 'orange',
  kept: 'green',
}

export const disputeOptions = options(disputeTexts)

export const settlementNames: Record<Settlement['status'], string> = {
  draft: '待兑换点确认',
  objected: '兑换点有异议',
  confirmed: '待复核签字',
  signed: '已签字',
}
export const settlementColours: Record<Settlement['status'], string> = {
  draft: 'blue',
  objected: 'orange',
  confirmed: 'orange',
  signed: 'green',
}

export const shopKinds = { shop: '兑换点', desk: '社区服务台' } as const
export const flagColours = { open: 'orange', cleared: 'default', confirmed: 'red' } as const
export const flagStatuses = { open: '待核实', cleared: '没有问题', confirmed: '确有问题' } as const
