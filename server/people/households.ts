// Households: looking them up, registering card-only ones, members leaving, the card's code. Ways in are in joining.ts.
// Invariants: access ends in the transaction that ends the membership; one owner while there are members; every change
// of memberships touches the household's and the person's document, so that their limits hold under concurrency.
import { holdsRole, isMember, scopeOf, staffRoles, type Actor, type Role } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { MAX_HOUSEHOLDS, MAX_MEMBERS, normaliseAddress, readCode } from '@shared/people/rules'
import { actorId, audit, auditRead } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { blindIndex } from '../field-cipher'
import { newId } from '../ids'
import { requirePlace } from '../places/places'
import {
  addressIndexOf,
  buildingIndexOf,
  labelOf,
  newHousehold,
  newHouseholdCode,
  requireAddress,
  roomIndexOf,
  unsealAddress,
} from './household-records'
import {
  HouseholdCodes,
  Households,
  Invitations,
  JoinRequests,
  Memberships,
  type Household,
  type HouseholdCode,
  type JoinRequest,
  type Membership,
} from './households.model'
import { fullNames, personNames, placeNames } from './people'
import { Persons } from './people.model'
import { actsForHousehold, proxiesOfHousehold } from './proxies'
import { asPerson, forgetActors } from './sessions'
import { tellOwner, tellRemoved } from './tellings'

export type { Household } from './households.model'

/** Who keeps the register of households of a place. */
export const keepers: readonly Role[] = ['communityWorker', 'subdistrictOfficer', 'cityOfficer', 'administrator']

/** A household by id, merged ones too (`mergedInto` names the one that goes on); null when there is none. */
export async function householdById(id: string, tx?: Tx): Promise<Household | null> {
  return tx ? tx.on(Households).findOne({ _id: id }) : Households.findById(id).lean<Household>()
}

/** An active household. @throws DomainError NOT_FOUND */
export async function requireHousehold(id: string, tx?: Tx): Promise<Household> {
  const household = await householdById(id, tx)
  if (!household || household.status !== 'active') throw new DomainError('NOT_FOUND')
  return household
}

/** Active households of a compound or village, ordered by id; pass the last id to go on. */
export function householdsOfPlace(
  placeId: string,
  options: { after?: string; limit?: number } = {},
): Promise<Household[]> {
  return Households.find({
    placePath: placeId,
    status: 'active',
    ...(options.after ? { _id: { $gt: options.after } } : {}),
  })
    .sort({ _id: 1 })
    .limit(options.limit ?? 1000)
    .lean<Household[]>()
}

/** "荷塘里 3栋2单元***" by id; with the room where the reader may see it. */
export async function householdLabels(ids: readonly string[], withRoom = false): Promise<Map<string, string>> {
  const found = await Households.find({ _id: { $in: [...new Set(ids)] } }).lean<Household[]>()
  const names = await placeNames(found.map((household) => household.placeId))
  return new Map(
    found.map((household) => [household._id, labelOf(household, names.get(household.placeId) ?? '', withRoom)]),
  )
}

/** Persons who are members now, the owner first: whom to notify. */
export async function membersOf(
  householdId: string,
  tx?: Tx,
): Promise<{ personId: string; owner: boolean; since: Date }[]> {
  const filter = { householdId, active: true }
  const members = tx ? await tx.on(Memberships).find(filter) : await Memberships.find(filter).lean<Membership[]>()
  return members
    .sort((a, b) => Number(b.owner) - Number(a.owner) || a.since.getTime() - b.since.getTime())
    .map(({ personId, owner, since }) => ({ personId, owner, since }))
}

/** Since when a person belongs to a household (nothing from before is shown), or null. */
export async function memberSince(personId: string, householdId: string): Promise<Date | null> {
  return (await Memberships.findOne({ householdId, personId, active: true }).lean<Membership>())?.since ?? null
}

/** The household a card's code stands for. @throws DomainError HOUSEHOLD_CODE_UNKNOWN, HOUSEHOLD_CODE_REVOKED */
export async function householdByCode(input: string): Promise<Household> {
  const read = readCode(input)
  if (!read) throw new DomainError('HOUSEHOLD_CODE_UNKNOWN')
  const index = blindIndex(`code|${read.code}`)
  const code = await HouseholdCodes.findOne(
    read.kind === 'token' ? { tokenIndex: index } : { typedIndex: index },
  ).lean<HouseholdCode>()
  if (!code) throw new DomainError('HOUSEHOLD_CODE_UNKNOWN')
  if (!code.active) throw new DomainError('HOUSEHOLD_CODE_REVOKED')
  return requireHousehold(code.householdId)
}

