// The number of a booking, to be read out on the telephone: two letters of the city, the day on which it was made, and
// how many came before it that day ("QC261202-0043"). It stays when the pickup moves to another day. Numbers may be
// left out, never given twice.
import type { Day } from '../time'

/** "QC261202": what the numbers of a city and a day have in common. @param letters two, A–Z */
export const numberHead = (letters: string, day: Day): string => `${letters}${day.slice(2).replaceAll('-', '')}`

/** @param count from 1; past 9,999 it has five figures */
export const bookingNumber = (head: string, count: number): string => `${head}-${String(count).padStart(4, '0')}`

/** As it is stored, from what somebody typed or heard: without regard to case, blanks and hyphens; null for another. */
export function asBookingNumber(typed: string): string | null {
  const plain = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-–—_]/g, '')
  const [, head, count] = /^([A-Z]{2}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(\d{4,6})$/.exec(plain) ?? []
  return head && count ? `${head}-${count}` : null
}
