// Who somebody is, now, to a thing that was made for a household: a booking, a redemption, a contest. Having made it is
// not enough: whoever left, was removed, or whose consent to act has ended, has no part in it from that moment on;
// those who stay may act. Invariants: a member sees nothing from before they joined, except what they made themselves;
// a proxy only while the consent holds. Every feature asks here instead of comparing ids of authors itself.
import { isMember, type Actor } from '@shared/actors'
import type { Tx } from '../db'
import { membersOf, memberSince } from './households'
import { actsForHousehold } from './proxies'

/** `authorId`: who made it for themselves; absent where staff made it in their office. */
export type Belonging = { authorId?: string | undefined; householdId?: string | null | undefined; createdAt: Date }

/** `author` made it and still belongs to it, `member` belongs to the household, `proxy` acts for it by consent. */
export type Standing = 'author' | 'member' | 'proxy'

/** What the actor is to the thing at this moment; null for everybody it is no business of (any more). */
export async function standingOf(actor: Actor, thing: Belonging): Promise<Standing | null> {
  if (actor.kind !== 'person') return null
  const isAuthor = thing.authorId === actor.personId
  if (!thing.householdId) return isAuthor ? 'author' : null
  if (isMember(actor, thing.householdId)) {
    if (isAuthor) return 'author'
    const since = await memberSince(actor.personId, thing.householdId)
    return since !== null && since <= thing.createdAt ? 'member' : null
  }
  return (await actsForHousehold(actor.personId, thing.householdId)) ? 'proxy' : null
}

/** Whether a person belongs to a household now or acts for it by a consent that holds. */
export const isStillIn = async (personId: string, householdId: string, tx?: Tx): Promise<boolean> =>
  (await membersOf(householdId, tx)).some((member) => member.personId === personId) ||
  (await actsForHousehold(personId, householdId, tx))

/**
 * Whom to tell about a thing: its author while they belong to it, else the members who may see it. `all`: the members
 * beside the author.
 */
export async function peopleOf(tx: Tx, thing: Belonging, all = false): Promise<string[]> {
  const { authorId, householdId, createdAt } = thing
  if (!householdId) return authorId ? [authorId] : []
  const author = authorId && (await isStillIn(authorId, householdId, tx)) ? [authorId] : []
  if (author.length > 0 && !all) return author
  const members = (await membersOf(householdId, tx)).filter(({ since }) => since <= createdAt)
  return [...new Set([...author, ...members.map(({ personId }) => personId)])]
}
