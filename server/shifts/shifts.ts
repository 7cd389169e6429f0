// Booking a shift, in the order of the story: the calendar with its gaps, a place or the line, a freed place accepted,
// a place given back. Invariants: never more than the maximum (the slots room), nobody twice in a shift, no two shifts
// of one person at the same hours on any route, no guide without a training that holds on the day.
import { scopeOf, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import type { MyShift, shifts } from '@shared/shifts/contract'
import {
  ASK_HOURS,
  bookRefusal,
  byNeed,
  cancelRefusal,
  gapOf,
  kindsFor,
  mayConfirm,
  partOf,
  REMIND_HOURS,
  supervisors,
} from '@shared/shifts/rules'
import { liveStates, type SupervisorKind } from '@shared/shifts/vocabulary'
import { addDays, addMinutes, clockOf, dayOf, showDay, type Day } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { notify, unnotify } from '../notices/notices'
import { readPage } from '../paging'
import { personHoldsRole } from '../people/roles'
import { ensureDay } from '../slots/days'
import { prepareHolder } from '../slots/holders'
import { joinLine } from '../slots/line'
import { confirmSeat, freeSeat } from '../slots/seats'
import { hasTraining } from '../trainings/attendance'
import { hoursTold } from './hours'
import { askFor, bookingIn, holderOf, shiftPool } from './pool'
import { countsOf, isLive, presentMine, presentOne, presentShifts, requireShift } from './present'
import { ShiftBookings, Shifts, type ShiftBooking, type ShiftRecord } from './shifts.model'

/** Shifts shown of one day; a street has some dozens. */
const MOST_SHOWN = 60

/** The days ahead with what is missing on each, and one day's shifts: gaps first, near home first. */
export async function showCalendar(
  actor: PersonActor,
  { day, days = 7, part }: ParsedOf<typeof shifts.calendar>,
): Promise<OutputOf<typeof shifts.calendar>> {
  const today = dayOf(now())
  const places = scopeOf(actor, supervisors)
  const span = { $gte: today, $lt: addDays(today, days) }
  const found = await Shifts.find({ placePath: { $in: places }, day: span, endsAt: { $gt: now() } }).lean<
    ShiftRecord[]
  >()
  const wanted = found.filter(({ from, status }) => status === 'planned' && (!part || partOf(from) === part))
  const counts = await countsOf(wanted.map(({ _id }) => _id))
  const own = await ShiftBookings.find({ personId: actor.personId, day: span, state: { $in: [...liveStates] } }).lean<
    ShiftBooking[]
  >()
  const strip = Array.from({ length: days }, (_unused, ahead) => addDays(today, ahead)).map((each) => {
    const there = wanted.filter((shift) => shift.day === each)
    return {
      day: each,
      shifts: there.length,
      missing: there.reduce((sum, shift) => sum + gapOf(shift, counts(shift._id).booked).missing, 0),
      mine: own.some((booking) => booking.day === each),
    }
  })
  const chosen = day ?? strip.find(({ missing }) => missing > 0)?.day ?? today
  const ofDay = await shiftsOf(places, chosen)
  const shown = ofDay.filter(({ from }) => !part || partOf(from) === part)
  const items = (await presentShifts(actor, shown)).sort(byNeed).slice(0, MOST_SHOWN)
  const { minutes } = await hoursTold(actor.personId)
  return { today, isSupervisor: places.length > 0, days: strip, day: chosen, items, minutes }
}

const shiftsOf = (places: readonly string[], day: Day): Promise<ShiftRecord[]> =>
  Shifts.find({ placePath: { $in: [...places] }, day, endsAt: { $gt: now() } })
    .sort({ from: 1, _id: 1 })
    .limit(400)
    .lean<ShiftRecord[]>()
    .exec()

/**
 * A guide comes only with a training that holds on the day. @throws DomainError SHIFT_TRAINING_NEEDED
 */
export async function requireTraining(tx: Tx, personId: string, as: SupervisorKind, day: Day): Promise<void> {
  if (as === 'guide' && !(await hasTraining(personId, 'guide', day, tx))) throw new DomainError('SHIFT_TRAINING_NEEDED')
}

/** What somebody who asks for a place is checked for, on every way in. @throws DomainError as the routes say */
export async function requireAsker(
  tx: Tx,
  actor: PersonActor,
  shift: ShiftRecord,
  as: SupervisorKind | undefined,
): Promise<SupervisorKind> {
  const kinds = kindsFor(actor, shift.placePath)
  const kind = as ?? kinds[0]
  if (!kind || kinds.length === 0) throw new DomainError('NOT_FOUND')
  if (!kinds.includes(kind)) throw invalid('as', '您在这里没有这个身份')
  const refusal = bookRefusal(shift, now())
  if (refusal) throw new DomainError(refusal)
  await requireTraining(tx, actor.personId, kind, shift.day)
  return kind
}

/** Trainees neither wait nor swap: another evening is as good. @throws DomainError INPUT_INVALID */
export function refuseTrainee(as: SupervisorKind): void {
  if (as === 'trainee') throw invalid('as', '见习不排候补、不换班，请另选一班')
}

/** A booking of this shift that is made now. */
export const newBooking = (
  shift: ShiftRecord,
  bookingId: string,
  personId: string,
  over: Pick<ShiftBooking, 'as' | 'state'>,
): ShiftBooking => ({
  _id: bookingId,
  shiftId: shift._id,
  siteId: shift.siteId,
  placeId: shift.placeId,
  placePath: shift.placePath,
  day: shift.day,
  startsAt: shift.startsAt,
  endsAt: shift.endsAt,
  personId,
  createdAt: now(),
  checkedInAt: null,
  checkedOutAt: null,
  how: null,
  standing: 'none',
  corrections: [],
  minutes: 0,
  nothingLeftAt: null,
  ...over,
})

/** What must be there before the transaction of a place. */
export async function prepareSeat(shiftId: string, personId: string): Promise<void> {
  const { siteId, day } = await requireShift(shiftId)
  await ensureDay(shiftPool, siteId, day)
  await prepareHolder(holderOf(personId))
}

type Asking = ParsedOf<typeof shifts.book>

/**
 * Two requests at once: the second is answered by what the first has written, so that it is told of the shift that it
 * has or of the id that is somebody else's.
 */
export async function onceInShift<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
  return body().catch((error: unknown) => {
    throw isDuplicateKey(error) ? new DomainError('SHIFT_ALREADY_BOOKED') : error
  })
}

