// Members of a household: coming in, leaving, handing over ownership, being removed.
// Invariants: access ends in the transaction that ends the membership; one owner while there are members; every change
// of memberships touches the household's and the person's document, so that their limits hold under concurrency.
import { holdsRole, type PersonActor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { MAX_HOUSEHOLDS, MAX_MEMBERS } from '@shared/people/rules'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { newId } from '../ids'
import { refuseOwnCase } from './conflicts'
import { registrars, membersOf, requireHousehold } from './households'
import { Households, Invitations, Memberships, type Household, type Membership } from './households.model'
import { Persons } from './people.model'
import { forgetActors } from './sessions'
import { peopleSettings } from './settings'
import { tellOwner, tellRemoved } from './tellings'

/**
 * Makes a person a member, the owner where there is none.
 * @throws DomainError HOUSEHOLD_ALREADY_MEMBER, HOUSEHOLD_FULL, HOUSEHOLD_TOO_MANY
 */
export async function addMember(
  tx: Tx,
  household: Household,
  personId: string,
  how: Membership['how'],
  since = now(),
): Promise<void> {
  if (await tx.on(Memberships).findOne({ householdId: household._id, personId, active: true }))
    throw new DomainError('HOUSEHOLD_ALREADY_MEMBER')
  const grown = await tx
    .on(Households)
    .updateOne(
      { _id: household._id, status: 'active', memberCount: { $lt: MAX_MEMBERS } },
      { $inc: { memberCount: 1 } },
    )
  if (grown.matched === 0) throw new DomainError('HOUSEHOLD_FULL')
  const counted = await tx
    .on(Persons)
    .updateOne(
      { _id: personId, erasedAt: { $exists: false }, householdCount: { $not: { $gte: MAX_HOUSEHOLDS } } },
      { $inc: { householdCount: 1 } },
    )
  if (counted.matched === 0) throw new DomainError('HOUSEHOLD_TOO_MANY')
  const hasOwner = await tx.on(Memberships).findOne({ householdId: household._id, active: true, owner: true })
  await tx.on(Memberships).insert({
    _id: newId(),
    householdId: household._id,
    personId,
    placePath: household.placePath,
    owner: hasOwner === null,
    active: true,
    how,
    since,
  })
}

/**
 * Ends a membership; access is gone with the commit. The next member becomes owner when the owner goes; when nobody is
 * left, what the household has under way ends.
 */
export async function endMembership(tx: Tx, householdId: string, personId: string, by: string): Promise<void> {
  const ended = await tx
    .on(Memberships)
    .findOneAndUpdate(
      { householdId, personId, active: true },
      { $set: { active: false, owner: false, until: now(), endedBy: by } },
      { before: true },
    )
  if (!ended) throw new DomainError('HOUSEHOLD_NOT_MEMBER')
  await tx.on(Households).updateOne({ _id: householdId }, { $inc: { memberCount: -1 } })
  await tx.on(Persons).updateOne({ _id: personId, householdCount: { $gt: 0 } }, { $inc: { householdCount: -1 } })
  await tx
    .on(Invitations)
    .updateMany({ householdId, invitedBy: personId, acceptedBy: { $exists: false } }, { $set: { expiresAt: now() } })
  if (!ended.owner) return
  const [heir] = await tx.on(Memberships).find({ householdId, active: true }, { sort: { since: 1 }, limit: 1 })
  if (heir) await tx.on(Memberships).updateOne({ _id: heir._id }, { $set: { owner: true } })
  else for (const follow of peopleSettings().onVacated) await follow(tx, householdId)
}

/**
 * Leaves a household. An owner first hands over, unless nobody else is there. @throws DomainError NOT_FOUND,
 * HOUSEHOLD_OWNER_LEAVES
 */
export async function leaveHousehold(actor: PersonActor, input: { id: string }) {
  const answer = await transaction(async (tx) => {
    const members = await membersOf(input.id, tx)
    const mine = members.find((member) => member.personId === actor.personId)
    if (!mine) throw new DomainError('NOT_FOUND')
    if (mine.owner && members.length > 1) throw new DomainError('HOUSEHOLD_OWNER_LEAVES')
    await endMembership(tx, input.id, actor.personId, actor.personId)
    await audit(tx, actor, { action: 'people.leaveHousehold', subject: `households/${input.id}` })
    return { householdId: input.id }
  })
  forgetActors()
  return answer
}

/** Hands ownership to another member. @throws DomainError NOT_FOUND, HOUSEHOLD_NOT_MEMBER */
export async function transferOwner(actor: PersonActor, input: { id: string; personId: string }) {
  const answer = await transaction(async (tx) => {
    const given = await tx
      .on(Memberships)
      .updateOne(
        { householdId: input.id, personId: actor.personId, active: true, owner: true },
        { $set: { owner: false } },
      )
    if (given.matched === 0) throw new DomainError('NOT_FOUND')
    const taken = await tx
      .on(Memberships)
      .updateOne({ householdId: input.id, personId: input.personId, active: true }, { $set: { owner: true } })
    if (taken.matched === 0) throw new DomainError('HOUSEHOLD_NOT_MEMBER')
    await tx.on(Households).updateOne({ _id: input.id }, { $set: { status: 'active' } })
    await tellOwner(tx, `${input.id}/${input.personId}/${now().getTime()}`, input.id, input.personId)
    await audit(tx, actor, {
      action: 'people.transferOwner',
      subject: `households/${input.id}`,
      details: { to: input.personId },
    })
    return { householdId: input.id }
  })
  forgetActors()
  return answer
}

/**
 * By the owner or by who keeps the register. @throws DomainError NOT_FOUND, HOUSEHOLD_NOT_MEMBER,
 * HOUSEHOLD_OWNER_LEAVES, DECIDES_OWN_CASE
 */
export async function removeMember(actor: PersonActor, input: { id: string; personId: string; reason: string }) {
  const household = await requireHousehold(input.id)
  const owns = actor.households.some((each) => each.householdId === household._id && each.owner)
  if (!owns && !holdsRole(actor, registrars, household.placePath)) throw new DomainError('NOT_FOUND')
  if (owns && input.personId === actor.personId) throw new DomainError('HOUSEHOLD_OWNER_LEAVES')
  const answer = await transaction(async (tx) => {
    if (!owns) await refuseOwnCase(tx, actor, { personIds: [input.personId], householdIds: [household._id] })
    await endMembership(tx, household._id, input.personId, actor.personId)
    await tellRemoved(tx, `${household._id}/${now().getTime()}`, input.personId, input.reason)
    await audit(tx, actor, {
      action: 'people.removeMember',
      subject: `households/${household._id}`,
      placePath: household.placePath,
      reason: input.reason,
      details: { personId: input.personId },
    })
    return { householdId: household._id }
  })
  forgetActors()
  return answer
}
