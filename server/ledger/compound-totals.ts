// What the households of each compound have brought about, and what was given to its fund: for the roll of honour, once
// a day.
import { Accounts } from './accounts.model'

export type CompoundTotals = { placeId: string; carbonGrams: number; pointsGiven: number }

/** By compound (the last place of the members' path; a fund is named after its place). Reads every account once. */
export async function compoundTotals(): Promise<CompoundTotals[]> {
  const effects = await Accounts.aggregate<{ _id: string | null; carbonGrams: number }>([
    { $match: { _id: { $regex: '^(household|person):' } } },
    { $group: { _id: { $arrayElemAt: ['$placePath', -1] }, carbonGrams: { $sum: '$carbonGrams' } } },
  ])
  const funds = await Accounts.aggregate<{ _id: string; points: number }>([
    { $match: { _id: { $gte: 'fund:', $lt: 'fund;' } } },
    { $project: { points: 1 } },
  ])
  const totals = new Map<string, CompoundTotals>()
  const of = (placeId: string): CompoundTotals => totals.get(placeId) ?? { placeId, carbonGrams: 0, pointsGiven: 0 }
  for (const { _id, carbonGrams } of effects) if (_id) totals.set(_id, { ...of(_id), carbonGrams })
  for (const { _id, points } of funds)
    totals.set(_id.slice('fund:'.length), { ...of(_id.slice('fund:'.length)), pointsGiven: points })
  return [...totals.values()]
}
