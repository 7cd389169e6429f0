// The lead's side of a shift: the code to scan, who is there, a second look at who checked in alone, and a correction
// with its reason. Invariants: every mark can be corrected and every correction stays on record; nobody confirms or
// corrects themselves; names in full for who leads or keeps the place, and the reading leaves an audit row.
import { holdsRole, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { shifts } from '@shared/shifts/contract'
import { countedMinutes } from '@shared/shifts/hours'
import { CODE_REFRESH_SECONDS, EARLY_MINUTES, checkInRefusal, leadsShift, shiftReaders } from '@shared/shifts/rules'
import { addDays, addMinutes, clockOf, dayOf } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit, auditReadHourly } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { notify } from '../notices/notices'
import { goesToThemselves } from '../people/conflicts'
import { fullNames, personNames } from '../people/people'
import { staffNames } from '../people/staff'
import { leadCode } from './codes'
import { bookingIn, saidOf } from './pool'
import { presentShifts, requireShift } from './present'
import { recount } from './presence'
import { ShiftBookings, type Correction, type ShiftBooking, type ShiftRecord } from './shifts.model'

const NO_SHOW_DAYS = 90

/** @throws DomainError NOT_FOUND for who may not see the people of a shift */
async function requireSeen(actor: PersonActor, id: string): Promise<ShiftRecord> {
  const shift = await requireShift(id)
  if (!leadsShift(actor, shift) && !holdsRole(actor, shiftReaders, shift.placePath)) throw new DomainError('NOT_FOUND')
  return shift
}

/** The code that is shown now. @throws DomainError NOT_FOUND, SHIFT_CANCELLED, SHIFT_NOT_NOW */
export async function showCode(actor: PersonActor, id: string): Promise<OutputOf<typeof shifts.code>> {
  const shift = await requireShift(id)
  if (!leadsShift(actor, shift)) throw new DomainError('NOT_FOUND')
  if (shift.status === 'cancelled') throw new DomainError('SHIFT_CANCELLED')
  const refusal = checkInRefusal(shift, now())
  if (refusal) throw new DomainError(refusal)
  const { qr, digits, until } = leadCode(shift, now())
  return { qr, digits, until: until.toISOString(), refreshSeconds: CODE_REFRESH_SECONDS }
}

/** Who is there and who is not; all that booked stay in the list. @throws DomainError NOT_FOUND */
export async function listPeople(actor: PersonActor, id: string): Promise<OutputOf<typeof shifts.people>> {
  const shift = await requireSeen(actor, id)
  const found = await ShiftBookings.find({ shiftId: id, state: { $in: ['booked', 'calledOff'] } })
    .sort({ createdAt: 1, _id: 1 })
    .lean<ShiftBooking[]>()
  const ids = found.map(({ personId }) => personId)
  const leads = leadsShift(actor, shift)
  const names = leads ? await fullNames(ids) : await personNames(ids)
  const counts = leads ? await noShowsOf(ids) : new Map<string, number>()
  const by = found.flatMap(({ corrections }) => corrections.map((one) => one.by))
  const writers = new Map([...(await personNames(by)), ...(await staffNames(by))])
  await auditReadHourly(actor, { action: 'shifts.readPeople', subject: `shifts/${id}`, placePath: shift.placePath })
  const [shown] = await presentShifts(actor, [shift])
  if (!shown) throw new DomainError('NOT_FOUND')
  return {
    shift: shown,
    mayShowCode: leads && shift.status === 'planned' && checkInRefusal(shift, now()) === null,
    items: found.map((booking) => ({
      ...personRow(booking, shift),
      name: names.get(booking.personId) ?? '',
      noShows: counts.get(booking.personId) ?? 0,
      corrections: [...booking.corrections].reverse().map((one) => ({
        at: one.at.toISOString(),
        by: writers.get(one.by) ?? '工作人员',
        reason: one.reason,
        text: one.in ? `${clockOf(one.in)}到，${one.out ? `${clockOf(one.out)}走` : '到班次结束'}` : '没有到',
      })),
      allowed: allowedFor(actor, shift, booking, leads),
    })),
  }
}

function personRow(booking: ShiftBooking, shift: ShiftRecord) {
  const { minutes, uncounted } = countedMinutes(shift, { in: booking.checkedInAt, out: booking.checkedOutAt })
  return {
    bookingId: booking._id,
    personId: booking.personId,
    as: booking.as,
    state: booking.state,
    standing: booking.standing,
    how: booking.how,
    checkedInAt: booking.checkedInAt?.toISOString() ?? null,
    checkedOutAt: booking.checkedOutAt?.toISOString() ?? null,
    saidComing: booking.comingAt !== undefined,
    minutes,
    // of a shift that still runs nothing is missing yet
    uncounted: now() < shift.endsAt ? [] : uncounted,
  }
}

function allowedFor(actor: PersonActor, shift: ShiftRecord, booking: ShiftBooking, leads: boolean) {
  const mayAct = leads && booking.state === 'booked' && booking.personId !== actor.personId
  return [
    ...(mayAct && booking.standing === 'self' ? (['confirm'] as const) : []),
    ...(mayAct && now() >= addMinutes(shift.startsAt, -EARLY_MINUTES) ? (['correct'] as const) : []),
  ]
}

