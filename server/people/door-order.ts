// The order in which somebody walks from door to door: place, building, unit, room, 2栋 before 10栋. Addresses are
// sealed, so no index has it: what is put in order is unsealed first.
import type { AddressParts } from '@shared/people/addresses'
import { type QueryFilter } from 'mongoose'
import { pageOfSorted, type CountedPage, type PageInput } from '../paging'
import { unsealAddress } from './household-records'
import { Households, type Household } from './households.model'

const order = new Intl.Collator('zh-CN', { numeric: true })

/** @param placeName of whatever is put in order; the same for all where there is one place */
export function byDoor<T>(rows: readonly T[], partsOf: (row: T) => AddressParts, placeName: (row: T) => string): T[] {
  return rows
    .map((row) => {
      const { building, unit, room, sub } = partsOf(row)
      return { row, key: [placeName(row), building, unit, room, sub] }
    })
    .sort((a, b) => a.key.map((part, at) => order.compare(part, b.key[at] ?? '')).find((sign) => sign !== 0) ?? 0)
    .map(({ row }) => row)
}

/** More than the largest compound has; beyond it a list stays in the order of registration. */
const MOST_SORTED = 3_000

/** A page of the households that match, door by door; null where there are too many. */
export async function pageByDoor(
  filter: QueryFilter<Household>,
  input: PageInput,
  /** Whoever may not see rooms learns nothing of them by their order either. */
  seesRooms: boolean,
): Promise<CountedPage<Household> | null> {
  const found = await Households.find(filter)
    .limit(MOST_SORTED + 1)
    .lean<Household[]>()
  if (found.length > MOST_SORTED) return null
  const partsOf = (household: Household): AddressParts => ({
    ...unsealAddress(household),
    ...(seesRooms ? {} : { room: household._id, sub: '' }),
  })
  const sorted = byDoor(found, partsOf, ({ placeId }) => placeId)
  return pageOfSorted('households by door', sorted, input)
}
