// Words of the list of complaints and reports.
import { categoryNames } from '@shared/reports/categories'
import { aboutNames, type Complaint } from '@shared/reports/complaints-contract'

/** What it is about in one word: of a complaint, or of a report. */
export const subjectOf = ({ about, category }: Complaint): string =>
  category ? categoryNames[category] : aboutNames[about ?? 'other']