/** The active household at an address, or null. */
export async function householdAt(
  placeId: string,
  typed: { building: string; unit: string; room: string; sub?: string | undefined },
  tx?: Tx,
): Promise<Household | null> {
  const filter = { addressIndex: addressIndexOf(placeId, requireAddress(typed)), status: 'active' as const }
  return tx ? tx.on(Households).findOne(filter) : Households.findOne(filter).lean<Household>()
}

/** Households of a person, as shown on the first screen. */
export async function membershipSummaries(personId: string) {
  const memberships = await Memberships.find({ personId, active: true }).sort({ since: 1 }).lean<Membership[]>()
  const found = await Households.find({ _id: { $in: memberships.map((membership) => membership.householdId) } }).lean<
    Household[]
  >()
  const names = await placeNames(found.map((household) => household.placeId))
  return memberships.flatMap((membership) => {
    const household = found.find((each) => each._id === membership.householdId)
    const placeName = names.get(household?.placeId ?? '') ?? ''
    return household
      ? [
          {
            id: household._id,
            placeId: household.placeId,
            placeName,
            placePath: household.placePath,
            label: labelOf(household, placeName),
            owner: membership.owner,
            memberCount: household.memberCount,
            since: membership.since.toISOString(),
          },
        ]
      : []
  })
}

export async function listMine(actor: Actor) {
  return { items: await membershipSummaries(asPerson(actor).personId) }
}

type ListInput = {
  cursor?: string | undefined
  limit?: number | undefined
  placeId?: string | undefined
  building?: string | undefined
  room?: string | undefined
  cardOnly?: boolean | 'true' | 'false' | undefined
}

/** Households in the actor's scope; building and room narrow within a place. */
export async function listHouseholds(actor: Actor, input: ListInput) {
  const limit = input.limit ?? 50
  const parts = normaliseAddress({ building: input.building ?? '', unit: '', room: input.room ?? '1' })
  const scope = scopeOf(actor, staffRoles)
  const found = await Households.find({
    status: 'active',
    $and: [{ placePath: { $in: scope } }, ...(input.placeId ? [{ placePath: input.placeId }] : [])],
    ...(input.placeId && input.building && parts
      ? { buildingIndex: buildingIndexOf(input.placeId, parts.building) }
      : {}),
    ...(input.placeId && input.room && parts ? { roomIndex: roomIndexOf(input.placeId, parts.room) } : {}),
    ...(input.cardOnly === undefined ? {} : { memberCount: String(input.cardOnly) === 'true' ? 0 : { $gt: 0 } }),
    ...(input.cursor ? { _id: { $gt: input.cursor } } : {}),
  })
    .sort({ _id: 1 })
    .limit(limit + 1)
    .lean<Household[]>()
  const names = await placeNames(found.map((household) => household.placeId))
  const page = found.slice(0, limit)
  return {
    items: page.map((household) => ({
      id: household._id,
      placeId: household.placeId,
      placeName: names.get(household.placeId) ?? '',
      memberCount: household.memberCount,
      label: labelOf(household, names.get(household.placeId) ?? '', holdsRole(actor, keepers, household.placePath)),
      codeIssuedAt: household.codeIssuedAt?.toISOString() ?? null,
    })),
    next: found.length > limit ? (page.at(-1)?._id ?? null) : null,
  }
}

/** For members, proxies and staff of the place. @throws DomainError NOT_FOUND for everyone else */
export async function showHousehold(actor: Actor, input: { id: string }) {
  const household = await requireHousehold(input.id)
  const me = asPerson(actor)
  const mine = isMember(actor, household._id)
  const acting = await actsForHousehold(me.personId, household._id)
  const keeps = holdsRole(actor, [...keepers, 'auditor'], household.placePath)
  if (!mine && !acting && !holdsRole(actor, staffRoles, household.placePath)) throw new DomainError('NOT_FOUND')
  if (!mine && !acting)
    await auditRead(actor, {
      action: 'people.readHousehold',
      subject: `households/${household._id}`,
      placePath: household.placePath,
    })
  const members = await membersOf(household._id)
  const names = await (mine ? fullNames : personNames)(members.map((member) => member.personId))
  const placeName = (await placeNames([household.placeId])).get(household.placeId) ?? ''
  const seesAll = mine || keeps
  const seesRoom = mine || acting || holdsRole(actor, keepers, household.placePath)
  return {
    id: household._id,
    placeId: household.placeId,
    placeName,
    placePath: household.placePath,
    label: labelOf(household, placeName, seesRoom),
    address: seesRoom ? unsealAddress(household) : null,
    cardOnly: members.length === 0,
    members: seesAll
      ? members.map((member) => ({
          personId: member.personId,
          name: names.get(member.personId) ?? '',
          owner: member.owner,
          since: member.since.toISOString(),
          isMe: member.personId === me.personId,
        }))
      : [],
    proxies: seesAll ? await proxiesOfHousehold(household, labelOf(household, placeName)) : [],
    requests: mine ? await claimsAgainst(household._id) : [],
    codeIssuedAt: household.codeIssuedAt?.toISOString() ?? null,
    since: (await memberSince(me.personId, household._id))?.toISOString() ?? null,
    allowed: allowedOn(actor, household, members.length),
  }
}

