// Kinds, states and duties of a pickup in plain words for residents. Pure; the figures come from the server.
import type { BookingAction, BookingStatus, BookingSummary, PickupKind } from '@shared/pickups/schemas'
import { DOOR_STAND } from '@shared/pickups/stands'
import { addDays, instantAt, showDay, type Clock, type Day } from '@shared/time'
import { nearDay, showClock, showWindow } from '../lib/when'
import type { IconName } from '@/ui/icon-names'
import type { Step } from '@/ui/layout'

/**
 * "预计上午9:10～9:40到，前面还有2家". @param status who is first in a run that nobody has begun is not "next"
 */
export function arrivalText(
  { from, to, stopsBefore }: { from: Clock; to: Clock; stopsBefore: number },
  status: BookingStatus,
): string {
  const place = stopsBefore > 0 ? `前面还有${stopsBefore}家` : status === 'en_route' ? '下一家就是您' : '您是第1家'
  return `预计${showWindow(from, to)}到，${place}`
}

/**
 * The same for who looks at it today: "明天傍晚再搬到单元楼门外，别挡楼道". @param standsAt where they will stand, when it is
 * known
 */
export function putOutShort(day: Day, from: Clock, today: Day, standsAt?: string): string {
  if (standsAt === DOOR_STAND) return `${nearDay(day, today) ?? showDay(day)}在家等，师傅到了再开门搬`
  const where = standsAt ? `搬到${standsAt}` : '搬出来'
  if (today >= day) return `${showClock(from)}以前${where}，别挡楼道`
  const eve = addDays(day, -1)
  return `${nearDay(eve, today) ?? showDay(eve)}傍晚再${where}，别挡楼道`
}

/** When the things may be put out: not before the evening before; fetched upstairs, not at all. */
export const putOutText = (day: Day, from: Clock, standsAt?: string): string =>
  standsAt === DOOR_STAND
    ? `${showDay(day)}在家等，师傅到了再开门搬`
    : `${showDay(addDays(day, -1))}傍晚以后再放出来，${showDay(day)}${showClock(from)}以前放好`

export const kindTitles: Readonly<Record<PickupKind, { title: string; note: string }>> = {
  bulky: { title: '大件垃圾', note: '沙发、床、柜子、床垫' },
  appliance: { title: '废旧家电', note: '冰箱、洗衣机、电视' },
  recyclable: { title: '可回收物', note: '纸箱、瓶子、旧衣、废铁' },
  hazardous: { title: '有害垃圾', note: '电池、灯管、过期药、油漆' },
}
export const pickupKinds = ['bulky', 'appliance', 'recyclable', 'hazardous'] as const satisfies readonly PickupKind[]
export const isPickupKind = (value: unknown): value is PickupKind => pickupKinds.includes(value as PickupKind)

type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'info' | 'booked'
const tones: Partial<Record<BookingStatus, Tone>> = {
  confirmed: 'booked',
  assigned: 'booked',
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

const icons: Partial<Record<BookingStatus, IconName>> = {
  confirmed: 'check',
  assigned: 'calendar-check',
  en_route: 'truck',
  arrived: 'map-pin',
  collected: 'circle-check',
  settled: 'circle-check',
  missed: 'alert-triangle',
  revisit_due: 'clock',
  held: 'clock',
}
/** The sign of a state, as a property of its tag. */
export const iconOf = (status: BookingStatus): { icon?: IconName } => {
  const icon = icons[status]
  return icon ? { icon } : {}
}

/** What to expect in a state, in one sentence; see `nextText`. */
export const nextTexts: Readonly<Record<BookingStatus, string>> = {
  held: '还没有确认，请接着填完',
  confirmed: '上门前一天会安排好班组并通知您',
  assigned: '班组已安排好，当天会告诉您更准的到达时间',
  en_route: '收运员正在来的路上，请把东西放到说好的地方',
  arrived: '收运员已经到了',
  collected: '东西已经收走，正在结算',
  partly_collected: '收走了一部分，原因见下面',
  not_presented: '收运员来过，没有见到东西',
  no_access: '收运员来过，没能进去',
  refused: '收运员来过，没能收走，原因见下面',
  settled: '已经办完了',
  cancelled: '这次预约已取消',
  cancelled_by_operator: '运营方取消了这次预约，不收费用',
  lapsed: '没有确认，时段已放开',
  missed: '已登记漏收，会安排补收并通知您日期',
  revisit_due: '补收已安排好，请留意日期',
}

/**
 * What to expect of a booking now. Once its window is over nothing of "that day" is promised any more: what the crew
 * did may not have come in yet, or nobody came.
 */
export function nextText({ status, day, to }: Pick<BookingSummary, 'status' | 'day' | 'to'>, now: Date): string {
  const isOver = now >= instantAt(day, to)
  const isWaited = status === 'confirmed' || status === 'assigned' || status === 'en_route'
  return isOver && isWaited ? '约好的时间已经过了，还没有收到收运记录；没有人来的话，可以报漏收' : nextTexts[status]
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
  correctContact: '改联系人或电话',
  cancel: '取消预约',
  reportMissed: '没有人来，要求补收',
  contest: '对重量、原因或费用有不同意见',
  rate: '评价这次服务',
}
