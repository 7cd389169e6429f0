// Shifts as the office arranges them: the gaps of an area, a shift changed by hand, shifts called off. Invariants: one
// that was changed is never generated anew; one that is called off stays with its reason and everybody in it is told.
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import type { DeskShift, shiftsDesk } from '@shared/shifts/desk-contract'
import { bookRefusal, gapOf, keepsShift, shiftReaders } from '@shared/shifts/rules'
import { liveStates } from '@shared/shifts/vocabulary'
import { addDays, daysBetween, type Day } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { notify, unnotify } from '../notices/notices'
import { fullNames } from '../people/people'
import { personHoldsRole, staffAt } from '../people/roles'
import { requirePlace, placesByIds } from '../places/places'
import { ensureDay, followPlan } from '../slots/days'
import { cancelWindow } from '../slots/minimums'
import { callOffClass } from './classes'
import { MINE, saidOf, shiftPool, slotOf } from './pool'
import { countsOf, nameOfSite, placesOfShifts, requireShift } from './present'
import { ShiftBookings, Shifts, type ShiftBooking, type ShiftRecord } from './shifts.model'

const MOST_SHOWN = 400
const LONGEST_DAYS = 62

/** Rows for staff, in the order given. */
export async function presentForDesk(actor: Actor, shifts: readonly ShiftRecord[], tx?: Tx): Promise<DeskShift[]> {
  const places = await placesOfShifts(
    shifts.map(({ siteId }) => siteId),
    tx,
  )
  const above = await placesByIds(
    shifts.flatMap(({ placePath }) => placePath),
    tx,
  )
  const names = new Map(above.map(({ _id, name }) => [_id, name]))
  const counts = await countsOf(
    shifts.map(({ _id }) => _id),
    tx,
  )
  const leads = await fullNames(shifts.flatMap(({ leadId }) => leadId ?? []))
  return shifts.map((shift) => {
    const { booked, waiting, present, verified, trainees } = counts(shift._id)
    const isOver = shift.endsAt <= now()
    const isOpen = keepsShift(actor, shift) && shift.status === 'planned' && !isOver
    return {
      id: shift._id,
      siteId: shift.siteId,
      name: nameOfSite(places, shift),
      placeNames: shift.placePath.slice(-3).map((id) => names.get(id) ?? ''),
      day: shift.day,
      from: shift.from,
      to: shift.to,
      minimum: shift.minimum,
      maximum: shift.maximum,
      maxMinutes: shift.maxMinutes,
      booked,
      waiting,
      trainees,
      ...(shift.status === 'planned' ? gapOf(shift, booked) : { missing: 0, below: 0 }),
      present,
      verified,
      leadId: shift.leadId,
      lead: shift.leadId ? (leads.get(shift.leadId) ?? null) : null,
      status: shift.status,
      reason: shift.reason ?? null,
      version: shift.version,
      isOver,
      called: shift.called ? { at: shift.called.at.toISOString(), reached: shift.called.reached } : null,
      allowed: [
        ...(isOpen ? (['change', 'cancel'] as const) : []),
        ...(isOpen && booked < shift.maximum ? (['call'] as const) : []),
      ],
    }
  })
}

async function presentOneForDesk(actor: Actor, shift: ShiftRecord, tx: Tx): Promise<DeskShift> {
  const [row] = await presentForDesk(actor, [shift], tx)
  if (!row) throw new Error('a shift without its row')
  return row
}

type Span = { from: Day; to: Day; placeId?: string | undefined; siteId?: string | undefined }

/** Shifts of the actor's area in some days. @throws DomainError NOT_FOUND for a place outside it, INPUT_INVALID */
export async function shiftsIn(actor: Actor, { from, to, placeId, siteId }: Span): Promise<ShiftRecord[]> {
  if (to < from) throw invalid('to', '结束日期早于开始日期')
  if (daysBetween(from, to) >= LONGEST_DAYS) throw invalid('to', `一次最多看${LONGEST_DAYS}天`)
  const place = placeId ? await requirePlace(placeId) : null
  if (place && !holdsRole(actor, shiftReaders, place.path)) throw new DomainError('NOT_FOUND')
  const places = place ? [place._id] : scopeOf(actor, shiftReaders)
  return Shifts.find({
    placePath: { $in: places },
    day: { $gte: from, $lte: to },
    ...(siteId ? { siteId } : {}),
  })
    .sort({ day: 1, from: 1, _id: 1 })
    .limit(MOST_SHOWN * 4)
    .lean<ShiftRecord[]>()
}

