// Every answer of the API names the epoch of the database in `X-Epoch`. Another epoch than the last one tells a client
// that the server was restored from a backup: what it had answered since may be gone, so kept writes are offered again.
import type { Context, Next } from 'koa'
import { databaseMark } from '../database-mark'

const KEEP_MS = 5_000

let known: { epoch: string | null; until: number } | null = null
let reading: Promise<void> | null = null

/** A database that does not answer is asked again after the same time, not by every request. */
async function read(): Promise<void> {
  const last = known?.epoch ?? null
  const epoch = await databaseMark().then(
    (mark) => mark?.epoch ?? null,
    () => last,
  )
  known = { epoch, until: performance.now() + KEEP_MS }
}

/** The epoch, at most five seconds old, or the last one while the database does not answer; null without a mark. */
function currentEpoch(): Promise<string | null> | string | null {
  if (known && known.until >= performance.now()) return known.epoch
  reading ??= read().finally(() => {
    reading = null
  })
  return reading.then(() => known?.epoch ?? null)
}

/** Koa middleware. Nothing is waited for while the epoch is known: every request passes here. */
export function nameEpoch(ctx: Context, next: Next): Promise<void> {
  if (!ctx.path.startsWith('/api/')) return next()
  const named = (epoch: string | null): Promise<void> => {
    if (epoch) ctx.set('X-Epoch', epoch)
    return next()
  }
  const epoch = currentEpoch()
  return epoch instanceof Promise ? epoch.then(named) : named(epoch)
}
