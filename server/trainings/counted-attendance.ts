// What cells read of trainings: who of some people was at which session in a span, and whether they passed.
import { qualifies } from '@shared/trainings/rules'
import type { Day } from '@shared/time'
import { Attendances, type AttendanceRecord } from './trainings.model'

export type CountedAttendance = { id: string; sessionId: string; personId: string; day: Day; counts: boolean }

/** By day, then id. Who failed a test was there, but does not count. */
export async function countedAttendance(
  personIds: readonly string[],
  from: Day,
  to: Day,
): Promise<CountedAttendance[]> {
  const found = await Attendances.find({ personId: { $in: [...personIds] }, on: { $gte: from, $lte: to } })
    .sort({ on: 1, _id: 1 })
    .lean<AttendanceRecord[]>()
  return found.map(({ _id, sessionId, personId, on, result, isTested }) => ({
    id: _id,
    sessionId,
    personId,
    day: on,
    counts: qualifies(result, isTested),
  }))
}
