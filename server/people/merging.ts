// Duplicates: two registrations of the same household become one. Members, proxies and waiting claims move, the
// duplicate's card ends, and what other features hold (lots, bookings) moves through the rows given at start, in the
// same transaction.
import { holdsRole, type PersonActor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { MAX_MEMBERS } from '@shared/people/rules'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { refuseOwnCase } from './conflicts'
import { registrars, membersOf, requireHousehold } from './households'
import { HouseholdCodes, Households, Invitations, JoinRequests, Memberships, Pins, Proxies } from './households.model'
import { Persons } from './people.model'
import { forgetActors } from './sessions'
import { peopleSettings } from './settings'
import { tellMembers } from './tellings'

/**
 * Closes `id` and moves everything to `intoId`. @throws DomainError NOT_FOUND, HOUSEHOLD_MERGE_REFUSED, HOUSEHOLD_FULL,
 * DECIDES_OWN_CASE
 */
export async function mergeHouseholds(actor: PersonActor, input: { id: string; intoId: string; reason: string }) {
  const from = await requireHousehold(input.id)
  const into = await requireHousehold(input.intoId)
  if (![from, into].every((household) => holdsRole(actor, registrars, household.placePath)))
    throw new DomainError('NOT_FOUND')
  if (from._id === into._id || from.placeId !== into.placeId) throw new DomainError('HOUSEHOLD_MERGE_REFUSED')
  const by = actor.personId
  const answer = await transaction(async (tx) => {
    await refuseOwnCase(tx, actor, { householdIds: [from._id, into._id] })
    const members = [...(await membersOf(from._id, tx)), ...(await membersOf(into._id, tx))]
    const closed = await tx
      .on(Households)
      .updateOne(
        { _id: from._id, status: 'active' },
        { $set: { status: 'merged', mergedInto: into._id, memberCount: 0 } },
      )
    if (closed.matched === 0) throw new DomainError('CHANGED_MEANWHILE')
    const moved = await moveMembers(tx, from._id, into._id, by)
    const grown = await tx
      .on(Households)
      .updateOne(
        { _id: into._id, status: 'active', memberCount: { $lte: MAX_MEMBERS - moved } },
        { $inc: { memberCount: moved } },
      )
    if (grown.matched === 0) throw new DomainError('HOUSEHOLD_FULL')
    await moveProxies(tx, from._id, into._id, by)
    await tx
      .on(JoinRequests)
      .updateMany({ householdId: from._id, status: 'waiting' }, { $set: { householdId: into._id } })
    await tx
      .on(Invitations)
      .updateMany({ householdId: from._id, acceptedBy: { $exists: false } }, { $set: { expiresAt: now() } })
    await tx
      .on(HouseholdCodes)
      .updateMany({ householdId: from._id, active: true }, { $set: { active: false, revokedAt: now() } })
    // the pepper holds the household's id, so a PIN can't move along: it is set anew at the desk
    await tx.on(Pins).deleteOne({ _id: from._id })
    await tellMembers(
      tx,
      `${from._id}/merged`,
      into._id,
      members.map(({ personId }) => personId),
      {
        title: '您家的两份登记已合并',
        text: `社区把重复登记的两户合成了一户，积分和预约都在一起。原因：${input.reason}。有疑问请联系社区。`,
      },
    )
    for (const move of peopleSettings().onMerge) await move(tx, from._id, into._id)
    await audit(tx, actor, {
      action: 'people.mergeHouseholds',
      subject: `households/${from._id}`,
      placePath: from.placePath,
      reason: input.reason,
      details: { into: into._id, members: moved },
    })
    return { householdId: into._id }
  })
  forgetActors()
  return answer
}

/**
 * Members keep the day they came; where both have an owner, that of the remaining household stays. Returns how many
 * were added.
 */
async function moveMembers(tx: Tx, fromId: string, intoId: string, by: string): Promise<number> {
  const there = await tx.on(Memberships).find({ householdId: intoId, active: true })
  let hasOwner = there.some((membership) => membership.owner)
  let moved = 0
  for (const membership of await tx
    .on(Memberships)
    .find({ householdId: fromId, active: true }, { sort: { owner: -1, since: 1 } })) {
    if (there.some((other) => other.personId === membership.personId)) {
      await tx
        .on(Memberships)
        .updateOne({ _id: membership._id }, { $set: { active: false, owner: false, until: now(), endedBy: by } })
      await tx
        .on(Persons)
        .updateOne({ _id: membership.personId, householdCount: { $gt: 0 } }, { $inc: { householdCount: -1 } })
      continue
    }
    await tx.on(Memberships).updateOne({ _id: membership._id }, { $set: { householdId: intoId, owner: !hasOwner } })
    hasOwner = true
    moved += 1
  }
  return moved
}

async function moveProxies(tx: Tx, fromId: string, intoId: string, by: string): Promise<void> {
  const there = await tx.on(Proxies).find({ householdId: intoId, active: true })
  for (const proxy of await tx.on(Proxies).find({ householdId: fromId, active: true })) {
    const twice = there.some((other) => other.personId === proxy.personId)
    await tx
      .on(Proxies)
      .updateOne(
        { _id: proxy._id },
        { $set: twice ? { active: false, revokedAt: now(), revokedBy: by } : { householdId: intoId } },
      )
  }
}
