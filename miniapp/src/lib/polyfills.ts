// What must be set before any other module runs; the first import of app.tsx.
// Relies on nothing of ours. Invariant: zod never tries `new Function`, which WeChat forbids.
// (AbortController is supplied at build time, see abort.ts.)
import { config } from '@shared/z'

config({ jitless: true })

// What phones of 2019 lack of the ES2020 library and we or our libraries use; later functions must not be used at all
// (tests/support/phone-level.ts looks for them in the built files).
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

/** Adds a method where the phone has none of that name; like a built-in one it is not enumerated. */
function supply<T extends object>(owner: T, name: string, method: (this: never, ...given: never[]) => unknown): void {
  if (name in owner) return
  Object.defineProperty(owner, name, { value: method, writable: true, configurable: true, enumerable: false })
}

supply(Array.prototype, 'flat', function flat(this: readonly unknown[], depth = 1): unknown[] {
  const out: unknown[] = []
  for (const one of this) {
    if (Array.isArray(one) && depth >= 1) out.push(...(one as unknown[]).flat(depth - 1))
    else out.push(one)
  }
  return out
})
supply(
  Array.prototype,
  'flatMap',
  function flatMap(this: readonly unknown[], each: (one: unknown, at: number, all: readonly unknown[]) => unknown) {
    return this.map(each).flat()
  },
)
supply(String.prototype, 'matchAll', function matchAll(this: string, pattern: RegExp): Iterator<RegExpExecArray> {
  // A copy, so that the caller's position stays; the caller's flags must hold g, as they must for a built-in matchAll.
  const copy = new RegExp(pattern.source, pattern.flags)
  const found: RegExpExecArray[] = []
  for (let one = copy.exec(this); one; one = copy.exec(this)) {
    found.push(one)
    if (one[0] === '') copy.lastIndex += 1
  }
  return found[Symbol.iterator]()
})
supply(String.prototype, 'replaceAll', function replaceAll(this: string, what: string | RegExp, by: string) {
  return typeof what === 'string' ? this.split(what).join(by) : this.replace(what, by)
})
supply(String.prototype, 'trimStart', function trimStart(this: string) {
  return this.replace(/^\s+/, '')
})
supply(String.prototype, 'trimEnd', function trimEnd(this: string) {
  return this.replace(/\s+$/, '')
})
