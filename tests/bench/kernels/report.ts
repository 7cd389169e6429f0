// One JSON line a case and variant, floors and all, in the same form for every bench; and the figures such lines are
// made of.
import { cpus } from 'node:os'

export type Line = {
  case: string
  variant: string
  unit: string
  ours: unknown
  limit?: unknown
  peers?: unknown
  ratios: Record<string, number>
  floors: Record<string, number>
}
export type Reporter = {
  /** Ratios must be at most their floors, those of `atLeast` at least. A floor without its ratio fails. */
  report: (line: Line, atLeast?: readonly string[]) => void
  /** Says how many did not hold; the process's exit code. */
  end: () => number
}

const round = (value: number): number => Math.round(value * 1000) / 1000

export function reporter(versions: Record<string, string>): Reporter {
  let [held, failed] = [0, 0]
  return {
    report: (line, atLeast = []) => {
      const ok = Object.entries(line.floors).every(([key, floor]) =>
        atLeast.includes(key) ? (line.ratios[key] ?? 0) >= floor : (line.ratios[key] ?? Infinity) <= floor,
      )
      if (ok) held += 1
      else failed += 1
      const ratios = Object.fromEntries(Object.entries(line.ratios).map(([key, value]) => [key, round(value)]))
      console.log(
        JSON.stringify({
          ...line,
          ratios,
          ok,
          machine: `${cpus().length} x ${cpus()[0]?.model ?? ''}`,
          versions: { node: process.version, ...versions },
        }),
      )
    },
    end: () => {
      if (held + failed === 0) {
        console.log('NOT RUN:一项也没有量,请看 --only 的名字')
        return 1
      }
      console.log(failed === 0 ? `全部达到(${held} 项)` : `${held} 项达到,${failed} 项未达到`)
      return failed === 0 ? 0 : 1
    },
  }
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN

/** One run: how many a second, and how long one took, in ms. */
export type Timed = { perSecond: number; p50: number; p99: number }

/** `callers` callers work off `count` jobs. @param job gets the job's number */
export async function timed(callers: number, count: number, job: (at: number) => Promise<unknown>): Promise<Timed> {
  const took: number[] = []
  let next = 0
  const startedAt = performance.now()
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (next < count) {
        const at = next
        next += 1
        const from = performance.now()
        await job(at)
        took.push(performance.now() - from)
      }
    }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  took.sort((a, b) => a - b)
  const part = (share: number): number => round(took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? NaN)
  return { perSecond: Math.round(count / seconds), p50: part(0.5), p99: part(0.99) }
}

/** Runs of one contestant together: the median run by throughput, with the extremes. */
export function together(runs: readonly Timed[]): Timed & { median: number; min: number; max: number } {
  const all = runs.map(({ perSecond }) => perSecond)
  return {
    perSecond: median(all),
    median: median(all),
    min: Math.min(...all),
    max: Math.max(...all),
    p50: median(runs.map(({ p50 }) => p50)),
    p99: median(runs.map(({ p99 }) => p99)),
  }
}
