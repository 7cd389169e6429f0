// Documents that live at a place carry the place's path, so that who may see them is one index look-up. When a place
// gets another parent, they follow. What only records where something happened (entries, bookings that are over,
// complaints) keeps the path it was written with. Invariant: following is safe to repeat and to run twice at once; each
// step goes by the path that holds now, never by a remembered one.
import type { Model, QueryFilter, UpdateQuery } from 'mongoose'
import type { Document } from './db'

/** One collection that follows its places. */
export type Living = {
  name: string
  /**
   * Puts right at most `limit` documents at or below a place.
   * @param path the place's path as it is now, itself last @returns how many; 0 when all of them are right
   */
  follow: (path: readonly string[], limit: number) => Promise<number>
}

type Placed = Document & { placePath: string[] }

/** A collection whose `placePath` names the place and all above it. @param only documents that are not over yet */
export function living<T extends Placed>(model: Model<T>, only: QueryFilter<T> = {}): Living {
  return {
    name: model.modelName,
    follow: async (path, limit) => {
      const stale = { $and: [{ placePath: path.at(-1) }, staleAt('placePath', path), only] } as QueryFilter<T>
      const found = await model.find(stale, { _id: 1 }).limit(limit).lean<{ _id: string }[]>()
      if (found.length === 0) return 0
      const filter = { $and: [{ _id: { $in: found.map(({ _id }) => _id) } }, stale] } as QueryFilter<T>
      await model.updateMany(filter, { $set: abovePath('placePath', path) } as UpdateQuery<T>)
      return found.length
    },
  }
}

/**
 * Every level stands at the same depth in every path, so that what is above a place can be written position by
 * position.
 */
export const abovePath = (field: string, path: readonly string[]): Record<string, string> =>
  Object.fromEntries(path.slice(0, -1).map((id, depth) => [`${field}.${depth}`, id]))

const staleAt = (field: string, path: readonly string[]): object => ({
  $or: path.slice(0, -1).map((id, depth) => ({ [`${field}.${depth}`]: { $ne: id } })),
})