type HouseholdAction =
  'invite' | 'leave' | 'transfer' | 'removeMember' | 'showCode' | 'reissueCode' | 'recordProxy' | 'merge'

function allowedOn(actor: Actor, household: Household, memberCount: number): HouseholdAction[] {
  const mine = asPerson(actor).households.find((each) => each.householdId === household._id)
  const keeps = holdsRole(actor, keepers, household.placePath)
  const others = memberCount > (mine ? 1 : 0)
  const rules: [HouseholdAction, boolean][] = [
    ['invite', mine !== undefined && memberCount < MAX_MEMBERS],
    ['leave', mine !== undefined && !(mine.owner && others)],
    ['transfer', mine?.owner === true && others],
    ['removeMember', (mine?.owner === true || keeps) && others],
    ['showCode', mine !== undefined || keeps],
    ['reissueCode', mine?.owner === true || keeps],
    ['recordProxy', keeps],
    ['merge', keeps],
  ]
  return rules.filter(([, may]) => may).map(([action]) => action)
}

async function claimsAgainst(householdId: string) {
  const claims = await JoinRequests.find({ householdId, kind: 'claim', status: 'waiting' })
    .limit(20)
    .lean<JoinRequest[]>()
  const names = await personNames(claims.map((claim) => claim.personId))
  return claims.map((claim) => ({
    id: claim._id,
    name: names.get(claim.personId) ?? '',
    at: claim.createdAt.toISOString(),
    dueOn: claim.dueOn ?? '',
  }))
}

/**
 * Registers a household without a phone. @throws DomainError NOT_FOUND, HOUSEHOLD_ADDRESS_INVALID,
 * HOUSEHOLD_ADDRESS_TAKEN
 */
export async function createHousehold(
  actor: Actor,
  input: { id: string; placeId: string; building: string; unit: string; room: string; sub?: string | undefined },
) {
  const place = await requirePlace(input.placeId)
  if (!holdsRole(actor, keepers, place.path) || !['compound', 'village'].includes(place.kind))
    throw new DomainError('NOT_FOUND')
  const household = newHousehold(input.id, place, requireAddress(input), actorId(actor), now())
  const code = newHouseholdCode(household._id, actorId(actor), now())
  try {
    return await transaction(async (tx) => {
      await tx.on(Households).insert(household)
      await tx.on(HouseholdCodes).insert(code)
      await audit(tx, actor, {
        action: 'people.createHousehold',
        subject: `households/${household._id}`,
        placePath: household.placePath,
      })
      return { householdId: household._id }
    })
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('HOUSEHOLD_ADDRESS_TAKEN') : error
  }
}

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

/** Ends a membership; access is gone with the commit. The next member becomes owner when the owner goes. */
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
}

/**
 * Leaves a household. An owner first hands over, unless nobody else is there. @throws DomainError NOT_FOUND,
 * HOUSEHOLD_OWNER_LEAVES
 */
export async function leaveHousehold(actor: Actor, input: { id: string }) {
  const me = asPerson(actor)
  const answer = await transaction(async (tx) => {
    const members = await membersOf(input.id, tx)
    const mine = members.find((member) => member.personId === me.personId)
    if (!mine) throw new DomainError('NOT_FOUND')
    if (mine.owner && members.length > 1) throw new DomainError('HOUSEHOLD_OWNER_LEAVES')
    await endMembership(tx, input.id, me.personId, me.personId)
    await audit(tx, actor, { action: 'people.leaveHousehold', subject: `households/${input.id}` })
    return { householdId: input.id }
  })
  forgetActors()
  return answer
}

/** Hands ownership to another member. @throws DomainError NOT_FOUND, HOUSEHOLD_NOT_MEMBER */
export async function transferOwner(actor: Actor, input: { id: string; personId: string }) {
  const me = asPerson(actor)
  const answer = await transaction(async (tx) => {
    const given = await tx
      .on(Memberships)
      .updateOne(
        { householdId: input.id, personId: me.personId, active: true, owner: true },
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
 * HOUSEHOLD_OWNER_LEAVES
 */
export async function removeMember(actor: Actor, input: { id: string; personId: string; reason: string }) {
  const me = asPerson(actor)
  const household = await requireHousehold(input.id)
  const owns = me.households.some((each) => each.householdId === household._id && each.owner)
  if (!owns && !holdsRole(actor, keepers, household.placePath)) throw new DomainError('NOT_FOUND')
  if (owns && input.personId === me.personId) throw new DomainError('HOUSEHOLD_OWNER_LEAVES')
  const answer = await transaction(async (tx) => {
    await endMembership(tx, household._id, input.personId, me.personId)
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
