// Asks a VROOM-compatible service for the stop order of a half-day (github.com/VROOM-Project/vroom, docs/API.md: jobs,
// vehicles, time_windows; an answer with code 0 and routes of steps). Off unless VROOM_URL is set. Relies on nothing of
// the answer: what does not hold every stop exactly once, in the order of its windows, is refused, and the built-in
// planner goes on. Invariants: asked before a transaction, never inside; an ask ends within 2 s; a planning says at
// most once why it went without; only places' coordinates, windows and minutes are sent to it, under running numbers.
import { z } from 'zod'
import type { PlanStop } from '@shared/runs/planner'
import { log } from '../log'

const TIMEOUT_MS = 2_000
const MAX_BYTES = 4 * 1024 * 1024
/** A planning of many half-days waits for the service this long in all. */
const PATIENCE_MS = 20_000

let serviceUrl: string | null = null

/**
 * @param given.url address that takes VROOM's problems by POST, e.g. that of vroom-express; null turns the adapter off
 */
export function configureRoutes({ url }: { url: string | null }): void {
  serviceUrl = url
}

/** A stop with its window, HH:MM, of one day. */
export type TimedStop = PlanStop & { from: string; to: string }

/**
 * Orders the stops of a half-day over at most as many vehicles as `parts` (the built-in plan, for which the vehicles
 * start at their first stop). Answers the ids by vehicle, or null where the built-in plan holds.
 */
export type RouteAsker = (
  stops: readonly TimedStop[],
  parts: readonly (readonly PlanStop[])[],
) => Promise<string[][] | null>

/** One asker a planning; null while the adapter is off. */
export function newRouteAsker(): RouteAsker | null {
  const url = serviceUrl
  if (url === null) return null
  let hasTold = false
  let left = PATIENCE_MS
  return async (stops, parts) => {
    if (left <= 0 || stops.length < 2 || stops.some(({ at }) => at === null)) return null
    const from = performance.now()
    try {
      return ordered(await ask(url, problemOf(stops, parts)), stops)
    } catch (error) {
      const reason = error instanceof Unusable ? error.message : 'unreachable'
      // a service that does not answer would be waited for at every half-day
      if (!(error instanceof Unusable) || error.message === 'timeout') left = 0
      if (!hasTold) log.warn({ vroom: reason, stops: stops.length }, 'routes are planned by the built-in planner')
      hasTold = true
      return null
    } finally {
      left -= performance.now() - from
    }
  }
}

/** Why an answer is of no use; the message is one of few words and holds nothing of the answer. */
class Unusable extends Error {}

const secondsOf = (clock: string): number => Number(clock.slice(0, 2)) * 3600 + Number(clock.slice(3)) * 60
const placeOf = ({ at }: Pick<PlanStop, 'at'>): [number, number] => [at?.lng ?? 0, at?.lat ?? 0]

/** Times are seconds of the day; ids are positions in the list, from 1. */
function problemOf(stops: readonly TimedStop[], parts: readonly (readonly PlanStop[])[]): object {
  const begins = Math.min(...stops.map(({ from }) => secondsOf(from)))
  // service at the last stop may begin when its window ends
  const ends = Math.max(...stops.map(({ to, serviceMinutes }) => secondsOf(to) + serviceMinutes * 60))
  return {
    jobs: stops.map((stop, index) => ({
      id: index + 1,
      location: placeOf(stop),
      service: stop.serviceMinutes * 60,
      time_windows: [[secondsOf(stop.from), secondsOf(stop.to)]],
    })),
    vehicles: parts.flatMap(([first], index) =>
      first ? [{ id: index + 1, start: placeOf(first), time_window: [begins, ends] }] : [],
    ),
  }
}

/** `id` names the job since VROOM 1.3, `job` did before. */
const Step = z.object({ type: z.string(), id: z.number().int().optional(), job: z.number().int().optional() })
const Answer = z.object({
  code: z.number().int(),
  unassigned: z.array(z.unknown()).optional(),
  routes: z.array(z.object({ vehicle: z.number().int(), steps: z.array(Step) })).optional(),
})

/** @throws Unusable unless every stop is there exactly once and no earlier window is driven after a later one */
function ordered(given: unknown, stops: readonly TimedStop[]): string[][] {
  const parsed = Answer.safeParse(given)
  if (!parsed.success) throw new Unusable('unreadable')
  const { code, unassigned = [], routes = [] } = parsed.data
  if (code !== 0) throw new Unusable(`code ${code}`)
  if (unassigned.length > 0) throw new Unusable('unassigned')
  const byVehicle = [...routes]
    .sort((a, b) => a.vehicle - b.vehicle)
    .map(({ steps }) => steps.filter(({ type }) => type === 'job').map((step) => stops[(step.id ?? step.job ?? 0) - 1]))
  const all = byVehicle.flat()
  if (all.length !== stops.length || all.includes(undefined) || new Set(all).size !== stops.length)
    throw new Unusable('stops')
  const parts = byVehicle.map((part) => part.flatMap((stop) => stop ?? [])).filter((part) => part.length > 0)
  if (parts.some((part) => part.some((stop, index) => stop.window < (part[index - 1]?.window ?? -Infinity))))
    throw new Unusable('windows')
  return parts.map((part) => part.map(({ id }) => id))
}

/**
 * VROOM says what is wrong by `code` in the body, with a status to match. @throws Unusable, or whatever the network
 * throws
 */
async function ask(url: string, problem: object): Promise<unknown> {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: JSON.stringify(problem),
      headers: { 'content-type': 'application/json' },
      redirect: 'error',
      signal,
    })
    const text = await textOf(response)
    try {
      return JSON.parse(text) as unknown
    } catch {
      throw new Unusable(response.ok ? 'unreadable' : `status ${response.status}`)
    }
  } catch (error) {
    throw signal.aborted ? new Unusable('timeout') : error
  }
}

async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    size += part.length
    if (size > MAX_BYTES) throw new Unusable('too large')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
