// The slip to the door of a household that someone claims and that has neither members nor a PIN: whoever lives there
// has five working days to object at the community. Printing it starts the days, once; printing again shows the same.
// Invariants: a claim is settled only after the last day to object, while the household still has neither members nor a
// PIN; nobody prints the slip of a claim of their own.
import { holdsRole, type Actor, type PersonActor } from '@shared/actors'
import { DomainError, errors } from '@shared/errors'
import { objectByOn } from '@shared/people/rules'
import { dayOf, type Day } from '@shared/time'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { defineJob } from '../jobs'
import { requirePlace, settingsOf, workCalendar } from '../places/places'
import { refuseOwnCase } from './conflicts'
import { labelOf } from './household-records'
import { registrars, membersOf } from './households'
import { JoinRequests, Pins, type JoinRequest } from './households.model'
import { requireRequest, settle } from './join-requests'
import { personNames } from './people'

/** @throws DomainError NOT_FOUND, REQUEST_CLOSED, HOUSEHOLD_SLIP_NOT_NEEDED, DECIDES_OWN_CASE */
export async function printSlip(actor: PersonActor, input: { id: string }) {
  const request = await requireRequest(input.id)
  if (!holdsRole(actor, registrars, request.placePath)) throw new DomainError('NOT_FOUND')
  const householdId = request.householdId
  if (request.kind !== 'claim' || !householdId) throw new DomainError('HOUSEHOLD_SLIP_NOT_NEEDED')
  if (request.status !== 'waiting') throw new DomainError('REQUEST_CLOSED')
  const place = await requirePlace(request.placeId)
  const { settings } = await settingsOf(place._id)
  const slipOn = dayOf(now())
  const objectBy = objectByOn(slipOn, await workCalendar())
  const printed = await transaction(async (tx) => {
    await refuseOwnCase(tx, actor, { author: request.personId, householdIds: [householdId] })
    if ((await membersOf(householdId, tx)).length > 0) throw new DomainError('HOUSEHOLD_SLIP_NOT_NEEDED')
    await tx
      .on(JoinRequests)
      .updateOne(
        { _id: request._id, status: 'waiting', slipOn: { $exists: false } },
        { $set: { slipOn, objectBy, slipBy: actor.personId } },
      )
    const current = await tx.on(JoinRequests).findOne({ _id: request._id, status: 'waiting' })
    if (!current?.slipOn || !current.objectBy) throw new DomainError('REQUEST_CLOSED')
    await audit(tx, actor, {
      action: 'people.printSlip',
      subject: `joinRequests/${request._id}`,
      placePath: request.placePath,
      details: { objectBy: current.objectBy },
    })
    return { slipOn: current.slipOn, objectBy: current.objectBy }
  })
  return {
    requestId: request._id,
    label: labelOf(request, place.name, true),
    claimant: (await personNames([request.personId])).get(request.personId) ?? '',
    hotline: settings.contact.hotline,
    ...printed,
  }
}

/** Settles claims whose last day to object has passed. Safe to repeat: each is decided once. */
export const settleClaims = defineJob({
  name: 'people.settleClaims',
  title: '门上通知到期无人异议的认领',
  every: 'day',
  at: '00:20',
  lookBack: 1,
  run: async (slot) => {
    const counts = { approved: 0, refused: 0 }
    for (const request of await dueBefore(slot < dayOf(now()) ? slot : dayOf(now())))
      counts[await settleSilent(request)] += 1
    return counts
  },
})

const dueBefore = (day: Day): Promise<JoinRequest[]> =>
  JoinRequests.find({ status: 'waiting', objectBy: { $lt: day } })
    .sort({ objectBy: 1 })
    .limit(500)
    .lean<JoinRequest[]>()

async function settleSilent(request: JoinRequest): Promise<'approved' | 'refused'> {
  const system: Actor = { kind: 'system', name: 'people' }
  try {
    await settle(system, request, { to: 'approved', check: (tx) => requireStillEmpty(tx, request.householdId ?? '') })
    return 'approved'
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    await settle(system, request, { to: 'refused', reason: errors[error.code].text })
    return 'refused'
  }
}

/** Somebody who lives there may have come to the community meanwhile without objecting to the claim. */
async function requireStillEmpty(tx: Tx, householdId: string): Promise<void> {
  if ((await membersOf(householdId, tx)).length > 0 || (await tx.on(Pins).findOne({ _id: householdId })))
    throw new DomainError('HOUSEHOLD_CLAIM_OVERTAKEN')
}
