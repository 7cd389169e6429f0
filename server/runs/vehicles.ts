// Which vehicle drives which stops of a half-day, and in which order: the first plan of a whole half-day, and what is
// booked later, inserted where it costs least. Writes the runs that this needs; stops are written by runs-planning.ts.
import { bestPosition, cutIntoRuns, metresOf, minutesOf, planOrder, type PlanStop } from '@shared/runs/planner'
import { isOpenStop } from '@shared/runs/stop-machine'
import type { Day } from '@shared/time'
import { now } from '../clock'
import type { Tx } from '../db'
import { newId } from '../ids'
import type { RoundRecord } from '../pickups/rounds'
import { Runs, type RunGroup, type RunRecord } from './runs.model'
import { planStopOf, replanned, stopsOf } from './runs'
import type { StopRecord } from './stops.model'

export const groupNames: Readonly<Record<RunGroup, string>> = { am: '上午', pm: '下午', eve: '晚间' }

/** The half-day a window belongs to, by when it begins. */
export const groupOf = (from: string): RunGroup => (from < '12:00' ? 'am' : from < '17:00' ? 'pm' : 'eve')

const minutesBetween = (from: string, to: string): number =>
  Number(to.slice(0, 2)) * 60 + Number(to.slice(3)) - Number(from.slice(0, 2)) * 60 - Number(from.slice(3))

/** Vehicles of one half-day at most; beyond it the last one takes the rest. */
const MOST_PARTS = 20

/** `suggested`: bookings in driving order by vehicle, from a route service. */
export type Group = {
  round: RoundRecord
  day: Day
  group: RunGroup
  bookingIds: string[]
  suggested?: readonly (readonly string[])[] | null
}

/**
 * The built-in plan: one good order, cut into as many vehicles as the half-day's minutes take, each part in its best
 * order.
 */
export function cutStops(stops: readonly StopRecord[]): PlanStop[][] {
  const { from, to } = spanOf(stops)
  return cutIntoRuns(planOrder(stops.map(planStopOf)), minutesBetween(from, to)).map((part) => planOrder(part))
}

const spanOf = (stops: readonly StopRecord[]): { from: string; to: string } => ({
  from: earliest('24:00', stops),
  to: latest('00:00', stops),
})

/** Stops by vehicle: as suggested where that names these very stops, else by the built-in plan. */
function partsOf(stops: readonly StopRecord[], suggested: Group['suggested']): StopRecord[][] {
  const byBooking = new Map(stops.map((stop) => [stop.bookingId, stop]))
  const named = suggested?.flat() ?? []
  if (suggested && named.length === stops.length && named.every((id) => byBooking.has(id)))
    return suggested.map((part) => part.flatMap((id) => byBooking.get(id) ?? []))
  const byId = new Map(stops.map((stop) => [stop._id, stop]))
  return cutStops(stops).map((part) => part.flatMap(({ id }) => byId.get(id) ?? []))
}

export const earliest = (from: string, stops: readonly StopRecord[]): string =>
  stops.reduce((least, stop) => (stop.from < least ? stop.from : least), from)

export const latest = (to: string, stops: readonly StopRecord[]): string =>
  stops.reduce((most, stop) => (stop.to > most ? stop.to : most), to)

type Placed = { runs: RunRecord[]; order: StopRecord[]; runOf: (stopId: string) => RunRecord; made: number }

/** The whole half-day at once, a run a vehicle. */
export async function firstPlan(
  tx: Tx,
  given: Group,
  runs: readonly RunRecord[],
  stops: readonly StopRecord[],
): Promise<Placed> {
  const { from, to } = spanOf(stops)
  const parts = partsOf(stops, given.suggested)
  const order: StopRecord[] = []
  const homes = new Map<string, RunRecord>()
  const used: RunRecord[] = []
  const free = runs.filter((run) => run.status !== 'finished')
  let made = 0
  for (const part of parts) {
    const known = free[used.length]
    const run = known ?? newRun(given, runs.length + made + 1, from, to, crewOf(given.round, used.length, parts.length))
    if (!known) {
      await tx.on(Runs).insert(run)
      made += 1
    }
    used.push(run)
    order.push(...part)
    for (const { _id } of part) homes.set(_id, run)
  }
  return { runs: used, order, made, runOf: (id) => homeIn(homes, id) }
}

