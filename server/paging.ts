// Lists by cursor, never by offset: ordered by one field with the id breaking ties, so that nothing is skipped or shown
// twice while others write. A cursor names its list and the last row that was shown; one of another list is refused.
// The index that serves a list is { …filter fields, [order field]: ±1, _id: ±1 }.
import type { Model, QueryFilter } from 'mongoose'
import { MAX_COUNTED, type Total } from '@shared/contract'
import { invalid, type DomainError } from '@shared/errors'
import type { Document } from './db'

export type PageInput = { cursor?: string | undefined; limit?: number | undefined }
/** A page in the order that was asked for; a list without a `sort` in its contract has one order. */
export type ListInput<T> = PageInput & { sort?: SortOf<T> | undefined }
/** "createdAt", "-createdAt": up and down a field; `id` is that of the record. */
type SortOf<T> = NameOf<T> | `-${NameOf<T>}`
type NameOf<T> = 'id' | (keyof T & string)
export type Page<T> = { rows: T[]; next: string | null }
export type CountedPage<T> = Page<T> & { total: Total | null }

/** One field and its direction: `{ createdAt: -1 }` is newest first. Ids break ties in the same direction. */
type Order<T> = { readonly [Field in keyof T & string]?: 1 | -1 }

/**
 * One page of a list, in `order` unless the input asks for another. @throws DomainError INPUT_INVALID for a cursor that
 * is not one of this list
 */
export async function readPage<T extends Document>(
  model: Model<T>,
  order: Order<T>,
  filter: QueryFilter<T>,
  { cursor, limit: asked, sort }: ListInput<T>,
  usual = 20,
): Promise<Page<T>> {
  const limit = asked ?? usual
  const [field, direction] = sort === undefined ? partsOf(order) : readSort(sort)
  const list = `${model.collection.name} ${field} ${direction}`
  const after = cursor === undefined ? {} : behind<T>(model, list, field, direction, cursor)
  const found = (await model
    .find({ $and: [filter, after] } as QueryFilter<T>)
    .sort(field === '_id' ? { _id: direction } : { [field]: direction, _id: direction })
    .limit(limit + 1)
    .lean()) as T[]
  const rows = found.slice(0, limit)
  const last = found.length > limit ? rows.at(-1) : undefined
  return { rows, next: last ? cursorOf(list, last[field as keyof T], last._id) : null }
}

const partsOf = (order: object): [field: string, direction: 1 | -1] => {
  const [[field = '_id', direction = 1] = []] = Object.entries(order) as [string, 1 | -1][]
  return [field, direction]
}

function readSort(sort: string): [field: string, direction: 1 | -1] {
  const name = sort.replace(/^-/, '')
  return [name === 'id' ? '_id' : name, sort === name ? 1 : -1]
}

/** One page, the first one with the number of all rows, counted up to 10,000; null on those after it. */
export async function readCountedPage<T extends Document>(
  model: Model<T>,
  order: Order<T>,
  filter: QueryFilter<T>,
  input: ListInput<T>,
  usual = 50,
): Promise<CountedPage<T>> {
  const found = await readPage(model, order, filter, input, usual)
  if (input.cursor !== undefined) return { ...found, total: null }
  if (found.next === null) return { ...found, total: totalOf(found.rows.length) }
  // without a condition every row counts: along the index of ids, not through the documents
  const along = Object.keys(filter).length === 0 ? { hint: { _id: 1 as const } } : {}
  return { ...found, total: totalOf(await model.countDocuments(filter, { limit: MAX_COUNTED + 1, ...along })) }
}

export const totalOf = (count: number): Total => ({ count: Math.min(count, MAX_COUNTED), more: count > MAX_COUNTED })

/**
 * A page of a list that was read whole, since its order is in no index. @throws DomainError INPUT_INVALID for a cursor
 * that is not one of this list, or behind a row that has gone
 */
