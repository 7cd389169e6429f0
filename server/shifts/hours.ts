// Hours of a person out of the one function that counts them: for the screen, the certificate, the export.
import { countedMinutes, hoursOf, type HourRecord, type Hours } from '@shared/shifts/hours'
import type { Day } from '@shared/time'
import { now } from '../clock'
import type { Tx } from '../db'
import { ShiftBookings, Shifts, type ShiftBooking, type ShiftRecord } from './shifts.model'

/** What hours are counted from: bookings of shifts that are over, with the shift's own times. */
export async function recordsOf(
  personId: string,
  span?: { from: Day; to: Day },
  tx?: Tx,
): Promise<{ records: HourRecord[]; bookings: Map<string, ShiftBooking> }> {
  const filter = {
    personId,
    state: 'booked' as const,
    endsAt: { $lte: now() },
    ...(span ? { day: { $gte: span.from, $lte: span.to } } : {}),
  }
  const found = tx ? await tx.on(ShiftBookings).find(filter) : await ShiftBookings.find(filter).lean<ShiftBooking[]>()
  const ids = { _id: { $in: found.map(({ shiftId }) => shiftId) } }
  const shifts = tx ? await tx.on(Shifts).find(ids) : await Shifts.find(ids).lean<ShiftRecord[]>()
  const byId = new Map(shifts.map((shift) => [shift._id, shift]))
  const records = found.flatMap((booking): HourRecord[] => {
    const shift = byId.get(booking.shiftId)
    if (!shift) return []
    const counted = countedMinutes(shift, { in: booking.checkedInAt, out: booking.checkedOutAt })
    return [{ id: booking._id, as: booking.as, standing: booking.standing, madeUp: false, counted }]
  })
  return { records, bookings: new Map(found.map((booking) => [booking._id, booking])) }
}

/** What the first line of the calendar tells: confirmed minutes of all time. */
export async function hoursTold(personId: string): Promise<{ minutes: number; hours: Hours }> {
  const hours = hoursOf((await recordsOf(personId)).records)
  return { minutes: hours.verified, hours }
}