/** How often each of them had a place and did not come, lately. */
async function noShowsOf(personIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await ShiftBookings.aggregate<{ _id: string; count: number }>([
    {
      $match: {
        personId: { $in: [...personIds] },
        state: 'booked',
        standing: 'none',
        endsAt: { $lt: now() },
        day: { $gte: addDays(dayOf(now()), -NO_SHOW_DAYS) },
      },
    },
    { $group: { _id: '$personId', count: { $sum: 1 } } },
  ])
  return new Map(rows.map(({ _id, count }) => [_id, count]))
}

/** A booking whose presence the actor may settle. @throws DomainError NOT_FOUND, NOT_ALLOWED, DECIDES_OWN_CASE */
async function requireSettled(
  tx: Tx,
  actor: Actor,
  id: string,
): Promise<{ booking: ShiftBooking; shift: ShiftRecord }> {
  const booking = await bookingIn(tx, id)
  const shift = await requireShift(booking.shiftId, tx)
  if (!leadsShift(actor, shift))
    throw new DomainError(holdsRole(actor, shiftReaders, shift.placePath) ? 'NOT_ALLOWED' : 'NOT_FOUND')
  if (actor.kind === 'person' && (await goesToThemselves(actor.personId, { personIds: [booking.personId] }, tx)))
    throw new DomainError('DECIDES_OWN_CASE')
  return { booking, shift }
}

/** 自记 becomes 已核; again changes nothing. @throws DomainError NOT_FOUND, SHIFT_NOTHING_TO_CONFIRM,
 * DECIDES_OWN_CASE */
export function confirmPresence(actor: PersonActor, id: string): Promise<OutputOf<typeof shifts.confirm>> {
  return transaction(async (tx) => {
    const { booking, shift } = await requireSettled(tx, actor, id)
    if (booking.standing === 'verified') return { id, standing: booking.standing }
    if (booking.standing === 'none' || booking.state !== 'booked') throw new DomainError('SHIFT_NOTHING_TO_CONFIRM')
    const set = { confirmedBy: actorId(actor), confirmedAt: now() }
    const seen = await tx.on(ShiftBookings).findOneAndUpdate({ _id: id, state: 'booked' }, { $set: set })
    if (!seen) throw new DomainError('WRONG_STATE')
    const { standing } = await recount(tx, seen, shift)
    await audit(tx, actor, {
      action: 'shifts.confirmPresence',
      subject: `shifts/${shift._id}`,
      placePath: shift.placePath,
      details: { bookingId: id },
    })
    return { id, standing }
  })
}

/** Why times can't be those of a person in a shift, or null. */
function wrongTimes({ startsAt, endsAt }: ShiftRecord, came: Date | null, left: Date | null): boolean {
  const [first, last] = [addMinutes(startsAt, -60), addMinutes(endsAt, 60)]
  const outside = (at: Date | null): boolean => at !== null && (at < first || at > last)
  return outside(came) || outside(left) || (came === null ? left !== null : left !== null && left <= came)
}

/**
 * Settles when somebody came and went, or that they did not; told to them with the reason. @throws DomainError
 * NOT_FOUND, NOT_ALLOWED, SHIFT_TIMES_WRONG, WRONG_STATE, DECIDES_OWN_CASE
 */
export function correctPresence(
  actor: PersonActor,
  { id, reason, ...times }: ParsedOf<typeof shifts.correct>,
): Promise<OutputOf<typeof shifts.correct>> {
  return transaction(async (tx) => {
    const { booking, shift } = await requireSettled(tx, actor, id)
    if (booking.state !== 'booked' || shift.status !== 'planned') throw new DomainError('WRONG_STATE')
    const [came, left] = [
      times.in === null ? null : new Date(times.in),
      times.out === null ? null : new Date(times.out),
    ]
    if (wrongTimes(shift, came, left) || (came !== null && came > now())) throw new DomainError('SHIFT_TIMES_WRONG')
    const correction: Correction = { at: now(), by: actorId(actor), in: came, out: left, reason }
    const seen = await tx.on(ShiftBookings).findOneAndUpdate({ _id: id, state: 'booked' }, {
      $push: { corrections: correction },
    } as UpdateQuery<ShiftBooking>)
    if (!seen) throw new DomainError('WRONG_STATE')
    const after = await recount(tx, seen, shift)
    await notify(tx, booking.personId, `shifts/${id}/corrected/${correction.at.getTime()}`, {
      kind: 'shift',
      title: '到岗记录有更正',
      text: `${saidOf(booking)}更正为${came ? `${clockOf(came)}到、${left ? `${clockOf(left)}走` : '到班次结束'}` : '没有到'}，原因：${reason}。不同意请找社区再更正。`,
      link: '/shifts/hours',
    })
    await audit(tx, actor, {
      action: 'shifts.correctPresence',
      subject: `shifts/${shift._id}`,
      placePath: shift.placePath,
      reason,
      details: { bookingId: id, in: times.in, out: times.out, before: booking.standing },
    })
    return { id, standing: after.standing, minutes: after.minutes }
  })
}
