// How strict assessors are compared with each other: of each visit, what the site got minus what the papers got (so
// that strict and easy applicants count alike), against the mean of the visits where somebody else was sent. Two sign
// one sheet, so each visit counts for both. It is for their lead: a hint to talk, no verdict.
import { strictnessOf, type Strictness } from '../inspections/drift'

/** `difference`: site minus papers, in points. */
export type ComparedVisit = { assessors: readonly string[]; difference: number }

/** The strictest first; whoever was there every time can't be compared. Means in hundredths of a point. */
export function assessorStrictness(visits: readonly ComparedVisit[]): Strictness[] {
  const people = [...new Set(visits.flatMap(({ assessors }) => assessors))].sort()
  return people
    .flatMap((person) => {
      const own = visits.filter(({ assessors }) => assessors.includes(person))
      const others = visits.filter(({ assessors }) => !assessors.includes(person))
      if (others.length === 0) return []
      const usual = others.reduce((sum, { difference }) => sum + difference, 0) / others.length
      return [
        strictnessOf(
          person,
          own.map(({ difference }) => difference - usual),
        ),
      ]
    })
    .sort((one, other) => one.mean - other.mean)
}
