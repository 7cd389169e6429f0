// The periods of scheduled work ("slots"): how each kind is written, which are due at an instant, and what is no slot
// of a job. Pure but for the last two functions, which read the clock so that work on a day or month can refuse one
// that is not there yet, by whatever way it is called.
import { DomainError } from '@shared/errors'
import { addDays, addMonths, clockOf, Clock, Day, dayOf, instantAt, Month, monthOf } from '@shared/time'
import { now } from './clock'

/** An hour "2026-11-22T09" and a minute "2026-11-22T09:58" of Shanghai. */
export type Hour = string
export type Minute = string
export type Every = 'minute' | 'hour' | 'day' | 'month'

/** When a job's slots are due. */
export type Rhythm = {
  every: Every
  /** For `day` and `month`: the Shanghai time from which the slot is due. */
  at?: string
  /** For `month`: day of the following month from which the month's slot is due. */
  onDay?: number
  /** How many past slots are caught up. */
  lookBack: number
}

/** Slots of a job that are due at an instant, oldest first. */
export function dueSlots(job: Rhythm, instant: Date): string[] {
  const last = latestSlot(job, instant)
  if (job.every === 'minute') return [last]
  return Array.from({ length: job.lookBack }, (_unused, index) => earlier(job.every, last, job.lookBack - 1 - index))
}

/** The latest slot that is due at an instant. */
export function latestSlot(job: Omit<Rhythm, 'lookBack'>, instant: Date): string {
  const day = dayOf(instant)
  const clock = clockOf(instant)
  if (job.every === 'minute') return `${day}T${clock}`
  if (job.every === 'hour') return `${day}T${clock.slice(0, 2)}`
  if (job.every === 'day') return clock >= (job.at ?? '00:00') ? day : addDays(day, -1)
  const isDue = day.slice(8) + clock >= String(job.onDay ?? 1).padStart(2, '0') + (job.at ?? '00:00')
  return addMonths(monthOf(day), isDue ? -1 : -2)
}

function earlier(every: Every, slot: string, count: number): string {
  if (every === 'month') return addMonths(slot, -count)
  if (every === 'day') return addDays(slot, -count)
  const at = new Date(startOf(every, slot).getTime() - count * 3_600_000)
  return `${dayOf(at)}T${clockOf(at).slice(0, 2)}`
}

/** True for text that is written as a slot of this kind and names a day that exists. */
export function isSlot(every: Every, text: string): boolean {
  if (every === 'month') return Month.safeParse(text).success
  if (every === 'day') return Day.safeParse(text).success
  const [day = '', clock = '', ...rest] = text.split('T')
  const time = every === 'hour' ? `${clock}:00` : clock
  return rest.length === 0 && Day.safeParse(day).success && time !== '24:00' && Clock.safeParse(time).success
}

/** The instant at which a slot's period begins. */
export function startOf(every: Every, slot: string): Date {
  if (every === 'month') return instantAt(`${slot}-01`, '00:00')
  const [day = '', clock = '00:00'] = slot.split('T')
  return instantAt(day, clock.length === 2 ? `${clock}:00` : clock)
}

/**
 * Refuses what can't be a slot of this job at an instant: written in another form, or not due yet.
 * @throws DomainError JOB_SLOT_WRONG, JOB_SLOT_NOT_DUE
 */
export function requireDueSlot(job: Omit<Rhythm, 'lookBack'>, slot: string, instant: Date): void {
  if (!isSlot(job.every, slot)) throw new DomainError('JOB_SLOT_WRONG')
  if (slot > latestSlot(job, instant)) throw new DomainError('JOB_SLOT_NOT_DUE')
}

/** Refuses a day that has not begun. @throws DomainError JOB_SLOT_WRONG, JOB_SLOT_NOT_DUE */
export function requireBegun(day: Day): void {
  requireDueSlot({ every: 'day' }, day, now())
}

/** Refuses a day or month that is not over. @throws DomainError JOB_SLOT_WRONG, JOB_SLOT_NOT_DUE */
export function requireOver(every: 'day' | 'month', period: Day | Month): void {
  if (!isSlot(every, period)) throw new DomainError('JOB_SLOT_WRONG')
  const today = dayOf(now())
  if (period >= (every === 'day' ? today : monthOf(today))) throw new DomainError('JOB_SLOT_NOT_DUE')
}
