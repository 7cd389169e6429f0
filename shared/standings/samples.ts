// Visits and cases of a quarter, put together by place. Visits to a place on one day count as one, whoever came. What
// comes out does not depend on the order in which rows came in: sums are of integers, or taken by day.
import type { CountedCase, CountedVisit } from '../inspections/visits'
import type { Day } from '../time'

/** What was seen at a place on one day. */
export type VisitDay = {
  day: Day
  /** Who came, each once, sorted. */
  inspectors: readonly string[]
  /** Sum of what the forms gave, in hundredths, and how many forms. */
  onSite: number
  forms: number
  bags: number
  bagsCorrect: number
  due: number
  closedInTime: number
}

/** All that counts of one place in a quarter. */
export type Sample = {
  place: string
  /** In order of days. */
  days: readonly VisitDay[]
  /** Reports and complaints that fell due; each stands by itself. */
  cases: number
  casesClosed: number
}

/** Both days included. */
export type Span = { from: Day; to: Day }

/** What one day's visit gave on site, in hundredths. */
export const hundredthsOf = ({ onSite, forms }: VisitDay): number => onSite / forms
export const sumOf = <T>(items: readonly T[], read: (item: T) => number): number =>
  items.reduce((sum, item) => sum + read(item), 0)
/** Each inspector who came in the quarter, once. */
export const inspectorsOf = ({ days }: Sample): string[] => [...new Set(days.flatMap(({ inspectors }) => inspectors))]

const byId = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function merged(day: Day, visits: readonly CountedVisit[]): VisitDay {
  return {
    day,
    inspectors: [...new Set(visits.map(({ inspector }) => inspector))].sort(byId),
    onSite: sumOf(visits, (visit) => visit.onSite),
    forms: visits.length,
    bags: sumOf(visits, (visit) => visit.bags),
    bagsCorrect: sumOf(visits, (visit) => visit.bagsCorrect),
    due: sumOf(visits, (visit) => visit.due),
    closedInTime: sumOf(visits, (visit) => visit.closedInTime),
  }
}

const grouped = <T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return groups
}

/** A sample for each of the places, in the order of their ids; rows of other places and days are left out. */
export function samplesOf(
  places: readonly string[],
  visits: readonly CountedVisit[],
  cases: readonly CountedCase[],
  { from, to }: Span,
): Sample[] {
  const inside = <T extends { day: Day }>(rows: readonly T[]): T[] => rows.filter(({ day }) => day >= from && day <= to)
  const visitsOf = grouped(inside(visits), ({ place }) => place)
  const casesOf = grouped(inside(cases), ({ place }) => place)
  return [...places].sort(byId).map((place) => ({
    place,
    days: [...grouped(visitsOf.get(place) ?? [], ({ day }) => day)]
      .map(([day, group]) => merged(day, group))
      .sort((a, b) => byId(a.day, b.day)),
    cases: casesOf.get(place)?.length ?? 0,
    casesClosed: casesOf.get(place)?.filter(({ closedInTime }) => closedInTime).length ?? 0,
  }))
}
