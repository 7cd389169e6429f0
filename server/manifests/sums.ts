// Sums of many handovers, added up by the database: bills and figures of a month need none of the lines themselves.
import type { BookSum } from '@shared/manifests/book'
import type { Day } from '@shared/time'
import { tookPlace } from './book-lines'
import { Handovers, type HandoverRecord } from './manifests.model'

type Key = 'producerId' | 'haulerId' | 'kind' | 'day'
type Whose = { producerId: string } | { below: readonly string[] }
type Span = { from: Day; to: Day }

/** What stands for one combination of `keys`; `open`: how many of its handovers are not closed. */
export type KeptSum<K extends Key> = BookSum & Pick<HandoverRecord, K> & { open: number }
type Grouped<K extends Key> = BookSum & { _id: Pick<HandoverRecord, K>; open: number }

const inSpan = (whose: Whose, { from, to }: Span) => ({
  $match: {
    ...('below' in whose ? { placePath: { $in: [...whose.below] } } : whose),
    day: { $gte: from, $lte: to },
    state: { $in: tookPlace },
  },
})

const by = (keys: readonly Key[]) => ({
  $group: {
    _id: Object.fromEntries(keys.map((key) => [key, `$${key}`])),
    handovers: { $sum: 1 },
    buckets: { $sum: '$buckets' },
    grams: { $sum: '$grams' },
    estimatedGrams: { $sum: { $cond: [{ $eq: ['$how', 'estimate'] }, '$grams', 0] } },
    unweighed: { $sum: { $cond: [{ $eq: ['$grams', null] }, 1, 0] } },
    open: { $sum: { $cond: [{ $eq: ['$state', 'closed'] }, 0, 1] } },
  },
})

const keptSums = <K extends Key>(found: readonly Grouped<K>[]): KeptSum<K>[] =>
  found.map(({ _id, ...sum }) => ({ ...sum, ..._id }))

/** Of all handovers that took place from one day to another, of a producer or at or below some places; in no order. */
export const sumsOf = async <K extends Key>(whose: Whose, span: Span, keys: readonly K[]): Promise<KeptSum<K>[]> =>
  keptSums(await Handovers.aggregate<Grouped<K>>([inSpan(whose, span), by(keys)]))

/** The same, and how many producers they are of, read once. */
export async function sumsAndProducers<K extends Key>(
  whose: Whose,
  span: Span,
  keys: readonly K[],
): Promise<{ sums: KeptSum<K>[]; producers: number }> {
  const [found] = await Handovers.aggregate<{ sums: Grouped<K>[]; producers: { count: number }[] }>([
    inSpan(whose, span),
    { $facet: { sums: [by(keys)], producers: [{ $group: { _id: '$producerId' } }, { $count: 'count' }] } },
  ])
  return { sums: keptSums(found?.sums ?? []), producers: found?.producers[0]?.count ?? 0 }
}
