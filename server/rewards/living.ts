// What of rewards lives at places: shops with their stock, nicknames, and goods, which belong to the nearest
// place above all places they are offered in.
import { living, type Living } from '../living'
import { placesByIds, type Place } from '../places/places'
import { Goods, Shops, Stocks, type GoodRecord } from './rewards.model'
import { CompoundHonours, Honours } from './settlements.model'

/** The path of the nearest place above all given ones. */
export function commonPath(places: readonly Pick<Place, 'path'>[]): string[] {
  const [first, ...rest] = places.map((place) => place.path)
  return (first ?? []).filter((id, depth) => rest.every((path) => path[depth] === id))
}

/** A good is offered in several places: one of them that moves may change what they have in common. */
const goods: Living = {
  name: Goods.modelName,
  follow: async (path, limit) => {
    const all = await Goods.find({}, { placeIds: 1, placePath: 1 }).lean<
      Pick<GoodRecord, '_id' | 'placeIds' | 'placePath'>[]
    >()
    const places = new Map((await placesByIds(all.flatMap((good) => good.placeIds))).map((place) => [place._id, place]))
    let done = 0
    for (const good of all) {
      const there = good.placeIds.flatMap((id) => places.get(id) ?? [])
      const right = commonPath(there)
      const isTouched = there.some((place) => place.path.includes(path.at(-1) ?? ''))
      if (done >= limit || !isTouched || right.join() === good.placePath.join()) continue
      await Goods.updateOne({ _id: good._id, placePath: good.placePath }, { $set: { placePath: right } })
      done += 1
    }
    return done
  },
}

export const rewardsAtPlaces: readonly Living[] = [
  living(Shops),
  living(Stocks),
  living(Honours),
  living(CompoundHonours),
  goods,
]
