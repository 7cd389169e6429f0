// Ways into a household: the card, an invitation, or asking the community. A claim on a household with members is
// theirs to answer; without an answer it lapses after 3 working days and changes nothing, and the community decides
// when asked. Invariants: one waiting request per person and address; a newcomer's membership starts now and shows
// nothing from before; an invitation is good once, while its maker is still a member.
import { holdsRole, isMember, scopeOf, type Actor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { claimDueOn, codeFrom, hasLapsed, INVITATION_HOURS, isCode } from '@shared/people/rules'
import { addDays, dayOf } from '@shared/time'
import { audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { blindIndex, seal } from '../field-cipher'
import type { Job } from '../jobs'
import { newId } from '../ids'
import { requirePlace, workCalendar } from '../places/places'
import { guardianState, requireMayJoin, requirePrivacyConsent } from './consents'
import {
  addressIndexOf,
  labelOf,
  newHousehold,
  newHouseholdCode,
  requireAddress,
  sealAddress,
  unsealAddress,
} from './household-records'
import {
  addMember,
  endMembership,
  householdByCode,
  keepers,
  membersOf,
  requireHousehold,
  type Household,
} from './households'
import {
  HouseholdCodes,
  Households,
  Invitations,
  JoinRequests,
  Proxies,
  type Invitation,
  type JoinRequest,
} from './households.model'
import { nameOf, personNames, placeNames, requirePerson } from './people'
import { Persons, type Person } from './people.model'
import { staffAt } from './roles'
import { asPerson, forgetActors } from './sessions'
import { macOf } from './settings'
import { tellAsked, tellClaim, tellJoined, tellSettled } from './tellings'

/**
 * Claims a household by its card. @throws DomainError HOUSEHOLD_CODE_UNKNOWN, HOUSEHOLD_CODE_REVOKED,
 * HOUSEHOLD_ALREADY_MEMBER, REQUEST_WAITING, …
 */
export async function claimHousehold(actor: Actor, input: { id: string; code: string }) {
  const person = await requirePerson(asPerson(actor).personId)
  requireMayJoin(person)
  const household = await householdByCode(input.code)
  const dueOn = claimDueOn(now(), await workCalendar())
  const request = newRequest(input.id, 'claim', person._id, household, {
    addressIndex: household.addressIndex,
    addressSealed: sealAddress(unsealAddress(household), input.id),
  })
  const answer = await once(() =>
    transaction(async (tx) => {
      const members = await membersOf(household._id, tx)
      if (members.length === 0) {
        await addMember(tx, household, person._id, 'card')
        await audit(tx, actor, {
          action: 'people.claimHousehold',
          subject: `households/${household._id}`,
          placePath: household.placePath,
        })
        return { outcome: 'joined' as const, householdId: household._id, requestId: null, dueOn: null }
      }
      if (members.some((member) => member.personId === person._id)) throw new DomainError('HOUSEHOLD_ALREADY_MEMBER')
      await closeLapsed(tx, { personId: person._id, addressIndex: household.addressIndex })
      if (
        await tx
          .on(JoinRequests)
          .findOne({ personId: person._id, addressIndex: household.addressIndex, status: 'waiting' })
      )
        throw new DomainError('REQUEST_WAITING')
      await tx.on(JoinRequests).insert({ ...request, householdId: household._id, dueOn })
      await tellClaim(
        tx,
        request,
        household._id,
        members.map((member) => member.personId),
        nameOf(person),
        dueOn,
      )
      return { outcome: 'waiting' as const, householdId: null, requestId: request._id, dueOn }
    }),
  )
  forgetActors()
  return answer
}

function newRequest(
  id: string,
  kind: JoinRequest['kind'],
  personId: string,
  at: { placeId: string; placePath: string[] },
  address: Pick<JoinRequest, 'addressIndex' | 'addressSealed'>,
  note = '',
): JoinRequest {
  return {
    _id: id,
    kind,
    status: 'waiting',
    personId,
    placeId: at.placeId,
    placePath: at.placePath,
    ...address,
    note,
    createdAt: now(),
  }
}

/** Two requests at the same instant: the second meets the unique index. */
async function once<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('REQUEST_WAITING') : error
  }
}

/**
 * Asks the community to be let in. It is not told whether anyone lives there. @throws DomainError NOT_FOUND,
 * HOUSEHOLD_ADDRESS_INVALID, REQUEST_WAITING, …
 */