/** The booking of this id; null for none. @throws DomainError IDEMPOTENCY_KEY_REUSED: of another person or shift */
export async function sentBefore(tx: Tx, { id, bookingId }: Asking, personId: string): Promise<ShiftBooking | null> {
  const had = await tx.on(ShiftBookings).findOne({ _id: bookingId })
  if (had && (had.personId !== personId || had.shiftId !== id)) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
  return had
}

/** As `sentBefore`. @throws DomainError also SHIFT_ALREADY_BOOKED where the person has another in this shift */
async function hadOf(tx: Tx, input: Asking, personId: string): Promise<ShiftBooking | null> {
  const had = await sentBefore(tx, input, personId)
  if (had) return had
  if (await tx.on(ShiftBookings).findOne({ shiftId: input.id, personId, state: { $in: [...liveStates] } }))
    throw new DomainError('SHIFT_ALREADY_BOOKED')
  return null
}

/**
 * Takes a place; sent again it is answered the same. @throws DomainError NOT_FOUND, SHIFT_FULL, SHIFT_CANCELLED,
 * SHIFT_OVER, SHIFT_TOO_MANY, SHIFT_ALREADY_BOOKED, IDEMPOTENCY_KEY_REUSED, SHIFT_TRAINING_NEEDED, SLOT_OVERLAP
 */
export async function bookShift(actor: PersonActor, input: Asking): Promise<MyShift> {
  const { personId } = actor
  await prepareSeat(input.id, personId)
  return onceInShift(() =>
    transaction(async (tx) => {
      const had = await hadOf(tx, input, personId)
      if (had) return presentOne(actor, had, tx)
      const shift = await touch(tx, input.id)
      const as = await requireAsker(tx, actor, shift, input.as)
      await confirmSeat(tx, shiftPool, askFor(shift, input.bookingId, personId, as))
      const booking = newBooking(shift, input.bookingId, personId, { as, state: 'booked' })
      await tx.on(ShiftBookings).insert(booking)
      await cameIn(tx, booking, shift)
      return presentOne(actor, booking, tx)
    }),
  )
}

