// Many who want a seat of the same day at once. Those who ask together share one reading of the day; as many as seats
// are left go on to write, the others wait for the next reading. So most of a rush is turned away by a few readings,
// instead of by hundreds of writes that get in each other's way. Within this process, and a hint only: the guarded
// update decides (seats.ts). Whoever asks while there is room for all is not held up.
import { AsyncResource } from 'node:async_hooks'
import { DomainError } from '@shared/errors'
import { dayId, ensureDay, leftIn, type DayView } from './days'
import { SlotDays } from './days.model'
import type { Pool } from './pools'
import type { SeatAsk } from './seats'

type Asker = { ask: SeatAsk; size: number; take: () => Promise<unknown>; refuse: (error: unknown) => void }
type Day = Pick<SeatAsk, 'poolId' | 'day'>

/** Who waits, by day; a day that is missing here is free to go on. */
const waitingFor = new Map<string, Asker[]>()

/**
 * Runs `take` as soon as the day, as it was last read, has room for it.
 * @throws DomainError the pool's `full` or `closed`, unless the record has a seat or hold on that day already
 */
export function takeInTurn<T>(pool: Pool, ask: SeatAsk, take: () => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, refuse) => {
    // bound: it runs on behalf of who asked, whoever's request reads the day
    const run = AsyncResource.bind(() => take().then(resolve, refuse))
    const asker: Asker = { ask, size: ask.size ?? 1, take: run, refuse }
    const key = dayId(pool, ask.poolId, ask.day)
    const waiting = waitingFor.get(key)
    if (waiting) return void waiting.push(asker)
    const first = [asker]
    waitingFor.set(key, first)
    void serve(pool, ask, first)
  })
}

async function serve(pool: Pool, { poolId, day }: Day, waiting: Asker[]): Promise<void> {
  while (waiting.length > 0) {
    const asked = waiting.splice(0)
    try {
      const view = await ensureDay(pool, poolId, day)
      const { now, later, without } = sorted(view, asked)
      const running = now.map(({ take }) => take())
      for (const { take } of await refused(pool, view, without)) running.push(take())
      waiting.unshift(...later)
      if (later.length > 0) await Promise.all(running)
    } catch (error) {
      for (const { refuse } of asked) refuse(error)
    }
  }
  // in the same breath as the last look at who waits, so that nobody joins a line that is no longer served
  waitingFor.delete(dayId(pool, poolId, day))
}

/** For whom there is room, for whom there is when those before them take none, and for whom there is none. */
function sorted(view: DayView, asked: readonly Asker[]): Record<'now' | 'later' | 'without', Asker[]> {
  const left = new Map<string, number>()
  const found = { now: [] as Asker[], later: [] as Asker[], without: [] as Asker[] }
  for (const asker of asked) {
    const { slot } = asker.ask
    const here = leftIn(view, slot)
    const still = left.get(slot) ?? here
    if (here < asker.size) found.without.push(asker)
    else if (still < asker.size) found.later.push(asker)
    else {
      left.set(slot, still - asker.size)
      found.now.push(asker)
    }
  }
  return found
}

/** Turns away those without room. @returns those who have a seat or hold there already, and may go on */
async function refused(pool: Pool, view: DayView, without: readonly Asker[]): Promise<Asker[]> {
  if (without.length === 0) return []
  const stored = await SlotDays.findById(view._id, { 'seats.id': 1 }).lean<{ seats: { id: string }[] }>()
  const known = new Set(stored?.seats.map(({ id }) => id))
  for (const { ask, refuse } of without)
    if (!known.has(ask.id)) refuse(new DomainError(view.closed ? pool.codes.closed : pool.codes.full))
  return without.filter(({ ask }) => known.has(ask.id))
}
