// Error codes of farms' returns.
import type { ErrorTable } from '../error-kinds'

export const farmErrors = {
  FARM_SITE_WRONG: { kind: 'refused', text: '请选正在用的农资回收点' },
  FARM_DAY_WRONG: { kind: 'refused', text: '只能登记今天和最近31天的回收' },
  FARM_TOO_MUCH: { kind: 'refused', text: '数量太大了，请核对；农膜按克填写的重量也请看一下' },
} as const satisfies ErrorTable