/** The calendar of an area with its gaps. */
export async function listForDesk(
  actor: Actor,
  { gaps, open, ...span }: ParsedOf<typeof shiftsDesk.list>,
): Promise<OutputOf<typeof shiftsDesk.list>> {
  const found = await shiftsIn(actor, span)
  const named = open ? await Shifts.findById(open).lean<ShiftRecord>() : null
  const extra =
    named && holdsRole(actor, shiftReaders, named.placePath) && !found.some(({ _id }) => _id === named._id)
      ? [named]
      : []
  const rows = await presentForDesk(actor, [...extra, ...found])
  const days = Array.from({ length: daysBetween(span.from, span.to) + 1 }, (_unused, index) =>
    addDays(span.from, index),
  )
  const sum = (own: readonly DeskShift[], of: (row: DeskShift) => number): number =>
    own.reduce((total, row) => total + of(row), 0)
  const onlyGaps = gaps === true || gaps === 'true'
  const shown = rows.filter(({ id, missing }) => !onlyGaps || missing > 0 || id === open)
  return {
    items: shown.slice(0, MOST_SHOWN),
    more: shown.length > MOST_SHOWN || found.length >= MOST_SHOWN * 4,
    byDay: days.map((day) => {
      const own = rows.filter((row) => row.day === day && row.status === 'planned')
      return {
        day,
        shifts: own.length,
        booked: sum(own, (row) => row.booked),
        missing: sum(own, (row) => row.missing),
        below: sum(own, (row) => row.below),
      }
    }),
  }
}

/** A shift that the actor keeps. @throws DomainError NOT_FOUND, NOT_ALLOWED */
export async function requireKept(actor: Actor, id: string, tx?: Tx): Promise<ShiftRecord> {
  const shift = await requireShift(id, tx)
  if (keepsShift(actor, shift)) return shift
  throw new DomainError(holdsRole(actor, shiftReaders, shift.placePath) ? 'NOT_ALLOWED' : 'NOT_FOUND')
}

const leadRoles = ['leadVolunteer', 'guideWorker'] as const

/** Who may be named as lead: lead volunteers and guides of the place. @throws DomainError NOT_FOUND, NOT_ALLOWED */
export async function listLeads(actor: Actor, id: string): Promise<OutputOf<typeof shiftsDesk.leads>> {
  const shift = await requireKept(actor, id)
  const found = new Set<string>()
  for (const role of leadRoles) for (const personId of await staffAt(shift.placePath, role)) found.add(personId)
  const names = await fullNames([...found])
  const booked = await ShiftBookings.distinct('personId', { shiftId: id, state: 'booked' })
  const items = [...found].map((personId) => ({
    personId,
    name: names.get(personId) ?? '',
    isBooked: booked.includes(personId),
  }))
  return { items: items.sort((a, b) => Number(b.isBooked) - Number(a.isBooked) || (a.name < b.name ? -1 : 1)) }
}

/**
 * Changes how many may come and who leads; from then on the site's windows leave it alone. @throws DomainError
 * NOT_FOUND, NOT_ALLOWED, CHANGED_MEANWHILE, SHIFT_BELOW_BOOKED, SHIFT_CANCELLED, SHIFT_OVER, INPUT_INVALID
 */
