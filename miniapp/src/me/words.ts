// Days far away, which need their year.
import { showDay, type Day } from '@shared/time'

/** "2027年11月23日 周二" */
export const fullDay = (day: Day): string => `${day.slice(0, 4)}年${showDay(day)}`
