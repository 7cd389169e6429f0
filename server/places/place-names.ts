// A place as a cell of a table names it: by its code, by the names on its path, or by its name alone where only one
// place of the importer's area is called so.
import type { Actor, Role } from '@shared/actors'
import type { PlaceKind } from '@shared/places/vocabulary'
import type { RowReader } from '../imports/row-reader'
import { directoryFor, plainPath } from './place-rows'
import type { Place } from './places.model'
import { nameKeyOf } from './search-keys'

export type PlaceFinder = {
  /** Undefined, with the problem told, where no single one is meant. */
  find: (reader: RowReader, column: string) => Place | undefined
  /** The same without telling. */
  meant: (typed: string) => Place[]
}

/** Those of some kinds that are in use in the actor's area. */
export async function placeFinder(
  actor: Actor,
  roles: readonly Role[],
  kinds: readonly PlaceKind[],
): Promise<PlaceFinder> {
  const { byCode, byPath, byKey } = await directoryFor(actor, roles)
  const byName = new Map<string, Place[]>()
  for (const place of byKey.values())
    if (kinds.includes(place.kind))
      byName.set(nameKeyOf(place.name), [...(byName.get(nameKeyOf(place.name)) ?? []), place])
  const meant = (typed: string): Place[] => {
    const one = byCode.get(typed) ?? byPath.get(plainPath(typed))
    if (!one) return byName.get(nameKeyOf(typed)) ?? []
    return one.status === 'active' && kinds.includes(one.kind) ? [one] : []
  }
  const find = (reader: RowReader, column: string): Place | undefined => {
    const typed = reader.required(column, 200)
    if (typed === '') return undefined
    const found = meant(typed)
    if (found.length === 1) return found[0]
    reader.problem(
      column,
      found.length === 0
        ? '没有这个地点，或不在您的管理范围内'
        : `有${found.length}个同名的，请写代码或完整路径，例如 清川市/东湖区/柳湾街道/柳湾社区/荷塘里`,
    )
    return undefined
  }
  return { find, meant }
}
