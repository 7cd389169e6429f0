// Figures of an area in charts for staff: what happened in a span of days, by day or by week. Each chart carries the
// numbers themselves, so that the table beside it, a file and a picture show the same.
import { staffRoles } from '../actors'
import { route } from '../contract'
import { Id } from '../ids'
import { addDays, Day, daysBetween, weekdayOf } from '../time'
import * as z from '../z'

/** So many days are read at most. */
export const MOST_DAYS = 92

/** The shape of an answer; screens take it from the route. */
export const Chart = z.object({
  /** "pickups.kept" */
  kind: z.string(),
  title: z.string(),
  /** Of every value: "户次", "千克". */
  unit: z.string(),
  /** The series are parts of a whole and stand on each other; else beside each other. */
  stacked: z.boolean(),
  /** What it comes to, in one sentence. */
  said: z.string(),
  /** What is counted, and by which day. */
  method: z.string(),
  series: z.array(z.object({ name: z.string(), total: z.number() })),
  /** One a day, week or kind; as many values as there are series. */
  rows: z.array(z.object({ label: z.string(), values: z.array(z.number()) })),
})
export type Chart = z.infer<typeof Chart>

/** One figure of the first page, as of today. */
export const Tile = z.object({
  /** "pickups.today" */
  kind: z.string(),
  title: z.string(),
  /** As it is shown: "52", "97.2". */
  value: z.string(),
  unit: z.string(),
  /** What it is compared with, or what it consists of, in a few words. */
  note: z.string(),
  /** How much of it is done, from 0 to 1; null where nothing is to be done. */
  share: z.number().nullable(),
  /** How it went, the oldest first; empty where that says nothing. */
  trend: z.array(z.number()),
})
export type Tile = z.infer<typeof Tile>

export const figures = {
  today: route({
    method: 'GET',
    path: '/api/figures/today',
    may: staffRoles,
    input: z.strictObject({}),
    output: z.object({ tiles: z.array(Tile) }),
    summary: '今天的几个数：本人管的地方',
  }),
  mine: route({
    method: 'GET',
    path: '/api/figures',
    may: staffRoles,
    /** Both days count. `placeId`: a place of one's area, for that alone. */
    input: z.strictObject({ from: Day, to: Day, placeId: Id.optional() }),
    output: z.object({ charts: z.array(Chart) }),
    errors: ['NOT_FOUND'],
    summary: '数字：本人管的地方一段日子里的收运、重量、积分和诉求',
  }),
} as const

/** A part of the span, with its first and last day; `label` names it under a bar. */
export type Span = { label: string; from: Day; to: Day }

const short = (day: Day): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`

/** Every day of a span up to 31 days where `by` is day; else its weeks from Monday, the first and last one cut. */
export function spansOf(from: Day, to: Day, by: 'day' | 'week'): Span[] {
  const daily = by === 'day' && daysBetween(from, to) < 31
  const spans: Span[] = []
  for (let day = from; day <= to;) {
    const sunday = addDays(day, 7 - weekdayOf(day))
    const end = daily ? day : sunday < to ? sunday : to
    spans.push({ label: daily || end === day ? short(day) : `${short(day)}～${short(end)}`, from: day, to: end })
    day = addDays(end, 1)
  }
  return spans
}
