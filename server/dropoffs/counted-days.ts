// What cells read of drop-offs: a compound's bags by day, its households that took part, and the days of one household.
import type { Day } from '@shared/time'
import { checksIn, correctIn } from './desk'
import { DayCounts, Days, type CountRecord, type DayRecord } from './dropoffs.model'

export type CountedDay = { id: string; day: Day; bags: number; correct: number }

/** Days of a compound with any bag, in their order. */
export async function countedDays(placeId: string, from: Day, to: Day): Promise<CountedDay[]> {
  const found = await DayCounts.find({ placePath: placeId, of: 'compound', day: { $gte: from, $lte: to } })
    .sort({ day: 1, _id: 1 })
    .lean<CountRecord[]>()
  return found.flatMap(({ _id, day, counts }) => {
    const bags = checksIn(counts)
    return bags === 0 ? [] : [{ id: _id, day, bags, correct: correctIn(counts) }]
  })
}

/** Households of a compound with a drop-off that counts, each with its last day. */
export async function householdsTakingPart(
  placeId: string,
  from: Day,
  to: Day,
): Promise<{ householdId: string; day: Day }[]> {
  const found = await Days.aggregate<{ _id: string; day: Day }>([
    { $match: { placeId, day: { $gte: from, $lte: to }, 'seen.0': { $exists: true } } },
    { $group: { _id: '$householdId', day: { $max: '$day' } } },
    { $sort: { _id: 1 } },
  ])
  return found.map(({ _id, day }) => ({ householdId: _id, day }))
}

/** Days on which a household dropped something off, in their order. */
export async function householdDays(householdId: string, from: Day, to: Day): Promise<{ id: string; day: Day }[]> {
  const found = await Days.find({ householdId, day: { $gte: from, $lte: to }, 'seen.0': { $exists: true } }, { day: 1 })
    .sort({ day: 1 })
    .lean<Pick<DayRecord, '_id' | 'day'>[]>()
  return found.map(({ _id, day }) => ({ id: _id, day }))
}
