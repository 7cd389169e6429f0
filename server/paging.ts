// Lists by cursor, never by offset: newest first on one date field, the id breaking ties. The cursor is "<instant>|<id>".
import type { Model, QueryFilter } from 'mongoose'
import { DomainError } from '@shared/errors'
import type { Document } from './db'

export type PageInput = { cursor?: string | undefined; limit?: number | undefined }

/**
 * One page, newest first. The index that serves it is { …filter fields, [field]: -1, _id: -1 }.
 * @throws DomainError INPUT_INVALID for a cursor that is none
 */
export async function newestFirst<T extends Document>(
  model: Model<T>, field: keyof T & string, filter: QueryFilter<T>, input: PageInput, usual = 20,
): Promise<{ rows: T[]; next: string | null }> {
  const limit = input.limit ?? usual
  const rows = (await model.find({ $and: [filter, afterCursor<T>(field, input.cursor)] }).sort({ [field]: -1, _id: -1 }).limit(limit + 1).lean()) as T[]
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, next: rows.length > limit && last ? `${(last[field] as Date).toISOString()}|${last._id}` : null }
}

function afterCursor<T>(field: string, cursor: string | undefined): QueryFilter<T> {
  if (!cursor) return {}
  const [atText = '', id = ''] = cursor.split('|')
  const before = new Date(atText)
  if (Number.isNaN(before.getTime())) throw new DomainError('INPUT_INVALID', { fields: [{ path: 'cursor', text: '翻页位置不对' }] })
  return { $or: [{ [field]: { $lt: before } }, { [field]: before, _id: { $lt: id } }] } as QueryFilter<T>
}
