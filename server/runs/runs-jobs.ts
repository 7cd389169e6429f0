// The clockwork of runs: tomorrow is planned at 16:05, later bookings are inserted every minute, and whoever is no
// longer crew leaves the runs to come. Each may run twice for its slot and changes nothing more.
import { addDays, dayOf } from '@shared/time'
import { now } from '../clock'
import { defineJob, type Job } from '../jobs'
import { clearFormerCrew } from './crew-rights'
import { planWholeDay } from './planning'

/** From this time on tomorrow is planned. */
export const PLANNED_AT = '16:05'

/** At the cut-off: everything confirmed for the day after the slot becomes runs. */
export const planPickups = defineJob({
  name: 'runs.planDay',
  title: '排第二天的收运班次',
  formerly: ['planPickups'],
  every: 'day',
  at: PLANNED_AT,
  lookBack: 1,
  run: async (slot, { progress }) => {
    const day = addDays(slot, 1)
    return day < dayOf(now()) ? { runs: 0, stops: 0 } : planWholeDay(day, progress)
  },
})

/** Bookings that came after the planning (recyclables of the same day, amended ones) go into the runs that exist. */
export const insertLatePickups = defineJob({
  name: 'runs.insertLate',
  title: '把新预约排进已有班次',
  formerly: ['insertLatePickups'],
  every: 'minute',
  lookBack: 1,
  run: async (minute) => {
    const [day = '', clock = ''] = minute.split('T')
    const days = (clock >= PLANNED_AT ? [day, addDays(day, 1)] : [day]).filter((each) => each >= dayOf(now()))
    const total = { runs: 0, stops: 0 }
    for (const each of days) {
      const { runs, stops } = await planWholeDay(each)
      total.runs += runs
      total.stops += stops
    }
    return total
  },
})

export const runJobs: readonly Job[] = [planPickups, insertLatePickups, clearFormerCrew]
