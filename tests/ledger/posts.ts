// Factories of posts for ledger tests.
import { heldOf } from '@shared/ledger/accounts'
import { entryIdOf, type Post, type Posting } from '@shared/ledger/entries'
import { holdOf } from '@shared/ledger/follow-ups'
import { endIdOf } from '@shared/ledger/kinds'
import { partitionOf } from '@shared/partition'
import { newId } from '@server/ids'

type Wish = {
  points?: number
  fen?: number
  carbonGrams?: number
  to?: string
  partition?: number
  at?: Date
  placePath?: string[]
  cause?: string
  earnerId?: string
  ruleVersion?: string
}

/** A recyclables pickup that earned points, and carbon beside them. */
export function anEarning({
  points = 0,
  carbonGrams = 0,
  to = `household:${newId()}`,
  at = new Date('2026-11-03T11:12:00Z'),
  ...rest
}: Wish = {}): Post {
  const id = newId()
  const postings: Posting[] = [
    { account: 'issuer:pickup-recyclable', unit: 'points', amount: -points },
    { account: to, unit: 'points', amount: points },
    { account: 'nature', unit: 'carbonGrams', amount: -carbonGrams },
    { account: to, unit: 'carbonGrams', amount: carbonGrams },
  ]
  return {
    cause: rest.cause ?? `pickup:${id}:settled`,
    kind: 'earn',
    at,
    by: 'system:test',
    partition: rest.partition ?? partitionOf(to),
    subject: `pickups/${id}`,
    postings,
    why: { template: 'pickup.collected', params: { service: '上门回收', materials: '纸板 12.5千克', priceList: '1' } },
    ruleVersion: 'v1',
    factorVersion: '2026-11-draft',
    ...(rest.placePath ? { placePath: rest.placePath } : {}),
    ...(rest.earnerId ? { details: { earnerId: rest.earnerId } } : {}),
  }
}

type Spending = { points: number; from: string; at?: Date; partition?: number; cause?: string }
const redeemed = { template: 'rewards.redeemed', params: { goods: '堆肥一袋' } }

/** Points set aside for a reward. */
export function aHold({
  points,
  from,
  at = new Date('2026-11-10T02:00:00Z'),
  partition = partitionOf(from),
  cause,
}: Spending): Post {
  const id = newId()
  return holdOf({
    cause: cause ?? `rewards/${id}/hold`,
    account: from,
    points,
    subject: `rewards/${id}`,
    by: 'system:test',
    at,
    partition,
    placePath: [],
    why: redeemed,
  })
}

/** A hold and its capture, as at a desk: for one transaction. */
export function aSpending(wish: Spending): [Post, Post] {
  const hold = aHold(wish)
  return [
    hold,
    {
      ...hold,
      cause: endIdOf(hold.cause),
      kind: 'capture',
      ends: entryIdOf(hold),
      postings: [
        { account: heldOf(wish.from), unit: 'points', amount: -wish.points },
        { account: 'merchant:shop', unit: 'points', amount: wish.points },
      ],
    },
  ]
}

/** The stored account a post is about. */
export const member = (post: Post): string =>
  post.postings.find((each) => /^(person|household|fund):/.test(each.account))?.account ?? ''
