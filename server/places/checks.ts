// What places may lack, for the data-quality page: drop-off points nobody answers for, years without their holidays.
import { addDays, dayOf } from '@shared/time'
import { now } from '../clock'
import type { QualityCheck } from '../feature'
import { HolidayYears, Sites } from './places.model'

/** So long before a year begins its holidays are usually announced, and deadlines begin to reach into it. */
const LOOK_AHEAD_DAYS = 45

export const placesChecks: readonly QualityCheck[] = [
  {
    code: 'SITE_WITHOUT_KEEPER',
    text: '点位没有桶长',
    link: '/sites?withoutKeeper=true',
    count: () =>
      Sites.countDocuments({ status: { $ne: 'archived' }, kind: 'drop_off', keeperSealed: { $exists: false } }).exec(),
  },
  {
    code: 'HOLIDAYS_UNKNOWN',
    text: '年份的节假日安排还没有公布',
    link: '/calendar',
    count: async () => {
      const years = [...new Set([dayOf(now()), addDays(dayOf(now()), LOOK_AHEAD_DAYS)].map((day) => day.slice(0, 4)))]
      const known = await HolidayYears.countDocuments({ year: { $in: years.map(Number) }, status: 'published' })
      return years.length - known
    },
  },
]
