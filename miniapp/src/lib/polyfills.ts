// What must be set before any other module runs; the first import of app.tsx.
// Relies on nothing of ours. Invariant: zod never tries `new Function`, which WeChat forbids.
// (AbortController is supplied at build time, see abort.ts.)
import { config } from '@shared/z'

config({ jitless: true })

// Base libraries on older phones lack these three, and our libraries use them.
if (!Object.fromEntries) {
  Object.fromEntries = (entries: Iterable<readonly [PropertyKey, unknown]>) => {
    const out: Record<PropertyKey, unknown> = {}
    for (const [key, value] of entries) out[key] = value
    return out
  }
}
if (!Promise.prototype.finally) {
  Promise.prototype.finally = function settle<T>(this: Promise<T>, then?: (() => void) | null): Promise<T> {
    return this.then(
      (value) => Promise.resolve(then?.()).then(() => value),
      (error: unknown) =>
        Promise.resolve(then?.()).then(() => {
          throw error
        }),
    )
  }
}
if (!Promise.allSettled) {
  Promise.allSettled = <T>(all: Iterable<T | PromiseLike<T>>): Promise<PromiseSettledResult<Awaited<T>>[]> =>
    Promise.all(
      Array.from(all, (one) =>
        Promise.resolve(one).then(
          (value) => ({ status: 'fulfilled' as const, value: value as Awaited<T> }),
          (reason: unknown) => ({ status: 'rejected' as const, reason }),
        ),
      ),
    )
}
