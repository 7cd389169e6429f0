// Service days: made when first needed from the rounds that run that day, and kept in step with them, without ever
// losing a place. Relies on rounds.model.ts for what should run. Invariants: a window's or day's figure never falls
// below its live places here; a day that is over stays as it was, whatever its rounds become.
import { partitionOf } from '@shared/partition'
import { isServiceDay } from '@shared/pickups/dates'
import { dayOf, weekdayOf, type Day } from '@shared/time'
import type { PipelineStage } from 'mongoose'
import { databaseNow, now } from '../clock'
import { isDuplicateKey } from '../db'
import { forgetAnswers } from './capacity-answers'
import { Rounds, WeekdayCapsOf, type RoundRecord, type WeekdayCaps } from './rounds.model'
import { ServiceDays, type DayWindow, type ServiceDay } from './service-days.model'

export const dayId = (districtId: string, day: Day): string => `${districtId}:${day}`
export const slotOf = (roundId: string, windowKey: string): string => `${roundId}:${windowKey}`

type DayHead = Omit<ServiceDay, 'places'>
/** What is taken of a slot: live holds and confirmed places. */
export type Taken = { confirmed: number; held: number }
/** A service day with its counts; `taken` by slot. Not stored yet when `stored` is false. */
export type DayView = DayHead & { taken: ReadonlyMap<string, Taken>; total: Taken; stored: boolean }

/** Aggregation expression: live places of the document. */
export const livePlaces = (): Record<string, unknown> => ({
  $filter: {
    input: '$places',
    as: 'p',
    cond: { $or: [{ $eq: ['$$p.until', null] }, { $gt: ['$$p.until', databaseNow()] }] },
  },
})

const inSlot = (input: unknown, slot: string): Record<string, unknown> => ({
  $filter: { input, as: 'q', cond: { $eq: ['$$q.slot', slot] } },
})
export const countIn = (input: unknown, slot: string): Record<string, unknown> => ({ $size: inSlot(input, slot) })

/** Windows and cap that the rounds ask for on a day. */
export function plannedDay(
  day: Day,
  rounds: readonly RoundRecord[],
  caps: WeekdayCaps | null,
): { windows: DayWindow[]; cap: number | null } {
  const windows = rounds
    .filter((round) => isServiceDay(day, round))
    .flatMap((round) =>
      round.windows.map((window) => ({ slot: slotOf(round._id, window.key), capacity: window.capacity, own: false })),
    )
    .sort((a, b) => (a.slot < b.slot ? -1 : 1))
  return { windows, cap: caps?.caps[weekdayOf(day) - 1] ?? null }
}

export const roundsOf = (districtId: string): Promise<RoundRecord[]> =>
  Rounds.find({ districtId }).lean<RoundRecord[]>()
export const capsOf = (districtId: string): Promise<WeekdayCaps | null> =>
  WeekdayCapsOf.findById(districtId).lean<WeekdayCaps>()

const emptyDay = (districtId: string, day: Day, planned: { windows: DayWindow[]; cap: number | null }): DayHead => ({
  _id: dayId(districtId, day),
  partition: partitionOf(districtId),
  districtId,
  day,
  closed: false,
  cap: planned.cap,
  ownCap: false,
  windows: planned.windows,
  version: 0,
})

/**
 * What the stored day should look like by now: windows set by hand stay, others follow the round, none falls below its
 * places.
 */
export function mergedDay(
  stored: DayHead,
  planned: { windows: DayWindow[]; cap: number | null },
  live: ReadonlyMap<string, number>,
): { windows: DayWindow[]; cap: number | null } {
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
  return { windows: [...windows, ...kept].sort((a, b) => (a.slot < b.slot ? -1 : 1)), cap }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const plainWindows = (windows: readonly DayWindow[]): DayWindow[] =>
  windows.map(({ slot, capacity, own }) => ({ slot, capacity, own }))

const isOver = (day: Day): boolean => day < dayOf(now())

/** Keeps today as its rounds want it, so that later changes of them find it stored. */
export async function keepToday(): Promise<void> {
  const districts: string[] = await Rounds.distinct('districtId').exec()
  for (const districtId of districts) await ensureDay(districtId, dayOf(now()))
}

/**
 * Makes the day, or brings it in step with its rounds. Safe to run anywhere, at any time, by any number of instances.
 */
export async function ensureDay(districtId: string, day: Day): Promise<DayView> {
  const planned = plannedDay(day, await roundsOf(districtId), await capsOf(districtId))
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const [stored] = await dayViews([dayId(districtId, day)])
    if (!stored) {
      const fresh = emptyDay(districtId, day, planned)
      if (await insertDay(fresh)) return { ...fresh, ...counted([]), stored: true }
      continue
    }
    if (isOver(day)) return stored
    const live = new Map([...stored.taken].map(([slot, taken]) => [slot, taken.confirmed + taken.held]))
    const merged = mergedDay(stored, planned, live)
    if (same(merged.windows, plainWindows(stored.windows)) && merged.cap === stored.cap) return stored
    if (await writeMerged(stored, merged)) return { ...stored, ...merged }
  }
  throw new Error(`service day ${dayId(districtId, day)} could not be brought in step`)
}

