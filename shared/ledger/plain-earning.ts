// An earning to one member without debt and limits adds to the balance and asks nothing of it. Such a post can be written first and
// decided from what came of it, which saves a round trip where posts come one at a time. The rules still decide: this file
// only says what they will add, and what the balance was before.
import type { Month } from '../time'
import { type Account } from './accounts'
import { normalise } from './content'
import type { AccountState, Post } from './entries'
import { amountOf, checkShape, membersIn } from './kinds'
import { expiryMonthOf, moved, oldestOf } from './lots'

/** `month`: the lot that the points go to. */
export type Addition = { member: Account; month: Month; points: number; fen: number; carbonGrams: number }

/** What a post adds to its member if that member owes nothing and has older points; null where more than that must be known. */
export function additionOf(post: Post): Addition | null {
  if (post.kind !== 'earn' || post.limits || post.budget || post.lots || post.used) return null
  const postings = normalise(post.postings)
  const [member, another] = membersIn(postings)
  if (member === undefined || another !== undefined || checkShape(post, postings)) return null
  const points = amountOf(postings, member, 'points')
  if (points <= 0) return null
  return { member, month: expiryMonthOf(post.at), points, fen: amountOf(postings, member, 'fen'), carbonGrams: amountOf(postings, member, 'carbonGrams') }
}

/** The balance before an addition, from the balance after it. */
export function stateBefore(after: AccountState, { month, points, fen, carbonGrams }: Addition): AccountState {
  const lots = moved(after.lots, { [month]: -points })
  return {
    ...after, seq: after.seq - 1, points: after.points - points, fen: after.fen - fen, carbonGrams: after.carbonGrams - carbonGrams,
    earned: after.earned - points, lots, oldestLot: oldestOf(lots),
  }
}