export function pageOfSorted<T extends { _id: string }>(
  list: string,
  sorted: readonly T[],
  { cursor, limit = 50 }: PageInput,
): CountedPage<T> {
  const last = cursor === undefined ? null : readCursor(list, cursor)[1]
  const start = last === null ? 0 : sorted.findIndex(({ _id }) => _id === last) + 1
  if (last !== null && start === 0) throw wrongCursor()
  const rows = sorted.slice(start, start + limit)
  const end = rows.at(-1)
  return {
    rows,
    next: end && start + limit < sorted.length ? cursorOf(list, start, end._id) : null,
    total: last === null ? totalOf(sorted.length) : null,
  }
}

/** A list that is always one page. @throws DomainError INPUT_INVALID for a cursor, since it gives none */
export function onlyPage<T>(items: T[], { cursor }: PageInput): { items: T[]; next: null; total: Total } {
  if (cursor !== undefined) throw wrongCursor()
  return { items, next: null, total: totalOf(items.length) }
}

/** The cursor behind a row: opaque to clients. @throws Error for a row without the field that the list is ordered by */
function cursorOf(list: string, value: unknown, id: string): string {
  if (!(value instanceof Date) && typeof value !== 'string' && typeof value !== 'number')
    throw new Error(`${list} is ordered by a field that ${id} does not have`)
  return Buffer.from(JSON.stringify([list, value, id])).toString('base64url')
}

/** @throws DomainError INPUT_INVALID for one of another list, or none */
function readCursor(list: string, cursor: string): [value: unknown, id: string] {
  try {
    const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown
    if (Array.isArray(parts) && parts.length === 3 && parts[0] === list && typeof parts[2] === 'string')
      return [parts[1], parts[2]]
  } catch {
    // not JSON: refused below
  }
  throw wrongCursor()
}

const wrongCursor = (): DomainError => invalid('cursor', '翻页位置不对，请重新打开列表')

/** Filter for what comes behind the cursor. @throws DomainError INPUT_INVALID */
function behind<T extends Document>(
  model: Model<T>,
  list: string,
  field: string,
  direction: 1 | -1,
  cursor: string,
): QueryFilter<T> {
  const [kept, id] = readCursor(list, cursor)
  const kind = model.schema.path(field)?.instance
  const value = kind === 'Date' ? instantFrom(kept) : kept
  if (kind !== 'Date' && typeof value !== kind?.toLowerCase()) throw wrongCursor()
  const beyond = direction === 1 ? '$gt' : '$lt'
  const rest = { _id: { [beyond]: id } }
  return (
    field === '_id' ? rest : { $or: [{ [field]: { [beyond]: value } }, { [field]: value, ...rest }] }
  ) as QueryFilter<T>
}

function instantFrom(kept: unknown): Date {
  const instant = new Date(typeof kept === 'string' ? kept : Number.NaN)
  if (Number.isNaN(instant.getTime())) throw wrongCursor()
  return instant
}

/**
 * One page of a list whose rows are numbered from 1 without gaps, the highest first: which numbers to read, and where
 * the next page begins. @throws DomainError INPUT_INVALID
 */
export function numberedPage(
  list: string,
  latest: number,
  { cursor, limit = 20 }: PageInput,
): { from: number; to: number; next: string | null } {
  const kept = cursor === undefined ? latest : readCursor(list, cursor)[0]
  if (!Number.isSafeInteger(kept) || (kept as number) < 0) throw wrongCursor()
  const to = Math.min(kept as number, latest)
  const from = Math.max(1, to - limit + 1)
  return { from, to, next: from > 1 ? cursorOf(list, from - 1, '') : null }
}

const MAX_ROWS = 20_000
const BATCH = 500

/**
 * A whole list for a table to take away, read page by page.
 * @throws DomainError INPUT_INVALID past 20,000 rows
 */
export async function everyRow<T>(
  read: (input: PageInput) => Promise<{ items: T[]; next: string | null }>,
): Promise<T[]> {
  const rows: T[] = []
  let cursor: string | undefined
  do {
    const { items, next } = await read({ cursor, limit: BATCH })
    rows.push(...items)
    if (rows.length > MAX_ROWS) throw invalid('format', '超过两万行，请先筛选，分几次导出')
    cursor = next ?? undefined
  } while (cursor !== undefined)
  return rows
}
