// What waits for who dispatches: bookings that should be in a run by now, and runs that nobody is assigned to. Both
// have to be seen to before their day begins.
import { runsDesk } from '@shared/runs/desk-contract'
import { addDays, clockOf, dayOf, instantAt, showDay, type Day } from '@shared/time'
import type { QueryFilter } from 'mongoose'
import { now } from '../clock'
import { unplannedFrom } from '../pickups/bookings'
import { counted, countsOf, type Item, type Worker, type WorkRow } from '../work'
import { PLANNED_AT } from './runs-jobs'
import { Runs, type RunRecord } from './runs.model'

const board = (districtId: string, day: Day): string => `/board?placeId=${districtId}&day=${day}`

/** Jobs plan tomorrow in the afternoon and put what comes later into its runs: what is left over, a person looks at. */
async function unplanned({ places }: Worker): Promise<Item[]> {
  const today = dayOf(now())
  const to = clockOf(now()) > PLANNED_AT ? addDays(today, 1) : today
  return (await unplannedFrom(places, today, to)).map(({ districtId, day, count }) => ({
    id: `${districtId}:${day}`,
    text: `${showDay(day)}，${count}个预约还没有排进班次`,
    dueAt: instantAt(day, '00:00'),
    link: board(districtId, day),
  }))
}

const withoutCrew = ({ places }: Worker, day: object): QueryFilter<RunRecord> =>
  ({ placePath: { $in: [...places] }, day, crewIds: { $size: 0 }, status: 'planned' }) as QueryFilter<RunRecord>

export const runsWork: readonly WorkRow[] = [
  {
    kind: 'runs.unplanned',
    title: '预约待排班',
    may: runsDesk.planDay.may,
    count: async (worker) => countsOf(await unplanned(worker)),
    next: async (worker, limit) => (await unplanned(worker)).slice(0, limit),
  },
  {
    kind: 'runs.withoutCrew',
    title: '班次待安排班组',
    may: runsDesk.assignCrew.may,
    count: async (worker) => {
      const tomorrow = addDays(dayOf(now()), 1)
      const [late, today, later] = await Promise.all([
        counted(Runs, withoutCrew(worker, { $eq: dayOf(now()) })),
        counted(Runs, withoutCrew(worker, { $eq: tomorrow })),
        counted(Runs, withoutCrew(worker, { $gt: tomorrow })),
      ])
      return { late, today, later }
    },
    next: async (worker, limit) => {
      const runs = await Runs.find(withoutCrew(worker, { $gte: dayOf(now()) }))
        .sort({ day: 1, _id: 1 })
        .limit(limit)
        .lean<RunRecord[]>()
      return runs.map(({ _id, name, day, districtId }) => ({
        id: _id,
        text: `${showDay(day)} ${name}`,
        dueAt: instantAt(day, '00:00'),
        link: board(districtId, day),
      }))
    },
  },
]
