// Days of a saved view that count from the day on which it is opened: "@0" is that day, "@-6" six days before it.
import { addDays, daysBetween, type Day } from '@shared/time'

const FARTHEST = 400
type Filters = Readonly<Record<string, string>>
const isDay = (value: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(value)

/** Days become distances from today. */
export const asRelative = (filters: Filters, today: Day): Record<string, string> =>
  mapped(filters, (value) => {
    const distance = isDay(value) ? daysBetween(today, value) : Number.NaN
    return Math.abs(distance) <= FARTHEST ? `@${distance}` : value
  })

/** Distances become days. */
export const asDays = (filters: Filters, today: Day): Record<string, string> =>
  mapped(filters, (value) => (/^@-?\d{1,3}$/.test(value) ? addDays(today, Number(value.slice(1))) : value))

const mapped = (filters: Filters, change: (value: string) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, change(value)]))