/** Whoever asks for a place writes the shift: it can't be removed or cancelled at the same moment unseen. */
export async function touch(tx: Tx, id: string): Promise<ShiftRecord> {
  const shift = await tx.on(Shifts).findOneAndUpdate({ _id: id }, { $inc: { asked: 1 } } as UpdateQuery<ShiftRecord>)
  if (!shift) throw new DomainError('NOT_FOUND')
  return shift
}

/** A place is had: a lead volunteer leads where nobody does, and a reminder lies ready. */
export async function cameIn(tx: Tx, booking: ShiftBooking, shift: ShiftRecord): Promise<void> {
  const { personId, as } = booking
  if (
    !shift.leadId &&
    as !== 'guide' &&
    as !== 'trainee' &&
    (await personHoldsRole(personId, ['leadVolunteer'], shift.placePath))
  )
    await tx
      .on(Shifts)
      .updateOne({ _id: shift._id, leadId: null }, { $set: { leadId: personId } } as UpdateQuery<ShiftRecord>)
  const when = `${showDay(shift.day)} ${shift.from}到${shift.to}`
  await later(tx, booking, addMinutes(shift.startsAt, -ASK_HOURS * 60), 'asked', {
    title: '明天的督导，还来吗？',
    text: `${when}。点开说一声“来”；来不了请取消，位置让给候补。不答也给您留着。`,
  })
  await later(tx, booking, addMinutes(shift.startsAt, -REMIND_HOURS * 60), 'reminder', {
    title: `今天${clockOf(shift.startsAt)}您有一班督导`,
    text: `${when}，到了请签到；来不了请尽快找人换班。`,
  })
}

/** A notice that lies ready, unless its moment has passed. */
async function later(
  tx: Tx,
  { _id, personId }: ShiftBooking,
  at: Date,
  cause: 'asked' | 'reminder',
  words: { title: string; text: string },
): Promise<void> {
  const link = `/shifts/shift?id=${_id}`
  if (at > now()) await notify(tx, personId, `shifts/${_id}/${cause}`, { kind: 'shift_reminder', ...words, link }, at)
}

/**
 * Says, from a day before on, that one comes; again changes nothing. @throws DomainError NOT_FOUND, WRONG_STATE,
 * SHIFT_NOT_YET_ASKED
 */
export function sayComing(actor: PersonActor, id: string): Promise<MyShift> {
  return transaction(async (tx) => {
    const booking = await ownBooking(tx, actor, id)
    if (booking.state !== 'booked' || now() >= booking.startsAt) throw new DomainError('WRONG_STATE')
    if (!mayConfirm(booking, now())) throw new DomainError('SHIFT_NOT_YET_ASKED')
    const change = { $set: { comingAt: booking.comingAt ?? now() } } as UpdateQuery<ShiftBooking>
    const said = await tx.on(ShiftBookings).findOneAndUpdate({ _id: id, state: 'booked' }, change)
    if (!said) throw new DomainError('WRONG_STATE')
    return presentOne(actor, said, tx)
  })
}

/** A place is given back: the lead is open again unless the office named them, and nobody is reminded. */
export async function wentOut(tx: Tx, { _id, personId, shiftId }: ShiftBooking): Promise<void> {
  await tx.on(Shifts).updateOne({ _id: shiftId, leadId: personId, leadSet: false }, {
    $set: { leadId: null },
  } as UpdateQuery<ShiftRecord>)
  for (const cause of ['asked', 'reminder']) await unnotify(tx, personId, `shifts/${_id}/${cause}`)
}

/** Joins the line; a place that is free is offered at once. @throws DomainError as `bookShift` */
export async function joinShiftLine(actor: PersonActor, input: Asking): Promise<MyShift> {
  const { personId } = actor
  await prepareSeat(input.id, personId)
  return onceInShift(() =>
    transaction(async (tx) => {
      const had = await hadOf(tx, input, personId)
      if (had) return presentOne(actor, had, tx)
      const shift = await touch(tx, input.id)
      const as = await requireAsker(tx, actor, shift, input.as)
      refuseTrainee(as)
      await tx.on(ShiftBookings).insert(newBooking(shift, input.bookingId, personId, { as, state: 'waiting' }))
      await joinLine(tx, shiftPool, { ...askFor(shift, input.bookingId, personId, as), latest: shift.startsAt })
      return presentOne(actor, await bookingIn(tx, input.bookingId), tx)
    }),
  )
}

