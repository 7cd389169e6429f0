// The metered fee: a producer's bill of a month by the rate card of its area, to the fen. Recorded here, collected
// elsewhere. Pure: quantities and a card go in, lines in words and fen come out.
// Source: 偃师方案 2022 asks for "计量收费机制及收费标准" and names no rate, so rates are what a city writes into its card.
// Invariants: the lines add up to the sum; each line is rounded once, half up; what was estimated is shown apart and
// priced the same.
import { showFen } from '../units'
import { showKg } from './book'
import type { WasteKind } from './vocabulary'

/** `upToGrams` null: without an end, as the last one is. The fee of a tier is for what lies within it. */
export type Tier = { upToGrams: number | null; fenPerTonne: number }
export type KindRate = { kind: WasteKind; tiers: readonly Tier[] }
export type RateCard = {
  /** A month in which anything was handed over costs so much beside. */
  baseFen: number
  kinds: readonly KindRate[]
}

export type Quantity = { kind: WasteKind; handovers: number; grams: number; estimatedGrams: number }
export type BillLine = {
  kind: WasteKind
  grams: number
  /** Of them estimated; only on the first line of a kind. */
  estimatedGrams: number
  fenPerTonne: number
  /** "0～3000千克", or "全部". */
  span: string
  fen: number
}
export type Bill = {
  lines: readonly BillLine[]
  baseFen: number
  fen: number
  grams: number
  estimatedGrams: number
  /** Kinds that were handed over and that the card has no rate for: free, and said so. */
  unpriced: readonly WasteKind[]
}

const GRAMS_PER_TONNE = 1_000_000

/** Exact up to 9 thousand tonnes at 10,000 yuan a tonne. */
export const feeFen = (grams: number, fenPerTonne: number): number =>
  Math.floor((2 * grams * fenPerTonne + GRAMS_PER_TONNE) / (2 * GRAMS_PER_TONNE))

export function billOf(card: RateCard, quantities: readonly Quantity[]): Bill {
  const priced = quantities.filter(({ grams }) => grams > 0)
  const lines = priced.flatMap((quantity) =>
    linesOf(
      quantity,
      card.kinds.find(({ kind }) => kind === quantity.kind),
    ),
  )
  const baseFen = quantities.some(({ handovers }) => handovers > 0) ? card.baseFen : 0
  return {
    lines,
    baseFen,
    fen: lines.reduce((sum, { fen }) => sum + fen, baseFen),
    grams: quantities.reduce((sum, { grams }) => sum + grams, 0),
    estimatedGrams: quantities.reduce((sum, { estimatedGrams }) => sum + estimatedGrams, 0),
    unpriced: priced.filter(({ kind }) => !card.kinds.some((rate) => rate.kind === kind)).map(({ kind }) => kind),
  }
}

function linesOf({ kind, grams, estimatedGrams }: Quantity, rate: KindRate | undefined): BillLine[] {
  const lines: BillLine[] = []
  let from = 0
  for (const { upToGrams, fenPerTonne } of rate?.tiers ?? []) {
    const until = Math.min(grams, upToGrams ?? grams)
    if (until <= from) continue
    lines.push({
      kind,
      grams: until - from,
      estimatedGrams: lines.length === 0 ? estimatedGrams : 0,
      fenPerTonne,
      span: spanText(from, upToGrams),
      fen: feeFen(until - from, fenPerTonne),
    })
    from = until
  }
  return lines
}

const spanText = (from: number, upTo: number | null): string =>
  upTo === null ? (from === 0 ? '全部' : `${showKg(from)}千克以上`) : `${showKg(from)}～${showKg(upTo)}千克`

/** "180.00元/吨" */
export const showRate = (fenPerTonne: number): string => `${showFen(fenPerTonne)}/吨`

/** Why a card can't be used, in a sentence, or null. */
export function cardProblem({ kinds }: RateCard): string | null {
  if (new Set(kinds.map(({ kind }) => kind)).size < kinds.length) return '同一种类只能写一组费率'
  for (const { tiers } of kinds) {
    const ends = tiers.map(({ upToGrams }) => upToGrams)
    if (ends.length === 0) return '每个种类至少写一档费率'
    if (ends[ends.length - 1] !== null) return '最后一档不要写上限，多出的量才有费率'
    const bounds = ends.slice(0, -1)
    if (bounds.some((end) => end === null)) return '只有最后一档可以没有上限'
    if (bounds.some((end, at) => at > 0 && (end ?? 0) <= (bounds[at - 1] ?? 0))) return '各档的上限要从小到大'
  }
  return null
}
