// Calling for hands: the office tells volunteers of the place who are free at these hours, those who live nearest
// first. Invariants: nobody is called who is in the shift or has another at the same time; at most thirty at once, and
// not again within two hours, so that nobody is pestered.
import type { Actor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { CALL_AGAIN_HOURS, MOST_CALLED, bookRefusal, gapOf } from '@shared/shifts/rules'
import { liveStates } from '@shared/shifts/vocabulary'
import { addMinutes } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { notify } from '../notices/notices'
import { homesOf } from '../people/households'
import { staffAt } from '../people/roles'
import { requireKept } from './desk'
import { saidOf } from './pool'
import { nameOfSite, placesOfShifts } from './present'
import { ShiftBookings, Shifts, type ShiftBooking, type ShiftRecord } from './shifts.model'

/**
 * @returns how many were told
 * @throws DomainError NOT_FOUND, NOT_ALLOWED, SHIFT_CANCELLED, SHIFT_OVER, SHIFT_FULL, SHIFT_CALLED_LATELY
 */
export async function callForHands(actor: Actor, id: string): Promise<{ reached: number }> {
  const seen = await requireKept(actor, id)
  const refusal = bookRefusal(seen, now())
  if (refusal) throw new DomainError(refusal)
  const booked = await ShiftBookings.countDocuments({ shiftId: id, state: 'booked', as: { $ne: 'trainee' } })
  if (gapOf(seen, booked).missing === 0) throw new DomainError('SHIFT_FULL')
  const free = (await freeOnes(seen)).slice(0, MOST_CALLED)
  const name = nameOfSite(await placesOfShifts([seen.siteId]), seen)
  return transaction(async (tx) => {
    const at = now()
    const quiet = {
      $or: [{ called: { $exists: false } }, { 'called.at': { $lte: addMinutes(at, -CALL_AGAIN_HOURS * 60) } }],
    }
    const called = { at, reached: free.length }
    const shift = await tx
      .on(Shifts)
      .findOneAndUpdate(
        { _id: id, status: 'planned', ...quiet } as object,
        { $set: { called } } as UpdateQuery<ShiftRecord>,
      )
    if (!shift) throw new DomainError('SHIFT_CALLED_LATELY')
    for (const personId of free)
      await notify(tx, personId, `shifts/${id}/called/${at.getTime()}`, {
        kind: 'shift_reminder',
        title: '附近的投放点缺人',
        text: `${name}，${saidOf(shift)}还缺${gapOf(shift, booked).missing}人，有空就来搭把手。`,
        link: `/shifts/calendar?day=${shift.day}`,
      })
    await audit(tx, actor, {
      action: 'shifts.callForHands',
      subject: `shifts/${id}`,
      placePath: shift.placePath,
      details: { reached: free.length },
    })
    return { reached: free.length }
  })
}

/** Volunteers of the place who have nothing else at these hours, those whose home shares most of the way first. */
async function freeOnes({ _id, placePath, startsAt, endsAt }: ShiftRecord): Promise<string[]> {
  const people = new Set([...(await staffAt(placePath, 'volunteer')), ...(await staffAt(placePath, 'leadVolunteer'))])
  const busy = await ShiftBookings.find({
    personId: { $in: [...people] },
    state: { $in: [...liveStates] },
    $or: [{ shiftId: _id }, { startsAt: { $lt: endsAt }, endsAt: { $gt: startsAt } }],
  }).lean<ShiftBooking[]>()
  for (const { personId } of busy) people.delete(personId)
  const homes = await homesOf([...people])
  const shared = (personId: string): number =>
    Math.max(0, ...(homes.get(personId) ?? []).map((path) => path.filter((id) => placePath.includes(id)).length))
  return [...people].sort((a, b) => shared(b) - shared(a) || (a < b ? -1 : 1))
}
