// How a job's slot and its counts read.
import { showDay } from '@shared/time'

/**
 * "2026-11-23T09:58" → "11月23日 周一 09:58", "…T09" → "… 09 时", "2026-10" → "2026年10月"; a slot that is no time has no
 * words.
 */
export function showSlot(slot: string): string {
  const month = /^(\d{4})-(\d{2})$/.exec(slot)
  if (month) return `${month[1]}年${Number(month[2])}月`
  const at = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2})(:\d{2})?)?$/.exec(slot)
  if (!at?.[1]) return '按需'
  return [showDay(at[1]), at[2] && (at[3] ? `${at[2]}${at[3]}` : `${at[2]} 时`)].filter(Boolean).join(' ')
}

const counts: Readonly<Record<string, string>> = {
  accounts: '账户',
  budgets: '预算',
  compounds: '小区',
  days: '天',
  differences: '差异',
  drafted: '新编制',
  entries: '流水',
  expired: '过期占位',
  facts: '记录',
  flags: '提示',
  freed: '放回',
  holders: '占位',
  lapsed: '过期',
  late: '超期',
  looked: '看过',
  missing: '缺记',
  notices: '消息',
  orphans: '多占',
  points: '积分',
  removed: '清理',
  runs: '班次',
  settled: '办结',
  shops: '兑换点',
  stops: '站',
  told: '通知',
  unlogged: '没有登记',
  written: '写入',
}

/** "班次 0,站 0" */
export const showCounts = (row: Readonly<Record<string, number>>): string =>
  Object.entries(row)
    .map(([name, count]) => `${counts[name] ?? name} ${count.toLocaleString('zh-CN')}`)
    .join('，')
