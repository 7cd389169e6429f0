// Figures in charts for staff. A feature hands in one row for each chart: who may see it and how it is read; here the
// rows of those who may are asked, each for the places where they may, or for the one place they name. A span is
// bounded, so that no question reads without end.
import { holdsRole, scopeOf, type Actor, type Role } from '@shared/actors'
import { rolesOf, type May, type OutputOf, type ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { addDays, daysBetween, type Day } from '@shared/time'
import { MOST_DAYS, spansOf, type Chart, type figures, type Tile } from '@shared/work/figures'

/** Who asks, from which day to which; both count. */
export type Asked = {
  actor: Actor
  /** Those at which they hold one of the row's roles, or the one they named; each with all below it. */
  places: readonly string[]
  /** The same for some of the row's roles. */
  placesOf: (roles: readonly Role[]) => string[]
  from: Day
  to: Day
}

export type FigureRow = Pick<Chart, 'kind' | 'title' | 'unit' | 'stacked' | 'method'> & {
  may: May
  /** Null: there is nothing to be told of these places. */
  read: (asked: Asked) => Promise<Pick<Chart, 'said' | 'series' | 'rows'> | null>
  /**
   * What of it stands on the first page; asked for the last 60 days, today the last of them. Four are shown: what may
   * call for something today (`first`) before what tells how it went.
   */
  today?: { first: boolean; read: (asked: Asked) => Promise<Tile[]> }
}

type Input = ParsedOf<typeof figures.mine>

/**
 * The charts of whoever asks, in the order of the table. @param place the place they name, read by the caller @throws
 * DomainError INPUT_INVALID for a span that is too long, NOT_FOUND for a place outside their area
 */
export async function figuresOf(
  actor: Actor,
  { from, to }: Input,
  place: { _id: string; path: readonly string[] } | null,
  rows: readonly FigureRow[],
): Promise<OutputOf<typeof figures.mine>> {
  if (to < from) throw invalid('to', '结束日期早于开始日期')
  if (daysBetween(from, to) >= MOST_DAYS) throw invalid('to', `一次最多看${MOST_DAYS}天`)
  const placesOf = (roles: readonly Role[]): string[] =>
    place === null ? scopeOf(actor, roles) : holdsRole(actor, roles, place.path) ? [place._id] : []
  const seen = rows.filter(({ may }) => placesOf(rolesOf(may)).length > 0)
  if (place && seen.length === 0) throw new DomainError('NOT_FOUND')
  const charts = await Promise.all(
    seen.map(async ({ kind, title, unit, stacked, method, may, read }) => {
      const told = await read({ actor, places: placesOf(rolesOf(may)), placesOf, from, to })
      return told && { kind, title, unit, stacked, method, ...told }
    }),
  )
  return { charts: charts.filter((chart) => chart !== null) }
}

/** The tiles of whoever asks, in the order of the table. */
export async function tilesOf(
  actor: Actor,
  today: Day,
  rows: readonly FigureRow[],
): Promise<OutputOf<typeof figures.today>> {
  const placesOf = (roles: readonly Role[]): string[] => scopeOf(actor, roles)
  const asked = { actor, placesOf, from: addDays(today, 1 - 2 * TILE_DAYS), to: today }
  const seen = rows.flatMap(({ may, today: tile }) => {
    const places = placesOf(rolesOf(may))
    return tile && places.length > 0 ? [{ ...tile, places }] : []
  })
  const ordered = [...seen.filter(({ first }) => first), ...seen.filter(({ first }) => !first)]
  const tiles = await Promise.all(ordered.map(({ read, places }) => read({ ...asked, places })))
  return { tiles: tiles.flat().slice(0, MOST_TILES) }
}

const MOST_TILES = 4

/** A tile tells of so many days, and compares them with as many before. */
const TILE_DAYS = 30

/** Sums of one series: the last 30 days, the 30 before, and by week. */
export function lately(to: Day, counted: readonly Counted[], keys: readonly string[]) {
  const sum = (from: Day, until: Day): number =>
    counted.reduce(
      (total, { day, key, value }) => (keys.includes(key) && from <= day && day <= until ? total + value : total),
      0,
    )
  const weeks = Array.from({ length: 8 }, (_unused, at) => addDays(to, -7 * (7 - at)))
  return {
    now: sum(addDays(to, 1 - TILE_DAYS), to),
    before: sum(addDays(to, 1 - 2 * TILE_DAYS), addDays(to, -TILE_DAYS)),
    weeks: weeks.map((end) => sum(addDays(end, -6), end)),
  }
}

/** "比前30天多 12%"; empty where there was next to nothing before. */
export const comparedWith = (now: number, before: number): string => {
  if (before * 5 < now || before === 0) return ''
  const percent = Math.round(((now - before) / before) * 100)
  return percent === 0 ? '和前30天差不多' : `比前30天${percent > 0 ? '多' : '少'} ${Math.abs(percent)}%`
}

/** What was counted on one day for one series. */
export type Counted = { day: Day; key: string; value: number }

/** Sums by day or week and series. Series without anything are kept, so that a nought is told as one. */
export function overTime(
  { from, to }: Pick<Asked, 'from' | 'to'>,
  by: 'day' | 'week',
  series: Readonly<Record<string, string>>,
  counted: readonly Counted[],
): Pick<Chart, 'series' | 'rows'> & { total: (key: string) => number } {
  const keys = Object.keys(series)
  const sum = (found: readonly Counted[]): number =>
    Math.round(found.reduce((total, { value }) => total + value, 0) * 100) / 100
  const total = (key: string): number => sum(counted.filter((each) => each.key === key))
  return {
    total,
    series: Object.entries(series).map(([key, name]) => ({ name, total: total(key) })),
    rows: spansOf(from, to, by).map((span) => {
      const within = counted.filter(({ day }) => span.from <= day && day <= span.to)
      return { label: span.label, values: keys.map((key) => sum(within.filter((each) => each.key === key))) }
    }),
  }
}
