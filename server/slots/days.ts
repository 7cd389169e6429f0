// Days of a pool: made when first needed from the pool's plan, and kept in step with it, without ever losing a seat.
// Invariants: a window's or day's figure never falls below its live seats here; a day that is over stays as it was,
// whatever its plan becomes.
import { partitionOf } from '@shared/partition'
import { addDays, dayOf, type Day } from '@shared/time'
import type { PipelineStage } from 'mongoose'
import { now } from '../clock'
import { isDuplicateKey } from '../db'
import { forgetAnswers } from './answers'
import { SlotDays, type DayWindow, type SlotDay } from './days.model'
import { liveOf, sizeIn, sizeOf } from './expressions'
import type { DayPlan, Pool } from './pools'

export const dayId = (pool: Pick<Pool, 'name'>, poolId: string, day: Day): string => `${pool.name}:${poolId}:${day}`

export type DayFigures = { windows: DayWindow[]; cap: number | null }
type DayHead = Omit<SlotDay, 'seats'>
/** What is taken of a slot, in sizes: live holds and confirmed seats. */
export type Taken = { confirmed: number; held: number }
/** A day with its counts; `taken` by slot. Not stored yet when `stored` is false. */
export type DayView = DayHead & { taken: ReadonlyMap<string, Taken>; total: Taken; stored: boolean }

const bySlot = (a: DayWindow, b: DayWindow): number => (a.slot < b.slot ? -1 : 1)

/** What the plan asks for, as a day stores it. */
const figuresOf = ({ windows, cap }: DayPlan): DayFigures => ({
  windows: windows.map((window) => plainWindow({ ...window, own: false })).sort(bySlot),
  cap,
})

/** What the plan asks for, day by day. */
export async function planOf(pool: Pool, poolId: string, days: readonly Day[]): Promise<DayFigures[]> {
  const planned = await pool.plan(poolId, days)
  return days.map((_day, index) => figuresOf(planned[index] ?? { windows: [], cap: null }))
}

const emptyDay = (pool: Pool, poolId: string, day: Day, planned: DayFigures): DayHead => ({
  _id: dayId(pool, poolId, day),
  partition: partitionOf(poolId),
  pool: pool.name,
  poolId,
  day,
  closed: false,
  cap: planned.cap,
  ownCap: false,
  windows: planned.windows,
  version: 0,
})

/**
 * What the stored day should look like by now: windows set by hand stay, others follow the plan, none falls below its
 * seats.
 */
export function mergedDay(stored: DayHead, planned: DayFigures, live: ReadonlyMap<string, number>): DayFigures {
  const own = new Map(stored.windows.filter((window) => window.own).map((window) => [window.slot, window]))
  const windows = planned.windows.map(
    (window) => own.get(window.slot) ?? { ...window, capacity: Math.max(window.capacity, live.get(window.slot) ?? 0) },
  )
  const known = new Set(windows.map((window) => window.slot))
  const kept = stored.windows
    .filter((window) => !known.has(window.slot))
    .map((window) => (window.own ? window : { ...window, capacity: live.get(window.slot) ?? 0 }))
    .filter((window) => window.own || window.capacity > 0)
  const total = [...live.values()].reduce((sum, count) => sum + count, 0)
  const cap = stored.ownCap ? stored.cap : planned.cap === null ? null : Math.max(planned.cap, total)
  return { windows: [...windows, ...kept].sort(bySlot), cap }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
/** With its fields always in the same order, since windows are compared as they are stored. */
export const plainWindow = ({ slot, capacity, own, minimum, decideAt }: DayWindow): DayWindow => ({
  slot,
  capacity,
  own,
  ...(minimum === undefined || decideAt === undefined ? {} : { minimum, decideAt }),
})
const plainWindows = (windows: readonly DayWindow[]): DayWindow[] => windows.map(plainWindow)

const isOver = (day: Day): boolean => day < dayOf(now())

const isMerged = (stored: DayHead, merged: DayFigures): boolean =>
  same(merged.windows, plainWindows(stored.windows)) && merged.cap === stored.cap

/** Whether `ensureDay` would leave a stored day as it is. */
export function isInStep(stored: SlotDay, planned: DayFigures = { windows: [], cap: null }, at: Date): boolean {
  const live = new Map<string, number>()
  for (const { slot, until, size = 1 } of stored.seats)
    if (until === null || until > at) live.set(slot, (live.get(slot) ?? 0) + size)
  return isOver(stored.day) || isMerged(stored, mergedDay(stored, planned, live))
}

/**
 * Keeps today as its plan wants it, so that later changes of the plan find it stored; and as many days ahead as the
 * pool wants looked at.
 */
export async function keepDays(pool: Pool): Promise<void> {
  const today = dayOf(now())
  for (const poolId of await pool.poolIds())
    for (let ahead = 0; ahead <= (pool.daysAhead ?? 0); ahead += 1) await ensureDay(pool, poolId, addDays(today, ahead))
}

/** Makes the day, or brings it in step with its plan. Safe to run anywhere, at any time, by any number of instances. */
export async function ensureDay(pool: Pool, poolId: string, day: Day): Promise<DayView> {
  const [planned = { windows: [], cap: null }] = await planOf(pool, poolId, [day])
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const [stored] = await dayViews([dayId(pool, poolId, day)])
    if (!stored) {
      const fresh = emptyDay(pool, poolId, day, planned)
      if (await insertDay(fresh)) return { ...fresh, ...counted([]), stored: true }
      continue
    }
    if (isOver(day)) return stored
    const live = new Map([...stored.taken].map(([slot, taken]) => [slot, taken.confirmed + taken.held]))
    const merged = mergedDay(stored, planned, live)
    if (isMerged(stored, merged)) return stored
    if (await writeMerged(stored, merged)) return { ...stored, ...merged }
  }
  throw new Error(`day ${dayId(pool, poolId, day)} could not be brought in step`)
}

