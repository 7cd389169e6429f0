// In which order a crew drives to its stops: cheapest insertion, then 2-opt and Or-opt, over haversine × 1.35. Pure and
// repeatable. Invariants: a stop that a person has dragged keeps its position; a stop of an earlier window is not
// driven after one of a later window unless a person put it there; the same stops in the same order give the same
// answer.
import type { BookedItem, PickupKind } from '../pickups/schemas'

export type Position = { lng: number; lat: number }
export type PlanStop = {
  id: string
  /** Null where the place has no coordinates yet. */
  at: Position | null
  /** Rank of the stop's window within the run: 0 is driven first. */
  window: number
  /** Dragged by a person: keeps its position in the order. */
  pinned: boolean
  serviceMinutes: number
}

const EARTH_METRES = 6_371_008.8
/**
 * Roads are longer than the straight line; a planning figure for Chinese towns with a grid of streets, to be replaced
 * by measured runs.
 */
export const DETOUR = 1.35
/** Reckoned between two stops of which one has no coordinates. */
export const UNKNOWN_METRES = 1_500
/** 18 km/h door to door for a light truck in town, as a planning figure. */
export const METRES_PER_MINUTE = 300
/** So many stops at most are optimised at a time: the effort grows with the cube. */
const MOST = 150

const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** Great-circle distance in metres (mean earth radius, IUGG). */
export function haversineMetres(a: Position, b: Position): number {
  const half = (from: number, to: number): number => Math.sin((radians(to) - radians(from)) / 2) ** 2
  const h = half(a.lat, b.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * half(a.lng, b.lng)
  return 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Metres by road, estimated. */
export const roadMetres = (a: Position | null, b: Position | null): number =>
  a && b ? haversineMetres(a, b) * DETOUR : UNKNOWN_METRES

/** Metres of an order, from `start` (where the crew is) when it is known; the way home is not counted. */
export function metresOf(order: readonly Pick<PlanStop, 'at'>[], start: Position | null = null): number {
  let metres = 0
  for (const [index, stop] of order.entries()) {
    const before = index === 0 ? start : (order[index - 1]?.at ?? null)
    if (index > 0 || start) metres += roadMetres(before, stop.at)
  }
  return metres
}

/** Minutes of an order with the work at the stops, rounded up. */
export const minutesOf = (order: readonly PlanStop[], start: Position | null = null): number =>
  Math.ceil(metresOf(order, start) / METRES_PER_MINUTE + order.reduce((sum, stop) => sum + stop.serviceMinutes, 0))

/**
 * Minutes at the door: 4, and per piece 3 for bulky things and appliances, 1 for the rest; half a minute a piece and
 * floor without a lift. Planning figures of this project, to be replaced by a city's own measured runs.
 */
export function serviceMinutesOf(
  kind: PickupKind,
  items: readonly Pick<BookedItem, 'count'>[],
  floor: number,
  hasLift: boolean,
): number {
  const pieces = items.reduce((sum, item) => sum + item.count, 0)
  const carried = hasLift || floor <= 1 ? 0 : Math.min(floor - 1, 30) * 0.5
  const each = kind === 'bulky' || kind === 'appliance' ? 3 : 1
  return Math.min(90, Math.round(4 + pieces * (each + carried)))
}

/**
 * An order as indexes of the stops given. The road between any two is reckoned once; index `stops.length` stands for
 * the start.
 */
type Route = number[]
type Roads = { stops: readonly PlanStop[]; metres: readonly (readonly number[])[]; start: Position | null }

function mapOf(stops: readonly PlanStop[], start: Position | null): Roads {
  const ends = [...stops.map(({ at }) => at), start]
  return { stops, start, metres: ends.map((a, from) => ends.map((b, to) => (from === to ? 0 : roadMetres(a, b)))) }
}

/** Metres from one index to the next; outside the order there is the start, or nothing. */
function leg({ stops, metres, start }: Roads, order: Route, from: number, to: number): number {
  if (to >= order.length || (from < 0 && !start)) return 0
  return metres[order[from] ?? stops.length]?.[order[to] ?? stops.length] ?? 0
}

const lengthOf = (map: Roads, order: Route): number =>
  order.reduce((sum, _stop, index) => sum + leg(map, order, index - 1, index), 0)

/** Earlier windows come first among the stops that nobody has pinned. */
function keepsWindows({ stops }: Pick<Roads, 'stops'>, order: Route): boolean {
  let last = -Infinity
  for (const index of order) {
    const stop = stops[index]
    if (!stop || stop.pinned) continue
    if (stop.window < last) return false
    last = stop.window
  }
  return true
}

const LEAST_GAIN = 1e-6
const shorter = (metres: number, best: number): boolean => metres < best - LEAST_GAIN

/** The cheapest position for stop `stop` in the order, not before `from`. */
function cheapest(map: Roads, order: Route, stop: number, from = 0): number {
  let best = order.length
  let least = Infinity
  for (let position = from; position <= order.length; position += 1) {
    const tried = [...order.slice(0, position), stop, ...order.slice(position)]
    const added =
      leg(map, tried, position - 1, position) +
      leg(map, tried, position, position + 1) -
      leg(map, order, position - 1, position)
    if (shorter(added, least) && keepsWindows(map, tried)) [best, least] = [position, added]
  }
  return best
}

/** The cheapest position for one more stop; what is driven already (before `from`) is left alone. */
export function bestPosition(
  order: readonly PlanStop[],
  stop: PlanStop,
  start: Position | null = null,
  from = 0,
): number {
  return cheapest(
    mapOf([...order, stop], start),
    order.map((_stop, index) => index),
    order.length,
    from,
  )
}

/** Builds an order of the free stops by cheapest insertion, the farthest from `seed` first. */
function insertAll(map: Roads, free: Route, seed: number): Route {
  const far = map.metres[seed] ?? []
  const rest = free.filter((stop) => stop !== seed).sort((a, b) => (far[b] ?? 0) - (far[a] ?? 0) || a - b)
  const order = [seed]
  for (const stop of rest) order.splice(cheapest(map, order, stop), 0, stop)
  return order
}

/** Free stops in their new order around the pinned ones, which stand where they stood. */
function withPinned({ stops }: Roads, free: Route): Route {
  const rest = [...free]
  return stops.map((stop, index) => (stop.pinned ? index : (rest.shift() ?? index)))
}

/** True when no pinned stop stands at a position from `from` to `to`. */
const isFree = ({ stops }: Roads, order: Route, from: number, to: number): boolean => {
  for (let at = from; at <= to; at += 1) if (stops[order[at] ?? -1]?.pinned) return false
  return true
}

/** 2-opt: turns a stretch round when that is shorter. */
function turned(map: Roads, order: Route): Route | null {
  for (let from = 0; from < order.length - 1; from += 1) {
    for (let to = from + 1; to < order.length && isFree(map, order, from, to); to += 1) {
      const ends = [order[from] ?? 0, order[to] ?? 0] as const
      const before = leg(map, order, from - 1, from) + leg(map, order, to, to + 1)
      const after =
        (from === 0 && !map.start ? 0 : between(map, order[from - 1], ends[1])) +
        (to + 1 < order.length ? between(map, ends[0], order[to + 1]) : 0)
      if (!shorter(after, before)) continue
      const tried = [...order.slice(0, from), ...order.slice(from, to + 1).reverse(), ...order.slice(to + 1)]
      if (keepsWindows(map, tried)) return tried
    }
  }
  return null
}

/** Metres between two stops by index; undefined stands for the start. */
const between = ({ stops, metres }: Roads, a: number | undefined, b: number | undefined): number =>
  metres[a ?? stops.length]?.[b ?? stops.length] ?? 0

/** Or-opt: shifts one to three neighbouring stops elsewhere, either way round. */
function shifted(map: Roads, order: Route): Route | null {
  for (let length = 1; length <= 3; length += 1) {
    for (let from = 0; from + length <= order.length; from += 1) {
      const better = shiftedFrom(map, order, from, length)
      if (better) return better
    }
  }
  return null
}

function shiftedFrom(map: Roads, order: Route, from: number, length: number): Route | null {
  const piece = order.slice(from, from + length)
  const rest = [...order.slice(0, from), ...order.slice(from + length)]
  const saved =
    leg(map, order, from - 1, from) + leg(map, order, from + length - 1, from + length) - leg(map, rest, from - 1, from)
  for (let to = 0; to <= rest.length; to += 1) {
    if (to === from || !isFree(map, order, Math.min(from, to), Math.max(from, to) + length - 1)) continue
    for (const moved of length === 1 ? [piece] : [piece, [...piece].reverse()]) {
      const added =
        (to === 0 && !map.start ? 0 : between(map, rest[to - 1], moved[0])) +
        (to < rest.length ? between(map, moved.at(-1), rest[to]) : 0) -
        leg(map, rest, to - 1, to)
      if (!shorter(added, saved)) continue
      const tried = [...rest.slice(0, to), ...moved, ...rest.slice(to)]
      if (keepsWindows(map, tried)) return tried
    }
  }
  return null
}

/** Exchanges two stops: the only move that reaches across a pinned one, and tried only where there is one. */
function exchanged(map: Roads, order: Route): Route | null {
  if (!map.stops.some(({ pinned }) => pinned)) return null
  const metres = lengthOf(map, order)
  for (let one = 0; one < order.length - 1; one += 1) {
    for (let other = one + 1; other < order.length; other += 1) {
      const [a, b] = [order[one] ?? 0, order[other] ?? 0]
      if (map.stops[a]?.pinned || map.stops[b]?.pinned) continue
      const tried = [...order]
      tried[one] = b
      tried[other] = a
      if (shorter(lengthOf(map, tried), metres) && keepsWindows(map, tried)) return tried
    }
  }
  return null
}

function improve(map: Roads, given: Route): Route {
  let order = given
  for (let rounds = 0; rounds < 5_000; rounds += 1) {
    const better = turned(map, order) ?? shifted(map, order) ?? exchanged(map, order)
    if (!better) return order
    order = better
  }
  return order
}

/** A different first stop leads to a different order: so many are tried, fewer the longer the run. */
const attemptsFor = (stops: number): number => (stops <= 30 ? stops : 4)

/**
 * Orders the stops of a run. `given` is the order so far: pinned stops stay at their position in it, and the answer is
 * never longer than `given` where that keeps the windows. Only stops that are still to be driven belong in it.
 * @param start where the crew is, or null for a free start
 */
export function planOrder(given: readonly PlanStop[], start: Position | null = null): PlanStop[] {
  if (given.length <= 1 || given.length > MOST) return [...given]
  const map = mapOf(given, start)
  const asGiven = given.map((_stop, index) => index)
  const free = asGiven
    .filter((index) => !given[index]?.pinned)
    .sort((a, b) => (given[a]?.window ?? 0) - (given[b]?.window ?? 0) || a - b)
  const every = Math.max(1, Math.floor(free.length / Math.max(1, attemptsFor(free.length))))
  const seeds = free.filter((_stop, index) => index % every === 0)
  const candidates = [
    keepsWindows(map, asGiven) ? asGiven : withPinned(map, free),
    ...seeds.map((seed) => withPinned(map, insertAll(map, free, seed))),
  ]
  let best: Route | null = null
  for (const candidate of candidates) {
    const improved = improve(map, candidate)
    if (best === null || shorter(lengthOf(map, improved), lengthOf(map, best))) best = improved
  }
  return (best ?? asGiven).flatMap((index) => given[index] ?? [])
}

/**
 * Cuts an order into as few stretches as fit into the minutes of a window each, in driving order, so that every crew
 * has one part of the area. One stop that takes longer than all of it still gets its own run.
 */
export function cutIntoRuns(order: readonly PlanStop[], minutes: number): PlanStop[][] {
  const runs = Math.max(1, Math.ceil(minutesOf(order) / Math.max(1, minutes)))
  const share = minutesOf(order) / runs
  const parts: PlanStop[][] = [[]]
  for (const stop of order) {
    const part = parts.at(-1) ?? []
    const full = minutesOf([...part, stop])
    const fits =
      part.length === 0 || (full <= minutes && (parts.length === runs || full <= share + stop.serviceMinutes / 2))
    if (fits) part.push(stop)
    else parts.push([stop])
  }
  return parts
}
