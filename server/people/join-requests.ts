// Requests to join a household: asking the community, what its decision does, withdrawing, listing; claims by card
// (claims.ts) are requests too. Deciding itself goes through the room of reviews, which installs itself here.
// Invariants: one waiting request per person and address; a request is decided once; a newcomer's membership starts
// now and shows nothing from before.
import { holdsRole, isMember, scopeOf, type Actor, type PersonActor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { hasLapsed } from '@shared/people/rules'
import { dayOf, type Day } from '@shared/time'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { reading, isDuplicateKey, transaction, type Tx } from '../db'
import { newId } from '../ids'
import { readCountedPage, readPage, type ListInput, type PageInput } from '../paging'
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

export type Decided = { requestId: string; status: JoinRequest['status'] }
/** Where the community's questions are decided: who may, by when, and that it happens once. */
type Room = {
  open: (tx: Tx, actor: Actor, request: JoinRequest) => Promise<unknown>
  decide: (
    actor: Actor,
    asked: { subjectId: string; outcome: 'approved' | 'refused'; reason: string; given: { moveOut: boolean } },
  ) => Promise<Decided>
  /** A slip on the door has its days first. */
  wait: (tx: Tx, requestId: string, on: Day) => Promise<void>
  /** Somebody else has answered: a member, the asker, or a day that is over. */
  close: (tx: Tx, actor: Actor, requestId: string, text: string) => Promise<unknown>
}
let room: Room | null = null
/** Installed by reviews, which come after people in the house's order. */
export const onRequests = (given: Room): void => void (room = given)
const system: Actor = { kind: 'system', name: 'people' }

/** Writes a request down and asks the community. */
export async function insertRequest(tx: Tx, actor: Actor, request: JoinRequest): Promise<void> {
  await tx.on(JoinRequests).insert(request)
  await room?.open(tx, actor, request)
}

/** The community has put a slip to the door and waits until a day. */
export const waitForDoor = async (tx: Tx, requestId: string, on: Day): Promise<unknown> => room?.wait(tx, requestId, on)

/** The community need not decide any more. */
export const closeRequest = async (tx: Tx, actor: Actor, requestId: string, text: string): Promise<unknown> =>
  room?.close(tx, actor, requestId, text)

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
      await insertRequest(tx, actor, request)
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
  const filter = { ...which, kind: 'claim' as const, status: 'waiting' as const, dueOn: { $lt: day } }
  const lapsed = await tx.on(JoinRequests).find(filter)
  await tx
    .on(JoinRequests)
    .updateMany(filter, { $set: { status: 'lapsed', decidedAt: now(), decidedBy: 'system:people' } })
  for (const { _id } of lapsed) await closeRequest(tx, system, _id, '成员没有答复，已过期')
  return lapsed.length
}

