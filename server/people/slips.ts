// The slip to the door of a household that someone claims and that has neither members nor a PIN: whoever lives there
// has five working days to object at the community. Its days begin once; it may be printed again.
// Invariants: a claim is settled only after the last day to object, while the household still has neither members nor a
// PIN; nobody prints the slip of a claim of their own.
import { holdsRole, type Actor, type PersonActor } from '@shared/actors'
import { DomainError, errors } from '@shared/errors'
import { objectByOn } from '@shared/people/rules'
import { dayOf, showDay, type Day } from '@shared/time'
import { audit, auditRead } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import type { FileAnswer } from '../http/implement'
import { defineJob } from '../jobs'
import { makePaper } from '../papers/papers'
import { requirePlace, settingsOf, workCalendar } from '../places/places'
import { refuseOwnCase } from './conflicts'
import { labelOf } from './household-records'
import { registrars, membersOf } from './households'
import { JoinRequests, Pins, type JoinRequest } from './households.model'
import { requireRequest, settle, waitForDoor } from './join-requests'
import { personNames } from './people'

/** @throws DomainError NOT_FOUND, REQUEST_CLOSED, HOUSEHOLD_SLIP_NOT_NEEDED, DECIDES_OWN_CASE */
export async function printSlip(actor: PersonActor, input: { id: string }) {
  const request = await requireRequest(input.id)
  if (!holdsRole(actor, registrars, request.placePath)) throw new DomainError('NOT_FOUND')
  const householdId = request.householdId
  if (request.kind !== 'claim' || !householdId) throw new DomainError('HOUSEHOLD_SLIP_NOT_NEEDED')
  if (request.status !== 'waiting') throw new DomainError('REQUEST_CLOSED')
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
    await waitForDoor(tx, request._id, current.objectBy)
    await audit(tx, actor, {
      action: 'people.printSlip',
      subject: `joinRequests/${request._id}`,
      placePath: request.placePath,
      details: { objectBy: current.objectBy },
    })
    return { slipOn: current.slipOn, objectBy: current.objectBy }
  })
  return { requestId: request._id, ...printed }
}

/**
 * The slip itself, once its days have begun.
 * @throws DomainError NOT_FOUND, REQUEST_CLOSED, HOUSEHOLD_SLIP_NOT_NEEDED before `printSlip`, PAPER_GLYPH_MISSING
 */
export async function slipPaper(actor: Actor, input: { id: string }): Promise<FileAnswer> {
  const request = await requireRequest(input.id)
  if (!holdsRole(actor, registrars, request.placePath)) throw new DomainError('NOT_FOUND')
  const { slipOn, objectBy } = request
  if (!slipOn || !objectBy) throw new DomainError('HOUSEHOLD_SLIP_NOT_NEEDED')
  if (request.status !== 'waiting') throw new DomainError('REQUEST_CLOSED')
  const place = await requirePlace(request.placeId)
  const { hotline } = (await settingsOf(place._id)).settings.contact
  const claimant = (await personNames([request.personId])).get(request.personId) ?? ''
  await auditRead(actor, {
    action: 'people.readSlip',
    subject: `joinRequests/${request._id}`,
    placePath: request.placePath,
  })
  const foot = `${hotline ? `社区电话 ${hotline},` : ''}通知日期 ${showDay(slipOn)}`
  const label = labelOf(request, place.name, true)
  return makePaper({ title: '住户认领通知', name: `门上通知-${label}-${slipOn}`, foot }, (sheet) => {
    const large = { size: 15, gap: 4 }
    sheet.text(`${label}:`, large)
    sheet.text(
      `${claimant} 于近日用这一户的户卡，在手机上申请成为这一户的成员。成为成员后，可以查看这一户的积分和预约。`,
      large,
    )
    sheet.text(`如果您住在这里，又不认识申请人，请在 ${showDay(objectBy)} 前告诉社区。`, { ...large, weight: 'bold' })
    sheet.text(`没有人提出异议，${showDay(objectBy)} 之后申请就会成立。`, large)
    sheet.text('您同意的话，不用做任何事；也可以带户卡到社区当场办好。', large)
    sheet.text(`${hotline ? `社区电话：${hotline}。` : '请到社区服务台办理。'}通知日期：${showDay(slipOn)}`, large)
  })
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
