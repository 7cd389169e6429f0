// By when a finding is due, as people say it: a day that ends at midnight, else the hour.
import { clockOf, dayOf, monthDay, showInstant } from '../time'

/** "12月2日前", "12月2日 18:00前" */
export const dueWords = (at: Date): string =>
  clockOf(at) === '00:00' ? `${monthDay(dayOf(new Date(at.getTime() - 1)))}前` : `${showInstant(at)}前`