export async function askToJoin(
  actor: Actor,
  input: {
    id: string
    placeId: string
    building: string
    unit: string
    room: string
    sub?: string | undefined
    note: string
  },
) {
  const person = await requirePerson(asPerson(actor).personId)
  requireMayJoin(person)
  const place = await requirePlace(input.placeId)
  if (!['compound', 'village'].includes(place.kind) || place.status !== 'active') throw new DomainError('NOT_FOUND')
  const parts = requireAddress(input)
  const addressIndex = addressIndexOf(place._id, parts)
  const request = newRequest(
    input.id,
    'ask',
    person._id,
    { placeId: place._id, placePath: place.path },
    { addressIndex, addressSealed: sealAddress(parts, input.id) },
    input.note,
  )
  const workers = await staffAt(place.path, 'communityWorker')
  return once(() =>
    transaction(async (tx) => {
      await closeLapsed(tx, { personId: person._id, addressIndex })
      if (await tx.on(JoinRequests).findOne({ personId: person._id, addressIndex, status: 'waiting' }))
        throw new DomainError('REQUEST_WAITING')
      await tx.on(JoinRequests).insert(request)
      await tellAsked(tx, request, workers, place.name)
      return { requestId: request._id }
    }),
  )
}

async function closeLapsed(tx: Tx, which: { personId?: string; addressIndex?: string }): Promise<number> {
  return tx
    .on(JoinRequests)
    .updateMany(
      { ...which, kind: 'claim', status: 'waiting', dueOn: { $lt: dayOf(now()) } },
      { $set: { status: 'lapsed', decidedAt: now(), decidedBy: 'system:people' } },
    )
}

/** Closes claims that nobody answered in time. */
export const lapseClaims: Job = {
  name: 'people.lapseClaims',
  title: '认领申请到期',
  every: 'day',
  at: '00:10',
  lookBack: 1,
  run: async () => ({ lapsed: await transaction((tx) => closeLapsed(tx, {})) }),
}

/**
 * Makes an invitation; the client's id makes the call repeatable. The code is derived from it and stored nowhere.
 * @throws DomainError NOT_FOUND
 */