async function insertDay(fresh: DayHead): Promise<boolean> {
  try {
    await ServiceDays.collection.insertOne({ ...fresh, places: [] } as never)
    return true
  } catch (error) {
    if (isDuplicateKey(error)) return false
    throw error
  }
}

/** Only while nobody changed windows or cap meanwhile and no window has more live places than it would get. */
async function writeMerged(stored: DayHead, merged: { windows: DayWindow[]; cap: number | null }): Promise<boolean> {
  const slots = [...new Set([...stored.windows, ...merged.windows].map((window) => window.slot))]
  const capacity = new Map(merged.windows.map((window) => [window.slot, window.capacity]))
  const fits = slots
    .filter((slot) => merged.windows.find((window) => window.slot === slot)?.own !== true)
    .map((slot) => ({ $lte: [countIn(livePlaces(), slot), capacity.get(slot) ?? 0] }))
  const total = merged.cap === null || stored.ownCap ? [] : [{ $lte: [{ $size: livePlaces() }, merged.cap] }]
  const written = await ServiceDays.collection.updateOne(
    {
      _id: stored._id as never,
      windows: plainWindows(stored.windows),
      cap: stored.cap,
      $expr: { $and: [...fits, ...total] },
    },
    { $set: { windows: merged.windows, cap: merged.cap } },
  )
  forgetAnswers(stored.districtId)
  return written.matchedCount === 1
}

/** Brings every stored day from `from` on in step, after rounds or weekday caps have changed. */
export async function followRounds(districtId: string, from: Day): Promise<number> {
  const days = await ServiceDays.find({ districtId, day: { $gte: from } }, { day: 1 }).lean<{ day: string }[]>()
  for (const { day } of days) await ensureDay(districtId, day)
  forgetAnswers(districtId)
  return days.length
}

/** Stored days with their live counts, read in one go. */
export async function dayViews(ids: readonly string[]): Promise<DayView[]> {
  const pipeline: PipelineStage[] = [
    { $match: { _id: { $in: ids } } },
    {
      $set: {
        live: { $map: { input: livePlaces(), as: 'p', in: { slot: '$$p.slot', held: { $ne: ['$$p.until', null] } } } },
      },
    },
    { $unset: 'places' },
  ]
  const rows = await ServiceDays.aggregate<DayHead & { live: { slot: string; held: boolean }[] }>(pipeline)
  return rows.map(({ live, ...head }) => ({
    ...head,
    windows: plainWindows(head.windows),
    ...counted(live),
    stored: true,
  }))
}

function counted(live: readonly { slot: string; held: boolean }[]): Pick<DayView, 'taken' | 'total'> {
  const taken = new Map<string, Taken>()
  const total: Taken = { confirmed: 0, held: 0 }
  for (const { slot, held } of live) {
    const one = taken.get(slot) ?? { confirmed: 0, held: 0 }
    const key = held ? 'held' : 'confirmed'
    one[key] += 1
    total[key] += 1
    taken.set(slot, one)
  }
  return { taken, total }
}

/**
 * Every day of a stretch as it stands or would be made, in step with its rounds; past days as they were kept. Reads
 * only.
 */
export async function viewDays(districtId: string, days: readonly Day[]): Promise<DayView[]> {
  const [rounds, caps, stored] = await Promise.all([
    roundsOf(districtId),
    capsOf(districtId),
    dayViews(days.map((day) => dayId(districtId, day))),
  ])
  const byDay = new Map(stored.map((view) => [view.day, view]))
  return days.map((day) => {
    const view = byDay.get(day)
    if (view && isOver(day)) return view
    const planned = isOver(day) ? { windows: [], cap: null } : plannedDay(day, rounds, caps)
    if (!view)
      return {
        ...emptyDay(districtId, day, planned),
        taken: new Map(),
        total: { confirmed: 0, held: 0 },
        stored: false,
      }
    const live = new Map([...view.taken].map(([slot, taken]) => [slot, taken.confirmed + taken.held]))
    return { ...view, ...mergedDay(view, planned, live) }
  })
}

/** Places left in a window of a viewed day: the window's, and no more than the day's cap leaves. */
export function leftIn(view: DayView, slot: string): number {
  if (view.closed) return 0
  const window = view.windows.find((one) => one.slot === slot)
  if (!window) return 0
  const taken = view.taken.get(slot) ?? { confirmed: 0, held: 0 }
  const byWindow = window.capacity - taken.confirmed - taken.held
  const byDay = view.cap === null ? byWindow : view.cap - view.total.confirmed - view.total.held
  return Math.max(0, Math.min(byWindow, byDay))
}
