// What is true about a complaint: its number, its day, what may follow. Pure.
import { addWorkingDays, type Day, type WorkCalendar } from '../time'
import type { ComplaintStatus } from './complaints-contract'

/** Taken up again once, within so many days of the answer. */
export const REOPEN_DAYS = 7

/** "TS20261123-0007": the seventh of that day. */
export const complaintNumber = (day: Day, count: number): string =>
  `TS${day.replaceAll('-', '')}-${String(count).padStart(4, '0')}`

/** "SP20261201-0003": the third report of that day. */
export const reportNumber = (day: Day, count: number): string => complaintNumber(day, count).replace('TS', 'SP')

/** As it is stored, from what somebody typed or heard; null for another number. */
export function asComplaintNumber(typed: string): string | null {
  const [, kind, day, count] =
    /^(TS|SP)(\d{8})(\d{4,6})$/.exec(
      typed
        .normalize('NFKC')
        .toUpperCase()
        .replace(/[\s\-–—]/g, ''),
    ) ?? []
  return kind && day && count ? `${kind}${day}-${count}` : null
}

/**
 * @param workingDays the area's promise (settings, office.complaintWorkingDays), from the day it was made or taken up
 * once more
 */
export const answerDueOn = (day: Day, workingDays: number, calendar: WorkCalendar): Day =>
  addWorkingDays(day, workingDays, calendar)

export const mayAnswer = (status: ComplaintStatus): boolean => status === 'waiting' || status === 'reopened'
/** Once, while the answer is fresh. */
export const mayReopen = (status: ComplaintStatus, answeredAt: Date | null, now: Date): boolean =>
  status === 'answered' && answeredAt !== null && now.getTime() < answeredAt.getTime() + REOPEN_DAYS * 86_400_000
/** The second answer closes it. */
export const afterAnswer = (status: ComplaintStatus): ComplaintStatus => (status === 'reopened' ? 'closed' : 'answered')
