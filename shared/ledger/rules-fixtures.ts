// Posts, states and holds that the tables of the rule book start from. Only tests import it.
import type { AccountState, Entry, Post, Posting } from './entries'
import { holdOf, type HoldEnd } from './follow-ups'
import { decidePost, emptyState } from './rules'

export const home = 'household:h1'
export const at = new Date('2026-11-03T11:12:00Z')
export const points = (account: string, amount: number): Posting => ({ account, unit: 'points', amount })
export const state = (over: Partial<AccountState> = {}): AccountState => ({ ...emptyState(home, 7), ...over })
export const aPost = (over: Partial<Post> = {}): Post => ({
  cause: 'c1',
  kind: 'earn',
  at,
  by: 'system:test',
  partition: 7,
  subject: 'pickups/1',
  why: { template: 'pickup.collected', params: {} },
  postings: [points('issuer:r', -25), points(home, 25)],
  ...over,
})
export const decided = (post: Post, before: AccountState = state()) =>
  decidePost(post, (account) => (account === before._id ? before : undefined), at)
export const after = (post: Post, before?: AccountState): AccountState => {
  const decision = decided(post, before)
  if (!decision.ok) throw new Error(decision.code)
  return decision.states[0] as AccountState
}
export const entryOf = (post: Post, before?: AccountState): Entry => {
  const decision = decided(post, before)
  if (!decision.ok) throw new Error(decision.code)
  return { ...decision.draft, contentHash: '', hash: '' }
}

export const aHold = (amount: number, over: Partial<Post> = {}): Post => ({
  ...holdOf({
    cause: 'c0',
    account: home,
    points: amount,
    subject: 'rewards/1',
    by: 'person:p',
    at,
    partition: 7,
    placePath: ['city'],
    why: { template: 'rewards.redeemed', params: {} },
  }),
  ...over,
})
export const capture: HoldEnd = {
  kind: 'capture',
  to: 'merchant:m',
  by: 'person:s',
  at,
  why: { template: 'rewards.redeemed', params: {} },
}
export const letGo: HoldEnd = { kind: 'void', by: 'person:p', at, why: { template: 'rewards.redeemed', params: {} } }
