// What cells read of shifts: those of a place that are over, and whether anybody whose hours are verified was there.
import type { Day } from '@shared/time'
import { now } from '../clock'
import { ShiftBookings, Shifts, type ShiftBooking, type ShiftRecord } from './shifts.model'

export type CountedShift = { id: string; day: Day; isGuided: boolean; people: number }

/** By day, then hour. One that was cancelled counts nowhere. */
export async function countedShifts(placeId: string, from: Day, to: Day): Promise<CountedShift[]> {
  const shifts = await Shifts.find({
    placePath: placeId,
    day: { $gte: from, $lte: to },
    status: 'planned',
    endsAt: { $lte: now() },
  })
    .sort({ day: 1, from: 1, _id: 1 })
    .lean<Pick<ShiftRecord, '_id' | 'day'>[]>()
  const there = await ShiftBookings.find(
    {
      placePath: placeId,
      day: { $gte: from, $lte: to },
      standing: 'verified',
      minutes: { $gt: 0 },
      as: { $ne: 'trainee' },
    },
    { shiftId: 1 },
  ).lean<Pick<ShiftBooking, '_id' | 'shiftId'>[]>()
  const people = new Map<string, number>()
  for (const { shiftId } of there) people.set(shiftId, (people.get(shiftId) ?? 0) + 1)
  return shifts.map(({ _id, day }) => {
    const count = people.get(_id) ?? 0
    return { id: _id, day, isGuided: count > 0, people: count }
  })
}
