// The only place that reads the time. Tests and the demo may shift it; leases and holds are decided on the database's
// clock, `$$NOW` plus the same offset, so that instances with skewed clocks agree.
let offsetMs = 0

/** The present instant. */
export const now = (): Date => new Date(Date.now() + offsetMs)

/** Milliseconds that `now()` runs ahead of the machine; 0 outside tests. @internal asked by the simulated phone */
export const clockOffset = (): number => offsetMs

/** For tests: makes `now()` answer this instant and go on from there; undefined returns to the machine's clock. */
export function setClock(instant?: Date): void {
  offsetMs = instant ? instant.getTime() - Date.now() : 0
}

/**
 * Does something as of an instant, then returns to the time it was: for the demo city's history, which is written
 * before anyone is served.
 */
export async function asOf<T>(instant: Date, body: () => Promise<T>): Promise<T> {
  const before = offsetMs
  setClock(instant)
  try {
    return await body()
  } finally {
    offsetMs = before
  }
}

/** Aggregation expression for "now on the database's clock". */
export const databaseNow = (): Record<string, unknown> | string =>
  offsetMs === 0 ? '$$NOW' : { $add: ['$$NOW', offsetMs] }

/** A phone without a network comes back within so many days; older than that is a wrong clock. */
const MOST_BACK_MS = 31 * 86_400_000

/** When a phone says that something happened, put right by `offsetMs`, never later than now: a clock shows anything. */
export function toldAt({ at, offsetMs }: { at: string; offsetMs: number | null }): Date {
  const latest = now().getTime()
  const told = new Date(at).getTime() + (offsetMs ?? 0)
  return new Date(Math.min(latest, Math.max(latest - MOST_BACK_MS, told)))
}