export async function changeShift(
  actor: Actor,
  { id, version, ...given }: ParsedOf<typeof shiftsDesk.change>,
): Promise<DeskShift> {
  if (given.minimum > given.maximum) throw invalid('minimum', '至少的人数不能多于最多的人数')
  const answer = await transaction(async (tx) => {
    const seen = await requireKept(actor, id, tx)
    const refusal = bookRefusal(seen, now())
    if (refusal) throw new DomainError(refusal)
    if (
      given.leadId !== seen.leadId &&
      given.leadId &&
      !(await personHoldsRole(given.leadId, leadRoles, seen.placePath))
    )
      throw invalid('leadId', '组长要先有志愿者组长或引导员的身份')
    const booked = await tx.on(ShiftBookings).count({ shiftId: id, state: 'booked', as: { $ne: 'trainee' } })
    if (booked > given.maximum) throw new DomainError('SHIFT_BELOW_BOOKED')
    const set = { ...given, leadSet: given.leadId !== null, isEdited: true }
    const shift = await tx
      .on(Shifts)
      .findOneAndUpdate({ _id: id, version, status: 'planned' }, { $set: set, $inc: { version: 1 } })
    if (!shift) throw new DomainError('CHANGED_MEANWHILE')
    if (given.leadId && given.leadId !== seen.leadId)
      await notify(tx, given.leadId, `shifts/${id}/lead/${shift.version}`, {
        kind: 'shift',
        title: '请您当一班的组长',
        text: `${saidOf(shift)}由您带队：到时出示签到码，核实谁到了。`,
        link: `/shifts/lead?id=${id}`,
      })
    await audit(tx, actor, {
      action: 'shifts.changeShift',
      subject: `shifts/${id}`,
      placePath: shift.placePath,
      details: given,
    })
    return { row: await presentOneForDesk(actor, shift, tx), siteId: shift.siteId, day: shift.day }
  })
  await followPlan(shiftPool, answer.siteId, answer.day)
  return answer.row
}

/**
 * Calls shifts off, all or none; those that are called off already stay so. Everybody who had a place or waited is
 * told. @throws DomainError NOT_FOUND, NOT_ALLOWED, SHIFT_OVER
 */
export async function cancelShifts(
  actor: Actor,
  { ids, reason }: ParsedOf<typeof shiftsDesk.cancel>,
): Promise<OutputOf<typeof shiftsDesk.cancel>> {
  const wanted = [...new Set(ids)]
  for (const id of wanted) {
    const { siteId, day } = await requireShift(id)
    await ensureDay(shiftPool, siteId, day)
  }
  return transaction(async (tx) => {
    let [cancelled, told] = [0, 0]
    for (const id of wanted) {
      const shift = await requireKept(actor, id, tx)
      if (shift.status === 'cancelled') continue
      if (shift.endsAt <= now()) throw new DomainError('SHIFT_OVER')
      told += await cancelIn(tx, actor, shift, reason)
      cancelled += 1
    }
    return { cancelled, told }
  })
}

async function cancelIn(tx: Tx, actor: Actor, shift: ShiftRecord, reason: string): Promise<number> {
  const { _id, siteId, day, placePath } = shift
  await tx
    .on(Shifts)
    .updateOne({ _id, status: 'planned' }, { $set: { status: 'cancelled', reason }, $inc: { version: 1 } })
  const people = await tx.on(ShiftBookings).find({ shiftId: _id, state: { $in: [...liveStates] } })
  await tx.on(ShiftBookings).updateMany({ shiftId: _id, state: { $in: [...liveStates] } }, {
    $set: { state: 'calledOff', endedAt: now() },
    $unset: { offeredUntil: 1, swapSince: 1, undoUntil: 1 },
  } as UpdateQuery<ShiftBooking>)
  for (const slot of [_id, slotOf(_id, 'trainee')]) await cancelWindow(tx, shiftPool, { poolId: siteId, day, slot })
  for (const booking of people) {
    for (const cause of ['asked', 'reminder']) await unnotify(tx, booking.personId, `shifts/${booking._id}/${cause}`)
    await notify(tx, booking.personId, `shifts/${booking._id}/calledOff`, {
      kind: 'shift',
      title: '班次取消了，不用来了',
      text: `${saidOf(booking)}取消，原因：${reason}。不记缺席。`,
      link: MINE,
    })
  }
  await callOffClass(tx, _id, saidOf(shift), reason)
  await audit(tx, actor, {
    action: 'shifts.cancelShift',
    subject: `shifts/${_id}`,
    placePath,
    reason,
    details: { people: people.length },
  })
  return people.length
}
