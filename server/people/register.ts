// The register of households: what members, proxies and staff see of one, lists in the actor's scope, and registering
// a household that has only a card.
import { holdsRole, isMember, scopeOf, type Actor, type PersonActor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { registerReaders, roomSearchers } from '@shared/people/household-contract'
import { normaliseAddress } from '@shared/people/addresses'
import { MAX_MEMBERS } from '@shared/people/rules'
import { actorId, audit, auditRead, auditReadHourly } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction } from '../db'
import { readCountedPage, type ListInput } from '../paging'
import { requirePlace } from '../places/places'
import { pageByDoor } from './door-order'
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
import { registrars, memberSince, membershipSummaries, membersOf, requireHousehold } from './households'
import { HouseholdCodes, Households, JoinRequests, type Household, type JoinRequest } from './households.model'
import { fullNames, personNames, placeNames } from './people'
import { actsForHousehold, proxiesOfHousehold } from './proxies'

export async function listMine(actor: PersonActor) {
  return { items: await membershipSummaries(actor.personId) }
}

type RegisterInput = ListInput<Household> & {
  placeId?: string | undefined
  building?: string | undefined
  unit?: string | undefined
  room?: string | undefined
  cardOnly?: boolean | 'true' | 'false' | undefined
}

/** Flats of one door plate: none, or a letter each. */
const SUBS = ['', ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

/** What was typed narrows within a place; a unit beside a room names the very door. Contradictions name nothing. */
function addressFilter({
  placeId,
  building = '',
  unit = '',
  room = '',
}: RegisterInput): Partial<Record<string, unknown>> {
  if (!placeId || building + room === '') return {}
  const parts = normaliseAddress({ building, unit, room: room || '1' })
  if (!parts) return { _id: { $in: [] } }
  if (room && parts.unit)
    return { addressIndex: { $in: SUBS.map((sub) => addressIndexOf(placeId, { ...parts, sub })) } }
  return {
    ...(building ? { buildingIndex: buildingIndexOf(placeId, parts.building) } : {}),
    ...(room ? { roomIndex: roomIndexOf(placeId, parts.room) } : {}),
  }
}

/**
 * Households in the actor's scope; building, unit and room narrow within a place. Their rooms are hidden but for who
 * typed the room; only some may ask by room; who did, and what was found, is audited. @throws DomainError NOT_ALLOWED
 */
export async function listHouseholds(actor: Actor, input: RegisterInput) {
  const scope = scopeOf(actor, input.room ? roomSearchers : registerReaders)
  if (scope.length === 0) throw new DomainError('NOT_ALLOWED')
  const filter = {
    status: 'active' as const,
    $and: [{ placePath: { $in: scope } }, ...(input.placeId ? [{ placePath: input.placeId }] : [])],
    ...addressFilter(input),
    ...(input.cardOnly === undefined ? {} : { memberCount: String(input.cardOnly) === 'true' ? 0 : { $gt: 0 } }),
  }
  // in one place whoever goes from door to door reads them in that order
  const sorted =
    input.placeId && !input.sort ? await pageByDoor(filter, input, scopeOf(actor, registrars).length > 0) : null
  const { rows, ...page } = sorted ?? (await readCountedPage(Households, { _id: 1 }, filter, input))
  const names = await placeNames(rows.map((household) => household.placeId))
  const knowsRoom = input.placeId !== undefined && Boolean(input.room)
  const subject = input.placeId ? `places/${input.placeId}` : 'households'
  if (input.room)
    await auditRead(actor, {
      action: 'people.searchHouseholds',
      subject,
      details: { found: rows.map((household) => household._id) },
    })
  else await auditReadHourly(actor, { action: 'people.listHouseholds', subject })
  return {
    items: rows.map((household) => ({
      id: household._id,
      placeId: household.placeId,
      placeName: names.get(household.placeId) ?? '',
      memberCount: household.memberCount,
      label: labelOf(
        household,
        names.get(household.placeId) ?? '',
        knowsRoom || holdsRole(actor, registrars, household.placePath),
      ),
      codeIssuedAt: household.codeIssuedAt?.toISOString() ?? null,
    })),
    ...page,
  }
}

/** For members, proxies and staff of the place. @throws DomainError NOT_FOUND for everyone else */
export async function showHousehold(actor: PersonActor, input: { id: string }) {
  const household = await requireHousehold(input.id)
  const mine = isMember(actor, household._id)
  const acting = await actsForHousehold(actor.personId, household._id)
  const keeps = holdsRole(actor, [...registrars, 'auditor'], household.placePath)
  if (!mine && !acting && !holdsRole(actor, registerReaders, household.placePath)) throw new DomainError('NOT_FOUND')
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
  const seesRoom = mine || acting || holdsRole(actor, registrars, household.placePath)
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
          isMe: member.personId === actor.personId,
        }))
      : [],
    proxies: seesAll ? await proxiesOfHousehold(household, labelOf(household, placeName)) : [],
    requests: mine ? await claimsAgainst(household._id) : [],
    codeIssuedAt: household.codeIssuedAt?.toISOString() ?? null,
    since: (await memberSince(actor.personId, household._id))?.toISOString() ?? null,
    allowed: allowedOn(actor, household, members.length),
  }
}

type HouseholdAction =
  'invite' | 'leave' | 'transfer' | 'removeMember' | 'showCode' | 'reissueCode' | 'recordProxy' | 'merge'

function allowedOn(actor: PersonActor, household: Household, memberCount: number): HouseholdAction[] {
  const mine = actor.households.find((each) => each.householdId === household._id)
  const keeps = holdsRole(actor, registrars, household.placePath)
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
  const claims = await JoinRequests.find({ householdId, kind: 'claim', status: 'waiting', dueOn: { $exists: true } })
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
  if (!holdsRole(actor, registrars, place.path) || !['compound', 'village'].includes(place.kind))
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
