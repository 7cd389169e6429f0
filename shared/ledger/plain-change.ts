// Two kinds of post ask hardly anything of the balance they change: an earning of a member without debt and limits only
// adds to it, the capture of a hold only takes what is held. Such a post can be written first and decided from what
// came of it, which saves a round trip where posts come one at a time. The rules still decide: this file only says what
// they will change, and what the balance was before.
import type { Month } from '../time'
import { heldOf, type Account } from './accounts'
import { normalise } from './content'
import type { AccountState, Post } from './entries'
import { amountOf, checkShape, membersIn } from './kinds'
import { expiryMonthOf, moved, oldestOf } from './lots'

/**
 * By how much a post moves its one member's balance. `lot`: the lot that the points go to; null where points stay as
 * they are.
 */
export type PlainChange = {
  member: Account
  lot: Month | null
  adds: Readonly<Record<'points' | 'earned' | 'fen' | 'carbonGrams' | 'held', number>>
}

/**
 * What a post changes, if its member owes nothing and has an older lot (earning), or holds that much (capture); null
 * where more has to be known first.
 */
export function plainChangeOf(post: Post): PlainChange | null {
  if ((post.kind !== 'earn' && post.kind !== 'capture') || post.limits || post.budget || post.lots || post.used)
    return null
  const postings = normalise(post.postings)
  const [member, another] = membersIn(postings)
  if (member === undefined || another !== undefined || checkShape(post, postings)) return null
  if (post.kind === 'capture')
    return {
      member,
      lot: null,
      adds: { points: 0, earned: 0, fen: 0, carbonGrams: 0, held: amountOf(postings, heldOf(member), 'points') },
    }
  const points = amountOf(postings, member, 'points')
  if (points <= 0) return null
  const [fen, carbonGrams] = [amountOf(postings, member, 'fen'), amountOf(postings, member, 'carbonGrams')]
  return { member, lot: expiryMonthOf(post.at), adds: { points, earned: points, fen, carbonGrams, held: 0 } }
}

/** The balance before a change, from the balance after it. */
export function stateBefore(after: AccountState, { lot, adds }: PlainChange): AccountState {
  const lots = lot === null ? after.lots : moved(after.lots, { [lot]: -adds.points })
  return {
    ...after,
    seq: after.seq - 1,
    points: after.points - adds.points,
    fen: after.fen - adds.fen,
    carbonGrams: after.carbonGrams - adds.carbonGrams,
    held: after.held - adds.held,
    earned: after.earned - adds.earned,
    lots,
    oldestLot: oldestOf(lots),
  }
}
