// What the lists read of on-site visits: integers alone, so that a score has the same bytes on every machine.

/**
 * A drawn visit that is finished. Visits made for a reason and re-inspections are kept, but never become one of these.
 * @public
 */
export type CountedVisit = {
  id: string
  /** Id of the place, or of the organisation. */
  place: string
  /** yyyy-mm-dd in Shanghai. */
  day: string
  inspector: string
  /** What the form gave, in hundredths: 0 to 100. */
  onSite: number
  /** Bags looked into; how many is fixed before the visit. */
  bags: number
  bagsCorrect: number
  /** Findings of this visit that fell due; withdrawn, duplicate and out-of-scope ones are not among them. */
  due: number
  closedInTime: number
  /** Of these, the days from finding to mending of each that was accepted; 0 on the same day. */
  mendedDays?: number[]
}

/**
 * A report or complaint about a place that fell due; each one stands by itself, since nobody drew it.
 * @public
 */
export type CountedCase = { id: string; place: string; day: string; closedInTime: boolean }