async function insertDay(fresh: DayHead): Promise<boolean> {
  try {
    await SlotDays.collection.insertOne({ ...fresh, seats: [] } as never)
    return true
  } catch (error) {
    if (isDuplicateKey(error)) return false
    throw error
  }
}

/** Only while nobody changed windows or cap meanwhile and no window has more live seats than it would get. */
async function writeMerged(stored: DayHead, merged: DayFigures): Promise<boolean> {
  const slots = [...new Set([...stored.windows, ...merged.windows].map((window) => window.slot))]
  const capacity = new Map(merged.windows.map((window) => [window.slot, window.capacity]))
  const fits = slots
    .filter((slot) => merged.windows.find((window) => window.slot === slot)?.own !== true)
    .map((slot) => ({ $lte: [sizeIn(liveOf('$seats'), slot), capacity.get(slot) ?? 0] }))
  const total = merged.cap === null || stored.ownCap ? [] : [{ $lte: [sizeOf(liveOf('$seats')), merged.cap] }]
  const written = await SlotDays.collection.updateOne(
    {
      _id: stored._id as never,
      windows: plainWindows(stored.windows),
      cap: stored.cap,
      $expr: { $and: [...fits, ...total] },
    },
    { $set: { windows: merged.windows, cap: merged.cap } },
  )
  forgetAnswers(stored.poolId)
  return written.matchedCount === 1
}

/** Brings every stored day from `from` on in step, after the plan has changed. */
export async function followPlan(pool: Pool, poolId: string, from: Day): Promise<number> {
  const days = await SlotDays.find({ pool: pool.name, poolId, day: { $gte: from } }, { day: 1 }).lean<
    { day: string }[]
  >()
  for (const { day } of days) await ensureDay(pool, poolId, day)
  forgetAnswers(poolId)
  return days.length
}

/** Stored days with their live counts, read in one go. */
export async function dayViews(ids: readonly string[]): Promise<DayView[]> {
  const pipeline: PipelineStage[] = [
    { $match: { _id: { $in: ids } } },
    {
      $set: {
        live: {
          $map: {
            input: liveOf('$seats'),
            as: 'p',
            in: { slot: '$$p.slot', held: { $ne: ['$$p.until', null] }, size: { $ifNull: ['$$p.size', 1] } },
          },
        },
      },
    },
    { $unset: 'seats' },
  ]
  const rows = await SlotDays.aggregate<DayHead & { live: LiveCount[] }>(pipeline)
  return rows.map(({ live, ...head }) => ({
    ...head,
    windows: plainWindows(head.windows),
    ...counted(live),
    stored: true,
  }))
}

type LiveCount = { slot: string; held: boolean; size: number }

function counted(live: readonly LiveCount[]): Pick<DayView, 'taken' | 'total'> {
  const taken = new Map<string, Taken>()
  const total: Taken = { confirmed: 0, held: 0 }
  for (const { slot, held, size } of live) {
    const one = taken.get(slot) ?? { confirmed: 0, held: 0 }
    const key = held ? 'held' : 'confirmed'
    one[key] += size
    total[key] += size
    taken.set(slot, one)
  }
  return { taken, total }
}

/**
 * Every day of a stretch as it stands or would be made, in step with its plan; past days as they were kept. Reads
 * only.
 */
export async function viewDays(pool: Pool, poolId: string, days: readonly Day[]): Promise<DayView[]> {
  const [plans, stored] = await Promise.all([
    planOf(pool, poolId, days),
    dayViews(days.map((day) => dayId(pool, poolId, day))),
  ])
  const byDay = new Map(stored.map((view) => [view.day, view]))
  return days.map((day, index) => {
    const view = byDay.get(day)
    if (view && isOver(day)) return view
    const planned = (isOver(day) ? null : plans[index]) ?? { windows: [], cap: null }
    if (!view)
      return {
        ...emptyDay(pool, poolId, day, planned),
        taken: new Map(),
        total: { confirmed: 0, held: 0 },
        stored: false,
      }
    const live = new Map([...view.taken].map(([slot, taken]) => [slot, taken.confirmed + taken.held]))
    return { ...view, ...mergedDay(view, planned, live) }
  })
}

/** Seats left in a window of a viewed day: the window's, and no more than the day's cap leaves. */
export function leftIn(view: DayView, slot: string): number {
  if (view.closed) return 0
  const window = view.windows.find((one) => one.slot === slot)
  if (!window) return 0
  const taken = view.taken.get(slot) ?? { confirmed: 0, held: 0 }
  const byWindow = window.capacity - taken.confirmed - taken.held
  const byDay = view.cap === null ? byWindow : view.cap - view.total.confirmed - view.total.held
  return Math.max(0, Math.min(byWindow, byDay))
}
