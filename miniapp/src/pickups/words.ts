// Days, windows and states of a pickup in plain words for residents. Pure; the figures come from the server.
// Invariant: a date always carries its weekday, a clock time its half of the day.
import type { BookingAction, BookingStatus, PickupKind } from '@shared/pickups/schemas'
import { addDays, daysBetween, showDay, type Clock, type Day } from '@shared/time'
import type { Step } from '@/ui/layout'

const halfOf = (clock: Clock): string =>
  clock < '12:00' ? '上午' : clock < '13:00' ? '中午' : clock < '18:00' ? '下午' : '晚上'

/** "15:30" → "下午3:30"; "24:00" → "夜里12:00". */
export function showClock(clock: Clock): string {
  if (clock === '24:00') return '夜里12:00'
  const [hours = '0', minutes = '00'] = clock.split(':')
  const hour = Number(hours)
  return `${halfOf(clock)}${hour > 12 ? hour - 12 : hour}:${minutes}`
}

/**
 * "08:00", "12:00" → "上午8:00–12:00"; the half of the day is said again only when it changes; a morning ends at 12:00,
 * an afternoon at 6:00.
 */
export function showWindow(from: Clock, to: Clock): string {
  const end = showClock(to)
  const isSame =
    (halfOf(from) === halfOf(to) && to !== '24:00') ||
    (halfOf(from) === '上午' && to === '12:00') ||
    (halfOf(from) === '下午' && to === '18:00')
  return `${showClock(from)}–${isSame ? end.slice(2) : end}`
}

/** "11月24日 周二 上午8:00–10:00" */
export const showWhen = (day: Day, from: Clock, to: Clock): string => `${showDay(day)} ${showWindow(from, to)}`

/** "今天" · "明天" · "后天", else null. */
export const nearDay = (day: Day, today: Day): string | null =>
  ['今天', '明天', '后天'][daysBetween(today, day)] ?? null

/** When the things may be put out: not before the evening before. */
export const putOutText = (day: Day, from: Clock): string =>
  `${showDay(addDays(day, -1))}傍晚以后再放出来,${showDay(day)}${showClock(from)}以前放好`

export const kindTitles: Readonly<Record<PickupKind, { title: string; note: string }>> = {
  bulky: { title: '大件垃圾', note: '沙发、床、柜子、床垫' },
  appliance: { title: '废旧家电', note: '冰箱、洗衣机、电视' },
  recyclable: { title: '可回收物', note: '纸箱、瓶子、旧衣、废铁' },
  hazardous: { title: '有害垃圾', note: '电池、灯管、过期药、油漆' },
}
export const pickupKinds = ['bulky', 'appliance', 'recyclable', 'hazardous'] as const satisfies readonly PickupKind[]
export const isPickupKind = (value: unknown): value is PickupKind => pickupKinds.includes(value as PickupKind)

type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'info'
const tones: Partial<Record<BookingStatus, Tone>> = {
  confirmed: 'good',
  assigned: 'good',
  en_route: 'info',
  arrived: 'info',
  collected: 'good',
  settled: 'good',
  partly_collected: 'warn',
  not_presented: 'bad',
  no_access: 'bad',
  refused: 'bad',
  missed: 'warn',
  revisit_due: 'warn',
  held: 'warn',
}
export const toneOf = (status: BookingStatus): Tone => tones[status] ?? 'neutral'

/** What to expect in a state, in one sentence. */
export const nextTexts: Readonly<Record<BookingStatus, string>> = {
  held: '还没有确认,请接着填完',
  confirmed: '上门前一天会安排好班组并通知您',
  assigned: '班组已安排好,当天会告诉您更准的到达时间',
  en_route: '收运员正在来的路上,请把东西放到说好的地方',
  arrived: '收运员已经到了',
  collected: '东西已经收走,正在结算',
  partly_collected: '收走了一部分,原因见下面',
  not_presented: '收运员来过,没有见到东西',
  no_access: '收运员来过,没能进去',
  refused: '收运员来过,没能收走,原因见下面',
  settled: '已经办完了',
  cancelled: '这次预约已取消',
  cancelled_by_operator: '运营方取消了这次预约,不收费用',
  lapsed: '没有确认,时段已放开',
  missed: '已登记漏收,会安排补收并通知您日期',
  revisit_due: '补收已安排好,请留意日期',
}

const path = ['confirmed', 'assigned', 'en_route', 'arrived', 'collected', 'settled'] as const
const pathTitles: Readonly<Record<(typeof path)[number], string>> = {
  confirmed: '已预约',
  assigned: '安排好班组',
  en_route: '收运员出发',
  arrived: '收运员到达',
  collected: '收走',
  settled: '结算完成',
}
const failed: readonly BookingStatus[] = [
  'not_presented',
  'no_access',
  'refused',
  'cancelled',
  'cancelled_by_operator',
  'lapsed',
  'missed',
]

/**
 * How far a booking has come, as steps from top to bottom.
 * @param failedBefore it was settled after a stop that was not collected
 */
export function stepsOf(status: BookingStatus, statusText: string, failedBefore = false): Step[] {
  const step = (title: string, state: Step['state']): Step => ({ title, state })
  if (failed.includes(status) || (status === 'settled' && failedBefore)) {
    const open: Step[] = status === 'missed' ? [step('安排补收', 'next')] : []
    return [
      step(pathTitles.confirmed, 'done'),
      step(status === 'settled' ? '这次没有收成' : statusText, 'failed'),
      ...open,
    ]
  }
  if (status === 'revisit_due')
    return [
      step(pathTitles.confirmed, 'done'),
      step('已登记漏收', 'done'),
      step(statusText, 'now'),
      step('收走', 'next'),
    ]
  if (status === 'held') return [step(statusText, 'now'), step(pathTitles.confirmed, 'next')]
  const at = path.indexOf(status === 'partly_collected' ? 'collected' : (status as (typeof path)[number]))
  return path.map((one, i) => ({
    title: one === 'collected' && status === 'partly_collected' ? statusText : pathTitles[one],
    state: i < at || status === 'settled' ? 'done' : i === at ? 'now' : 'next',
  }))
}

/** Statuses in which something may change within minutes. */
export const isLive = (status: BookingStatus): boolean =>
  ['confirmed', 'assigned', 'en_route', 'arrived'].includes(status)

export const actionTitles: Partial<Record<BookingAction, string>> = {
  amend: '修改预约',
  cancel: '取消预约',
  reportMissed: '没有人来,要求补收',
  contest: '对重量、原因或费用有不同意见',
  rate: '评价这次服务',
}
