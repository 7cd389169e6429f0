// A figure of the platform under an item: what it says, which records it is made of, and what it answers.
import { Day, Instant, longDay, monthDay } from '../time'
import * as z from '../z'
import { platformSources, sourceWords, type PlatformSource } from './table-words'
import type { ItemAnswer, TableItem } from './tables'

/**
 * One record that a figure counts. `subject` is a name of the audit log's: the console opens it from there. A record of
 * a day is known by its place and day, so `id` is as its feature keeps it.
 */
export const Citation = z.object({ subject: z.string(), id: z.string(), day: Day, said: z.string() })
export type Citation = z.infer<typeof Citation>

export const PlatformFigure = z.object({
  source: z.enum(platformSources),
  from: Day,
  to: Day,
  /** `none`: the platform has no record of it yet, so that the item is asked of a person instead. */
  state: z.enum(['found', 'none']),
  /** In the unit of its source; of a share its part. */
  value: z.int(),
  /** Of a share; null for a value. */
  whole: z.int().nullable(),
  /** The period in words, or that there is no record yet. */
  said: z.string(),
  /** Of weights: how many were on a scale (称), how many estimated (估); null where there are none. */
  weighed: z.int().nullable(),
  estimated: z.int().nullable(),
  /** How many records it counts, and the newest of them, at most 50. */
  records: z.int(),
  citations: z.array(Citation),
  /** SHA-256 over every record that it counts as they were; another one means that a source was corrected since. */
  fingerprint: z.string(),
  readAt: Instant,
})
export type PlatformFigure = z.infer<typeof PlatformFigure>

/** What a figure answers to an item; null where there is no record or the item asks for something else. */
export function answerOfFigure({ method, source }: TableItem, figure: PlatformFigure): ItemAnswer | null {
  if (figure.state === 'none' || figure.source !== source) return null
  if (method.kind === 'ratio') return { kind: 'ratio', part: figure.value, whole: figure.whole ?? 0 }
  const value = figure.whole === null ? figure.value : percent(figure.value, figure.whole)
  if (method.kind === 'yesNo') return { kind: 'yesNo', yes: value > 0 }
  if (method.kind !== 'tiers') return null
  const tier = method.tiers.find(({ from }) => from !== null && value >= from)
  return tier ? { kind: 'tiers', tier: tier.code } : null
}

/** Rounded down, so that 100 % is all. */
const percent = (part: number, whole: number): number => (whole === 0 ? 0 : Math.floor((100 * part) / whole))

/** "33/40次，82%" or "12场". */
export function figureText({ source, value, whole }: Pick<PlatformFigure, 'source' | 'value' | 'whole'>): string {
  const { unit } = sourceWords[source]
  return whole === null ? `${value}${unit}` : `${value}/${whole}${unit}，${percent(value, whole)}%`
}

/** "9月2日至11月30日"; with years where there are two of them. */
export function periodText({ from, to }: { from: Day; to: Day }): string {
  const text = from.slice(0, 4) === to.slice(0, 4) ? monthDay : longDay
  return from === to ? text(to) : `${text(from)}至${text(to)}`
}

/** Sources that a table asks for, each once. */
export const sourcesOf = (items: readonly Pick<TableItem, 'source'>[]): PlatformSource[] => [
  ...new Set(items.flatMap(({ source }) => (source === null ? [] : [source]))),
]
