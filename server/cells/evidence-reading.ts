// What a reader of figures is given and gives back.
import type { Citation } from '@shared/cells/figures'
import type { SubjectKind } from '@shared/cells/vocabulary'
import type { Day } from '@shared/time'

/** Whose figures: `organisationId` is who acts for it, a place's company too. */
export type EvidenceSubject = { subjectKind: SubjectKind; subjectId: string; organisationId?: string | undefined }
export type EvidenceSpan = { from: Day; to: Day }
export type Reading = {
  value: number
  whole: number | null
  records: Citation[]
  /** Of weights, how many were on a scale and how many estimated. */
  weighed: number | null
  estimated: number | null
}
/** Null: the platform has no record of such a thing here; nought of something is a figure. */
export type EvidenceReader = (subject: EvidenceSubject, span: EvidenceSpan) => Promise<Reading | null>

export const plainReading = (value: number, records: Citation[], whole: number | null = null): Reading => ({
  value,
  whole,
  records,
  weighed: null,
  estimated: null,
})

/** @param subject a name of the audit log's, so that the console opens the record from there */
export const citation = (subject: string, id: string, day: Day, said: string): Citation => ({ subject, id, day, said })
