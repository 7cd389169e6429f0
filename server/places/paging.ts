// Cursors of lists ordered by name: opaque, and never an offset.
import { DomainError } from '@shared/errors'

export const PAGE_SIZE = 50

/** The cursor behind an item of a list ordered by (name, id). */
export const nameCursor = (item: { name: string; _id: string }): string =>
  Buffer.from(`${item._id}${item.name}`).toString('base64url')

/** Filter for what comes behind the cursor. @throws DomainError INPUT_INVALID */
export function afterName(cursor: string | undefined): { $or?: Record<string, unknown>[] } {
  if (cursor === undefined) return {}
  const plain = Buffer.from(cursor, 'base64url').toString()
  if (plain.length < 27)
    throw new DomainError('INPUT_INVALID', { fields: [{ path: 'cursor', text: '翻页位置不对,请重新打开列表' }] })
  const [id, name] = [plain.slice(0, 26), plain.slice(26)]
  return { $or: [{ name: { $gt: name } }, { name, _id: { $gt: id } }] }
}

/** One page out of `limit + 1` found. */
export function cut<T>(
  found: readonly T[],
  limit: number,
  cursorOf: (item: T) => string,
): { items: T[]; next: string | null } {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items, next: found.length > limit && last !== undefined ? cursorOf(last) : null }
}

/** Refuses an input with one sentence at one field. */
export const invalid = (path: string, text: string): DomainError =>
  new DomainError('INPUT_INVALID', { fields: [{ path, text }] })