export async function invite(
  actor: Actor,
  input: {
    householdId: string
    id: string
    kind: Invitation['kind']
    asGuardian?: boolean | undefined
    proxyUntil?: string | undefined
  },
) {
  const me = asPerson(actor)
  if (!isMember(actor, input.householdId)) throw new DomainError('NOT_FOUND')
  const person = await requirePerson(me.personId)
  if (input.asGuardian && guardianState(person) !== 'notNeeded') throw new DomainError('GUARDIAN_CONSENT_MISSING')
  const at = now()
  const code = codeFrom(macOf('invitation', input.id, me.personId), 10)
  const invitation: Invitation = {
    _id: input.id,
    householdId: input.householdId,
    kind: input.kind,
    codeIndex: blindIndex(`invitation|${code}`),
    invitedBy: me.personId,
    asGuardian: input.asGuardian ?? false,
    createdAt: at,
    expiresAt: new Date(at.getTime() + INVITATION_HOURS * 3600_000),
    ...(input.kind === 'proxy' ? { proxyUntil: input.proxyUntil ?? addDays(dayOf(at), 365) } : {}),
  }
  try {
    await transaction((tx) => tx.on(Invitations).insert(invitation))
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
  const kept = await Invitations.findOne({
    _id: input.id,
    invitedBy: me.personId,
    householdId: input.householdId,
  }).lean<Invitation>()
  if (!kept) throw new DomainError('NOT_FOUND')
  return { id: kept._id, code, expiresAt: kept.expiresAt.toISOString() }
}

/**
 * Accepts an invitation as member or as proxy. @throws DomainError INVITATION_UNKNOWN, INVITATION_EXPIRED, HOUSEHOLD_*,
 * CONSENT_MISSING, GUARDIAN_CONSENT_MISSING
 */
export async function acceptInvitation(actor: Actor, input: { code: string }) {
  const person = await requirePerson(asPerson(actor).personId)
  requirePrivacyConsent(person)
  const code = input.code.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()
  const invitation = isCode(code, 10)
    ? await Invitations.findOne({ codeIndex: blindIndex(`invitation|${code}`) }).lean<Invitation>()
    : null
  if (!invitation) throw new DomainError('INVITATION_UNKNOWN')
  if (!invitation.asGuardian || invitation.kind === 'proxy') requireMayJoin(person)
  const household = await requireHousehold(invitation.householdId)
  const inviter = await requirePerson(invitation.invitedBy)
  const answer = await transaction(async (tx) => {
    const taken = await tx
      .on(Invitations)
      .updateOne(
        { _id: invitation._id, acceptedBy: { $exists: false }, expiresAt: { $gt: now() } },
        { $set: { acceptedBy: person._id, acceptedAt: now() } },
      )
    const stillMember = (await membersOf(household._id, tx)).some((member) => member.personId === invitation.invitedBy)
    if (taken.matched === 0 || !stillMember) throw new DomainError('INVITATION_EXPIRED')
    const others = (await membersOf(household._id, tx)).map((member) => member.personId)
    if (invitation.kind === 'member') await tellJoined(tx, invitation._id, household._id, others, nameOf(person))
    if (invitation.kind === 'proxy') await becomeProxy(tx, household, person._id, invitation)
    else await joinInvited(tx, household, person, inviter, invitation.asGuardian)
    await audit(tx, actor, {
      action: 'people.acceptInvitation',
      subject: `households/${household._id}`,
      placePath: household.placePath,
      details: { kind: invitation.kind, invitedBy: invitation.invitedBy },
    })
    return { householdId: household._id, kind: invitation.kind }
  })
  forgetActors()
  return answer
}

async function joinInvited(
  tx: Tx,
  household: Household,
  person: Person,
  inviter: Person,
  asGuardian: boolean,
): Promise<void> {
  await addMember(tx, household, person._id, 'invitation')
  if (!asGuardian || guardianState(person) !== 'missing') return
  const guardian = {
    nameSealed: seal(nameOf(inviter), person._id),
    how: 'inApp' as const,
    recordedBy: inviter._id,
    at: now(),
  }
  await tx.on(Persons).updateOne({ _id: person._id }, { $set: { guardian } })
}

async function becomeProxy(tx: Tx, household: Household, personId: string, invitation: Invitation): Promise<void> {
  await tx
    .on(Proxies)
    .updateMany(
      { householdId: household._id, personId, active: true },
      { $set: { active: false, revokedAt: now(), revokedBy: personId } },
    )
  await tx.on(Proxies).insert({
    _id: newId(),
    householdId: household._id,
    placePath: household.placePath,
    personId,
    how: 'inApp',
    recordedBy: invitation.invitedBy,
    recordedAt: now(),
    until: invitation.proxyUntil ?? dayOf(now()),
    note: '',
    active: true,
  })
}

type Verdict = { to: 'approved' | 'refused' | 'withdrawn'; reason?: string; moveOut?: boolean }

/**
 * Moves a waiting request on, once. A new household is made where the address has none. @throws DomainError
 * REQUEST_CLOSED, HOUSEHOLD_*
 */
async function settle(actor: Actor, request: JoinRequest, { to, reason, moveOut = false }: Verdict) {
  if (hasLapsed(request.dueOn, dayOf(now())) && !holdsRole(actor, keepers, request.placePath))
    throw new DomainError('REQUEST_CLOSED')
  const by = asPerson(actor).personId
  const fresh = newHousehold(
    newId(),
    { _id: request.placeId, path: request.placePath },
    unsealAddress(request),
    by,
    now(),
  )
  const freshCode = newHouseholdCode(fresh._id, by, now())
  const newcomer = to === 'approved' ? nameOf(await requirePerson(request.personId)) : ''
  const answer = await transaction(async (tx) => {
    const closed = await tx
      .on(JoinRequests)
      .updateOne(
        { _id: request._id, status: 'waiting' },
        { $set: { status: to, decidedAt: now(), decidedBy: by, ...(reason ? { reason } : {}) } },
      )
    if (closed.matched === 0) throw new DomainError('REQUEST_CLOSED')
    if (to === 'approved') {
      let household = request.householdId
        ? await requireHousehold(request.householdId, tx)
        : await tx.on(Households).findOne({ addressIndex: request.addressIndex, status: 'active' })
      if (!household) {
        await tx.on(Households).insert(fresh)
        await tx.on(HouseholdCodes).insert(freshCode)
        household = fresh
      }
      const before = (await membersOf(household._id, tx)).map((member) => member.personId)
      if (moveOut) await moveEverybodyOut(tx, household._id, by)
      else await tellJoined(tx, request._id, household._id, before, newcomer)
      await tellSettled(tx, request, to, reason, moveOut ? before : [])
      await addMember(tx, household, request.personId, request.kind === 'claim' ? 'claim' : 'approval')
    }
    if (to === 'refused') await tellSettled(tx, request, to, reason, [])
    await audit(tx, actor, {
      action: `people.request.${to}`,
      subject: `joinRequests/${request._id}`,
      placePath: request.placePath,
      ...(reason ? { reason } : {}),
      details: { personId: request.personId, moveOut },
    })
    return { requestId: request._id, status: to }
  })
  forgetActors()
  return answer
}

async function moveEverybodyOut(tx: Tx, householdId: string, by: string): Promise<void> {
  for (const member of (await membersOf(householdId, tx)).reverse())
    await endMembership(tx, householdId, member.personId, by)
  await tx
    .on(Proxies)
    .updateMany({ householdId, active: true }, { $set: { active: false, revokedAt: now(), revokedBy: by } })
}

async function requireRequest(id: string): Promise<JoinRequest> {
  const request = await JoinRequests.findById(id).lean<JoinRequest>()
  if (!request) throw new DomainError('NOT_FOUND')
  return request
}

/** By the community worker of the place. @throws DomainError NOT_FOUND, REQUEST_CLOSED */
export async function decideRequest(
  actor: Actor,
  input: { id: string; decision: 'approve' | 'refuse'; reason: string; moveOutOthers?: boolean | undefined },
) {
  const request = await requireRequest(input.id)
  if (!holdsRole(actor, keepers, request.placePath)) throw new DomainError('NOT_FOUND')
  return settle(actor, request, {
    to: input.decision === 'approve' ? 'approved' : 'refused',
    reason: input.reason,
    moveOut: input.moveOutOthers ?? false,
  })
}

/** By a member of the claimed household. @throws DomainError NOT_FOUND, REQUEST_CLOSED */
export async function answerClaim(actor: Actor, input: { id: string; answer: 'join' | 'handOver' | 'refuse' }) {
  const request = await requireRequest(input.id)
  if (!request.householdId || !isMember(actor, request.householdId)) throw new DomainError('NOT_FOUND')
  return settle(actor, request, {
    to: input.answer === 'refuse' ? 'refused' : 'approved',
    moveOut: input.answer === 'handOver',
  })
}

/** By who asked. @throws DomainError NOT_FOUND, REQUEST_CLOSED */
export async function withdrawRequest(actor: Actor, input: { id: string }) {
  const request = await requireRequest(input.id)
  if (request.personId !== asPerson(actor).personId) throw new DomainError('NOT_FOUND')
  return settle(actor, request, { to: 'withdrawn' })
}

type Page = { cursor?: string | undefined; limit?: number | undefined }

export async function listMyRequests(actor: Actor, input: Page) {
  return listRequests(actor, { personId: asPerson(actor).personId }, input)
}

/** Requests in the actor's scope, newest first. */
export async function listRequestsInScope(
  actor: Actor,
  input: Page & { status?: JoinRequest['status'] | undefined; placeId?: string | undefined },
) {
  const scope = scopeOf(actor, [...keepers, 'auditor'])
  return listRequests(
    actor,
    {
      $and: [{ placePath: { $in: scope } }, ...(input.placeId ? [{ placePath: input.placeId }] : [])],
      ...(input.status ? { status: input.status } : {}),
    },
    input,
  )
}

async function listRequests(actor: Actor, filter: Record<string, unknown>, { cursor, limit = 50 }: Page) {
  const found = await JoinRequests.find({ ...filter, ...(cursor ? { _id: { $lt: cursor } } : {}) })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<JoinRequest[]>()
  const page = found.slice(0, limit)
  const names = await personNames(page.map((request) => request.personId))
  const places = await placeNames(page.map((request) => request.placeId))
  const occupied = new Set(
    (
      await Households.find(
        {
          addressIndex: { $in: page.map((request) => request.addressIndex) },
          status: 'active',
          memberCount: { $gt: 0 },
        },
        { addressIndex: 1 },
      ).lean<Household[]>()
    ).map((household) => household.addressIndex),
  )
  return {
    items: page.map((request) => {
      const mine = request.personId === asPerson(actor).personId
      const decides = holdsRole(actor, keepers, request.placePath)
      const lapsed = request.status === 'waiting' && hasLapsed(request.dueOn, dayOf(now()))
      const status = lapsed ? ('lapsed' as const) : request.status
      return {
        id: request._id,
        kind: request.kind,
        status,
        personId: request.personId,
        name: names.get(request.personId) ?? '',
        placeId: request.placeId,
        placeName: places.get(request.placeId) ?? '',
        label: labelOf(request, places.get(request.placeId) ?? '', mine || decides),
        note: request.note,
        createdAt: request.createdAt.toISOString(),
        dueOn: request.dueOn ?? null,
        decidedAt: request.decidedAt?.toISOString() ?? null,
        reason: request.reason ?? null,
        roomHasMembers: decides ? occupied.has(request.addressIndex) : null,
        allowed:
          status !== 'waiting'
            ? []
            : [...(decides ? ['approve' as const, 'refuse' as const] : []), ...(mine ? ['withdraw' as const] : [])],
      }
    }),
    next: found.length > limit ? (page.at(-1)?._id ?? null) : null,
  }
}