/** How the audit log calls an outcome. */
export const requestActions = {
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
 * Moves a waiting request on without the community: by a member, by who asked, or because nobody objected. @throws
 * DomainError REQUEST_CLOSED, HOUSEHOLD_*
 */
export async function settle(actor: Actor, request: JoinRequest, verdict: Verdict): Promise<Decided> {
  if (hasLapsed(request.dueOn, dayOf(now())) && !holdsRole(actor, registrars, request.placePath))
    throw new DomainError('REQUEST_CLOSED')
  const answer = await transaction(async (tx) => {
    await carryOut(tx, actor, request, verdict)
    await closeRequest(tx, actor, request._id, verdict.to)
    await audit(tx, actor, {
      action: requestActions[verdict.to],
      subject: `joinRequests/${request._id}`,
      placePath: request.placePath,
      ...(verdict.reason ? { reason: verdict.reason } : {}),
      details: { personId: request.personId, moveOut: verdict.moveOut ?? false },
    })
    return { requestId: request._id, status: verdict.to }
  })
  forgetActors()
  return answer
}

/**
 * What an outcome does, once. A new household is made where the address has none. @throws DomainError REQUEST_CLOSED,
 * HOUSEHOLD_*
 */
async function carryOut(tx: Tx, actor: Actor, request: JoinRequest, { to, reason, moveOut = false, check }: Verdict) {
  const by = actorId(actor)
  const closed = await tx
    .on(JoinRequests)
    .updateOne(
      { _id: request._id, status: 'waiting' },
      { $set: { status: to, decidedAt: now(), decidedBy: by, ...(reason ? { reason } : {}) } },
    )
  if (closed.matched === 0) throw new DomainError('REQUEST_CLOSED')
  await check?.(tx)
  if (to === 'refused') await tellSettled(tx, request, to, reason, [])
  if (to !== 'approved') return
  const household = await householdFor(tx, request, by)
  const before = (await membersOf(household._id, tx)).map((member) => member.personId)
  if (moveOut) await moveEverybodyOut(tx, household._id, by)
  else await tellJoined(tx, request._id, household._id, before, nameOf(await requirePerson(request.personId)))
  await tellSettled(tx, request, to, reason, moveOut ? before : [])
  await addMember(tx, household, request.personId, request.kind === 'claim' ? 'claim' : 'approval')
}

async function householdFor(tx: Tx, request: JoinRequest, by: string): Promise<Household> {
  if (request.householdId) return requireHousehold(request.householdId, tx)
  const there = await tx.on(Households).findOne({ addressIndex: request.addressIndex, status: 'active' })
  if (there) return there
  const place = { _id: request.placeId, path: request.placePath }
  const fresh = newHousehold(newId(), place, unsealAddress(request), by, now())
  await tx.on(Households).insert(fresh)
  await tx.on(HouseholdCodes).insert(newHouseholdCode(fresh._id, by, now()))
  return fresh
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
): Promise<Decided> {
  const request = await requireRequest(input.id)
  if (!holdsRole(actor, registrars, request.placePath)) throw new DomainError('NOT_FOUND')
  if (!room || request.status !== 'waiting') throw new DomainError('REQUEST_CLOSED')
  const asked = {
    subjectId: request._id,
    outcome: input.decision === 'approve' ? ('approved' as const) : ('refused' as const),
    reason: input.reason,
    given: { moveOut: input.moveOutOthers ?? false },
  }
  try {
    return await room.decide(actor, asked)
  } catch (error) {
    const isLate = error instanceof DomainError && error.code === 'WRONG_STATE'
    throw isLate ? new DomainError('REQUEST_CLOSED') : error
  } finally {
    forgetActors()
  }
}

/** What the community's decision does, in its transaction. @throws DomainError REQUEST_CLOSED, DECIDES_OWN_CASE, … */
export async function applyDecision(
  tx: Tx,
  actor: Actor,
  requestId: string,
  decided: { to: 'approved' | 'refused'; reason: string; moveOut: boolean },
): Promise<Record<string, unknown>> {
  const request = await tx.on(JoinRequests).findOne({ _id: requestId })
  if (!request) throw new DomainError('NOT_FOUND')
  await carryOut(tx, actor, request, {
    ...decided,
    // somebody near to the actor may have been registered at the door since it was asked
    check: async (own) => {
      const there = await own.on(Households).findOne({ addressIndex: request.addressIndex, status: 'active' })
      await refuseOwnCase(own, actor, { author: request.personId, householdIds: [request.householdId, there?._id] })
    },
  })
  return { personId: request.personId, moveOut: decided.moveOut }
}

/** Requests that wait, at most 500, or the one named. */
export const waitingRequests = (id?: string): Promise<JoinRequest[]> =>
  JoinRequests.find({ status: 'waiting', ...(id ? { _id: id } : {}) })
    .limit(500)
    .lean<JoinRequest[]>()

/** Claims that wait on a household end, because the card they were made with is out of use. */
export async function refuseClaims(tx: Tx, householdId: string, reason: string): Promise<void> {
  for (const claim of await tx.on(JoinRequests).find({ householdId, kind: 'claim', status: 'waiting' })) {
    await tx
      .on(JoinRequests)
      .updateOne(
        { _id: claim._id, status: 'waiting' },
        { $set: { status: 'refused', decidedAt: now(), decidedBy: 'system:people', reason } },
      )
    await closeRequest(tx, system, claim._id, reason)
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
  input: ListInput<JoinRequest> & { status?: JoinRequest['status'] | undefined; placeId?: string | undefined },
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
  const circle = await reading((tx) => circleOf(tx, actor))
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
