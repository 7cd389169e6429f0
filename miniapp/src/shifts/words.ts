// Words of shifts on the phone.
import type { MyShift, Shift } from '@shared/shifts/contract'
import type { BookingState } from '@shared/shifts/vocabulary'
import { clockOf, showDay } from '@shared/time'

type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'booked'

/** In the words of the console. */
export const belowText = (below: number): string => `至少还要${below}人`

/** The mark beside a shift. */
export function needOf({ status, below, missing }: Shift): { text: string; tone: Tone } {
  if (status === 'cancelled') return { text: '已取消', tone: 'bad' }
  if (below > 0) return { text: belowText(below), tone: 'bad' }
  return missing > 0 ? { text: `差${missing}人`, tone: 'warn' } : { text: '已满', tone: 'neutral' }
}

/** "离您家300米，组长陈*" */
export const whereText = ({ metres, lead, address }: Shift): string =>
  [
    metres === null ? address : metres < 1000 ? `离您家${metres}米` : `离您家${(metres / 1000).toFixed(1)}公里`,
    lead ? `组长${lead}` : '组长待定',
  ]
    .filter(Boolean)
    .join('，')

export const stateTone: Readonly<Record<BookingState, Tone>> = {
  booked: 'booked',
  waiting: 'neutral',
  offered: 'warn',
  cancelled: 'neutral',
  lapsed: 'neutral',
  handedOver: 'neutral',
  calledOff: 'bad',
}

export const whenText = ({ day, from, to }: Pick<MyShift, 'day' | 'from' | 'to'>): string =>
  `${showDay(day)} ${from}～${to}`

export const clockText = (instant: string): string => clockOf(new Date(instant))

/** "一" … "日" */
export const weekdayOf = (day: string): string => showDay(day).slice(-1)
