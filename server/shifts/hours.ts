// Hours of a person out of the one function that counts them: for the screen, the certificate, the export.
import type { PersonActor } from '@shared/actors'
import type { OutputOf } from '@shared/contract'
import { closedAtEndText, countedMinutes, hoursOf, type HourRecord, type Hours } from '@shared/shifts/hours'
import type { shiftsHours } from '@shared/shifts/hours-contract'
import { clockOf, type Day } from '@shared/time'
import { now } from '../clock'
import type { Tx } from '../db'
import { MadeUpHours, type MadeUpRecord } from './made-up.model'
import { nameOfSite, placesOfShifts } from './present'
import { ShiftBookings, Shifts, type ShiftBooking, type ShiftRecord } from './shifts.model'

/** Where and when a record of hours was. */
export type Stood = Pick<ShiftBooking, 'siteId' | 'placeId' | 'placePath' | 'day' | 'startsAt' | 'endsAt'> & {
  /** Why it was corrected, or approved afterwards; the latest. */
  reason: string | null
  /** Absent where the hours were made up. */
  shiftId?: string
}

/** What hours are counted from: bookings of shifts that are over, and hours approved afterwards. */
export async function recordsOf(
  personId: string,
  span?: { from: Day; to: Day },
  tx?: Tx,
): Promise<{ records: HourRecord[]; stood: Map<string, Stood> }> {
  const days = span ? { day: { $gte: span.from, $lte: span.to } } : {}
  const filter = { personId, state: 'booked' as const, endsAt: { $lte: now() }, ...days }
  const found = tx ? await tx.on(ShiftBookings).find(filter) : await ShiftBookings.find(filter).lean<ShiftBooking[]>()
  const ids = { _id: { $in: found.map(({ shiftId }) => shiftId) } }
  const shifts = tx ? await tx.on(Shifts).find(ids) : await Shifts.find(ids).lean<ShiftRecord[]>()
  const approved = { personId, status: 'approved' as const, ...days }
  const madeUp = tx ? await tx.on(MadeUpHours).find(approved) : await MadeUpHours.find(approved).lean<MadeUpRecord[]>()
  const byId = new Map(shifts.map((shift) => [shift._id, shift]))
  const records = found.flatMap((booking): HourRecord[] => {
    const shift = byId.get(booking.shiftId)
    if (!shift) return []
    const counted = countedMinutes(shift, { in: booking.checkedInAt, out: booking.checkedOutAt })
    return [{ id: booking._id, as: booking.as, standing: booking.standing, madeUp: false, counted }]
  })
  const stood = [
    ...found.map(
      (booking) => [booking._id, { ...booking, reason: booking.corrections.at(-1)?.reason ?? null }] as const,
    ),
    ...madeUp.map((one) => [one._id, { ...one, reason: one.reason ?? null }] as const),
  ]
  return { records: [...records, ...madeUp.map(madeUpRecord)], stood: new Map<string, Stood>(stood) }
}

/** As long as a shift counts at most. */
export function madeUpRecord({ _id, startsAt, endsAt }: MadeUpRecord): HourRecord {
  const counted = countedMinutes({ startsAt, endsAt }, { in: startsAt, out: endsAt })
  return { id: _id, as: 'volunteer', standing: 'verified', madeUp: true, counted }
}

/** What the first line of the calendar tells: confirmed minutes of all time. */
export async function hoursTold(personId: string): Promise<{ minutes: number; hours: Hours }> {
  const hours = hoursOf((await recordsOf(personId)).records)
  return { minutes: hours.verified, hours }
}

const MOST_SHOWN = 200

/** Every record with its minutes, the latest first; the sums are of all of them. */
export async function showHours(actor: PersonActor): Promise<OutputOf<typeof shiftsHours.mine>> {
  const { records, stood } = await recordsOf(actor.personId)
  const { rows, ...sums } = hoursOf(records)
  const startOf = (id: string): number => stood.get(id)?.startsAt.getTime() ?? 0
  const latest = [...rows].sort((a, b) => startOf(b.id) - startOf(a.id)).slice(0, MOST_SHOWN)
  const places = await placesOfShifts(latest.flatMap(({ id }) => stood.get(id)?.siteId ?? []))
  return {
    sums,
    more: rows.length > MOST_SHOWN,
    items: latest.flatMap(({ id, as, standing, madeUp, minutes, uncounted, counted }) => {
      const one = stood.get(id)
      if (!one) return []
      const { day, startsAt, endsAt, reason } = one
      return [
        {
          id,
          name: nameOfSite(places, one),
          day,
          from: clockOf(startsAt),
          to: clockOf(endsAt),
          as,
          standing,
          madeUp,
          minutes,
          uncounted,
          said: [...(counted.closedAtEnd ? [closedAtEndText(one)] : []), ...uncounted.map(({ text }) => text)],
          correction: madeUp ? null : reason,
        },
      ]
    }),
  }
}
