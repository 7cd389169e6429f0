// The calendar of the lists as jobs: on day 3 a month is closed, every day what is due is published and mended. Each
// step is finished by the run's own status, so a job that runs again, late, or beside another server changes nothing
// twice.
import { dayOf } from '@shared/time'
import { now } from '../clock'
import { defineJob, type Job } from '../jobs'
import { installedCity } from '../places/places'
import { tellCalls } from './awards-call'
import { publishCredit } from './credit'
import { settleMending } from './mending'
import { publishDue } from './publishing'
import { closeMonth } from './run'

/** Months that are caught up after a time without a server. */
const CAUGHT_UP = 2

export const closeStandings = defineJob({
  name: 'standings.closeMonth',
  title: '红黑榜关账并发出预览',
  every: 'month',
  onDay: 3,
  at: '06:00',
  lookBack: CAUGHT_UP,
  run: async (period) => {
    const city = await installedCity()
    const closed = city ? await closeMonth(city, period) : null
    return { entries: closed?.entries ?? 0, told: closed?.told ?? 0 }
  },
})

export const publishStandings = defineJob({
  name: 'standings.publish',
  title: '红黑榜公布和整改跟踪',
  every: 'day',
  at: '09:00',
  lookBack: 1,
  run: async () => {
    const city = await installedCity()
    if (!city) return { published: 0, mended: 0, graded: 0 }
    const today = dayOf(now())
    return {
      published: await publishDue(city._id, today),
      mended: await settleMending(city._id, today),
      graded: await publishCredit(city._id, today),
    }
  },
})

export const callAwards = defineJob({
  name: 'standings.callAwards',
  title: '评优征集告知各户',
  every: 'day',
  at: '08:00',
  lookBack: 1,
  run: async (_slot, { progress }) => {
    const city = await installedCity()
    return { told: city ? await tellCalls(city._id, dayOf(now()), progress) : 0 }
  },
})

export const standingsJobs: readonly Job[] = [closeStandings, publishStandings, callAwards]
