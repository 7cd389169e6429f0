// The 台账: a producer's logbook of a day or a month, reckoned from its handovers and never typed. Pure: lines go in,
// days with their sums come out. Weights are whole grams; shares are whole per mille.
// Invariants: each counted handover stands on exactly one day, and days add up to the month; a weight of nought is a
// weight; a pickup that did not happen is named and neither counted nor held against the kitchen.
import { addDays, lastDayOf, type Day, type Month } from '../time'
import type { HandoverState, WasteKind } from './vocabulary'

/** One handover as the logbook lists it. */
export type BookLine = {
  /** The handover's number. */
  number: string
  day: Day
  kind: WasteKind
  buckets: number | null
  /** What was taken; null where nothing was said of it yet. */
  grams: number | null
  /** 估 instead of 称. */
  isEstimated: boolean
  hauler: string
  plate: string
  driver: string
  /** Where the truck brought it; empty until its trip is weighed. */
  disposer: string
  state: HandoverState
  /** It did not take place: the truck never came, or all was refused at the door. */
  isVoid: boolean
  /** Entered from paper afterwards. */
  isPaper: boolean
}

export type BookSum = {
  handovers: number
  buckets: number
  grams: number
  /** Of `grams`, those that were estimated. */
  estimatedGrams: number
  /** Handovers without a weight yet. */
  unweighed: number
}

/**
 * What a day is in the logbook. `missing`: it is over, and neither a handover nor 今日无产生 was noted;
 * `notHappened`: a planned pickup was not done, which is the hauler's; `ahead`: not over yet.
 */
export type DayStand = 'kept' | 'nothing' | 'notHappened' | 'missing' | 'ahead' | 'outside'

export type BookDay<L extends BookLine = BookLine> = { day: Day; stand: DayStand; lines: readonly L[]; sum: BookSum }

export type Book<L extends BookLine = BookLine> = {
  from: Day
  to: Day
  days: readonly BookDay<L>[]
  sum: BookSum
  /** By kind, in order of the kind's word. */
  kinds: readonly { kind: WasteKind; sum: BookSum }[]
  /** By hauler, heaviest first, then by name. */
  haulers: readonly { name: string; sum: BookSum }[]
  /** Days over in which the logbook should have something and has nothing. */
  missing: readonly Day[]
  nothing: readonly Day[]
}

export type BookAsk<L extends BookLine = BookLine> = {
  from: Day
  to: Day
  lines: readonly L[]
  /** Days for which the kitchen said 今日无产生. */
  nothingDays: readonly Day[]
  /** The spans in which a logbook is kept at all: while there is a contract. `until` null: still. */
  kept: readonly { from: Day; until: Day | null }[]
  today: Day
}

const none: BookSum = { handovers: 0, buckets: 0, grams: 0, estimatedGrams: 0, unweighed: 0 }

/** Sums of lines; those that did not take place count nothing. */
export const sumOf = (lines: readonly BookLine[]): BookSum =>
  lines
    .filter(({ isVoid }) => !isVoid)
    .reduce(
      (sum, { buckets, grams, isEstimated }) => ({
        handovers: sum.handovers + 1,
        buckets: sum.buckets + (buckets ?? 0),
        grams: sum.grams + (grams ?? 0),
        estimatedGrams: sum.estimatedGrams + (isEstimated ? (grams ?? 0) : 0),
        unweighed: sum.unweighed + (grams === null ? 1 : 0),
      }),
      none,
    )

/** Sums put together. */
export const totalOf = (sums: readonly BookSum[]): BookSum =>
  sums.reduce(
    (total, sum) => ({
      handovers: total.handovers + sum.handovers,
      buckets: total.buckets + sum.buckets,
      grams: total.grams + sum.grams,
      estimatedGrams: total.estimatedGrams + sum.estimatedGrams,
      unweighed: total.unweighed + sum.unweighed,
    }),
    none,
  )

/** Share of what was estimated, in per mille, rounded half up; 0 of nothing. */
export const estimatedShare = ({ grams, estimatedGrams }: Pick<BookSum, 'grams' | 'estimatedGrams'>): number =>
  grams === 0 ? 0 : Math.floor((2000 * estimatedGrams + grams) / (2 * grams))

/** "12.5%" of 125 per mille. */
export const showShare = (perMille: number): string =>
  `${Math.floor(perMille / 10)}${perMille % 10 === 0 ? '' : `.${perMille % 10}`}%`

/** Whole kilograms with one digit where there is one, as the usual form has them: 194300 → "194.3". */
export function showKg(grams: number): string {
  const tenths = Math.round(grams / 100)
  return `${Math.floor(tenths / 10)}${tenths % 10 === 0 ? '' : `.${tenths % 10}`}`
}

export function bookOf<L extends BookLine>(ask: BookAsk<L>): Book<L> {
  const lines = ask.lines
    .filter(({ day }) => day >= ask.from && day <= ask.to)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const byDay = grouped(lines, ({ day }) => day)
  const nothing = new Set(ask.nothingDays)
  const days: BookDay<L>[] = []
  for (let day = ask.from; day <= ask.to; day = addDays(day, 1)) {
    const own = byDay.get(day) ?? []
    days.push({ day, lines: own, sum: sumOf(own), stand: standOf(day, own, nothing.has(day), ask) })
  }
  return {
    from: ask.from,
    to: ask.to,
    days,
    sum: sumOf(lines),
    kinds: [...grouped(lines, ({ kind }) => kind)]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([kind, own]) => ({ kind, sum: sumOf(own) })),
    haulers: [...grouped(lines, ({ hauler }) => hauler)]
      .map(([name, own]) => ({ name, sum: sumOf(own) }))
      .filter(({ sum }) => sum.handovers > 0)
      .sort((a, b) => b.sum.grams - a.sum.grams || (a.name < b.name ? -1 : 1)),
    missing: days.filter(({ stand }) => stand === 'missing').map(({ day }) => day),
    nothing: days.filter(({ stand }) => stand === 'nothing').map(({ day }) => day),
  }
}

/** The logbook of a whole month. */
export const monthSpan = (month: Month): { from: Day; to: Day } => ({ from: `${month}-01`, to: lastDayOf(month) })

const keyOf = ({ day, kind, number }: BookLine): string => `${day} ${kind} ${number}`

function standOf(day: Day, lines: readonly BookLine[], saidNothing: boolean, { kept, today }: BookAsk): DayStand {
  if (lines.some(({ isVoid }) => !isVoid)) return 'kept'
  if (saidNothing) return 'nothing'
  if (lines.length > 0) return 'notHappened'
  if (day >= today) return 'ahead'
  return kept.some(({ from, until }) => day >= from && (until === null || day <= until)) ? 'missing' : 'outside'
}

export function grouped<T, K extends string>(items: readonly T[], keyFor: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = keyFor(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
