// Statuses that a community verifies for a household: what lowers its price and adds free pieces, and help with
// carrying. Pure. Which status lowers what is the area's, in its price list; without a list of reliefs nothing is
// lowered. Invariant: a price says "减免" and never why.
import * as z from '../z'

/** Ours: the usual groups of social assistance; the areas set what each brings. */
export const reliefStatuses = ['low_income', 'destitute', 'disabled', 'aged'] as const
export const ReliefStatus = z.enum(reliefStatuses)
export type ReliefStatus = (typeof reliefStatuses)[number]

/** `carry_help`: the crew carries the things out of the home. */
export const statusKinds = [...reliefStatuses, 'carry_help'] as const
export type StatusKind = (typeof statusKinds)[number]

export const statusNames: Readonly<Record<StatusKind, string>> = {
  low_income: '低保家庭',
  destitute: '特困供养',
  disabled: '残疾人家庭',
  aged: '高龄老人家庭',
  carry_help: '帮扶上门（进屋帮搬）',
}

/** What an area grants to one status: per cent off the price, and free bulky pieces a year beside the usual ones. */
export const ReliefRule = z.strictObject({
  status: ReliefStatus,
  percentOff: z.int().min(0).max(100),
  morePieces: z.int().min(0).max(50),
})
export type ReliefRule = z.infer<typeof ReliefRule>
export type Relief = Pick<ReliefRule, 'percentOff' | 'morePieces'>

/** Several statuses don't add up: of each the best holds. */
export function bestRelief(statuses: readonly StatusKind[], rules: readonly ReliefRule[]): Relief {
  const held = rules.filter(({ status }) => statuses.includes(status))
  return {
    percentOff: Math.max(0, ...held.map(({ percentOff }) => percentOff)),
    morePieces: Math.max(0, ...held.map(({ morePieces }) => morePieces)),
  }
}

/** What is taken off, in whole fen, in favour of who pays. */
export const offFen = (fen: number, { percentOff }: Pick<Relief, 'percentOff'>): number =>
  fen - Math.floor((fen * (100 - percentOff)) / 100)

/** "低保家庭、特困供养：减免 50%，每年多2件免费" for the published rules. */
export function reliefTexts(rules: readonly ReliefRule[]): string[] {
  const byTerms = new Map<string, ReliefStatus[]>()
  for (const { status, percentOff, morePieces } of rules) {
    const terms = [
      percentOff > 0 ? `减免 ${percentOff}%` : '',
      morePieces > 0 ? `每年多${morePieces}件免费` : '',
    ].filter((term) => term !== '')
    if (terms.length > 0) byTerms.set(terms.join('，'), [...(byTerms.get(terms.join('，')) ?? []), status])
  }
  return [...byTerms].map(
    ([terms, statuses]) => `经社区核实的${statuses.map((status) => statusNames[status]).join('、')}：${terms}`,
  )
}
