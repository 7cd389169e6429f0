// Hours of a person out of the one function that counts them: for the screen, the certificate, the export.
import type { PersonActor } from '@shared/actors'
import type { OutputOf } from '@shared/contract'
import { closedAtEndText, countedMinutes, hoursOf, type HourRecord, type Hours } from '@shared/shifts/hours'
import type { shiftsHours } from '@shared/shifts/hours-contract'
import { clockOf, type Day } from '@shared/time'
import { now } from '../clock'
import type { Tx } from '../db'
import { nameOfSite, placesOfShifts } from './present'
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

const MOST_SHOWN = 200

/** Every record with its minutes, the latest first; the sums are of all of them. */
export async function showHours(actor: PersonActor): Promise<OutputOf<typeof shiftsHours.mine>> {
  const { records, bookings } = await recordsOf(actor.personId)
  const { rows, ...sums } = hoursOf(records)
  const startOf = (id: string): number => bookings.get(id)?.startsAt.getTime() ?? 0
  const latest = [...rows].sort((a, b) => startOf(b.id) - startOf(a.id)).slice(0, MOST_SHOWN)
  const places = await placesOfShifts(latest.flatMap(({ id }) => bookings.get(id)?.siteId ?? []))
  return {
    sums,
    more: rows.length > MOST_SHOWN,
    items: latest.flatMap(({ id, as, standing, minutes, uncounted, counted }) => {
      const booking = bookings.get(id)
      if (!booking) return []
      const { day, startsAt, endsAt, corrections } = booking
      return [
        {
          id,
          name: nameOfSite(places, booking),
          day,
          from: clockOf(startsAt),
          to: clockOf(endsAt),
          as,
          standing,
          minutes,
          uncounted,
          said: [...(counted.closedAtEnd ? [closedAtEndText(booking)] : []), ...uncounted.map(({ text }) => text)],
          correction: corrections.at(-1)?.reason ?? null,
        },
      ]
    }),
  }
}
