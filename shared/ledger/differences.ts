// What a contest that is upheld may add to a line: where too little was paid, the difference in points beside it. It
// draws on what the operator owes for its own failures, so it neither uses a rule's budget nor meets its caps (I15),
// and has a cause of its own, once (I3).
import { kindOf, type Account } from './accounts'
import { MOST_DIFFERENCE } from './contests-contract'
import type { Entry, EntryKind, Post } from './entries'

const LINES_OF_POINTS: readonly EntryKind[] = ['earn', 'compensate']
/**
 * Whether a line of this kind can have been too little; a fee is put right where it arose, what was redeemed is given
 * back whole.
 */
export const mayHaveDifference = ({ kind }: Pick<Entry, 'kind'>): boolean => LINES_OF_POINTS.includes(kind)

/** Why nothing can be added, or null. @param points whole points */
export function differenceRefusal(
  entry: Pick<Entry, 'kind'>,
  points: number,
): 'LEDGER_NO_DIFFERENCE' | 'LEDGER_AMOUNT_INVALID' | null {
  if (!mayHaveDifference(entry)) return 'LEDGER_NO_DIFFERENCE'
  return Number.isInteger(points) && points >= 1 && points <= MOST_DIFFERENCE ? null : 'LEDGER_AMOUNT_INVALID'
}

type Decision = { contestId: string; account: Account; points: number; reason: string; by: string; at: Date }

/** The post that pays the difference. Its subject is the line's, and `details.adds` names the line. */
export function differenceOf(entry: Entry, { contestId, account, points, reason, by, at }: Decision): Post {
  return {
    cause: `ledgerContests/${contestId}/added`,
    kind: 'compensate',
    at,
    by,
    partition: entry.partition,
    subject: entry.subject,
    placePath: entry.placePath,
    postings: [
      { account: compensatorOf(entry), unit: 'points', amount: -points },
      { account, unit: 'points', amount: points },
    ],
    why: { template: 'ledger.added', params: { reason } },
    details: { adds: entry._id },
  }
}

/** Who owes it: as with compensations for missed pickups the district, in a city without districts the city. */
function compensatorOf({ postings, placePath: [city, district] }: Entry): Account {
  const before = postings.find(({ account }) => kindOf(account) === 'compensation')
  return before?.account ?? `compensation:${district ?? city ?? ''}`
}
