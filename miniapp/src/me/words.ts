// Days far away, which need their year; and how a contest stands.
import { showDay, type Day } from '@shared/time'

/** "2027年11月23日 周二" */
export const fullDay = (day: Day): string => `${day.slice(0, 4)}年${showDay(day)}`

/** "2026年11月" */
export const fullMonth = (month: string): string => `${month.slice(0, 4)}年${Number(month.slice(5, 7))}月`

export const contestTones = {
  open: { tone: 'info', name: '处理中' },
  reversed: { tone: 'good', name: '已更正' },
  kept: { tone: 'neutral', name: '维持' },
  added: { tone: 'good', name: '已补' },
} as const
