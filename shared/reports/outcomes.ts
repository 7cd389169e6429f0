// How a complaint and a report can end. Complaints are found to be true or not; reports are mended or not.
import * as z from '../z'

export const complaintOutcomes = ['upheld', 'partly', 'notUpheld'] as const
export const reportOutcomes = ['mended', 'notFound', 'outOfScope'] as const
export const ComplaintOutcome = z.enum(complaintOutcomes)
export const ReportOutcome = z.enum(reportOutcomes)
export const outcomeTexts: Readonly<Record<z.infer<typeof ComplaintOutcome>, string>> = {
  upheld: '情况属实',
  partly: '部分属实',
  notUpheld: '不属实',
}
export const reportOutcomeTexts: Readonly<Record<z.infer<typeof ReportOutcome>, string>> = {
  mended: '已经弄好',
  notFound: '到现场没有发现',
  outOfScope: '不归这里管，已告知去处',
}
export const AnyOutcome = z.enum([...complaintOutcomes, ...reportOutcomes])
export type AnyOutcome = z.infer<typeof AnyOutcome>
export const anyOutcomeTexts: Readonly<Record<AnyOutcome, string>> = { ...outcomeTexts, ...reportOutcomeTexts }
