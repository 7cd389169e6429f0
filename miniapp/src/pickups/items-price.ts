// What a booking would cost so far, and which pieces are free, while things are being chosen. Pure; one rule with the
// server (shared/pickups/prices): carrying from an upper floor is not known yet and comes on the summary.
// Invariant: the dearest pieces are the free ones, as in the quote.
import type { OutputOf } from '@shared/contract'
import type { pickups } from '@shared/pickups/contract'
import type { BookedItem, PickupKind } from '@shared/pickups/schemas'

type Catalogue = Pick<OutputOf<typeof pickups.catalogue>, 'items' | 'rules'>
export type Sum = {
  pieces: number
  /** Pieces that cost nothing because they are among the year's free ones. */
  free: number
  /** Null where the price depends on the volume: the summary says it. */
  fen: number | null
  /** By code and name: how many of a thing are free, and what the others cost together. */
  each: ReadonlyMap<string, { free: number; fen: number | null }>
}

export const keyOf = ({ code, name }: Pick<BookedItem, 'code' | 'name'>): string => `${code} ${name}`

/** @param left free pieces of the year; null while they are not known */
export function sumOf(
  kind: PickupKind,
  items: readonly BookedItem[],
  { items: known, rules }: Catalogue,
  left: number | null,
): Sum {
  const priceOf = (code: string): number | null => known.find((entry) => entry.code === code)?.priceFen ?? null
  const pieces = items.flatMap((item) => Array.from({ length: item.count }, () => ({ item, fen: priceOf(item.code) })))
  const countsFree = kind === 'bulky' && rules.priceMode === 'per_item'
  const free = countsFree ? Math.min(left ?? 0, pieces.length) : 0
  const dearest = [...pieces].sort((a, b) => (b.fen ?? 0) - (a.fen ?? 0) || (a.item.name < b.item.name ? -1 : 1))
  const each = new Map<string, { free: number; fen: number | null }>()
  dearest.forEach(({ item, fen }, at) => {
    const before = each.get(keyOf(item)) ?? { free: 0, fen: 0 }
    const isFree = at < free
    each.set(keyOf(item), {
      free: before.free + (isFree ? 1 : 0),
      fen: isFree ? before.fen : before.fen === null || fen === null ? null : before.fen + fen,
    })
  })
  const sums = [...each.values()].map(({ fen }) => fen)
  return {
    pieces: pieces.length,
    free,
    fen: sums.includes(null) ? null : sums.reduce<number>((sum, fen) => sum + (fen ?? 0), 0),
    each,
  }
}
