// How instants and numbers are shown in the console: Shanghai time, units beside the number.
import { dayOf, clockOf, showInstant } from '@shared/time'

/** "2026-11-22 19:12" in Shanghai. */
export const fullTime = (iso: string | null): string =>
  iso ? `${dayOf(new Date(iso))} ${clockOf(new Date(iso))}` : '—'
/** "11月22日 19:12" */
export const shortTime = (iso: string | null): string => (iso ? showInstant(new Date(iso)) : '—')
/** "2026-11" → "2026年11月" */
export const longMonth = (month: string): string => `${month.slice(0, 4)}年${Number(month.slice(5, 7))}月`
/** "2028-11-30" → "2028年11月30日", for a day so far off that its weekday says nothing. */
export const longDay = (day: string): string => `${longMonth(day)}${Number(day.slice(8, 10))}日`
/** 12345 → "12,345" */
export const withCommas = (value: number): string => value.toLocaleString('zh-CN')
