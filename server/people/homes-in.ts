// Households of some buildings of a place, for telling all of them: ids only, no address leaves here.
import { buildingIndexOf } from './household-records'
import { Households } from './households.model'

/** Behind an id, by id. @param buildings as `normaliseAddress` writes them; none: all of the place */
export async function householdsIn(
  placeId: string,
  buildings: readonly string[],
  after: string,
  limit: number,
): Promise<string[]> {
  const which =
    buildings.length > 0 ? { buildingIndex: { $in: buildings.map((each) => buildingIndexOf(placeId, each)) } } : {}
  const found = await Households.find({ placeId, status: 'active', ...which, _id: { $gt: after } }, { _id: 1 })
    .sort({ _id: 1 })
    .limit(limit)
    .lean<{ _id: string }[]>()
  return found.map(({ _id }) => _id)
}
