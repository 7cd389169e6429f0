// Which table holds. One holds for a kind of place in its area from a day on, and for all below it that have none of
// their own; an application keeps the one it began with until its sunset. Invariant: a published table is never
// changed, so that it may be kept at hand and an application can be scored again.
import type { CellKind } from '@shared/cells/table-words'
import { dayOf, type Day } from '@shared/time'
import { now } from '../clock'
import { CellTables, type TableDocument } from './tables.model'

/** Published ones by id; the oldest goes when there are too many. */
const atHand = new Map<string, TableDocument>()
const MOST_AT_HAND = 200

function keepAtHand(table: TableDocument): void {
  if (table.state !== 'published') return
  const [oldest] = atHand.keys()
  if (atHand.size >= MOST_AT_HAND && oldest !== undefined) atHand.delete(oldest)
  atHand.set(table._id, table)
}

export async function tablesByIds(ids: readonly string[]): Promise<Map<string, TableDocument>> {
  const wanted = [...new Set(ids)]
  const unknown = wanted.filter((id) => !atHand.has(id))
  const found = unknown.length === 0 ? [] : await CellTables.find({ _id: { $in: unknown } }).lean<TableDocument[]>()
  const all = [...found, ...wanted.flatMap((id) => atHand.get(id) ?? [])]
  found.forEach(keepAtHand)
  return new Map(all.map((table) => [table._id, table]))
}

/** A table that something names, so that it must be there. */
export async function requireTable(id: string): Promise<TableDocument> {
  const table = (await tablesByIds([id])).get(id)
  if (!table) throw new Error(`there is no table ${id}`)
  return table
}

/** The table that holds for a kind at a path on a day: the nearest place's, of those its newest; null: none does. */
export async function tableAt(kind: CellKind, path: readonly string[], day: Day): Promise<TableDocument | null> {
  const found = await CellTables.find(
    { placeId: { $in: [...path] }, kind, state: 'published', validFrom: { $lte: day } },
    { placeId: 1 },
  )
    .sort({ validFrom: -1 })
    .lean<Pick<TableDocument, '_id' | 'placeId'>[]>()
  for (const placeId of [...path].reverse()) {
    const own = found.find((table) => table.placeId === placeId)
    if (own) return requireTable(own._id)
  }
  return null
}

/** Kinds that have a table at a path on a day. */
export async function kindsWithTable(path: readonly string[], day: Day): Promise<Set<CellKind>> {
  const found = await CellTables.distinct('kind', {
    placeId: { $in: [...path] },
    state: 'published',
    validFrom: { $lte: day },
  })
  return new Set(found as CellKind[])
}

export type Newer = { tableId: string; from: Day; sunset: Day | null }

/** The version that holds by now in the place of this one; null: this one still does. */
export async function newerTable(tableId: string): Promise<Newer | null> {
  const { kind, placeId, validFrom } = await requireTable(tableId)
  const newest = await CellTables.findOne(
    { placeId, kind, state: 'published', validFrom: { $gt: validFrom, $lte: dayOf(now()) } },
    { validFrom: 1, sunset: 1 },
  )
    .sort({ validFrom: -1 })
    .lean<Pick<TableDocument, '_id' | 'validFrom' | 'sunset'>>()
  return newest ? { tableId: newest._id, from: newest.validFrom, sunset: newest.sunset } : null
}

/** Whether an application that began under a table can no longer be sent in under it. */
export async function isPastSunset(tableId: string, day: Day): Promise<boolean> {
  const newer = await newerTable(tableId)
  return newer?.sunset !== undefined && newer.sunset !== null && day > newer.sunset
}
