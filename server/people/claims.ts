// Claiming a household by its card, which anyone may have found: having it is not enough.
// - The household has members: they answer. Without an answer the claim lapses after 3 working days.
// - It has none, but a PIN: who knows the PIN is in. After five wrong tries only the community helps.
// - It has neither: the community decides, or prints a slip for the door (slips.ts).
// Until then the claimant is told nothing of the household. Deciding is in join-requests.ts.
import { isMember, type Actor, type PersonActor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { claimDueOn, MAX_WAITING_CLAIMS } from '@shared/people/rules'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { defineJob } from '../jobs'
import { workCalendar } from '../places/places'
import { refuseOwnCase } from './conflicts'
import { requireMayJoin } from './consents'
import { sealAddress, unsealAddress } from './household-records'
import { householdByCode, membersOf, type Household } from './households'
import { JoinRequests, type JoinRequest } from './households.model'
import { closeLapsed, closeRequest, insertRequest, newRequest, once, requireRequest, settle } from './join-requests'
import { addMember } from './members'
import { nameOf, requirePerson } from './people'
import { requireClaimPin } from './pins'
import { staffAt } from './roles'
import { forgetActors } from './sessions'
import { tellClaim, tellClaimed } from './tellings'

/**
 * Claims a household by its card. @throws DomainError HOUSEHOLD_CODE_*, HOUSEHOLD_PIN_*, REWARD_PIN_WRONG,
 * HOUSEHOLD_ALREADY_MEMBER, REQUEST_WAITING, REQUEST_TOO_MANY, DECIDES_OWN_CASE where the claimant set the PIN, …
 */
export async function claimHousehold(
  actor: PersonActor,
  input: { id: string; code: string; pin?: string | undefined },
) {
  const person = await requirePerson(actor.personId)
  requireMayJoin(person)
  const household = await householdByCode(input.code)
  const isEmpty = (await membersOf(household._id)).length === 0
  const pin = isEmpty ? await requireClaimPin(household._id, input.pin) : null
  const dueOn = claimDueOn(now(), await workCalendar())
  const request: JoinRequest = {
    ...newRequest(input.id, 'claim', person._id, household, {
      addressIndex: household.addressIndex,
      addressSealed: sealAddress(unsealAddress(household), input.id),
    }),
    householdId: household._id,
  }
  const workers = isEmpty ? await staffAt(household.placePath, 'communityWorker') : []
  const answer = await once(() =>
    transaction(async (tx) => {
      const members = await membersOf(household._id, tx)
      if (members.some((member) => member.personId === person._id)) throw new DomainError('HOUSEHOLD_ALREADY_MEMBER')
      if (members.length === 0 && pin) return joinByPin(tx, actor, household, pin.setBy)
      await requireMayWait(tx, person._id, household.addressIndex)
      if (members.length > 0) {
        await insertRequest(tx, actor, { ...request, dueOn })
        const ids = members.map((member) => member.personId)
        await tellClaim(tx, request, household._id, ids, nameOf(person), dueOn)
        return { outcome: 'waiting' as const, householdId: null, requestId: request._id, dueOn }
      }
      await insertRequest(tx, actor, request)
      await tellClaimed(tx, request, workers)
      return { outcome: 'waiting' as const, householdId: null, requestId: request._id, dueOn: null }
    }),
  )
  forgetActors()
  return answer
}

async function joinByPin(tx: Tx, actor: PersonActor, household: Household, pinSetBy: string) {
  const { personId } = actor
  await refuseOwnCase(tx, actor, { actedBy: [pinSetBy] })
  const filter = { personId, addressIndex: household.addressIndex, status: 'waiting' as const }
  for (const { _id } of await tx.on(JoinRequests).find(filter)) await closeRequest(tx, actor, _id, '凭户卡密码加入')
  await tx
    .on(JoinRequests)
    .updateMany(filter, { $set: { status: 'approved', decidedAt: now(), decidedBy: 'system:people' } })
  await addMember(tx, household, personId, 'card')
  await audit(tx, actor, {
    action: 'people.claimHousehold',
    subject: `households/${household._id}`,
    placePath: household.placePath,
  })
  return { outcome: 'joined' as const, householdId: household._id, requestId: null, dueOn: null }
}

/** @throws DomainError REQUEST_WAITING, REQUEST_TOO_MANY */
async function requireMayWait(tx: Tx, personId: string, addressIndex: string): Promise<void> {
  await closeLapsed(tx, { personId, addressIndex })
  const waiting = await tx.on(JoinRequests).find({ personId, status: 'waiting' })
  if (waiting.some((request) => request.addressIndex === addressIndex)) throw new DomainError('REQUEST_WAITING')
  if (waiting.filter(({ kind }) => kind === 'claim').length >= MAX_WAITING_CLAIMS)
    throw new DomainError('REQUEST_TOO_MANY')
}

/** Closes claims that nobody answered in time. */
export const lapseClaims = defineJob({
  name: 'people.lapseClaims',
  title: '认领申请到期',
  every: 'day',
  at: '00:10',
  lookBack: 1,
  run: async (day) => ({ lapsed: await transaction((tx) => closeLapsed(tx, {}, day)) }),
})

/** By a member of the claimed household. @throws DomainError NOT_FOUND, REQUEST_CLOSED */
export async function answerClaim(actor: Actor, input: { id: string; answer: 'join' | 'handOver' | 'refuse' }) {
  const request = await requireRequest(input.id)
  if (!request.householdId || !isMember(actor, request.householdId)) throw new DomainError('NOT_FOUND')
  return settle(actor, request, {
    to: input.answer === 'refuse' ? 'refused' : 'approved',
    moveOut: input.answer === 'handOver',
  })
}
