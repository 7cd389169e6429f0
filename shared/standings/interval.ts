// How sure a score is: Wilson's limits on effective sample sizes, combined by MOVER (square and add; Zou, Huang &
// Zhang 2009). Only + − × ÷ √ are used, which give the same bits on every machine; docs/standings.md has the method
// whole.

/** Two-sided 95 %. */
const Z = 1.959963984540054

/** Both ends of an interval, as shares from 0 to 1. */
export type Limits = { low: number; high: number }

/** Wilson's 95 % limits of a share; `size` may be a fraction, since visits and bags hang together. */
export function wilson(share: number, size: number): Limits {
  const zz = Z * Z
  const middle = share + zz / (2 * size)
  const reach = Z * Math.sqrt((share * (1 - share)) / size + zz / (4 * size * size))
  const scale = 1 + zz / size
  return { low: Math.max(0, (middle - reach) / scale), high: Math.min(1, (middle + reach) / scale) }
}

/** One part of a score: its weight in points, what was measured, and how sure that is. */
export type Part = { weight: number; share: number; limits: Limits }

/**
 * The sum of three parts in points with its 95 % limits.
 * @param r how far the first two go together: they were seen on the same visits
 */
export function combined([first, second, third]: readonly [Part, Part, Part], r: number): Limits & { sum: number } {
  const sum = first.weight * first.share + second.weight * second.share + third.weight * third.share
  const reach = (end: 'low' | 'high'): number => {
    const [a, b, c] = [first, second, third].map(({ weight, share, limits }) => weight * (share - limits[end])) as [
      number,
      number,
      number,
    ]
    return Math.sqrt(a * a + b * b + c * c + 2 * r * a * b)
  }
  return { sum, low: Math.max(0, sum - reach('low')), high: sum + reach('high') }
}
