// Trainees (见习) at the bins, for features that send somebody there to learn: which evenings have a place for one, a
// place taken, and what came of it. Invariants: a place of a trainee is nobody else's; neither the lead nor anybody
// beside them is told what brought a trainee there; minutes come from the one function that counts them.
import { DomainError } from '@shared/errors'
import { bookRefusal, TRAINEE_PLACES } from '@shared/shifts/rules'
import { countedMinutes, type HourRecord } from '@shared/shifts/hours'
import { liveStates, type BookingState } from '@shared/shifts/vocabulary'
import { addDays, dayOf, type Clock, type Day } from '@shared/time'
import { now } from '../clock'
import type { Tx } from '../db'
import { confirmSeat } from '../slots/seats'
import { askFor, shiftPool } from './pool'
import { nameOfSite, placesOfShifts } from './present'
import { cameIn, newBooking, touch } from './shifts'
import { ShiftBookings, Shifts, type ShiftBooking, type ShiftRecord } from './shifts.model'

const MOST_OFFERED = 60

export type TraineeOffer = {
  shiftId: string
  name: string
  address: string
  day: Day
  from: Clock
  to: Clock
  free: number
}

/** Evenings at places below `placeId` until a day that still have a place for a trainee, the next first. */
export async function offersToTrainees(placeId: string, until: Day, personId: string): Promise<TraineeOffer[]> {
  const today = dayOf(now())
  const last = until < addDays(today, 13) ? until : addDays(today, 13)
  const found = await Shifts.find({
    placePath: placeId,
    day: { $gte: today, $lte: last },
    status: 'planned',
    startsAt: { $gt: now() },
  })
    .sort({ day: 1, from: 1, _id: 1 })
    .limit(400)
    .lean<ShiftRecord[]>()
  const taken = await ShiftBookings.find({
    shiftId: { $in: found.map(({ _id }) => _id) },
    state: { $in: [...liveStates] },
    $or: [{ as: 'trainee' }, { personId }],
  }).lean<ShiftBooking[]>()
  const places = await placesOfShifts(found.map(({ siteId }) => siteId))
  return found
    .flatMap((shift) => {
      const own = taken.filter(({ shiftId }) => shiftId === shift._id)
      const free = TRAINEE_PLACES - own.filter(({ as }) => as === 'trainee').length
      if (free <= 0 || own.some((one) => one.personId === personId)) return []
      const { _id, day, from, to } = shift
      const address = places.sites.get(shift.siteId)?.address ?? ''
      return [{ shiftId: _id, name: nameOfSite(places, shift), address, day, from, to, free }]
    })
    .slice(0, MOST_OFFERED)
}

/**
 * A place for a trainee, by whoever may send them; after `prepareSeat`, and within `onceInShift`. The same id again
 * takes nothing more. @returns where and when it is
 * @throws DomainError NOT_FOUND, SHIFT_FULL, SHIFT_CANCELLED, SHIFT_OVER, SHIFT_ALREADY_BOOKED, SHIFT_TOO_MANY,
 * IDEMPOTENCY_KEY_REUSED, SLOT_OVERLAP
 */
export async function bookTrainee(
  tx: Tx,
  { shiftId, bookingId, personId }: { shiftId: string; bookingId: string; personId: string },
): Promise<Pick<ShiftRecord, 'placePath' | 'day'>> {
  const had = await tx.on(ShiftBookings).findOne({ _id: bookingId })
  if (had && (had.personId !== personId || had.shiftId !== shiftId || had.as !== 'trainee'))
    throw new DomainError('IDEMPOTENCY_KEY_REUSED')
  if (had) return had
  if (await tx.on(ShiftBookings).findOne({ shiftId, personId, state: { $in: [...liveStates] } }))
    throw new DomainError('SHIFT_ALREADY_BOOKED')
  const shift = await touch(tx, shiftId)
  const refusal = bookRefusal(shift, now())
  if (refusal) throw new DomainError(refusal)
  await confirmSeat(tx, shiftPool, askFor(shift, bookingId, personId, 'trainee'))
  const booking = newBooking(shift, bookingId, personId, { as: 'trainee', state: 'booked' })
  await tx.on(ShiftBookings).insert(booking)
  await cameIn(tx, booking, shift)
  return booking
}

export type TraineeRecord = HourRecord & {
  name: string
  day: Day
  from: Clock
  to: Clock
  endsAt: Date
  state: BookingState
}

/** Bookings by their ids with what counts of each, by what is known now; the earliest first. */
export async function traineeRecords(bookingIds: readonly string[], tx?: Tx): Promise<TraineeRecord[]> {
  const own = { _id: { $in: [...bookingIds] } }
  const found = tx ? await tx.on(ShiftBookings).find(own) : await ShiftBookings.find(own).lean<ShiftBooking[]>()
  const ids = { _id: { $in: found.map(({ shiftId }) => shiftId) } }
  const shifts = tx ? await tx.on(Shifts).find(ids) : await Shifts.find(ids).lean<ShiftRecord[]>()
  const places = await placesOfShifts(
    found.map(({ siteId }) => siteId),
    tx,
  )
  return found
    .flatMap((booking): TraineeRecord[] => {
      const shift = shifts.find(({ _id }) => _id === booking.shiftId)
      if (!shift) return []
      const { day, from, to, endsAt } = shift
      const there = { in: booking.checkedInAt, out: booking.checkedOutAt }
      const isOver = booking.state === 'booked' && endsAt <= now()
      const counted = countedMinutes(shift, isOver ? there : { in: null, out: null })
      const { _id: id, as, standing, state } = booking
      return [
        { id, as, standing, madeUp: false, counted, name: nameOfSite(places, shift), day, from, to, endsAt, state },
      ]
    })
    .sort((a, b) => a.endsAt.getTime() - b.endsAt.getTime())
}