/** One's own booking. @throws DomainError NOT_FOUND */
export async function ownBooking(tx: Tx, actor: PersonActor, id: string): Promise<ShiftBooking> {
  const booking = await bookingIn(tx, id)
  if (booking.personId !== actor.personId) throw new DomainError('NOT_FOUND')
  return booking
}

/** Comes, after a place was offered. @throws DomainError NOT_FOUND, WRONG_STATE, SHIFT_FULL, SHIFT_TRAINING_NEEDED */
export async function acceptOffer(actor: PersonActor, id: string): Promise<MyShift> {
  return transaction(async (tx) => {
    const booking = await ownBooking(tx, actor, id)
    if (booking.state === 'booked') return presentOne(actor, booking, tx)
    if (booking.state !== 'offered') throw new DomainError('WRONG_STATE')
    const shift = await requireShift(booking.shiftId, tx)
    await requireAsker(tx, actor, shift, booking.as)
    await confirmSeat(tx, shiftPool, askFor(shift, id, actor.personId, booking.as))
    const now_ = await tx.on(ShiftBookings).findOneAndUpdate({ _id: id, state: 'offered' }, {
      $set: { state: 'booked' },
      $unset: { offeredUntil: 1 },
    } as UpdateQuery<ShiftBooking>)
    if (!now_) throw new DomainError('WRONG_STATE')
    await cameIn(tx, now_, shift)
    return presentOne(actor, now_, tx)
  })
}

/**
 * Gives a place back, declines an offer, leaves the line; again changes nothing. Who waits is asked in the same
 * transaction. @throws DomainError NOT_FOUND, WRONG_STATE, SHIFT_TOO_LATE_TO_CANCEL
 */
export async function cancelBooking(actor: PersonActor, id: string): Promise<MyShift> {
  return transaction(async (tx) => {
    const booking = await ownBooking(tx, actor, id)
    if (booking.state === 'cancelled') return presentOne(actor, booking, tx)
    if (!isLive(booking.state)) throw new DomainError('WRONG_STATE')
    const refusal = cancelRefusal(booking, booking.state, now())
    if (refusal) throw new DomainError(refusal)
    const gone = await endBooking(tx, booking, 'cancelled')
    return presentOne(actor, gone, tx)
  })
}

/** Out of the shift for whatever reason, with its place. */
export async function endBooking(tx: Tx, booking: ShiftBooking, state: 'cancelled'): Promise<ShiftBooking> {
  const gone = await tx.on(ShiftBookings).findOneAndUpdate({ _id: booking._id, state: booking.state }, {
    $set: { state, endedAt: now() },
    $unset: { offeredUntil: 1, swapSince: 1, undoUntil: 1 },
  } as UpdateQuery<ShiftBooking>)
  if (!gone) throw new DomainError('WRONG_STATE')
  const { _id, siteId, day, personId } = booking
  await freeSeat(tx, shiftPool, { id: _id, poolId: siteId, day, holderKey: holderOf(personId) })
  await wentOut(tx, gone)
  return gone
}

/** One's own, those that come in their order, those that were with the latest first. */
export async function listMine(
  actor: PersonActor,
  { when, ...input }: ParsedOf<typeof shifts.mine>,
): Promise<OutputOf<typeof shifts.mine>> {
  const { personId } = actor
  // what was done in the last hours stays in sight: a forgotten check-out, a swap to undo
  const since = addMinutes(now(), -6 * 60)
  const coming = { personId, endsAt: { $gt: since } }
  const past = { personId, endsAt: { $lte: since } }
  const { rows, next } =
    when === 'coming'
      ? await readPage(ShiftBookings, { startsAt: 1 }, coming, input)
      : await readPage(ShiftBookings, { startsAt: -1 }, past, input)
  return { items: await presentMine(actor, rows), next }
}
