// Days and windows of a pickup in plain words. Pure. Invariant: a date always carries its weekday, a clock time its
// half of the day.
import { daysBetween, showDay, type Clock, type Day } from '@shared/time'

/** "上午" · "中午" · "下午" · "晚上" */
export const halfOf = (clock: Clock): string =>
  clock < '12:00' ? '上午' : clock < '13:00' ? '中午' : clock < '18:00' ? '下午' : '晚上'

/** "15:30" → "下午3:30"; "24:00" → "夜里12:00". */
export function showClock(clock: Clock): string {
  if (clock === '24:00') return '夜里12:00'
  const [hours = '0', minutes = '00'] = clock.split(':')
  const hour = Number(hours)
  return `${halfOf(clock)}${hour > 12 ? hour - 12 : hour}:${minutes}`
}

/**
 * "08:00", "12:00" → "上午8:00～12:00"; the half of the day is said again only when it changes; a morning ends at 12:00,
 * an afternoon at 6:00.
 */
export function showWindow(from: Clock, to: Clock): string {
  const end = showClock(to)
  const isSame =
    (halfOf(from) === halfOf(to) && to !== '24:00') ||
    (halfOf(from) === '上午' && to === '12:00') ||
    (halfOf(from) === '下午' && to === '18:00')
  return `${showClock(from)}～${isSame ? end.slice(2) : end}`
}

/** "11月24日 周二 上午8:00～10:00" */
export const showWhen = (day: Day, from: Clock, to: Clock): string => `${showDay(day)} ${showWindow(from, to)}`

/** "今天" · "明天" · "后天", else null. */
export const nearDay = (day: Day, today: Day): string | null =>
  ['今天', '明天', '后天'][daysBetween(today, day)] ?? null
