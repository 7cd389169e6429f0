// Requests to join a household: asking the community, deciding, withdrawing, listing; claims by card (claims.ts) are
// requests too and are decided here. Invariants: one waiting request per person and address; a request is decided
// once; a newcomer's membership starts now and shows nothing from before.
import { holdsRole, isMember, scopeOf, type Actor, type PersonActor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { hasLapsed } from '@shared/people/rules'
import { dayOf, type Day } from '@shared/time'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { newId } from '../ids'
import { readCountedPage, readPage, type PageInput } from '../paging'
import { requirePlace } from '../places/places'
import { circleOf, conflictIn, refuseOwnCase } from './conflicts'
import { requireMayJoin } from './consents'
import {
  addressIndexOf,
  labelOf,
  newHousehold,
  newHouseholdCode,
  requireAddress,
  sealAddress,
  unsealAddress,
} from './household-records'
import { registrars, membersOf, requireHousehold, type Household } from './households'
import { HouseholdCodes, Households, JoinRequests, Proxies, type JoinRequest } from './households.model'
import { addMember, endMembership } from './members'
import { nameOf, personNames, placeNames, requirePerson } from './people'
import { staffAt } from './roles'
import { forgetActors } from './sessions'
import { tellAsked, tellJoined, tellSettled } from './tellings'

export function newRequest(
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
export async function once<T>(body: () => Promise<T>): Promise<T> {
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
  actor: PersonActor,
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
  const person = await requirePerson(actor.personId)
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

/** Closes claims that nobody had answered by the end of the day before this one. */
export async function closeLapsed(
  tx: Tx,
  which: { personId?: string; addressIndex?: string },
  day: Day = dayOf(now()),
): Promise<number> {
  return tx
    .on(JoinRequests)
    .updateMany(
      { ...which, kind: 'claim', status: 'waiting', dueOn: { $lt: day } },
      { $set: { status: 'lapsed', decidedAt: now(), decidedBy: 'system:people' } },
    )
}

const auditActions = {
  approved: 'people.approveRequest',
  refused: 'people.refuseRequest',
  withdrawn: 'people.withdrawRequest',
} as const

type Verdict = {
  to: 'approved' | 'refused' | 'withdrawn'
  reason?: string
  moveOut?: boolean
  /** Asked again inside the transaction; throws when the request may not be decided so. */
  check?: (tx: Tx) => Promise<void>
}

/**
 * Moves a waiting request on, once. A new household is made where the address has none. @throws DomainError
 * REQUEST_CLOSED, HOUSEHOLD_*
 */
export async function settle(actor: Actor, request: JoinRequest, { to, reason, moveOut = false, check }: Verdict) {
  if (hasLapsed(request.dueOn, dayOf(now())) && !holdsRole(actor, registrars, request.placePath))
    throw new DomainError('REQUEST_CLOSED')
  const by = actorId(actor)
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
    await check?.(tx)
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
      action: auditActions[to],
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

export async function requireRequest(id: string): Promise<JoinRequest> {
  const request = await JoinRequests.findById(id).lean<JoinRequest>()
  if (!request) throw new DomainError('NOT_FOUND')
  return request
}

/** By the community worker of the place. @throws DomainError NOT_FOUND, REQUEST_CLOSED, DECIDES_OWN_CASE */
export async function decideRequest(
  actor: Actor,
  input: { id: string; decision: 'approve' | 'refuse'; reason: string; moveOutOthers?: boolean | undefined },
) {
  const request = await requireRequest(input.id)
  if (!holdsRole(actor, registrars, request.placePath)) throw new DomainError('NOT_FOUND')
  return settle(actor, request, {
    to: input.decision === 'approve' ? 'approved' : 'refused',
    reason: input.reason,
    moveOut: input.moveOutOthers ?? false,
    check: async (tx) => {
      const there = await tx.on(Households).findOne({ addressIndex: request.addressIndex, status: 'active' })
      await refuseOwnCase(tx, actor, {
        author: request.personId,
        householdIds: [request.householdId, there?._id],
      })
    },
  })
}

/** Claims that wait on a household end, because the card they were made with is out of use. */
export async function refuseClaims(tx: Tx, householdId: string, reason: string): Promise<void> {
  for (const claim of await tx.on(JoinRequests).find({ householdId, kind: 'claim', status: 'waiting' })) {
    await tx
      .on(JoinRequests)
      .updateOne(
        { _id: claim._id, status: 'waiting' },
        { $set: { status: 'refused', decidedAt: now(), decidedBy: 'system:people', reason } },
      )
    await tellSettled(tx, claim, 'refused', reason, [])
  }
}

/** By who asked. @throws DomainError NOT_FOUND, REQUEST_CLOSED */
export async function withdrawRequest(actor: PersonActor, input: { id: string }) {
  const request = await requireRequest(input.id)
  if (request.personId !== actor.personId) throw new DomainError('NOT_FOUND')
  return settle(actor, request, { to: 'withdrawn' })
}

export async function listMyRequests(actor: PersonActor, input: PageInput) {
  const { rows, next } = await readPage(JoinRequests, { _id: -1 }, { personId: actor.personId }, input, 50)
  return { items: await presentRequests(actor, rows), next }
}

/** Requests in the actor's scope, newest first. */
export async function listRequestsInScope(
  actor: PersonActor,
  input: PageInput & { status?: JoinRequest['status'] | undefined; placeId?: string | undefined },
) {
  const scope = scopeOf(actor, [...registrars, 'auditor'])
  const filter = {
    $and: [{ placePath: { $in: scope } }, ...(input.placeId ? [{ placePath: input.placeId }] : [])],
    ...(input.status ? { status: input.status } : {}),
  }
  const { rows, ...page } = await readCountedPage(JoinRequests, { _id: -1 }, filter, input)
  return { items: await presentRequests(actor, rows), ...page }
}

/** What a claimant reads in place of the address. */
const CLAIMED_LABEL = '扫户卡认领的一户'

const waitsFor = (request: JoinRequest): 'members' | 'community' | 'door' =>
  request.dueOn ? 'members' : request.objectBy ? 'door' : 'community'

async function presentRequests(actor: PersonActor, requests: readonly JoinRequest[]) {
  const names = await personNames(requests.map((request) => request.personId))
  const places = await placeNames(requests.map((request) => request.placeId))
  const there = await Households.find(
    { addressIndex: { $in: requests.map((request) => request.addressIndex) }, status: 'active' },
    { addressIndex: 1, memberCount: 1 },
  ).lean<Household[]>()
  const circle = await transaction((tx) => circleOf(tx, actor))
  return requests.map((request) => {
    const mine = request.personId === actor.personId
    const decides = holdsRole(actor, registrars, request.placePath)
    const household = there.find(({ addressIndex }) => addressIndex === request.addressIndex)
    const isOccupied = (household?.memberCount ?? 0) > 0
    const own = { author: request.personId, householdIds: [request.householdId, household?._id] }
    const mayDecide = decides && conflictIn(circle, own) === null
    const seesAddress = decides || (mine && (request.kind === 'ask' || isMember(actor, request.householdId ?? '')))
    const placeName = places.get(request.placeId) ?? ''
    const lapsed = request.status === 'waiting' && hasLapsed(request.dueOn, dayOf(now()))
    const status = lapsed ? ('lapsed' as const) : request.status
    return {
      id: request._id,
      kind: request.kind,
      status,
      personId: request.personId,
      name: names.get(request.personId) ?? '',
      // a card says nothing of the address to whoever holds it, and neither does a claim by it
      placeId: mine && !seesAddress ? null : request.placeId,
      placeName: mine && !seesAddress ? '' : placeName,
      label: mine && !seesAddress ? CLAIMED_LABEL : labelOf(request, placeName, seesAddress),
      note: request.note,
      createdAt: request.createdAt.toISOString(),
      dueOn: request.dueOn ?? null,
      slipOn: decides ? (request.slipOn ?? null) : null,
      objectBy: request.objectBy ?? null,
      waitsFor: status === 'waiting' ? waitsFor(request) : null,
      decidedAt: request.decidedAt?.toISOString() ?? null,
      reason: request.reason ?? null,
      roomHasMembers: decides ? isOccupied : null,
      allowed:
        status !== 'waiting'
          ? []
          : [
              ...(mayDecide ? ['approve' as const, 'refuse' as const] : []),
              ...(mayDecide && request.kind === 'claim' && !request.dueOn && !isOccupied ? ['printSlip' as const] : []),
              ...(mine ? ['withdraw' as const] : []),
            ],
    }
  })
}
