// Claiming a household by its card. A claim on a household with members is theirs to answer; without an answer it
// lapses after 3 working days and changes nothing, and the community decides when asked.
// Asking the community, and what happens when a request is decided, is in join-requests.ts.
import { isMember, type Actor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { claimDueOn } from '@shared/people/rules'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { defineJob } from '../jobs'
import { workCalendar } from '../places/places'
import { requireMayJoin } from './consents'
import { sealAddress, unsealAddress } from './household-records'
import { householdByCode, membersOf } from './households'
import { JoinRequests } from './households.model'
import { closeLapsed, newRequest, once, requireRequest, settle } from './join-requests'
import { addMember } from './members'
import { nameOf, requirePerson } from './people'
import { asPerson, forgetActors } from './sessions'
import { tellClaim } from './tellings'

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
