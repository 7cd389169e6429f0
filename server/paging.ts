// Lists by cursor, never by offset: newest first on one date field, the id breaking ties. The cursor is
// "<instant>|<id>". Tables to take away go through the same pages.
import type { Model, QueryFilter } from 'mongoose'
import { DomainError } from '@shared/errors'
import type { Document } from './db'

export type PageInput = { cursor?: string | undefined; limit?: number | undefined }

/**
 * One page, newest first. The index that serves it is { …filter fields, [field]: -1, _id: -1 }.
 * @throws DomainError INPUT_INVALID for a cursor that is none
 */
export async function newestFirst<T extends Document>(
  model: Model<T>,
  field: keyof T & string,
  filter: QueryFilter<T>,
  input: PageInput,
  usual = 20,
): Promise<{ rows: T[]; next: string | null }> {
  const limit = input.limit ?? usual
  const rows = (await model
    .find({ $and: [filter, afterCursor<T>(field, input.cursor)] })
    .sort({ [field]: -1, _id: -1 })
    .limit(limit + 1)
    .lean()) as T[]
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, next: rows.length > limit && last ? `${(last[field] as Date).toISOString()}|${last._id}` : null }
}

const CURSOR = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\|./

function afterCursor<T>(field: string, cursor: string | undefined): QueryFilter<T> {
  if (!cursor) return {}
  const [atText = '', id = ''] = cursor.split('|')
  const before = new Date(atText)
  if (!CURSOR.test(cursor) || Number.isNaN(before.getTime()))
    throw new DomainError('INPUT_INVALID', { fields: [{ path: 'cursor', text: '翻页位置不对' }] })
  return { $or: [{ [field]: { $lt: before } }, { [field]: before, _id: { $lt: id } }] } as QueryFilter<T>
}

const MAX_ROWS = 20_000
const BATCH = 500

/**
 * A whole list for a table to take away, read page by page.
 * @throws DomainError INPUT_INVALID past 20,000 rows
 */
export async function everyRow<T>(
  page: (input: PageInput) => Promise<{ items: T[]; next: string | null }>,
): Promise<T[]> {
  const rows: T[] = []
  let cursor: string | undefined
  do {
    const { items, next } = await page({ cursor, limit: BATCH })
    rows.push(...items)
    if (rows.length > MAX_ROWS)
      throw new DomainError('INPUT_INVALID', { fields: [{ path: 'format', text: '超过两万行,请先筛选,分几次导出' }] })
    cursor = next ?? undefined
  } while (cursor !== undefined)
  return rows
}
