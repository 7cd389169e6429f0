// When the crew will be at a door: the promised half-day narrows with the position in the run and with the run's
// progress. Pure. Invariants: before the run starts nobody is told an hour outside the booked window; once it is under
// way the truth is told, also when it is late; nobody is told hours that have passed; the window is never narrower than
// the estimate deserves, and is said in whole steps.
import { addMinutes, clockOf, dayOf, instantAt, type Clock, type Day } from '../time'

export type Booked = { day: Day; from: Clock; to: Clock }
export type Progress = {
  status: 'planned' | 'started' | 'finished'
  /** When the run begins, or the last instant at which its crew was known to be somewhere. */
  asOf: Date
  /** Driving and work from `asOf` to this door, in minutes. */
  minutesBefore: number
  stopsBefore: number
}
export type Arrival = { from: Clock; to: Clock; stopsBefore: number }

/** Before the start the estimate may be off by this much either way: half of the usual half-day is left. */
export const SPREAD_PLANNED_MINUTES = 60
/** Under way: at least so much either way … */
export const SPREAD_LEAST_MINUTES = 10
/** … and this share of what is still to be done before the door. */
export const SPREAD_SHARE = 0.25
const STEP_PLANNED = 30
const STEP_UNDERWAY = 5

const minuteOfDay = (instant: Date, day: Day): number =>
  Math.round((instant.getTime() - instantAt(day, '00:00').getTime()) / 60_000)
const clockAt = (minutes: number): Clock => {
  const inside = Math.max(0, Math.min(24 * 60, minutes))
  return inside === 24 * 60 ? '24:00' : clockOf(addMinutes(instantAt('2026-01-01', '00:00'), inside))
}
const down = (minutes: number, step: number): number => Math.floor(minutes / step) * step
const up = (minutes: number, step: number): number => Math.ceil(minutes / step) * step

/**
 * The window in which the crew comes, in Shanghai clock time. Before the start: the estimate ± 60 minutes in
 * half-hours, inside the booked window. Under way: ± 10 minutes or a quarter of what lies before, whichever is more, in
 * steps of 5, never before now, never before the booked window begins. Null when nothing can be said any more: the
 * hours have passed and nobody has set out, or the day is over.
 */
export function arrivalOf(booked: Booked, progress: Progress, now: Date): Arrival | null {
  const present = minuteOfDay(now, booked.day)
  const first = minuteOfDay(instantAt(booked.day, booked.from), booked.day)
  const last = minuteOfDay(instantAt(booked.day, booked.to), booked.day)
  if (progress.status === 'planned' || dayOf(now) < booked.day) {
    const estimate = Math.max(first, minuteOfDay(progress.asOf, booked.day) + progress.minutesBefore)
    const from = Math.max(
      first,
      Math.min(down(estimate - SPREAD_PLANNED_MINUTES, STEP_PLANNED), last - 2 * SPREAD_PLANNED_MINUTES),
    )
    const to = Math.min(
      last,
      Math.max(up(estimate + SPREAD_PLANNED_MINUTES, STEP_PLANNED), first + 2 * SPREAD_PLANNED_MINUTES),
    )
    return present >= to ? null : { from: clockAt(from), to: clockAt(to), stopsBefore: progress.stopsBefore }
  }
  if (present >= 24 * 60) return null
  const estimate = Math.max(first, present, minuteOfDay(progress.asOf, booked.day) + progress.minutesBefore)
  const spread = Math.max(SPREAD_LEAST_MINUTES, Math.round(progress.minutesBefore * SPREAD_SHARE))
  const from = Math.max(first, down(present, STEP_UNDERWAY), down(estimate - spread, STEP_UNDERWAY))
  return { from: clockAt(from), to: clockAt(up(estimate + spread, STEP_UNDERWAY)), stopsBefore: progress.stopsBefore }
}
