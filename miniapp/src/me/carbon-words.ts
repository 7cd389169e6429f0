// How sure a carbon factor is, in words. Relies on the published range.

type Ranged = { gramsPerKg: number; low: number | null; high: number | null }

/** "可能在800～1200克之间", or that the source gives no range. */
export const factorRange = ({ low, high }: Ranged): string =>
  low === null || high === null ? '来源没有给出范围' : `可能在${low}～${high}克之间`

/** How far published values for one material lie apart at most: "各来源最多相差35倍"; null where no source gives a range. */
export function uncertaintyOf(factors: readonly Ranged[]): string | null {
  const known = factors.filter(({ low, high }) => low !== null && low > 0 && high !== null)
  if (known.length === 0) return null
  const apart = Math.max(...known.map(({ low, high }) => (high ?? 1) / (low ?? 1)))
  return apart >= 2 ? `大，各来源最多相差${Math.round(apart)}倍` : `各来源相差不超过 ${Math.round((apart - 1) * 100)}%`
}
