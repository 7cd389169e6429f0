// A sheet as it stands: its lines, its hash, and whose signature counts.
import { sheetHash } from '@shared/cells/sheets'
import type { VisitDocument } from './visits.model'

export const linesOf = (visit: Pick<VisitDocument, 'parts'>) =>
  visit.parts.flatMap(({ options: [first] }) => (first ? [first.line] : []))
export const hashNow = (visit: VisitDocument): string => sheetHash(visit._id, visit.tableId, linesOf(visit))

/** Assessors whose signature is over the sheet as it stands. */
export function counting(visit: VisitDocument): VisitDocument['assessors'] {
  const hash = hashNow(visit)
  return visit.assessors.filter(({ signature }) => signature?.hash === hash)
}