function homeIn(homes: ReadonlyMap<string, RunRecord>, stopId: string): RunRecord {
  const run = homes.get(stopId)
  if (!run) throw new Error(`stop ${stopId} has no run`)
  return run
}

/**
 * Later bookings go where they cost the fewest minutes; a run that is over takes none, and what is still to be driven
 * is ordered anew.
 */
export async function insertLate(
  tx: Tx,
  given: Group,
  runs: readonly RunRecord[],
  stops: readonly StopRecord[],
): Promise<Placed> {
  const current = await stopsOf(
    runs.map((run) => run._id),
    tx,
  )
  const routes = runs
    .filter((run) => run.status !== 'finished')
    .map((run) => ({ run, stops: current.filter((stop) => stop.runId === run._id) }))
  let made = 0
  const homes = new Map<string, RunRecord>()
  for (const stop of stops) {
    const best = cheapestRoute(routes, stop)
    if (best && (best.fits || runs.length + made >= MOST_PARTS)) {
      best.route.stops = best.stops
      homes.set(stop._id, best.route.run)
      continue
    }
    const run = newRun(
      given,
      runs.length + made + 1,
      stop.from,
      stop.to,
      runs.length + made === 0 ? given.round.crewIds : [],
    )
    await tx.on(Runs).insert(run)
    made += 1
    routes.push({ run, stops: [stop] })
    homes.set(stop._id, run)
  }
  const touched = routes.filter(({ run, stops: all }) => all.some((stop) => homes.get(stop._id)?._id === run._id))
  const order = touched.flatMap(({ run, stops: all }) => replanned(run, all))
  for (const { run, stops: all } of touched) for (const stop of all) homes.set(stop._id, run)
  return { runs: touched.map(({ run }) => run), order, made, runOf: (id) => homeIn(homes, id) }
}

type RouteSoFar = { run: RunRecord; stops: StopRecord[] }

function cheapestRoute(
  routes: readonly RouteSoFar[],
  stop: StopRecord,
): { route: RouteSoFar; stops: StopRecord[]; fits: boolean } | null {
  let best: { route: RouteSoFar; stops: StopRecord[]; fits: boolean; added: number } | null = null
  for (const route of routes) {
    const done = route.stops.filter((each) => !isOpenStop(each.status) || each.status !== 'planned').length
    const open = route.stops.slice(done)
    const start = route.run.lastPosition ?? null
    const position = bestPosition(open.map(planStopOf), planStopOf(stop), start)
    const with_ = [...open.slice(0, position), stop, ...open.slice(position)]
    const added = metresOf(with_.map(planStopOf), start) - metresOf(open.map(planStopOf), start)
    const fits = minutesOf(with_.map(planStopOf), start) <= Math.max(minutesBetween(route.run.from, route.run.to), 60)
    const better = best === null || (fits && !best.fits) || (fits === best.fits && added < best.added)
    if (better) best = { route, stops: [...route.stops.slice(0, done), ...with_], fits, added }
  }
  return best
}

/** Two to a vehicle where the round has enough people; else all are with the first one and the dispatcher decides. */
function crewOf({ crewIds }: RoundRecord, part: number, parts: number): string[] {
  if (crewIds.length < parts * 2) return part === 0 ? crewIds : []
  return crewIds.slice(part * 2, part === parts - 1 ? undefined : part * 2 + 2)
}

function newRun({ round, day, group }: Group, part: number, from: string, to: string, crewIds: string[]): RunRecord {
  const at = now()
  return {
    _id: newId(),
    day,
    roundId: round._id,
    group,
    part,
    districtId: round.districtId,
    placeId: round.placeId,
    placePath: round.placePath,
    name: `${round.name} ${groupNames[group]}${part > 1 ? ` 第${part}车` : ''}`,
    vehicle: part === 1 ? round.vehicle : '',
    crewIds,
    names: [],
    status: 'planned',
    from,
    to,
    version: 1,
    formerCrew: [],
    createdAt: at,
    updatedAt: at,
  }
}
