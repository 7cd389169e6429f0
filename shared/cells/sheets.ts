// A sheet of a site visit: what assessors found of each item, kept item by item so that two phones fill it in apart,
// and the hash over all of it that both sign. Pure, the same on phone and server.
import { canonical } from '../canonical'
import { sha256 } from '../sha256'
import type { ItemAnswer } from './tables'

export type SheetLine = { code: string; answer: ItemAnswer; note?: string | undefined; photoIds: string[] }

/** What a signature covers: the visit, its table, and every line in the order of codes. */
export function sheetHash(visitId: string, tableId: string, lines: readonly SheetLine[]): string {
  const plain = lines
    .map(({ code, answer, note, photoIds }) => ({ code, answer, note: note ?? '', photoIds: [...photoIds] }))
    .sort((one, other) => (one.code < other.code ? -1 : 1))
  return sha256(canonical({ visitId, tableId, lines: plain }))
}

/** Eight characters of a hash, to be compared by eye between two phones. */
export const shortHash = (hash: string): string =>
  hash
    .slice(0, 8)
    .toUpperCase()
    .replace(/(.{4})/, '$1 ')
