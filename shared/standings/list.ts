// What a month's list is made of: the inputs that are kept with it, what they come to for each place, and the document
// that is published and frozen. Scores are whole tenths of a point. Names of persons, rooms and households are in none
// of them.
import type { CountedCase, CountedVisit } from '../inspections/visits'
import type { Day, Month } from '../time'
import type { EnterpriseCheck } from './enterprises'
import type { ListKind, Outcome, TableColour } from './vocabulary'

/** A place as it was when the month was closed. */
export type ListPlace = {
  id: string
  kind: ListKind
  name: string
  subdistrict: string
  /** The subdistrict's id and the community's: who is told. */
  placePath: string[]
  /** 公司名, 无物业, or 无物业（××临时代管）; null for 行政村、居, whose tables have no such column. */
  company: string | null
  companyId: string | null
  /** The first day of that company here, where it came within the quarter. */
  companySince?: Day
  households: number
  /** Its first day here, where it is younger than the records. */
  since: Day | null
}

/** Everything that goes into a month's list; kept, so that the same bytes come out again. */
export type ListInputs = {
  area: string
  areaName: string
  period: Month
  /** The rolling quarter; both days are in it. */
  from: Day
  to: Day
  /** Days of the month that are in no long holiday. */
  ordinaryDays: number
  places: ListPlace[]
  visits: CountedVisit[]
  cases: CountedCase[]
  /** Months of enterprises that somebody checked; absent where there are none. */
  checks?: EnterpriseCheck[]
  /** The list of three months before: its quarter shares no day with this one. */
  earlier: { period: Month; scores: { place: string; score: number; low: number; high: number }[] } | null
}

/**
 * What a decision has changed of the inputs: a visit that does not count, or how many of its findings were in time. An
 * enterprise's month that was checked is named like a visit, and can only be left out.
 */
export type Amendment = { visit: string; closedInTime: number | null }

/** What a month came to for one place. Scores are null where the guards forbid one. */
export type Computed = {
  place: string
  kind: ListKind
  outcome: Outcome
  /** Why there is no score, or what is missing, in one sentence; empty otherwise. */
  missing: string
  score: number | null
  low: number | null
  high: number | null
  /** Among the scored places of its class, the best first. */
  rank: number | null
  /** On the list of its class; null where it is on none. */
  listRank: number | null
  rankFrom: number | null
  rankTo: number | null
  size: string
  visits: number
  inspectors: number
  bags: number
  bagsCorrect: number
  /** Mean of the on-site score, in tenths of a point out of 100. */
  onSite: number | null
  due: number
  closedInTime: number
  lastVisit: Day | null
  /** Why, in words, where no visits stand behind it: companies and enterprises. */
  because?: string[]
}

export type ListRow = {
  place: string
  name: string
  subdistrict: string
  company: string | null
  rank: number
  rankFrom: number
  rankTo: number
  size: string
  score: number
  low: number
  high: number
  visits: number
  inspectors: number
  bags: number
  /** Empty for companies and enterprises. */
  lastVisit: Day | ''
  reasons: string[]
}

export type ListTable = { kind: ListKind; colour: TableColour; rows: ListRow[] }
/** `check` is null where so few others have a score that the number would tell which of them it is. */
export type Counts = { kind: ListKind; places: number; scored: number; thin: number; check: number | null }
export type Risen = { place: string; name: string; subdistrict: string; before: number; after: number }
export type Change = { place: string; name: string; before: string; after: string }
export type Correction = { version: number; on: Day; why: string; changes: Change[] }

/** The published document; its canonical bytes are what the hash is of. */
export type ListDocument = {
  format: 1
  area: string
  areaName: string
  period: Month
  version: number
  publishedOn: Day
  from: Day
  to: Day
  rulesVersion: number
  /** How scattered this city's visits are; what the intervals rest on. */
  factors: Record<string, number>
  /** Why no place is ranked this month; null in ordinary ones. */
  notRanked: string | null
  objections: { made: number; upheld: number }
  tables: ListTable[]
  risen: { since: Month; rows: Risen[] } | null
  counts: Counts[]
  corrections: Correction[]
}
