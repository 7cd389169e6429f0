// Which days and windows a pickup can be booked for, and what the date screen says about them.
// Pure; days are Shanghai days. The figures are the area's (shared/places/settings.ts); nothing here knows capacity.
import type { ErrorCode } from '../errors'
import type { BookingRules } from '../places/settings'
import {
  addDays,
  clockOf,
  dayOf,
  daysBetween,
  instantAt,
  isCalendarKnown,
  showDay,
  weekdayOf,
  type Clock,
  type Day,
  type WorkCalendar,
} from '../time'
import type { PickupKind } from './schemas'

export type DateRules = Pick<BookingRules, 'lookAheadDays' | 'cutoffClock' | 'promiseCutoffClock' | 'promiseHours'>
export type FestivalStretch = { name: string; from: Day; to: Day; text: string }

/** A window of today is offered only while at least so many minutes of it remain for the crew to come. */
export const SAME_DAY_LEAD_MINUTES = 60
export const UNKNOWN_CALENDAR_NOTE = '节假日安排未公布，可能调整'

/**
 * The first day that can be booked now. Recyclables: today while asked before the promise's cut-off (12:00), else
 * tomorrow. Everything else: tomorrow until the cut-off (16:00, to the minute: at 16:00 it is over), else the day
 * after.
 */
export function firstDay(now: Date, kind: PickupKind, rules: DateRules): Day {
  const today = dayOf(now)
  const clock = clockOf(now)
  if (kind === 'recyclable') return clock < rules.promiseCutoffClock ? today : addDays(today, 1)
  return addDays(today, clock < rules.cutoffClock ? 1 : 2)
}

/** The last day that can be booked now. */
export const lastDay = (now: Date, rules: DateRules): Day => addDays(dayOf(now), rules.lookAheadDays)

/** Why this window cannot be booked now by the calendar alone, or null. `to` is the window's end. */
export function dateRefusal(day: Day, to: Clock, now: Date, kind: PickupKind, rules: DateRules): ErrorCode | null {
  if (day < firstDay(now, kind, rules)) return 'PICKUP_TOO_LATE'
  if (day > lastDay(now, rules)) return 'PICKUP_TOO_FAR_AHEAD'
  const last = instantAt(day, to).getTime() - SAME_DAY_LEAD_MINUTES * 60_000
  return now.getTime() <= last ? null : 'PICKUP_TOO_LATE'
}

/** What the date screen says about the promise. */
export function promiseText(rules: DateRules): string {
  if (rules.promiseHours !== null) return `可回收物预约后${rules.promiseHours}小时内上门（有空余时段时）`
  return `${rules.promiseCutoffClock} 前预约，当天上午上门；之后预约，第二天上午上门（有空余时段时）`
}

/** "今天", "明天", "后天", else "11月24日 周二"; always with the date, so that nobody has to count. */
export function dayLabel(day: Day, today: Day): string {
  const near = ['今天', '明天', '后天'][daysBetween(today, day)]
  return near ? `${near}（${showDay(day)}）` : showDay(day)
}

const MADE_UP = '调休上班日'

/**
 * What is special about a day: a festival's own text, a make-up workday, a holiday, or a calendar nobody has announced
 * yet.
 */
export function dayNote(day: Day, calendar: WorkCalendar, festivals: readonly FestivalStretch[]): string | null {
  const festival = festivals.find((stretch) => stretch.from <= day && day <= stretch.to)
  if (festival) return festival.text
  if (!isCalendarKnown(day, calendar)) return UNKNOWN_CALENDAR_NOTE
  const exception = calendar.days[day]
  if (exception === 'holiday') return '法定节假日'
  return exception === 'workday' ? MADE_UP : null
}

/** On a Saturday that is worked instead of another day, whether somebody comes is what people want to know. */
export const noteWithService = (note: string | null, isServed: boolean): string | null =>
  note === MADE_UP ? `${note}，${isServed ? '照常收运' : '这里当天不收运'}` : note

export const isServiceDay = (
  day: Day,
  round: { weekdays: readonly number[]; validFrom: Day; validUntil: Day | null },
): boolean =>
  round.weekdays.includes(weekdayOf(day)) &&
  round.validFrom <= day &&
  (round.validUntil === null || day <= round.validUntil)

/** All days from `from` to `to`. */
export const daysFrom = (from: Day, to: Day): Day[] =>
  Array.from({ length: Math.max(0, daysBetween(from, to) + 1) }, (_unused, index) => addDays(from, index))
