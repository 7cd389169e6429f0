// Calendar arithmetic on given instants. Days are Asia/Shanghai calendar days, fixed at +08:00 (no daylight saving
// since 1991), because phones lack full `Intl`. Nothing here reads a clock.
import dayjs from 'dayjs'
import utc from 'dayjs/plugin/utc'
import * as z from './z'

dayjs.extend(utc)
const OFFSET_MINUTES = 480

/** Days and months are of the years 1900 to 2199, so that those beside them have four figures too. */
export const Day = z
  .string()
  .regex(/^(19|20|21)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, '日期应形如 2026-11-22')
  .refine(isRealDay, '没有这一天')
export const Month = z.string().regex(/^(19|20|21)\d{2}-(0[1-9]|1[0-2])$/, '月份应形如 2026-11')
/** Clock time of day "HH:mm"; "24:00" ends a window at midnight. */
export const Clock = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, '时间应形如 08:30')
/** An instant in answers, and as devices say it: ISO 8601 in UTC. */
export const Instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/, '时刻格式不对')
  .refine((text) => !Number.isNaN(Date.parse(text)), '没有这个时刻')
export type Day = string
export type Month = string
export type Clock = string

const local = (instant: Date) => dayjs(instant).utcOffset(OFFSET_MINUTES)
/**
 * ISO text of the local time. By hand, since lists ask it several times a line and a dayjs object costs ten times as
 * much.
 */
const localText = (instant: Date): string => new Date(instant.getTime() + OFFSET_MINUTES * 60_000).toISOString()
const noon = (day: Day) => dayjs.utc(`${day}T12:00:00Z`)
/** By hand for the same reason: the windows of a site are worked out for every bag. */
const noonAfter = (day: Day, days = 0): Date =>
  new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)) + days, 12))

function isRealDay(day: string): boolean {
  return noon(day).format('YYYY-MM-DD') === day
}

/** The Shanghai calendar day an instant falls in. */
export const dayOf = (instant: Date): Day => localText(instant).slice(0, 10)
/** The Shanghai month of a day. */
export const monthOf = (day: Day): Month => day.slice(0, 7)
/** "HH:mm" in Shanghai. */
export const clockOf = (instant: Date): Clock => localText(instant).slice(11, 16)
/** The instant of a clock time on a Shanghai day; "24:00" is the next midnight. */
export const instantAt = (day: Day, clock: Clock): Date =>
  clock === '24:00' ? instantAt(addDays(day, 1), '00:00') : new Date(`${day}T${clock}:00+08:00`)
export function addDays(day: Day, days: number): Day {
  const to = noonAfter(day, days)
  return Number.isNaN(to.getTime()) ? 'Invalid Date' : to.toISOString().slice(0, 10)
}
/** What is planned begins at most so many days ahead, two years: a later day is a slip of the keys. Our choice. */
const MOST_AHEAD_DAYS = 731
/** Why nothing is planned for a day yet, or null. */
export const tooFarAhead = (day: Day, today: Day): string | null =>
  day > addDays(today, MOST_AHEAD_DAYS) ? '最多提前两年，请看看年份有没有写错' : null
export const addMonths = (month: Month, months: number): Month =>
  dayjs.utc(`${month}-01T12:00:00Z`).add(months, 'month').format('YYYY-MM')
/** Whole days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => noon(to).diff(noon(from), 'day')
/** 1 = Monday … 7 = Sunday (ISO 8601). */
export const weekdayOf = (day: Day): number => noonAfter(day).getUTCDay() || 7
export const lastDayOf = (month: Month): Day => addDays(`${addMonths(month, 1)}-01`, -1)
export const addMinutes = (instant: Date, minutes: number): Date => new Date(instant.getTime() + minutes * 60_000)

/** "11月22日 周日" */
export function showDay(day: Day): string {
  return `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日 周${'一二三四五六日'.charAt(weekdayOf(day) - 1)}`
}

/** "11月22日", where its weekday says nothing. */
export const monthDay = (day: Day): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`

/** "2026-11" → "2026年11月" */
export const longMonth = (month: Month): string => `${month.slice(0, 4)}年${Number(month.slice(5, 7))}月`
/** "2028-11-30" → "2028年11月30日", for a day so far off that its weekday says nothing. */
export const longDay = (day: Day): string => `${longMonth(day)}${Number(day.slice(8, 10))}日`
/** "2026-11-22 19:12" in Shanghai. */
export const fullInstant = (instant: Date): string => `${dayOf(instant)} ${clockOf(instant)}`

/** "11月22日 19:12" in Shanghai. */
export function showInstant(instant: Date): string {
  const at = local(instant)
  return `${at.month() + 1}月${at.date()}日 ${at.format('HH:mm')}`
}

/**
 * The calendar of working days: an uploaded table, since the State Council announces each year's holidays the autumn
 * before. `days` holds only exceptions (a weekday that is off, a weekend day that is worked); beyond `knownUntil`
 * nothing is announced yet.
 */
export type WorkCalendar = { knownUntil: Day; days: Readonly<Record<Day, 'holiday' | 'workday'>> }

/** Working day by the table, else Monday to Friday. */
export function isWorkingDay(day: Day, calendar: WorkCalendar): boolean {
  const exception = calendar.days[day]
  return exception ? exception === 'workday' : weekdayOf(day) <= 5
}

/** The `count`-th working day after `day` (not counting `day`). */
export function addWorkingDays(day: Day, count: number, calendar: WorkCalendar): Day {
  let at = day
  for (let left = count; left > 0;) {
    at = addDays(at, 1)
    if (isWorkingDay(at, calendar)) left -= 1
  }
  return at
}

/** False where the year's arrangement is not announced yet: the screen then says so. */
export const isCalendarKnown = (day: Day, calendar: WorkCalendar): boolean => day <= calendar.knownUntil
